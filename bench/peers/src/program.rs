//! OpenVM 2's RV32IM machine on whole programs: execution, traces, proof. Segments are its own metering's.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::time::Instant;

use openvm_circuit::arch::{PreflightExecutionOutput, Streams, VirtualMachine};
use openvm_instructions::exe::VmExe;
use openvm_rv32im_circuit::{Rv32ImConfig, Rv32ImCpuBuilder};
use openvm_rv32im_transpiler::{Rv32ITranspilerExtension, Rv32IoTranspilerExtension, Rv32MTranspilerExtension};
use openvm_stark_backend::codec::Encode;
use openvm_stark_backend::prover::MatrixDimensions;
use openvm_stark_backend::StarkEngine;
use openvm_stark_sdk::config::app_params_with_100_bits_security;
use openvm_stark_sdk::config::baby_bear_poseidon2::F;
use openvm_transpiler::elf::Elf;
use openvm_transpiler::openvm_platform::memory::MEM_SIZE;
use openvm_transpiler::transpiler::Transpiler;
use openvm_transpiler::FromElf;
use p3_field::PrimeCharacteristicRing;
use serde_json::{json, Value};

use crate::span_clock::{SpanClock, TRACES};
use crate::Engine;

type Vm = VirtualMachine<Engine, Rv32ImCpuBuilder>;

/// How far a run goes.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub enum Depth {
    Execute,
    Traces,
    Prove,
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|e| format!("cannot read '{path}': {e}"))
}

fn load(path: &str) -> Result<VmExe<F>, String> {
    let elf = Elf::decode(&read(path)?, MEM_SIZE as u32).map_err(|e| format!("{path}: {e}"))?;
    let transpiler = Transpiler::<F>::default()
        .with_extension(Rv32ITranspilerExtension)
        .with_extension(Rv32MTranspilerExtension)
        .with_extension(Rv32IoTranspilerExtension);
    VmExe::from_elf(elf, transpiler).map_err(|e| format!("{path}: {e}"))
}

fn streams(inputs: &[String]) -> Result<Streams<F>, String> {
    let items: Result<VecDeque<Vec<F>>, String> =
        inputs.iter().map(|path| Ok(read(path)?.into_iter().map(F::from_u8).collect())).collect();
    Ok(Streams::new(items?))
}

/// One run from the start, one JSON object: seconds without record (`plain`), of metering, of execution with records
/// (`record`, its memory's finalisation included), of traces (by chip, `system` together), of proofs.
pub fn run(elf: &str, inputs: &[String], height: usize, depth: Depth, runs: u64) -> Result<Vec<Value>, String> {
    let fail = |what: &str, e: &dyn std::fmt::Debug| format!("{elf}: {what}: {e:?}");
    let clock = SpanClock::install(TRACES)?;
    let exe = load(elf)?;
    let engine = Engine::new(app_params_with_100_bits_security(height));
    let (mut vm, _) =
        Vm::new_with_keygen(engine, Rv32ImCpuBuilder, Rv32ImConfig::default()).map_err(|e| fail("keygen", &e))?;
    let committed = vm.commit_program_on_device(&exe.program);
    vm.load_program(committed);
    let mut reports = vec![];
    for _ in 0..runs {
        let input = streams(inputs)?;
        let plain = vm.interpreter(&exe).map_err(|e| fail("interpreter", &e))?;
        let start = Instant::now();
        plain.execute(input.clone(), None).map_err(|e| fail("execution", &e))?;
        let plain_seconds = start.elapsed().as_secs_f64();

        let metered = vm.metered_interpreter(&exe).map_err(|e| fail("metering", &e))?;
        let context = vm.build_metered_ctx(&exe);
        let start = Instant::now();
        let (segments, _) =
            metered.execute_metered(input.clone(), context).map_err(|e| fail("metered execution", &e))?;
        let metered_seconds = start.elapsed().as_secs_f64();

        let mut interpreter = vm.preflight_interpreter(&exe).map_err(|e| fail("preflight", &e))?;
        let mut state = Some(vm.create_initial_state(&exe, input));
        let (mut record_seconds, mut trace_seconds, mut prove_seconds) = (0.0, 0.0, 0.0);
        let (mut cells, mut proof_bytes) = (0, 0);
        let mut chips: BTreeMap<usize, usize> = BTreeMap::new();
        clock.take();
        for segment in &segments {
            let from = state.take().expect("put back at the end of each turn");
            vm.transport_init_memory_to_device(&from.memory);
            let start = Instant::now();
            let PreflightExecutionOutput { system_records, record_arenas, to_state } = vm
                .execute_preflight(&mut interpreter, from, Some(segment.num_insns), &segment.trace_heights)
                .map_err(|e| fail("execution with records", &e))?;
            record_seconds += start.elapsed().as_secs_f64();
            state = Some(to_state);
            if depth < Depth::Traces {
                continue;
            }
            let start = Instant::now();
            let context = vm.generate_proving_ctx(system_records, record_arenas).map_err(|e| fail("traces", &e))?;
            trace_seconds += start.elapsed().as_secs_f64();
            for (air, trace) in &context.per_trace {
                let of_air = trace.common_main.height() * trace.common_main.width();
                *chips.entry(*air).or_default() += of_air;
                cells += of_air;
            }
            if depth < Depth::Prove {
                continue;
            }
            let start = Instant::now();
            let proof = vm.engine.prove(vm.pk(), context).map_err(|e| fail("proof", &e))?;
            prove_seconds += start.elapsed().as_secs_f64();
            proof_bytes += proof.encode_to_vec().map_err(|e| e.to_string())?.len();
        }
        let instructions: u64 = segments.iter().map(|s| s.num_insns).sum();
        let mut report = json!({
            "instructions": instructions, "segments": segments.len(), "plain_seconds": plain_seconds,
            "metered_seconds": metered_seconds, "record_seconds": record_seconds
        });
        if depth >= Depth::Traces {
            report["trace_seconds"] = json!(trace_seconds);
            report["cells"] = json!(cells);
            report["cells_by_air"] = json!(chips);
            report["trace_seconds_by_chip"] = json!(clock.take());
        }
        if depth >= Depth::Prove {
            report["prove_seconds"] = json!(prove_seconds);
            report["proof_bytes"] = json!(proof_bytes);
        }
        reports.push(report);
    }
    Ok(reports)
}
