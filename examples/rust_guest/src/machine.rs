//! The start of a program, its memory and its panics on the machine.
use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::arch::global_asm;
use core::cell::Cell;
use core::panic::PanicInfo;

use crate::instructions;

// Memory is zero before the program's bytes are loaded, so there is nothing to clear.
global_asm!(
    ".section .text.start, \"ax\"",
    ".globl _start",
    "_start:",
    ".option push",
    ".option norelax",
    "la gp, __global_pointer$",
    ".option pop",
    "la sp, __stack_top",
    "call {start}",
    start = sym start,
);

extern "C" {
    fn zkguest_main();
}

extern "C" fn start() -> ! {
    // SAFETY: entry! defines it.
    unsafe { zkguest_main() };
    exit(0)
}

pub fn next_input() -> Vec<u8> {
    instructions::hint_input();
    let length = instructions::hint_store_word() as usize;
    let mut bytes = Vec::with_capacity(length);
    let mut words = [0u32; instructions::MAX_HINT_BUFFER_WORDS];
    while bytes.len() < length {
        let now = (length - bytes.len()).min(4 * words.len());
        let whole = &mut words[..now.div_ceil(4)];
        instructions::hint_buffer(whole);
        for (i, word) in whole.iter().enumerate() {
            bytes.extend_from_slice(&word.to_le_bytes()[..(now - 4 * i).min(4)]);
        }
    }
    bytes
}

pub fn reveal(index: usize, value: u32) {
    instructions::reveal(4 * index as u32, value)
}

pub fn exit(code: u8) -> ! {
    instructions::terminate(code)
}

pub fn print_str(text: &str) {
    instructions::print_str(text)
}

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    crate::println!("{info}");
    exit(101)
}

/// Memory from the end of the program to 2^29, one block after the other. What is freed is not used again, but for the last
/// block, which can also grow and shrink where it is.
struct Heap {
    end: Cell<usize>,
}

// SAFETY: the machine has one thread.
unsafe impl Sync for Heap {}

extern "C" {
    static __heap_start: u8;
    static __heap_end: u8;
}

// SAFETY: blocks are aligned, do not overlap, and lie between the two ends of the heap.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let free = match self.end.get() {
            0 => &raw const __heap_start as usize,
            end => end,
        };
        let start = free.next_multiple_of(layout.align());
        match start.checked_add(layout.size()) {
            Some(end) if end <= &raw const __heap_end as usize => {
                self.end.set(end);
                start as *mut u8
            }
            _ => core::ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if block as usize + layout.size() == self.end.get() {
            self.end.set(block as usize);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if block as usize + layout.size() == self.end.get() {
            return match (block as usize).checked_add(size) {
                Some(end) if end <= &raw const __heap_end as usize => {
                    self.end.set(end);
                    block
                }
                _ => core::ptr::null_mut(),
            };
        }
        if size <= layout.size() {
            return block;
        }
        // SAFETY: the caller's size and alignment are a layout.
        let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
        if !moved.is_null() {
            core::ptr::copy_nonoverlapping(block, moved, layout.size());
        }
        moved
    }
}

#[global_allocator]
static HEAP: Heap = Heap { end: Cell::new(0) };
