//! What a Rust program for zkmem's machine uses beyond `core` and `alloc`: input items, output, public values, the exit code.
//!
//! Built for `riscv32im-unknown-none-elf`, the functions are the machine's custom-0 instructions
//! (docs/spec/guest-instructions.md), and this crate brings the start of the program, an allocator and a panic handler. Built for
//! anything else they do the same with the standard library, so that a program can be tried and debugged where it is written.
#![cfg_attr(target_arch = "riscv32", no_std)]

extern crate alloc;

use alloc::vec::Vec;
use core::fmt;

#[cfg(not(target_arch = "riscv32"))]
mod host;
#[cfg(not(target_arch = "riscv32"))]
use host as machine;
#[cfg(target_arch = "riscv32")]
pub mod instructions;
#[cfg(target_arch = "riscv32")]
mod machine;

/// The number of public values.
pub const PUBLIC_VALUES: usize = 8;

/// The next input item: of `zkmem run --stdin F`, then of each `--input F`. Without one left the machine traps.
///
/// Off the machine the first item is standard input, the next are the files that the command line names.
pub fn next_input() -> Vec<u8> {
    machine::next_input()
}

/// Makes `value` the public value `index` of 8, which everyone who sees the proof sees. Those never revealed are 0.
///
/// # Panics
/// If there is no such public value.
pub fn reveal(index: usize, value: u32) {
    assert!(
        index < PUBLIC_VALUES,
        "there are {PUBLIC_VALUES} public values, no index {index}"
    );
    machine::reveal(index, value)
}

/// Ends the program. A panic ends it with code 101, the end of `main` with 0.
pub fn exit(code: u8) -> ! {
    machine::exit(code)
}

/// Prints as is. No proof shows what was printed.
pub fn print_str(text: &str) {
    machine::print_str(text)
}

/// What `print!` writes to.
pub struct Output;

impl fmt::Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        print_str(text);
        Ok(())
    }
}

/// As the standard library's.
#[macro_export]
macro_rules! print {
    ($($argument:tt)*) => {{
        use core::fmt::Write;
        let _ = write!($crate::Output, $($argument)*);
    }};
}

/// As the standard library's.
#[macro_export]
macro_rules! println {
    () => { $crate::print_str("\n") };
    ($($argument:tt)*) => {{
        use core::fmt::Write;
        let _ = writeln!($crate::Output, $($argument)*);
    }};
}

/// Names the function that the machine runs; elsewhere `main` is run as ever.
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        #[cfg(target_arch = "riscv32")]
        #[no_mangle]
        extern "C" fn zkguest_main() {
            $main()
        }
    };
}
