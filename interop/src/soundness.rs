//! The registry calculator over its production parameter sets, with the bounds its own documentation assumes.

use openvm_stark_backend::soundness::SoundnessCalculator;
use openvm_stark_backend::SystemParams;
use openvm_stark_sdk::config::{
    app_params_with_100_bits_security, base_field_order, challenge_field_bits, hook_params_with_100_bits_security,
    internal_params_with_100_bits_security, leaf_params_with_100_bits_security, root_params_with_100_bits_security,
};
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
    json!(sets)
}
