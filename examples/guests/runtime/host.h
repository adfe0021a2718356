// What differs between the two machines that guests are built for: zkmem (host_zkmem.c) and Linux
// (host_linux.c), which is how QEMU, an independent judge, runs the very same program.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Largest read: the most words one HINT_BUFFER instruction may take.
#define HOST_READ_BYTES (1023 * 4)

// Up to HOST_READ_BYTES of the current input item into a word-aligned buffer of that size; 0 at its end.
size_t host_read(void* buffer);
void host_next_input(void);

// Well-formed UTF-8 only.
void host_write(const char* text, size_t bytes);

void host_reveal(unsigned index, uint32_t value);
_Noreturn void host_exit(int code);

// Makes [heap start, new_end) usable and returns 1, or 0 if the machine has no more.
int host_grow_heap(char* new_end);
