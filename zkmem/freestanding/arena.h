// Memory of one call: every operator new of the archive takes from here, and the end of the call gives all of
// it back at once. Blocks that are freed are kept by size for the next of that size, of which there are four
// to each power of two: a verification asks for few sizes again and again. A call that cannot go on ends by
// leave(), which returns to where it was made; no destructor runs then, and none is needed, since nothing
// outside the arena is held. One call at a time.
#pragma once

#include <cstddef>

#include "zkmem/freestanding/zkmem_verify.h"

namespace zkmem::freestanding {

void open_arena(void* memory, size_t size);
size_t arena_used();  // at most at a time, from the arena's first byte

void* take(size_t size);  // aligned to 16 bytes; leaves if there is no room
void give_back(void* block);

// Where leave() returns to: five words that the compiler's __builtin_setjmp fills.
extern void* return_point[5];
extern zkmem_verify_code left_with;
extern const char* left_because;

[[noreturn]] void leave(zkmem_verify_code code, const char* why);

}  // namespace zkmem::freestanding
