//! OpenVM 2's own RV32IM machine: runs an ELF file through it, writes every trace, and proves it; and its own
//! verification of a run on proofs that zkmem made.

use std::collections::VecDeque;
use std::path::Path;
use std::time::Instant;

use openvm_circuit::arch::hasher::poseidon2::vm_poseidon2_hasher;
use openvm_circuit::arch::{verify_segments, PreflightExecutionOutput, Streams, VirtualMachine};
use openvm_circuit::system::memory::merkle::public_values::UserPublicValuesProof;
use openvm_instructions::exe::VmExe;
use openvm_rv32im_circuit::{Rv32ImConfig, Rv32ImCpuBuilder};
use openvm_rv32im_transpiler::{Rv32ITranspilerExtension, Rv32IoTranspilerExtension, Rv32MTranspilerExtension};
use openvm_stark_backend::codec::{Decode, Encode};
use openvm_stark_backend::keygen::types::MultiStarkVerifyingKey;
use openvm_stark_backend::proof::Proof;
use openvm_stark_backend::prover::{DeviceDataTransporter, MatrixDimensions};
use openvm_stark_backend::{StarkEngine, SystemParams};
use openvm_stark_sdk::config::baby_bear_poseidon2::{BabyBearPoseidon2Config as Sc, F};
use openvm_transpiler::elf::Elf;
use openvm_transpiler::openvm_platform::memory::MEM_SIZE;
use openvm_transpiler::transpiler::Transpiler;
use openvm_transpiler::FromElf;
use p3_field::{PrimeCharacteristicRing, PrimeField32};
use serde_json::{json, Value};

use crate::files::{read, write, write_matrix};
use crate::Engine;

type Vm = VirtualMachine<Engine, Rv32ImCpuBuilder>;

fn load_program(path: &str) -> Result<VmExe<F>, String> {
    let elf = Elf::decode(&read(path)?, MEM_SIZE as u32).map_err(|e| format!("{path}: {e}"))?;
    let transpiler = Transpiler::<F>::default()
        .with_extension(Rv32ITranspilerExtension)
        .with_extension(Rv32MTranspilerExtension)
        .with_extension(Rv32IoTranspilerExtension);
    VmExe::from_elf(elf, transpiler).map_err(|e| format!("{path}: {e}"))
}

fn streams(inputs: &[String]) -> Result<Streams<F>, String> {
    let mut items = VecDeque::new();
    for path in inputs {
        items.push_back(read(path)?.into_iter().map(F::from_u8).collect::<Vec<_>>());
    }
    Ok(Streams::new(items))
}

fn digest(words: &[F; 8]) -> Vec<u32> {
    words.iter().map(|w| w.as_canonical_u32()).collect()
}

/// What `run` should do besides executing.
pub struct Options {
    pub inputs: Vec<String>,
    pub params: SystemParams,
    pub write_traces: bool,
    pub prove: bool,
    /// Instructions of each segment but the last; empty: the machine's own metering decides.
    pub cuts: Vec<u64>,
}

