//! What the tests and the bench of OpenVM's SDK with zkmem's engine share.

pub mod aggregation;

use std::path::Path;

use openvm_sdk_config::SdkVmConfig;
use openvm_stark_backend::{SystemParams, WhirConfig, WhirParams, WhirProximityStrategy};
use openvm_transpiler::elf::Elf;

const MEMORY: u32 = 1 << 29;

/// A program of this tree; the path is from the crate's folder.
pub fn elf(path: &str) -> Elf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Elf::decode(&bytes, MEMORY).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// RV32IM with Keccak, SHA-2 and 256-bit integers.
pub fn with_extensions() -> SdkVmConfig {
    SdkVmConfig::builder()
        .system(Default::default())
        .rv32i(Default::default())
        .rv32m(Default::default())
        .io(Default::default())
        .keccak(Default::default())
        .sha2(Default::default())
        .bigint(Default::default())
        .build()
        .optimize()
}

/// An application's parameters with few queries and little work: for tests of who makes the proof, not of what it is worth.
pub fn quick_params(log_height: usize) -> SystemParams {
    quick(openvm_stark_sdk::config::app_params_with_100_bits_security(log_height))
}

pub(crate) fn quick(params: SystemParams) -> SystemParams {
    let log_height = params.log_stacked_height();
    let whir = WhirParams {
        k: params.whir.k,
        log_final_poly_len: 10,
        query_phase_pow_bits: 1,
        folding_pow_bits: 1,
        mu_pow_bits: 1,
        proximity: WhirProximityStrategy::UniqueDecoding,
    };
    let mut quick = params.clone();
    quick.whir = WhirConfig::new(params.log_blowup, log_height, whir, 2);
    quick.logup.pow_bits = 1;
    quick
}

pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The most memory that this process has had, in bytes, as Linux counts it.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it is said");
    1024 * line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number")
}
