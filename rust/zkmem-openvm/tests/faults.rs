//! Faults of every kind in one process, one after the other: each is a Rust error, the engine goes on working, and nothing
//! is left behind. A program of its own, so that it runs under a leak checker (tests/rust/faults.py), with
//! libfailing_new.so before libzkmem.so: without that library no allocation fails here, and it says so.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use openvm_stark_backend::keygen::types::MultiStarkProvingKey;
use openvm_stark_backend::prover::{DeviceDataTransporter, DeviceMultiStarkProvingKey, ProvingContext};
use openvm_stark_backend::test_utils::*;
use openvm_stark_backend::StarkEngine;
use openvm_stark_sdk::config::baby_bear_poseidon2::{BabyBearPoseidon2Config as SC, DuplexSponge, F};
use p3_field::PrimeCharacteristicRing;
use zkmem_openvm::{Cancellation, ErrorKind, Settings, ZkmemEngine};

type Engine = ZkmemEngine<DuplexSponge>;
type Context = ProvingContext<<Engine as StarkEngine>::PB>;

extern "C" {
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// The functions of zkmem/c/testing/failing_new.cc, where it is loaded.
struct FailingNew {
    after: unsafe extern "C" fn(i64),
    blocks_in_use: unsafe extern "C" fn() -> i64,
}

impl FailingNew {
    fn find() -> Option<Self> {
        // SAFETY: the default handle is null, names are C strings, and the library gives the functions these types.
        unsafe {
            let after = dlsym(std::ptr::null_mut(), c"failing_new_after".as_ptr());
            let blocks_in_use = dlsym(std::ptr::null_mut(), c"failing_new_blocks_in_use".as_ptr());
            if after.is_null() || blocks_in_use.is_null() {
                return None;
            }
            Some(Self { after: std::mem::transmute(after), blocks_in_use: std::mem::transmute(blocks_in_use) })
        }
    }
}

fn fixture() -> FibFixture {
    FibFixture::new(0, 1, 1 << 4)
}

fn key(engine: &Engine, fixture: &impl TestFixture<SC>) -> MultiStarkProvingKey<SC> {
    fixture.keygen(engine).0
}

fn on_device(engine: &Engine, pk: &MultiStarkProvingKey<SC>) -> (DeviceMultiStarkProvingKey<<Engine as StarkEngine>::PB>, Context) {
    let device = engine.device();
    let ctx = device.transport_proving_ctx_to_device(&TestFixture::<SC>::generate_proving_ctx(&fixture()));
    (device.transport_pk_to_device(pk), ctx)
}

/// An engine that meets a fault reports its kind; spoiled traces or settings aside it proves.
fn meets(kind: ErrorKind, what: &str, settings: Settings, spoil: impl FnOnce(&mut Context)) {
    let engine = Engine::with_settings(default_test_params_small(), settings);
    let pk = key(&engine, &fixture());
    let (d_pk, mut ctx) = on_device(&engine, &pk);
    spoil(&mut ctx);
    let error = engine.try_prove(&d_pk, ctx).err().unwrap_or_else(|| panic!("{what}: a proof"));
    assert_eq!(error.kind, kind, "{what}: {error}");
    println!("{what}: {error}");
}

fn wrong_key() {
    let engine = Engine::new(default_test_params_small());
    let pk = key(&engine, &InteractionsFixture11);
    let (d_pk, ctx) = on_device(&engine, &pk);
    let error = engine.try_prove(&d_pk, ctx).expect_err("the traces are of another key");
    assert_eq!(error.kind, ErrorKind::BadInput, "{error}");
    println!("a wrong key: {error}");
    let pk = key(&engine, &fixture());
    let (d_pk, ctx) = on_device(&engine, &pk);
    engine.try_prove(&d_pk, ctx).expect("the right key");
}

/// Every one of the first allocations of a proof fails once, then ever fewer of them: making the prover included.
fn allocations(failing: &FailingNew) {
    let prove = |engine: &Engine, pk: &MultiStarkProvingKey<SC>| {
        let (d_pk, ctx) = on_device(engine, pk);
        move |engine: &Engine| engine.try_prove(&d_pk, ctx).map(|_| ())
    };
    let first = Engine::new(default_test_params_small());
    let pk = key(&first, &fixture());
    prove(&first, &pk)(&first).expect("what is made once in a process");
    drop(first);
    // SAFETY: both functions take and give numbers.
    let before = unsafe { (failing.blocks_in_use)() };
    let (mut allowed, mut failed) = (0, 0);
    loop {
        let engine = Engine::new(default_test_params_small());
        let run = prove(&engine, &pk);
        unsafe { (failing.after)(allowed) };
        let done = run(&engine);
        unsafe { (failing.after)(-1) };
        match done {
            Ok(()) => break,
            Err(error) => assert_eq!(error.kind, ErrorKind::OutOfMemory, "after {allowed}: {error}"),
        }
        failed += 1;
        let run = prove(&engine, &pk);
        run(&engine).unwrap_or_else(|error| panic!("the next proof, after {allowed}: {error}"));
        drop(engine);
        let left = unsafe { (failing.blocks_in_use)() } - before;
        assert_eq!(left, 0, "blocks left behind after {allowed} allocations");
        allowed += 1 + allowed / 16;
    }
    assert!(failed > 10, "{failed}");
    println!("allocations: {failed} failed ones, up to the {allowed}th");
}

fn main() {
    let default = Settings::default;
    meets(ErrorKind::Rejected, "a broken constraint", default(), |ctx| {
        ctx.per_trace[0].1.common_main.values[9] += F::ONE;
    });
    meets(ErrorKind::BadInput, "an unknown air", default(), |ctx| ctx.per_trace[0].0 = 7);
    meets(ErrorKind::Limit, "a small budget", Settings { memory_budget: 1000, ..default() }, |_| {});
    let cancellation = Cancellation::new().expect("made");
    cancellation.request();
    meets(ErrorKind::Cancelled, "a cancelled proof", Settings { cancellation: Some(cancellation), ..default() }, |_| {});
    let progress = Arc::new(|_: &str, _: f64| panic!("of the test's own making"));
    meets(ErrorKind::Cancelled, "a panicking callback", Settings { progress: Some(progress), ..default() }, |_| {});
    wrong_key();
    match FailingNew::find() {
        Some(failing) => allocations(&failing),
        None => println!("allocations: skipped, failing_new is not loaded"),
    }
    println!("faults: all are errors");
}
