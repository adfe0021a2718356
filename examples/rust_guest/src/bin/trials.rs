//! What the tests ask of the crate: the first input item names a trial.
#![cfg_attr(target_arch = "riscv32", no_std, no_main)]

extern crate alloc;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use zkguest::{exit, next_input, print, println, reveal};

/// Two vectors that grow in turns, so that blocks move; a map, boxes, and formatting of many kinds.
fn memory() {
    let (mut even, mut odd) = (Vec::new(), Vec::new());
    for n in 0u32..10_000 {
        if n % 2 == 0 {
            even.push(n)
        } else {
            odd.push(n)
        }
    }
    odd.shrink_to_fit();
    println!("{} {} {}", even.iter().sum::<u32>(), odd.iter().sum::<u32>(), odd.len());
    let mut words = BTreeMap::new();
    for word in "the quick brown fox jumps over the lazy dog the end".split(' ') {
        *words.entry(word).or_insert(0) += 1;
    }
    println!("{words:?}");
    let shapes: Vec<Box<dyn Fn(u64) -> u64>> = alloc::vec![Box::new(|n| n * n), Box::new(|n| n << 33)];
    println!("{:?}", shapes.iter().map(|f| f(1_000_003)).collect::<Vec<_>>());
    println!(
        "{:>8}|{:<8}|{:^8}|{:08.3}|{:#x}|{:e}",
        "right",
        "left",
        "mid",
        3.14159,
        u64::MAX,
        12345.678
    );
    println!("{} {} {}", i128::MIN, 7i64.pow(20) / -3, (-7i32).rem_euclid(3));
    print!("größer als ASCII\n");
}

/// The bytes of two more items, of any length, also none.
fn items() {
    for _ in 0..2 {
        let item = next_input();
        let sum: u64 = item
            .iter()
            .enumerate()
            .map(|(i, byte)| (i as u64 + 1) * u64::from(*byte))
            .sum();
        println!("{} bytes, {sum}", item.len());
    }
}

fn main() {
    let name = next_input();
    match String::from_utf8_lossy(&name).trim() {
        "memory" => memory(),
        "items" => items(),
        "reveal" => (0..8).for_each(|index| reveal(index, 0x0102_0304 * (index as u32 + 1))),
        "reveal outside" => reveal(8, 1),
        "exit" => exit(200),
        "panic" => panic!("this is {}", "a panic"),
        "exhaust" => println!("{}", Vec::<u64>::with_capacity(1 << 27).capacity()),
        other => {
            println!("no trial '{other}'");
            exit(1)
        }
    }
}

zkguest::entry!(main);