/// Runs `elf`; writes into `dir`: vk.postcard, segment<k>/ (traces, meta.json, proof.bin) and run.json.
pub fn run(elf: &str, dir: &Path, options: &Options) -> Result<Value, String> {
    let fail = |what: &str, e: &dyn std::fmt::Debug| format!("{elf}: {what}: {e:?}");
    std::fs::create_dir_all(dir).map_err(|e| format!("cannot create '{}': {e}", dir.display()))?;
    let exe = load_program(elf)?;
    let input = streams(&options.inputs)?;
    let engine = Engine::new(options.params.clone());
    let (mut vm, pk) = Vm::new_with_keygen(engine, Rv32ImCpuBuilder, Rv32ImConfig::default())
        .map_err(|e| fail("keygen", &e))?;
    let vk = pk.get_vk();
    write(&dir.join("vk.postcard"), &postcard::to_allocvec(&vk).map_err(|e| e.to_string())?)?;
    let program = vm.commit_program_on_device(&exe.program);
    let program_commit = program.commitment;
    vm.load_program(program);

    let metered = vm.metered_interpreter(&exe).map_err(|e| fail("metering", &e))?;
    let (planned, _) = metered
        .execute_metered(input.clone(), vm.build_metered_ctx(&exe))
        .map_err(|e| fail("metered execution", &e))?;
    let total: u64 = planned.iter().map(|s| s.num_insns).sum();
    let heights: Vec<u32> = (0..planned[0].trace_heights.len())
        .map(|air| planned.iter().map(|s| s.trace_heights[air]).sum())
        .collect();
    let mut lengths: Vec<u64> = if options.cuts.is_empty() {
        planned.iter().map(|s| s.num_insns).collect()
    } else {
        options.cuts.clone()
    };
    if !options.cuts.is_empty() {
        let cut: u64 = lengths.iter().sum();
        if cut >= total {
            return Err(format!("the cuts take {cut} of {total} instructions"));
        }
        lengths.push(total - cut);
    }

    let mut interpreter = vm.preflight_interpreter(&exe).map_err(|e| fail("preflight", &e))?;
    let mut state = Some(vm.create_initial_state(&exe, input));
    let mut segments = vec![];
    let mut proofs = vec![];
    for (k, &length) in lengths.iter().enumerate() {
        let from = state.take().expect("the state is put back at the end of each turn");
        vm.transport_init_memory_to_device(&from.memory);
        let start = Instant::now();
        let PreflightExecutionOutput { system_records, record_arenas, to_state } = vm
            .execute_preflight(&mut interpreter, from, Some(length), &heights)
            .map_err(|e| fail("execution", &e))?;
        let execute_seconds = start.elapsed().as_secs_f64();
        let exit_code = system_records.exit_code;
        let end_timestamp = system_records.to_state.timestamp;
        state = Some(to_state);
        let start = Instant::now();
        let context =
            vm.generate_proving_ctx(system_records, record_arenas).map_err(|e| fail("trace generation", &e))?;
        let trace_seconds = start.elapsed().as_secs_f64();
        let cells: usize =
            context.per_trace.iter().map(|(_, t)| t.common_main.height() * t.common_main.width()).sum();

        let mut segment = json!({
            "instructions": length, "exit_code": exit_code, "end_timestamp": end_timestamp, "cells": cells,
            "execute_seconds": execute_seconds, "trace_seconds": trace_seconds
        });
        let folder = dir.join(format!("segment{k}"));
        if options.write_traces || options.prove {
            std::fs::create_dir_all(&folder).map_err(|e| format!("cannot create '{}': {e}", folder.display()))?;
        }
        if options.write_traces {
            let device = vm.engine.device();
            let mut traces = vec![];
            for (air, trace) in &context.per_trace {
                let common = device.transport_matrix_from_device_to_host(&trace.common_main);
                write_matrix(&folder.join(format!("trace_air{air}_common.bin")), &common)?;
                for (c, cached) in trace.cached_mains.iter().enumerate() {
                    let matrix = device.transport_matrix_from_device_to_host(&cached.trace);
                    write_matrix(&folder.join(format!("trace_air{air}_cached{c}.bin")), &matrix)?;
                }
                let public_values: Vec<u32> = trace.public_values.iter().map(|v| v.as_canonical_u32()).collect();
                traces.push(json!({"air_id": air, "height": common.height(), "public_values": public_values}));
            }
            write(&folder.join("meta.json"), json!({ "traces": traces }).to_string().as_bytes())?;
        }
        if options.prove {
            let start = Instant::now();
            let proof = vm.engine.prove(vm.pk(), context).map_err(|e| fail("proof", &e))?;
            segment["prove_seconds"] = json!(start.elapsed().as_secs_f64());
            let bytes = proof.encode_to_vec().map_err(|e| e.to_string())?;
            segment["proof_bytes"] = json!(bytes.len());
            write(&folder.join("proof.bin"), &bytes)?;
            proofs.push(proof);
        }
        segments.push(segment);
    }
    let mut report = json!({
        "instructions": total, "program_commit": digest(&program_commit), "segments": segments
    });
    if options.prove {
        let top = vm.memory_top_tree().ok_or("the machine has no memory tree")?;
        let system = &vm.config().rv32i.system;
        let memory = &state.expect("every turn puts the state back").memory.memory;
        let values = UserPublicValuesProof::compute(
            system.memory_config.memory_dimensions(),
            system.num_public_values,
            &vm_poseidon2_hasher(),
            memory,
            top,
        );
        report["public_values"] = json!(values.public_values.iter().map(|v| v.as_canonical_u32()).collect::<Vec<_>>());
        report["public_values_siblings"] = json!(values.proof.iter().map(digest).collect::<Vec<_>>());
        report["public_values_commit"] = json!(digest(&values.public_values_commit));
    }
    write(&dir.join("run.json"), report.to_string().as_bytes())?;
    Ok(report)
}

fn field_digest(value: &Value) -> Result<[F; 8], String> {
    let words: Option<Vec<F>> =
        value.as_array().map(|a| a.iter().filter_map(Value::as_u64).map(|w| F::from_u32(w as u32)).collect());
    words.and_then(|w| w.try_into().ok()).ok_or_else(|| format!("no digest: {value}"))
}

/// OpenVM's verification of a run: its segment chain, then the public values against the last root.
/// `public_values` is a JSON file with public_values, public_values_siblings and public_values_commit.
pub fn verify(vk_path: &str, public_values: &str, proof_paths: &[String]) -> Result<Result<Value, String>, String> {
    let vk: MultiStarkVerifyingKey<Sc> =
        postcard::from_bytes(&read(vk_path)?).map_err(|e| format!("{vk_path}: no verifying key: {e}"))?;
    let mut proofs = vec![];
    for path in proof_paths {
        match Proof::<Sc>::decode_from_bytes(&read(path)?) {
            Ok(proof) => proofs.push(proof),
            Err(e) => return Ok(Err(format!("{path}: does not decode: {e}"))),
        }
    }
    let engine = Engine::new(vk.inner.params.clone());
    let payload = match verify_segments(&engine, &vk, &proofs) {
        Ok(payload) => payload,
        Err(e) => return Ok(Err(format!("{e}"))),
    };
    let file: Value =
        serde_json::from_slice(&read(public_values)?).map_err(|e| format!("{public_values}: no JSON: {e}"))?;
    let list = |key: &str| file[key].as_array().cloned().ok_or_else(|| format!("{public_values}: no list '{key}'"));
    let values = UserPublicValuesProof::<8, F> {
        proof: list("public_values_siblings")?.iter().map(field_digest).collect::<Result<_, _>>()?,
        public_values: list("public_values")?.iter().map(|v| F::from_u32(v.as_u64().unwrap_or(0) as u32)).collect(),
        public_values_commit: field_digest(&file["public_values_commit"])?,
    };
    let dimensions = Rv32ImConfig::default().rv32i.system.memory_config.memory_dimensions();
    if let Err(e) = values.verify(&vm_poseidon2_hasher(), dimensions, payload.final_memory_root) {
        return Ok(Err(format!("{e}")));
    }
    Ok(Ok(json!({
        "exe_commit": digest(&payload.exe_commit), "final_memory_root": digest(&payload.final_memory_root)
    })))
}
