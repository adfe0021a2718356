//! The other side of every ratio: OpenVM 2 on zkmem's workloads. One JSON object a run on stdout; see bench/README.md.
//! Threads: RAYON_NUM_THREADS.

mod kernels;
mod memory;
mod program;
mod span_clock;
mod swirl;
mod workload;

use std::path::Path;
use std::process::ExitCode;

use openvm_stark_backend::StarkEngine;
use openvm_stark_sdk::config::app_params_with_100_bits_security;
use openvm_stark_sdk::config::baby_bear_poseidon2::{BabyBearPoseidon2CpuEngine, CpuTranscript};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The reference's fast path: its own transcript grinds sixteen candidates at a time.
pub type Engine = BabyBearPoseidon2CpuEngine<CpuTranscript>;

fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).map(String::as_str)
}

fn options(args: &[String], name: &str) -> Vec<String> {
    args.windows(2).filter(|pair| pair[0] == name).map(|pair| pair[1].clone()).collect()
}

fn number(args: &[String], name: &str, default: u64) -> Result<u64, String> {
    option(args, name).map_or(Ok(default), |t| t.parse().map_err(|_| format!("{name} needs a number, not '{t}'")))
}

fn accesses(name: &str, log_count: &str) -> Result<Vec<workload::Access>, String> {
    match log_count.parse() {
        Ok(n) if n <= 24 => workload::accesses(name, n),
        _ => Err(format!("the size must be a power of two's exponent up to 24, not '{log_count}'")),
    }
}

fn run(args: &[String]) -> Result<(), String> {
    match args {
        [cmd, name, n, rest @ ..] if cmd == "online" => {
            let log = accesses(name, n)?;
            for _ in 0..number(rest, "--runs", 3)? {
                println!("{}", memory::online(&log));
            }
        }
        [cmd, name, n, rest @ ..] if cmd == "finalise" => {
            let log = accesses(name, n)?;
            for _ in 0..number(rest, "--runs", 3)? {
                println!("{}", memory::finalise(&log).1);
            }
        }
        [cmd, name, n, rest @ ..] if cmd == "prove" => {
            let engine = Engine::new(app_params_with_100_bits_security(number(rest, "--height", 22)? as usize));
            let key = memory::keygen(&engine)?;
            let (contexts, mut report) = memory::finalise(&accesses(name, n)?);
            let proved = swirl::prove_contexts(&engine, &key, contexts, option(rest, "--dump").map(Path::new))?;
            report["prove"] = proved;
            println!("{report}");
        }
        [cmd, vk, dir, rest @ ..] if cmd == "swirl-prove" => {
            println!("{}", swirl::prove(vk, Path::new(dir), number(rest, "--runs", 3)?)?);
        }
        [cmd, depth, elf, rest @ ..] if cmd == "program" => {
            let depth = match depth.as_str() {
                "execute" => program::Depth::Execute,
                "traces" => program::Depth::Traces,
                "prove" => program::Depth::Prove,
                _ => return Err(format!("a program is for execute, traces or prove, not '{depth}'")),
            };
            let height = number(rest, "--height", 20)? as usize;
            for report in program::run(elf, &options(rest, "--input"), height, depth, number(rest, "--runs", 1)?)? {
                println!("{report}");
            }
        }
        [cmd, rest @ ..] if cmd == "kernels" => println!("{}", kernels::run(number(rest, "--runs", 5)? as usize)),
        _ => {
            return Err("usage: zkmem-peers online W N | finalise W N | prove W N [--height H] [--dump DIR] | swirl-prove VK DIR | program execute|traces|prove ELF [--input F]... [--height H] | kernels   [--runs R]".into())
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Err(message) = run(&args) {
        eprintln!("zkmem-peers: {message}");
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}
