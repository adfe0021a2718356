//! OpenVM's SDK with zkmem's engine: what the CPU engine proves, this one proves under the same keys.

use std::sync::Arc;

use openvm_circuit::arch::instructions::exe::VmExe;
use openvm_sdk::config::{AggregationSystemParams, AppConfig};
use openvm_sdk::prover::verify_app_proof;
use openvm_sdk::{CpuSdk, GenericSdk, StdIn, F};
use openvm_sdk_config::{SdkVmConfig, SdkVmCpuBuilder};
use openvm_stark_sdk::config::baby_bear_poseidon2::BabyBearPoseidon2CpuEngine;
use zkmem_openvm::ZkmemEngine;
use zkmem_sdk_tests::aggregation::{aggregate, quick_aggregation};
use zkmem_sdk_tests::{elf, quick_params, with_extensions};

type ZkmemSdk = GenericSdk<ZkmemEngine, SdkVmCpuBuilder>;

/// Proves on either engine; each proof verifies with the other's engine and with its key.
fn both_prove(config: SdkVmConfig, program: &str, input: &[u8]) {
    let app_config = AppConfig::new(config, quick_params(21));
    let zkmem = ZkmemSdk::new(app_config.clone(), AggregationSystemParams::default()).unwrap();
    let cpu = CpuSdk::new(app_config, AggregationSystemParams::default()).unwrap();
    let exe: Arc<VmExe<F>> = zkmem.convert_to_exe(elf(program)).unwrap();
    let stdin = || StdIn::from_bytes(input);
    let public_values = zkmem.execute(exe.clone(), stdin()).unwrap();
    assert!(public_values.iter().any(|&byte| byte != 0), "the program has revealed something");

    let ours = zkmem.app_prover(exe.clone()).unwrap().prove(stdin()).unwrap();
    let theirs = cpu.app_prover(exe).unwrap().prove(stdin()).unwrap();
    let commit = verify_app_proof::<BabyBearPoseidon2CpuEngine>(&cpu.app_vk(), &ours).unwrap();
    assert_eq!(commit, verify_app_proof::<ZkmemEngine>(&zkmem.app_vk(), &theirs).unwrap());
    let revealed: Vec<F> = public_values.iter().map(|&byte| F::new(byte.into())).collect();
    assert_eq!(ours.user_public_values.public_values, revealed);
}

#[test]
fn a_program_of_rv32im() {
    both_prove(SdkVmConfig::riscv32(), "../../examples/guests/elf/fib.elf", b"25");
}

#[test]
fn keccak_sha256_and_256_bit_integers() {
    both_prove(with_extensions(), "guests/intrinsics.elf", b"1 2 3");
}

/// Every layer by zkmem: application, leaf, internal; the whole verified by the SDK. Few queries make the layers' circuits
/// small; `aggregation_ratio 100-bits` has the SDK's own parameters.
#[test]
fn aggregation() {
    let app_config = AppConfig::new(SdkVmConfig::riscv32(), quick_params(20));
    let sdk = ZkmemSdk::new(app_config, quick_aggregation()).unwrap();
    let exe = sdk.convert_to_exe(elf("../../examples/guests/elf/fib.elf")).unwrap();
    let mut prover = sdk.prover(exe).unwrap();
    let app = prover.app_prover.prove(StdIn::from_bytes(b"25")).unwrap();
    let proof = aggregate::<ZkmemEngine>(&prover.agg_prover, app);
    ZkmemSdk::verify_proof((*sdk.agg_vk()).clone(), prover.generate_baseline(), &proof).unwrap();
}
