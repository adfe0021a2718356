// Goes wrong on purpose, in the way that its input names: what the report of an uncaught trap looks like.
// Built with debug information, so the report names this file and the line.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zkguest.h"

static uint32_t load_word(uintptr_t address) { return *(volatile uint32_t*)address; }

// Hides a value from the optimizer.
static uintptr_t opaque(uintptr_t value) {
  __asm__ volatile("" : "+r"(value));
  return value;
}

// Deeper than the stack is large.
static uint32_t overrun_stack(uint32_t depth, const volatile uint32_t* above) {
  volatile uint32_t frame[1024];
  frame[0] = above == NULL ? 0 : above[0] + 1;
  return depth == 0 ? frame[0] : overrun_stack(depth - 1, frame) + frame[0];
}

int main(void) {
  char what[32] = "";
  if (fgets(what, sizeof what, stdin) == NULL) return 2;
  what[strcspn(what, "\n")] = 0;
  printf("about to do: %s\n", what);
  if (strcmp(what, "misaligned") == 0) return (int)load_word(opaque(0x200801));
  if (strcmp(what, "out of range") == 0) return (int)load_word(opaque(0x40000000));
  if (strcmp(what, "stack") == 0) return (int)overrun_stack(1000, NULL);
  if (strcmp(what, "jump") == 0) ((void (*)(void))opaque(0x100))();
  if (strcmp(what, "input") == 0) zkguest_next_input();
  if (strcmp(what, "ebreak") == 0) __asm__ volatile("ebreak");
  if (strcmp(what, "abort") == 0) abort();
  if (strncmp(what, "exit ", 5) == 0) return atoi(what + 5);
  puts("nothing of that kind");
  return 2;
}
