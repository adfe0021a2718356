//! stark-backend's own test AIRs through OpenVM's engines and through zkmem's.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use openvm_stark_backend::codec::Encode;
use openvm_stark_backend::keygen::types::MultiStarkProvingKey;
use openvm_stark_backend::proof::Proof;
use openvm_stark_backend::prover::{DeviceDataTransporter, DeviceMultiStarkProvingKey, ProvingContext};
use openvm_stark_backend::test_utils::*;
use openvm_stark_backend::{StarkEngine, SystemParams};
use openvm_stark_sdk::config::baby_bear_poseidon2::{
    BabyBearPoseidon2Config as SC, BabyBearPoseidon2CpuEngine, BabyBearPoseidon2RefEngine, DuplexSponge, F,
};
use p3_field::PrimeCharacteristicRing;
use zkmem_openvm::{Cancellation, ErrorKind, Settings, ZkmemEngine};

/// The reference's transcript, whose proofs of work are the smallest witnesses if one thread looks for them.
type Engine = ZkmemEngine<DuplexSponge>;
type CpuEngine = BabyBearPoseidon2CpuEngine<DuplexSponge>;

fn on_device<E: StarkEngine<SC = SC>>(
    engine: &E,
    fixture: &impl TestFixture<SC>,
    pk: &MultiStarkProvingKey<SC>,
) -> (DeviceMultiStarkProvingKey<E::PB>, ProvingContext<E::PB>) {
    let device = engine.device();
    let ctx = device.transport_proving_ctx_to_device(&fixture.generate_proving_ctx());
    (device.transport_pk_to_device(pk), ctx)
}

fn prove<E: StarkEngine<SC = SC>>(
    engine: &E,
    fixture: &impl TestFixture<SC>,
    pk: &MultiStarkProvingKey<SC>,
) -> Proof<SC> {
    let (d_pk, ctx) = on_device(engine, fixture, pk);
    engine.prove(&d_pk, ctx).unwrap()
}

fn bytes(proof: &Proof<SC>) -> Vec<u8> {
    proof.encode_to_vec().unwrap()
}

/// Both engines' proofs verify with both; zkmem's is the reference's to the byte.
fn agree(params: SystemParams, fixture: impl TestFixture<SC> + Sync) {
    let zkmem = Engine::new(params.clone());
    let cpu = CpuEngine::new(params.clone());
    let reference: BabyBearPoseidon2RefEngine = StarkEngine::new(params);
    let (pk, vk) = fixture.keygen(&zkmem);
    let ours = prove(&zkmem, &fixture, &pk);
    assert!(zkmem.last_error().is_none());
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let theirs = one_thread.install(|| prove(&cpu, &fixture, &pk));
    cpu.verify(&vk, &ours).unwrap();
    reference.verify(&vk, &ours).unwrap();
    zkmem.verify(&vk, &theirs).unwrap();
    assert_eq!(bytes(&ours), bytes(&theirs));
    // And again, with the prover that is there already.
    assert_eq!(bytes(&prove(&zkmem, &fixture, &pk)), bytes(&ours));
}

fn config(params: &SystemParams) -> SC {
    SC::default_from_params(params.clone())
}

#[test]
fn fibonacci() {
    agree(default_test_params_small(), FibFixture::new(0, 1, 1 << 5));
}

#[test]
fn a_trace_lower_than_the_univariate_domain() {
    agree(default_test_params_small(), FibFixture::new(0, 1, 2));
}

#[test]
fn an_absent_air() {
    let fixture = FibFixture::new_with_num_airs(0, 1, 1 << 5, 3).with_empty_air_indices([1]);
    agree(default_test_params_small(), fixture);
}

#[test]
fn interactions() {
    agree(default_test_params_small(), InteractionsFixture11);
}

#[test]
fn interactions_with_cached_mains() {
    let params = default_test_params_small();
    let config = config(&params);
    agree(params, CachedFixture11::new(config));
}

#[test]
fn preprocessed_columns() {
    let sels = (0..1 << 6).map(|i| i % 3 != 1).collect();
    agree(default_test_params_small(), PreprocessedFibFixture::new(0, 1, sels));
}

