//! openvm-cpu-backend on any key and traces: the very statements that `zkmem swirl prove` reads.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use openvm_cpu_backend::CpuBackend;
use openvm_stark_backend::codec::Encode;
use openvm_stark_backend::keygen::types::MultiStarkVerifyingKey;
use openvm_stark_backend::prover::{
    AirProvingContext, CommittedTraceData, DeviceDataTransporter, DeviceMultiStarkProvingKey, DeviceStarkProvingKey,
    ProvingContext, TraceCommitter,
};
use openvm_stark_backend::StarkEngine;
use openvm_stark_sdk::config::baby_bear_poseidon2::{BabyBearPoseidon2Config as Sc, F};
use p3_field::{PrimeCharacteristicRing, PrimeField32};
use p3_matrix::dense::RowMajorMatrix;
use p3_matrix::Matrix;
use serde_json::{json, Value};

use crate::span_clock::{SpanClock, PROOF};
use crate::Engine;

type Cpu = CpuBackend<Sc>;

pub fn write_matrix(path: &Path, matrix: &RowMajorMatrix<F>) -> Result<(), String> {
    let mut bytes = Vec::with_capacity(8 + 4 * matrix.values.len());
    bytes.extend((matrix.height() as u32).to_le_bytes());
    bytes.extend((matrix.width() as u32).to_le_bytes());
    for cell in &matrix.values {
        bytes.extend(cell.as_canonical_u32().to_le_bytes());
    }
    fs::write(path, bytes).map_err(|e| format!("cannot write '{}': {e}", path.display()))
}

fn read_matrix(path: &Path) -> Result<RowMajorMatrix<F>, String> {
    let bytes = fs::read(path).map_err(|e| format!("cannot read '{}': {e}", path.display()))?;
    let mut words = bytes.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]]));
    let (Some(height), Some(width)) = (words.next(), words.next()) else {
        return Err(format!("{}: no header", path.display()));
    };
    let cells: Vec<F> = words.map(F::from_u32).collect();
    if cells.len() != height as usize * width as usize {
        return Err(format!("{}: {} cells for {height} x {width}", path.display(), cells.len()));
    }
    Ok(RowMajorMatrix::new(cells, width as usize))
}

fn commit(engine: &Engine, trace: RowMajorMatrix<F>) -> CommittedTraceData<Cpu> {
    let (commitment, data) = engine.device().commit(&[&trace]).expect("a commitment");
    CommittedTraceData { commitment, trace, data: Arc::new(data) }
}

pub fn prove(vk_path: &str, dir: &Path, runs: u64) -> Result<Value, String> {
    let bytes = fs::read(vk_path).map_err(|e| format!("cannot read '{vk_path}': {e}"))?;
    let vk: MultiStarkVerifyingKey<Sc> =
        postcard::from_bytes(&bytes).map_err(|e| format!("{vk_path}: no verifying key: {e}"))?;
    let meta = fs::read(dir.join("meta.json")).map_err(|e| format!("cannot read meta.json: {e}"))?;
    let meta: Value = serde_json::from_slice(&meta).map_err(|e| format!("meta.json: {e}"))?;
    let engine = Engine::new(vk.inner.params.clone());
    let per_air = vk.inner.per_air.iter().enumerate().map(|(i, air)| -> Result<_, String> {
        let preprocessed_data = match air.params.width.preprocessed {
            Some(_) => Some(commit(&engine, read_matrix(&dir.join(format!("trace_air{i}_preprocessed.bin")))?)),
            None => None,
        };
        Ok(DeviceStarkProvingKey {
            air_name: format!("air {i}"),
            vk: air.clone(),
            preprocessed_data,
            other_data: (),
        })
    });
    let pk: DeviceMultiStarkProvingKey<Cpu> = DeviceMultiStarkProvingKey::new(
        per_air.collect::<Result<_, _>>()?,
        vk.inner.trace_height_constraints.clone(),
        vk.inner.params.max_constraint_degree,
        vk.inner.params.clone(),
        vk.pre_hash,
    );
    let clock = SpanClock::install(PROOF)?;
    let mut seconds = vec![];
    let mut phases = vec![];
    let mut proof_bytes = 0;
    let mut cells = 0;
    for _ in 0..runs {
        let mut contexts = vec![];
        cells = 0;
        for entry in meta["traces"].as_array().ok_or("meta.json: no traces")? {
            let i = entry["air_id"].as_u64().ok_or("meta.json: no air_id")? as usize;
            let widths = &vk.inner.per_air[i].params.width;
            let common = read_matrix(&dir.join(format!("trace_air{i}_common.bin")))?;
            cells += common.values.len();
            let mut cached = vec![];
            for c in 0..widths.cached_mains.len() {
                cached.push(commit(&engine, read_matrix(&dir.join(format!("trace_air{i}_cached{c}.bin")))?));
            }
            let values = entry["public_values"].as_array().cloned().unwrap_or_default();
            let values = values.iter().map(|v| F::from_u32(v.as_u64().unwrap_or(0) as u32)).collect();
            contexts.push((i, AirProvingContext::new(cached, common, values)));
        }
        clock.take();  // cached mains were committed to before
        let start = Instant::now();
        let proof = engine.prove(&pk, ProvingContext::new(contexts)).map_err(|e| format!("prove: {e:?}"))?;
        seconds.push(start.elapsed().as_secs_f64());
        phases.push(phases_of(&clock, start.elapsed().as_secs_f64()));
        proof_bytes = proof.encode_to_vec().map_err(|e| e.to_string())?.len();
    }
    Ok(json!({"prove_seconds": seconds, "phases": phases, "cells": cells, "proof_bytes": proof_bytes}))
}

