// The guest interface of OpenVM 2, which zkmem's machine has: instructions of the custom-0 space (opcode
// 0x0b).
#include "host.h"

_Noreturn void zkguest_terminate(int code);

static uint32_t remaining;
static int opened;

static inline void hint_input(void) { __asm__ volatile(".insn i 0x0b, 3, x0, x0, 0" ::: "memory"); }

static inline void hint_store_word(void* to) {
  __asm__ volatile(".insn i 0x0b, 1, %0, x0, 0" ::"r"(to) : "memory");
}

static inline void hint_buffer(void* to, uint32_t words) {
  __asm__ volatile(".insn i 0x0b, 1, %0, %1, 1" ::"r"(to), "r"(words) : "memory");
}

// An item arrives as its length in bytes, then the bytes, padded with zeros to whole words.
void host_next_input(void) {
  hint_input();
  hint_store_word(&remaining);
  opened = 1;
}

size_t host_read(void* buffer) {
  if (!opened) host_next_input();
  if (remaining == 0) return 0;
  const uint32_t bytes = remaining < HOST_READ_BYTES ? remaining : HOST_READ_BYTES;
  hint_buffer(buffer, (bytes + 3) / 4);
  remaining -= bytes;
  return bytes;
}

void host_write(const char* text, size_t bytes) {
  __asm__ volatile(".insn i 0x0b, 3, %0, %1, 1" ::"r"(text), "r"(bytes) : "memory");
}

void host_reveal(unsigned index, uint32_t value) {
  __asm__ volatile(".insn i 0x0b, 2, %0, %1, 0" ::"r"(4 * index), "r"(value) : "memory");
}

_Noreturn void host_exit(int code) { zkguest_terminate(code); }

int host_grow_heap(char* new_end) { return (uintptr_t)new_end <= (1u << 29); }