#[test]
fn preprocessed_and_cached_columns() {
    let params = default_test_params_small();
    let config = config(&params);
    let sels = (0..1 << 5).map(|i| i % 2 == 1).collect();
    agree(params, PreprocessedAndCachedFixture::new(sels, config, 2));
}

#[test]
fn a_mixture_under_larger_parameters() {
    let params = SystemParams::new_for_testing(12);
    let config = config(&params);
    agree(params, MixtureFixture::standard(7, config));
}

#[test]
fn the_traits_own_test_runs() {
    let engine = Engine::new(default_test_params_small());
    let fixture = FibFixture::new(3, 5, 1 << 4);
    let ctx = engine
        .device()
        .transport_proving_ctx_to_device(&TestFixture::<SC>::generate_proving_ctx(&fixture));
    let contexts = ctx.per_trace.into_iter().map(|(_, trace)| trace).collect();
    engine.run_test(TestFixture::<SC>::airs(&fixture), contexts).unwrap();
}

/// A proof that cannot be made is an error with words, and the engine goes on working.
fn refused(settings: Settings, spoil: impl FnOnce(&mut ProvingContext<<Engine as StarkEngine>::PB>)) -> (ErrorKind, String) {
    let params = default_test_params_small();
    let engine = Engine::with_settings(params, settings);
    let fixture = FibFixture::new(0, 1, 1 << 5);
    let (pk, _) = fixture.keygen(&engine);
    let (d_pk, mut ctx) = on_device(&engine, &fixture, &pk);
    spoil(&mut ctx);
    assert!(engine.prove(&d_pk, ctx).is_err());
    let error = engine.last_error().unwrap();
    (error.kind, error.message)
}

#[test]
fn traces_that_break_a_constraint_are_rejected() {
    let (kind, _) = refused(Settings::default(), |ctx| {
        let cells = &mut ctx.per_trace[0].1.common_main.values;
        cells[9] += F::ONE;
    });
    assert_eq!(kind, ErrorKind::Rejected);
}

#[test]
fn another_number_of_public_values_is_bad_input() {
    let (kind, message) = refused(Settings::default(), |ctx| {
        ctx.per_trace[0].1.public_values.pop();
    });
    assert_eq!(kind, ErrorKind::BadInput);
    assert_eq!(message, "air 0: 2 public values, the key has 3");
}

#[test]
fn an_air_that_the_key_does_not_have_is_bad_input() {
    let (kind, _) = refused(Settings::default(), |ctx| ctx.per_trace[0].0 = 7);
    assert_eq!(kind, ErrorKind::BadInput);
}

#[test]
fn a_cancelled_proof_is_an_error() {
    let cancellation = Cancellation::new().unwrap();
    cancellation.request();
    let settings = Settings { cancellation: Some(cancellation), ..Default::default() };
    assert_eq!(refused(settings, |_| {}).0, ErrorKind::Cancelled);
}

#[test]
fn a_budget_that_is_too_small_is_a_limit() {
    let settings = Settings { memory_budget: 1000, ..Default::default() };
    let (kind, message) = refused(settings, |_| {});
    assert_eq!(kind, ErrorKind::Limit);
    assert!(message.contains("the budget is 1000"), "{message}");
}

#[test]
fn progress_is_reported_and_its_panic_stops_the_proof() {
    let seen = Arc::new(AtomicUsize::new(0));
    let counted = seen.clone();
    let progress = move |_: &str, _: f64| {
        if counted.fetch_add(1, Ordering::Relaxed) == 1 {
            panic!("of the test's own making");
        }
    };
    let settings = Settings { progress: Some(Arc::new(progress)), ..Default::default() };
    assert_eq!(refused(settings, |_| {}).0, ErrorKind::Cancelled);
    assert!(seen.load(Ordering::Relaxed) >= 2);
}

#[test]
fn threads_share_an_engine() {
    let engine = Engine::new(default_test_params_small());
    let fixture = FibFixture::new(0, 1, 1 << 5);
    let (pk, _) = fixture.keygen(&engine);
    let first = bytes(&prove(&engine, &fixture, &pk));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(bytes(&prove(&engine, &fixture, &pk)), first));
        }
    });
}
