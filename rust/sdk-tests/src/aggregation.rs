//! The SDK's aggregation of an application's proof with an engine of one's own choice. `AggProver::prove_vm` fixes the CPU
//! engine; the provers of its layers, which it shows, take any.

use openvm_circuit::arch::ContinuationVmProof;
use openvm_continuations::prover::ChildVkKind;
use openvm_cpu_backend::{CpuBackend, CpuDevice};
use openvm_sdk::config::AggregationSystemParams;
use openvm_sdk::prover::AggProver;
use openvm_sdk::SC;
use openvm_stark_backend::proof::Proof;
use openvm_stark_backend::StarkEngine;
use openvm_stark_sdk::config::{internal_params_with_100_bits_security, leaf_params_with_100_bits_security};
use openvm_verify_stark_host::VmStarkProof;

use crate::quick;

/// Application, leaf, internal-for-leaf, internal-recursive until one is left, and the layer more that the SDK adds.
pub fn aggregate<E>(agg: &AggProver, app: ContinuationVmProof<SC>) -> VmStarkProof
where
    E: StarkEngine<SC = SC, PB = CpuBackend<SC>, PD = CpuDevice<SC>>,
{
    let tree = &agg.agg_tree_config;
    let leaves: Vec<Proof<SC>> = app
        .per_segment
        .chunks(tree.num_children_leaf)
        .map(|proofs| agg.leaf_prover.agg_prove_no_def::<E>(proofs, ChildVkKind::App).expect("a leaf is proven"))
        .collect();
    let mut proofs: Vec<Proof<SC>> = leaves
        .chunks(tree.num_children_internal)
        .map(|proofs| {
            let prover = &agg.internal_for_leaf_prover;
            prover.agg_prove_no_def::<E>(proofs, ChildVkKind::Standard).expect("an internal node is proven")
        })
        .collect();
    let mut kind = ChildVkKind::Standard;
    let mut last_layers = 2;
    while proofs.len() > 1 || last_layers > 0 {
        if proofs.len() == 1 {
            last_layers -= 1;
        }
        proofs = proofs
            .chunks(tree.num_children_internal)
            .map(|proofs| {
                let prover = &agg.internal_recursive_prover;
                prover.agg_prove_no_def::<E>(proofs, kind).expect("an internal node is proven")
            })
            .collect();
        kind = ChildVkKind::RecursiveSelf;
    }
    let inner = proofs.pop().expect("one is left");
    VmStarkProof { inner, user_pvs_proof: app.user_public_values, deferral_merkle_proofs: None }
}

/// Layers with few queries and little work: for tests of who makes the proof, not of what it is worth.
pub fn quick_aggregation() -> AggregationSystemParams {
    AggregationSystemParams {
        leaf: quick(leaf_params_with_100_bits_security()),
        internal: quick(internal_params_with_100_bits_security()),
    }
}
