//! An application's proof by OpenVM's SDK with zkmem's engine and with the CPU engine: same key, same program, alternating.
//!
//!     engine_ratio fib|keccak|sha256|bigint COUNT [ROUNDS]
//!
//! Prints each pair of times in seconds (execution and traces included, they are OpenVM's), then the medians and their ratio.

use std::env::args;
use std::sync::Arc;
use std::time::Instant;

use openvm_circuit::arch::instructions::exe::VmExe;
use openvm_circuit::arch::VmBuilder;
use openvm_sdk::config::{AggregationSystemParams, AppConfig};
use openvm_sdk::prover::AppProver;
use openvm_sdk::{CpuSdk, GenericSdk, StdIn, F, SC};
use openvm_sdk_config::{SdkVmConfig, SdkVmCpuBuilder};
use openvm_stark_backend::StarkEngine;
use openvm_stark_sdk::config::app_params_with_100_bits_security;
use openvm_stark_sdk::config::baby_bear_poseidon2::BabyBearPoseidon2CpuEngine;
use zkmem_openvm::ZkmemEngine;
use zkmem_sdk_tests::{elf, median, with_extensions};

const LOG_HEIGHT: usize = 21;

fn seconds<E>(prover: &mut AppProver<E, SdkVmCpuBuilder>, input: &str) -> f64
where
    E: StarkEngine<SC = SC>,
    SdkVmCpuBuilder: VmBuilder<E, VmConfig = SdkVmConfig, RecordArena = openvm_circuit::arch::MatrixRecordArena<F>>,
{
    let begin = Instant::now();
    prover.prove(StdIn::from_bytes(input.as_bytes())).expect("the program is proven");
    begin.elapsed().as_secs_f64()
}

fn main() {
    let given: Vec<String> = args().skip(1).collect();
    let count: u32 = given.get(1).and_then(|count| count.parse().ok()).expect("engine_ratio WORKLOAD COUNT [ROUNDS]");
    let rounds: usize = given.get(2).map_or(5, |rounds| rounds.parse().expect("ROUNDS is a number"));
    let (config, program, input) = match given[0].as_str() {
        "fib" => (SdkVmConfig::riscv32(), "../../examples/guests/elf/fib.elf", format!("{count}")),
        "keccak" => (with_extensions(), "guests/intrinsics.elf", format!("{count} 0 0")),
        "sha256" => (with_extensions(), "guests/intrinsics.elf", format!("0 {count} 0")),
        "bigint" => (with_extensions(), "guests/intrinsics.elf", format!("0 0 {count}")),
        other => panic!("{other}: fib, keccak, sha256 or bigint"),
    };
    let app = AppConfig::new(config, app_params_with_100_bits_security(LOG_HEIGHT));
    let zkmem = GenericSdk::<ZkmemEngine, SdkVmCpuBuilder>::new(app.clone(), AggregationSystemParams::default())
        .expect("a valid configuration");
    let cpu = CpuSdk::new(app, AggregationSystemParams::default()).expect("a valid configuration");
    let exe: Arc<VmExe<F>> = zkmem.convert_to_exe(elf(program)).expect("a program");
    let mut ours = zkmem.app_prover(exe.clone()).expect("a prover");
    let mut theirs: AppProver<BabyBearPoseidon2CpuEngine, SdkVmCpuBuilder> = cpu.app_prover(exe).expect("a prover");
    seconds(&mut ours, &input); // what is made once
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        times.0.push(seconds(&mut ours, &input));
        times.1.push(seconds(&mut theirs, &input));
        println!("zkmem {:.3} s, CPU engine {:.3} s", times.0[times.0.len() - 1], times.1[times.1.len() - 1]);
    }
    let (ours, theirs) = (median(times.0), median(times.1));
    println!("{} {count}: zkmem {ours:.3} s, CPU engine {theirs:.3} s, ratio {:.2}", given[0], theirs / ours);
}
