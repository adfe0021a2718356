//! The custom-0 instructions, one function each. Numbers: docs/spec/guest-instructions.md.
use core::arch::{asm, global_asm};

/// The most words that one `hint_buffer` moves.
pub const MAX_HINT_BUFFER_WORDS: usize = 1023;

// `terminate` has its exit code in the instruction, so there is one for each: entry a0 of a table.
global_asm!(
    ".section .text.zkguest_terminate, \"ax\"",
    ".globl zkguest_terminate",
    "zkguest_terminate:",
    "slli a0, a0, 2",
    "la a1, 1f",
    "add a1, a1, a0",
    "jr a1",
    "1:",
    ".set zkguest_code, 0",
    ".rept 256",
    ".insn i 0x0b, 0, x0, x0, zkguest_code",
    ".set zkguest_code, zkguest_code + 1",
    ".endr",
);
extern "C" {
    fn zkguest_terminate(code: u32) -> !;
}

/// Ends the program with this exit code.
pub fn terminate(code: u8) -> ! {
    // SAFETY: a byte is one of the table's 256 entries.
    unsafe { zkguest_terminate(code.into()) }
}

/// Makes the next input item the hint stream: its length in bytes as a word, its bytes, zeros up to a whole word.
pub fn hint_input() {
    // SAFETY: changes no memory and no register.
    unsafe { asm!(".insn i 0x0b, 3, x0, x0, 0", options(nomem, nostack)) }
}

/// Makes so many random words the hint stream; no proof shows that they are random.
pub fn hint_random(words: u32) {
    // SAFETY: changes no memory and no register.
    unsafe { asm!(".insn i 0x0b, 3, {words}, x0, 2", words = in(reg) words, options(nomem, nostack)) }
}

/// The next word of the hint stream.
pub fn hint_store_word() -> u32 {
    let mut word = 0u32;
    // SAFETY: writes the word that the pointer points to.
    unsafe { asm!(".insn i 0x0b, 1, {to}, x0, 0", to = in(reg) &mut word, options(nostack)) }
    word
}

/// The next words of the hint stream, 1 to 1023 of them.
///
/// # Panics
/// With another number of them.
pub fn hint_buffer(to: &mut [u32]) {
    assert!(
        (1..=MAX_HINT_BUFFER_WORDS).contains(&to.len()),
        "hint_buffer: {} words, not 1 to 1023",
        to.len()
    );
    // SAFETY: writes as many words as there are, from the first on.
    unsafe { asm!(".insn i 0x0b, 1, {to}, {words}, 1", to = in(reg) to.as_mut_ptr(), words = in(reg) to.len(), options(nostack)) }
}

/// Writes a public value, at a multiple of 4 below 32.
pub fn reveal(byte: u32, value: u32) {
    // SAFETY: public values are no memory of the program's; a wrong place traps.
    unsafe { asm!(".insn i 0x0b, 2, {to}, {value}, 0", to = in(reg) byte, value = in(reg) value, options(nomem, nostack)) }
}

/// Prints.
pub fn print_str(text: &str) {
    // SAFETY: reads the text.
    unsafe {
        asm!(".insn i 0x0b, 3, {from}, {bytes}, 1", from = in(reg) text.as_ptr(), bytes = in(reg) text.len(),
             options(readonly, nostack))
    }
}
