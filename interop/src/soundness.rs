//! The registry calculator over its production parameter sets, with the bounds its own documentation assumes, and over
//! zkmem's own sets.

use openvm_stark_backend::soundness::SoundnessCalculator;
use openvm_stark_backend::interaction::LogUpSecurityParameters;
use openvm_stark_backend::{SystemParams, WhirConfig, WhirParams, WhirProximityStrategy};
use openvm_stark_sdk::config::{
    app_params_with_100_bits_security, base_field_order, challenge_field_bits, hook_params_with_100_bits_security,
    internal_params_with_100_bits_security, leaf_params_with_100_bits_security, root_params_with_100_bits_security,
};
use openvm_stark_sdk::config::baby_bear_poseidon2::F;
use p3_field::PrimeField32;
use serde_json::{json, Value};

/// Bounds on a statement: constraints per AIR, AIRs, log2 of the tallest trace, columns, GKR depth.
struct Bounds {
    constraints: usize,
    airs: usize,
    log_height: usize,
    columns: usize,
    n_logup: usize,
}

fn bits(name: &str, params: &SystemParams, b: Bounds) -> Value {
    let s = SoundnessCalculator::calculate(
        params,
        base_field_order(),
        challenge_field_bits(),
        b.constraints,
        b.airs,
        params.max_constraint_degree,
        b.log_height,
        b.columns,
        params.w_stack,
        b.n_logup,
    );
    let w = &s.whir_details;
    json!({
        "name": name,
        "bounds": {"constraints": b.constraints, "airs": b.airs, "log_height": b.log_height, "columns": b.columns, "n_logup": b.n_logup},
        "logup": s.logup_bits, "gkr_sumcheck": s.gkr_sumcheck_bits, "gkr_batching": s.gkr_batching_bits,
        "zerocheck_sumcheck": s.zerocheck_sumcheck_bits, "constraint_batching": s.constraint_batching_bits,
        "stacked_reduction": s.stacked_reduction_bits, "whir": s.whir_bits, "total": s.total_bits,
        "whir_details": {
            "mu_batching": w.mu_batching_bits, "fold_rbr": w.fold_rbr_bits, "proximity_gaps": w.proximity_gaps_bits,
            "sumcheck": w.sumcheck_bits, "ood_rbr": w.ood_rbr_bits, "shift_rbr": w.shift_rbr_bits,
            "query": w.query_bits, "gamma_batching": w.gamma_batching_bits
        }
    })
}

/// zkmem's own sets `fast` and `small` (docs/spec/swirl.md, section 1), their queries derived by the registry. `lists`: by
/// height from 15 on, the round from which lists are decoded, and their multiplicity.
fn direct_sets(family: &str, log_blowup: usize, mu_pow_bits: usize, lists: [(usize, usize, usize); 10]) -> Vec<Value> {
    let set = |(height, (start, m, logup_pow_bits)): (usize, (usize, usize, usize))| {
        let proximity = if start == 0 {
            WhirProximityStrategy::ListDecoding { m }
        } else {
            WhirProximityStrategy::SplitUniqueList { m, list_start_round: start }
        };
        let whir =
            WhirParams { k: 2, log_final_poly_len: 9, query_phase_pow_bits: 20, folding_pow_bits: 14, mu_pow_bits, proximity };
        let params = SystemParams {
            l_skip: 4,
            n_stack: height - 4,
            w_stack: 2048,
            log_blowup,
            whir: WhirConfig::new(log_blowup, height, whir, 100),
            logup: LogUpSecurityParameters {
                max_interaction_count: F::ORDER_U32,
                log_max_message_length: 7,
                pow_bits: logup_pow_bits,
            },
            max_constraint_degree: 3,
        };
        let bounds = Bounds { constraints: 5000, airs: 100, log_height: height, columns: 30000, n_logup: 27 };
        bits(&format!("{family}:{height}"), &params, bounds)
    };
    (15..).zip(lists).map(set).collect()
}

pub fn production_sets() -> Value {
    let mut sets = vec![];
    for height in 15..=24 {
        let bounds = Bounds { constraints: 5000, airs: 100, log_height: height, columns: 30000, n_logup: 27 };
        sets.push(bits(&format!("app:{height}"), &app_params_with_100_bits_security(height), bounds));
    }
    let recursion = |log_height, columns, n_logup| Bounds { constraints: 1000, airs: 50, log_height, columns, n_logup };
    sets.push(bits("leaf", &leaf_params_with_100_bits_security(), recursion(20, 2000, 27)));
    sets.push(bits("internal", &internal_params_with_100_bits_security(), recursion(19, 2000, 29)));
    sets.push(bits("root", &root_params_with_100_bits_security(), recursion(20, 2000, 29)));
    sets.push(bits("hook", &hook_params_with_100_bits_security(), recursion(20, 2000, 29)));
    let unique = 18;
    let fast = [(1, 8), (1, 8), (1, 8), (1, 8), (1, 6), (1, 4), (1, 3), (2, 3), (3, 3), (2, 1)];
    sets.extend(direct_sets("fast", 1, 15, fast.map(|(start, m)| (start, m, unique))));
    let small = [(0, 3, 19), (0, 3, 19), (0, 2, 19), (0, 2, 19), (0, 2, 19), (0, 1, 18), (0, 1, 18)];
    let above = [(2, 1, unique), (3, 1, unique), (4, 1, unique)];
    sets.extend(direct_sets("small", 3, 20, std::array::from_fn(|i| small.iter().chain(&above).copied().nth(i).unwrap())));
    json!(sets)
}
