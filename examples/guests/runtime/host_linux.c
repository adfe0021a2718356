// The same interface over Linux system calls. Input items after the first are the file descriptors 3, 4, ...;
// revealed words go to standard error, one line each.
#include "host.h"

enum { kRead = 63, kWrite = 64, kExit = 93, kBrk = 214 };

static long system_call(long number, long a, long b, long c) {
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  register long a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
  return a0;
}

static int input;  // the current item's file descriptor
static int opened;

void host_next_input(void) {
  if (opened) input = input == 0 ? 3 : input + 1;
  opened = 1;
}

size_t host_read(void* buffer) {
  opened = 1;
  const long got = system_call(kRead, input, (long)buffer, HOST_READ_BYTES);
  return got < 0 ? 0 : (size_t)got;
}

static void write_all(int file, const char* text, size_t bytes) {
  while (bytes > 0) {
    const long done = system_call(kWrite, file, (long)text, (long)bytes);
    if (done <= 0) return;
    text += done;
    bytes -= (size_t)done;
  }
}

void host_write(const char* text, size_t bytes) { write_all(1, text, bytes); }

void host_reveal(unsigned index, uint32_t value) {
  char line[] = "reveal 0 00000000\n";
  line[7] = (char)('0' + index);
  for (int digit = 0; digit < 8; ++digit) line[16 - digit] = "0123456789abcdef"[value >> (4 * digit) & 15];
  write_all(2, line, sizeof line - 1);
}

_Noreturn void host_exit(int code) {
  for (;;) system_call(kExit, code & 255, 0, 0);
}

// The kernel's break starts at the end of .bss, where the heap of zkmem starts too. It answers where the
// break is now; addresses from 2^31 on are negative as a long.
int host_grow_heap(char* new_end) {
  return (unsigned long)system_call(kBrk, (long)new_end, 0, 0) >= (unsigned long)new_end;
}
