//! The outer judge. Every subcommand prints what it found and exits 0 (accepted, done), 1 (rejected) or 2 (bad usage).
//!
//! - `verify VK.postcard PROOF.bin`: the registry verifier on a proof, from the key's bytes alone. A key of the blake3
//!   suite has a header; the verifier then runs with that suite's hasher and transcript.
//! - `make DIR --seed N --params small|app:H [--airs K] [--hash blake3]`: a fresh random statement proven by the registry
//!   prover: key, traces in the layout that `zkmem swirl prove` reads, and the proof. One thread gives the smallest
//!   grinding witnesses.
//! - `run PROGRAM.elf DIR [--input F]… [--params app:H] [--cut N]… [--traces] [--prove]`: OpenVM 2's RV32IM machine on the
//!   program: traces and proofs of every segment; `--cut N` ends a segment after N instructions.
//! - `verify-run VK.postcard PUBLIC_VALUES.json PROOF…`: OpenVM's own verification of a run's segments.
//! - `answers`: verdicts on pairs of a key and a proof from standard input, until it ends (src/answers.rs).
//! - `soundness`: the registry's security bits of its production parameter sets, term by term, as JSON.
//! - `bench-verify VK.postcard PROOF.bin --runs N`: seconds per verification, one line each.

mod answers;
mod blake3_suite;
mod execution;
mod files;
mod random_airs;
mod shared_paths;
mod soundness;
mod suite;

use std::path::Path;
use std::process::ExitCode;

use openvm_stark_backend::{StarkProtocolConfig, SystemParams};
use openvm_stark_sdk::config::app_params_with_100_bits_security;
use openvm_stark_sdk::config::baby_bear_poseidon2::{BabyBearPoseidon2CpuEngine, DuplexSponge, EF};

use crate::blake3_suite::Blake3Engine;
use crate::suite::{Key, Suite};

type Engine = BabyBearPoseidon2CpuEngine<DuplexSponge>;

fn parse_params(text: &str) -> Result<SystemParams, String> {
    if text == "small" {
        return Ok(random_airs::small_params());
    }
    match text.strip_prefix("app:").map(str::parse) {
        Some(Ok(height)) if (11..=24).contains(&height) => Ok(app_params_with_100_bits_security(height)),
        _ => Err(format!("unknown parameters '{text}': expected small or app:11 … app:24")),
    }
}

/// The value after `--name`, if it is there.
fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).map(String::as_str)
}

/// Every value after a `--name`.
fn options(args: &[String], name: &str) -> Vec<String> {
    args.windows(2).filter(|w| w[0] == name).map(|w| w[1].clone()).collect()
}

fn number(args: &[String], name: &str, default: u64) -> Result<u64, String> {
    match option(args, name) {
        None => Ok(default),
        Some(text) => text.parse().map_err(|_| format!("{name} needs a number, not '{text}'")),
    }
}

fn judge<E: Suite>(vk: &Key<E>, proof_bytes: &[u8]) -> Result<(), String>
where
    E::SC: StarkProtocolConfig<EF = EF>,
{
    let proof = E::decode_proof(vk, proof_bytes)?;
    let engine = E::new(vk.inner.params.clone());
    let mut transcript = engine.initial_transcript();
    openvm_stark_backend::verifier::verify(engine.config(), vk, &proof, &mut transcript).map_err(|e| format!("{e}"))
}

fn verify<E: Suite>(vk_path: &str, proof_path: &str) -> Result<bool, String>
where
    E::SC: StarkProtocolConfig<EF = EF>,
{
    let vk = E::decode_key(&files::read(vk_path)?).map_err(|e| format!("{vk_path}: {e}"))?;
    match judge::<E>(&vk, &files::read(proof_path)?) {
        Ok(()) => {
            println!("accepted {proof_path}");
            Ok(true)
        }
        Err(reason) => {
            println!("rejected {proof_path}: {reason}");
            Ok(false)
        }
    }
}

fn bench_verify(vk_path: &str, proof_path: &str, runs: u64) -> Result<bool, String> {
    let vk = Engine::decode_key(&files::read(vk_path)?).map_err(|e| format!("{vk_path}: {e}"))?;
    let bytes = files::read(proof_path)?;
    for _ in 0..runs {
        let start = std::time::Instant::now();
        judge::<Engine>(&vk, &bytes)?;
        println!("{:.6}", start.elapsed().as_secs_f64());
    }
    Ok(true)
}

fn run(args: &[String]) -> Result<bool, String> {
    match args {
        [cmd, vk, proof] if cmd == "verify" => {
            if suite::is_blake3_key(&files::read(vk)?) {
                verify::<Blake3Engine>(vk, proof)
            } else {
                verify::<Engine>(vk, proof)
            }
        }
        [cmd, vk, proof, rest @ ..] if cmd == "bench-verify" => bench_verify(vk, proof, number(rest, "--runs", 5)?),
        [cmd, dir, rest @ ..] if cmd == "make" => {
            let params = parse_params(option(rest, "--params").unwrap_or("small"))?;
            let seed = number(rest, "--seed", 1)?;
            let airs = number(rest, "--airs", 3)?;
            let dir_path = Path::new(dir);
            match option(rest, "--hash").unwrap_or("poseidon2") {
                "poseidon2" => random_airs::make::<Engine>(dir_path, params, seed, airs as usize)?,
                "blake3" => random_airs::make::<Blake3Engine>(dir_path, params, seed, airs as usize)?,
                other => return Err(format!("--hash: poseidon2 or blake3, not '{other}'")),
            }
            println!("made {dir}");
            Ok(true)
        }
        [cmd, elf, dir, rest @ ..] if cmd == "run" => {
            let cuts: Result<Vec<u64>, _> = options(rest, "--cut").iter().map(|n| n.parse()).collect();
            let options = execution::Options {
                inputs: options(rest, "--input"),
                params: parse_params(option(rest, "--params").unwrap_or("app:20"))?,
                write_traces: rest.iter().any(|a| a == "--traces"),
                prove: rest.iter().any(|a| a == "--prove"),
                cuts: cuts.map_err(|_| "--cut needs a number of instructions".to_string())?,
            };
            println!("{}", execution::run(elf, Path::new(dir), &options)?);
            Ok(true)
        }
        [cmd, vk, values, proofs @ ..] if cmd == "verify-run" => match execution::verify(vk, values, proofs)? {
            Ok(payload) => {
                println!("accepted {payload}");
                Ok(true)
            }
            Err(reason) => {
                println!("rejected: {reason}");
                Ok(false)
            }
        },
        [cmd] if cmd == "answers" => {
            answers::run()?;
            Ok(true)
        }
        [cmd] if cmd == "soundness" => {
            println!("{}", soundness::production_sets());
            Ok(true)
        }
        _ => Err("usage: zkmem-interop verify VK PROOF | make DIR [--params P] [--seed N] [--airs K] [--hash H] | run ELF DIR [--input F] [--params P] [--cut N] [--traces] [--prove] | verify-run VK VALUES PROOF… | answers | soundness | bench-verify VK PROOF [--runs N]".into()),
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("zkmem-interop: {message}");
            ExitCode::from(2)
        }
    }
}
