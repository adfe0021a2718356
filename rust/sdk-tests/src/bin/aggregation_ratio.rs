//! The SDK's aggregation of an application's proof with zkmem's engine in every layer and with the CPU engine: same keys, same
//! application's proof, alternating. Prints seconds, the ratio of medians, and the process's largest memory.
//!
//!     aggregation_ratio quick|100-bits [ROUNDS]

use std::env::args;
use std::time::Instant;

use openvm_sdk::config::{AggregationSystemParams, AppConfig};
use openvm_sdk::{GenericSdk, StdIn};
use openvm_sdk_config::{SdkVmConfig, SdkVmCpuBuilder};
use openvm_stark_sdk::config::app_params_with_100_bits_security;
use openvm_stark_sdk::config::baby_bear_poseidon2::BabyBearPoseidon2CpuEngine;
use zkmem_openvm::ZkmemEngine;
use zkmem_sdk_tests::aggregation::{aggregate, quick_aggregation};
use zkmem_sdk_tests::{elf, median, peak_memory, quick_params};

type Sdk = GenericSdk<ZkmemEngine, SdkVmCpuBuilder>;

fn main() {
    let given: Vec<String> = args().skip(1).collect();
    let rounds: usize = given.get(1).map_or(1, |rounds| rounds.parse().expect("ROUNDS is a number"));
    let (app, aggregation) = match given.first().map(String::as_str) {
        Some("quick") => (quick_params(20), quick_aggregation()),
        Some("100-bits") => (app_params_with_100_bits_security(20), AggregationSystemParams::default()),
        _ => panic!("aggregation_ratio quick|100-bits [ROUNDS]"),
    };
    let sdk = Sdk::new(AppConfig::new(SdkVmConfig::riscv32(), app), aggregation).expect("a valid configuration");
    let begin = Instant::now();
    let exe = sdk.convert_to_exe(elf("../../examples/guests/elf/fib.elf")).expect("a program");
    let mut prover = sdk.prover(exe).expect("a prover");
    let agg = prover.agg_prover.clone();
    println!("keys: {:.1} s", begin.elapsed().as_secs_f64());
    let app = || StdIn::from_bytes(b"25");
    let baseline = prover.generate_baseline();
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        for zkmem in [true, false] {
            let proof = prover.app_prover.prove(app()).expect("the program is proven");
            let begin = Instant::now();
            let whole = if zkmem {
                aggregate::<ZkmemEngine>(&agg, proof)
            } else {
                aggregate::<BabyBearPoseidon2CpuEngine>(&agg, proof)
            };
            let seconds = begin.elapsed().as_secs_f64();
            Sdk::verify_proof((*sdk.agg_vk()).clone(), baseline.clone(), &whole).expect("the SDK verifies it");
            println!("{}: {seconds:.2} s, verified by the SDK", if zkmem { "zkmem" } else { "CPU engine" });
            if zkmem { &mut times.0 } else { &mut times.1 }.push(seconds);
        }
    }
    let (ours, theirs) = (median(times.0), median(times.1));
    let peak = peak_memory() as f64 / f64::from(1 << 30);
    println!("aggregation: zkmem {ours:.2} s, CPU engine {theirs:.2} s, ratio {:.2}; at most {peak:.1} GiB", theirs / ours);
}