/// Seconds by phase, under our names for them; what no span covers is the stacked reduction.
fn phases_of(clock: &SpanClock, total: f64) -> Value {
    let spans = clock.take();
    let of = |name: &str| spans.get(name).copied().unwrap_or(0.0);
    let (commit, whir) = (of("prover.main_trace_commit"), of("prove_whir_opening_cpu"));
    let (all_constraints, logup) = (of("prove_zerocheck_and_logup"), of("fractional_sumcheck"));
    let rounds = of("prover.batch_constraints.mle_rounds");
    json!({
        "commit": commit,
        "logup": logup,
        "constraints": all_constraints - logup - rounds,
        "constraint rounds": rounds,
        "stacked reduction": total - commit - all_constraints - whir,
        "whir": whir,
    })
}

/// Proves contexts in key order; with `dump`, writes the statement for `zkmem swirl prove`.
pub fn prove_contexts(
    engine: &Engine,
    pk: &openvm_stark_backend::keygen::types::MultiStarkProvingKey<Sc>,
    contexts: Vec<AirProvingContext<Cpu>>,
    dump: Option<&Path>,
) -> Result<Value, String> {
    if let Some(dir) = dump {
        fs::create_dir_all(dir).map_err(|e| format!("cannot create '{}': {e}", dir.display()))?;
        let mut traces = vec![];
        for (i, context) in contexts.iter().enumerate() {
            write_matrix(&dir.join(format!("trace_air{i}_common.bin")), &context.common_main)?;
            let values: Vec<u32> = context.public_values.iter().map(|v| v.as_canonical_u32()).collect();
            traces.push(json!({"air_id": i, "height": context.common_main.height(), "public_values": values}));
        }
        let write = |name: &str, bytes: &[u8]| {
            fs::write(dir.join(name), bytes).map_err(|e| format!("cannot write '{name}': {e}"))
        };
        write("meta.json", json!({ "traces": traces }).to_string().as_bytes())?;
        write("vk.postcard", &postcard::to_allocvec(&pk.get_vk()).map_err(|e| e.to_string())?)?;
    }
    let pk = engine.device().transport_pk_to_device(pk);
    let contexts = ProvingContext::new(contexts.into_iter().enumerate().collect());
    let start = Instant::now();
    let proof = engine.prove(&pk, contexts).map_err(|e| format!("prove: {e:?}"))?;
    let seconds = start.elapsed().as_secs_f64();
    let bytes = proof.encode_to_vec().map_err(|e| e.to_string())?;
    if let Some(dir) = dump {
        fs::write(dir.join("proof.bin"), &bytes).map_err(|e| format!("cannot write proof.bin: {e}"))?;
    }
    Ok(json!({"prove_seconds": seconds, "proof_bytes": bytes.len()}))
}
