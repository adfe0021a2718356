// Memory beside the heap, straight from the operating system, where there is one; and the end of a program
// that has no memory left.
#pragma once

#include <cstddef>

namespace zkmem {

// Addresses for so many bytes, zeroed where they are first touched, in huge pages if the system likes. Null:
// there are none, or there is no such system.
std::byte* reserve_pages(size_t bytes);
void release_pages(std::byte* begin, size_t bytes);

// Throws std::bad_alloc; without exceptions the program ends here.
[[noreturn]] void out_of_memory();

}  // namespace zkmem
