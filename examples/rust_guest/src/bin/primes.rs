//! The primes up to a number that only the prover knows: prints them, and reveals how many there are.
#![cfg_attr(target_arch = "riscv32", no_std, no_main)]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;

use zkguest::{exit, next_input, println, reveal};

fn primes_to(last: usize) -> Vec<usize> {
    let mut composite = alloc::vec![false; last + 1];
    let mut primes = Vec::new();
    for n in 2..=last {
        if composite[n] {
            continue;
        }
        primes.push(n);
        for multiple in (n * n..=last).step_by(n) {
            composite[multiple] = true;
        }
    }
    primes
}

fn main() {
    let text = String::from_utf8(next_input()).expect("the input is a number");
    let Ok(last) = text.trim().parse::<u16>() else {
        println!("'{}' is not a number up to {}", text.trim(), u16::MAX);
        exit(1)
    };
    let primes = primes_to(last.into());
    println!("{primes:?}");
    println!("{} primes up to {last}", primes.len());
    reveal(0, primes.len() as u32);
}

zkguest::entry!(main);
