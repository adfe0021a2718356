// Allocation functions of C++ that fail on demand, for the whole program: linked into a test, or put before a
// program that uses libzkmem.so, whose own allocations do not go through them if it is Rust's.
#pragma once

#include <cstdint>

extern "C" {
// The allocation after so many more fails, and so do all that follow; a negative number: none does.
void failing_new_after(int64_t allocations);
int64_t failing_new_blocks_in_use();
}
