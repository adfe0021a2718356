//! How much memory the engine takes for traces that lie row by row. Writes the statement for `zkmem swirl prove`, which
//! proves the same from C++; bench/engine_memory.py runs both and compares.
//!
//!     engine_memory AIRS LOG_HEIGHT LOG_STACKED_HEIGHT DIR
//!
//! Prints {"rows_bytes": of the traces, "peak_bytes": of the process while it proves}.

use std::env::args;
use std::fs;
use std::path::Path;

use openvm_stark_backend::prover::DeviceDataTransporter;
use openvm_stark_backend::test_utils::{FibFixture, TestFixture};
use openvm_stark_backend::StarkEngine;
use openvm_stark_sdk::config::app_params_with_100_bits_security;
use openvm_stark_sdk::config::baby_bear_poseidon2::{BabyBearPoseidon2Config as SC, F};
use p3_field::PrimeField32;
use zkmem_openvm::ZkmemEngine;

/// The most memory that this process has had, in bytes, as Linux counts it.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it is said");
    1024 * line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number")
}

/// u32le height, u32le width, then the cells, canonical, row by row.
fn write_rows(path: &Path, width: usize, rows: &[F]) {
    let mut bytes = Vec::with_capacity(8 + 4 * rows.len());
    bytes.extend(((rows.len() / width) as u32).to_le_bytes());
    bytes.extend((width as u32).to_le_bytes());
    bytes.extend(rows.iter().flat_map(|cell| cell.as_canonical_u32().to_le_bytes()));
    fs::write(path, bytes).expect("written");
}

fn main() {
    let given: Vec<String> = args().skip(1).collect();
    let [airs, log_height, log_stacked_height, folder] = given.as_slice() else {
        panic!("engine_memory AIRS LOG_HEIGHT LOG_STACKED_HEIGHT DIR");
    };
    let number = |text: &String| text.parse::<usize>().expect("a number");
    let folder = Path::new(folder);
    fs::create_dir_all(folder).expect("a folder");

    let engine: ZkmemEngine = StarkEngine::new(app_params_with_100_bits_security(number(log_stacked_height)));
    let fixture = FibFixture::new_with_num_airs(0, 1, 1 << number(log_height), number(airs));
    let (pk, vk) = TestFixture::<SC>::keygen(&fixture, &engine);
    fs::write(folder.join("vk.postcard"), postcard::to_allocvec(&vk).expect("bytes")).expect("written");
    let device = engine.device();
    let d_pk = device.transport_pk_to_device(&pk);
    let ctx = device.transport_proving_ctx_to_device(&TestFixture::<SC>::generate_proving_ctx(&fixture));

    let mut traces = Vec::new();
    let mut rows_bytes = 0;
    for (air, trace) in &ctx.per_trace {
        let rows = &trace.common_main;
        rows_bytes += 4 * rows.values.len();
        write_rows(&folder.join(format!("trace_air{air}_common.bin")), rows.width, &rows.values);
        let public_values: Vec<u32> = trace.public_values.iter().map(|value| value.as_canonical_u32()).collect();
        let height = rows.values.len() / rows.width;
        traces.push(format!(r#"{{"air_id": {air}, "height": {height}, "public_values": {public_values:?}}}"#));
    }
    fs::write(folder.join("meta.json"), format!(r#"{{"traces": [{}]}}"#, traces.join(", "))).expect("written");

    // From here on only: what made the traces had them twice.
    fs::write("/proc/self/clear_refs", "5").expect("Linux");
    let proof = engine.try_prove(&d_pk, ctx).expect("a proof");
    let peak_bytes = peak_memory();
    engine.verify(&vk, &proof).expect("verifies");
    println!(r#"{{"rows_bytes": {rows_bytes}, "peak_bytes": {peak_bytes}}}"#);
}
