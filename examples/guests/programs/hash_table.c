// A large, scattered memory: a hash table of 64 MiB that counts numbers as they are drawn, each at a place of
// its own. Reads how many, prints and reveals how many of them had come before.
#include <stdint.h>
#include <stdio.h>

#include "zkguest.h"

enum { kLogSlots = 23, kSlots = 1 << kLogSlots };

struct Slot {
  uint32_t number;  // 0: the slot is free
  uint32_t count;
};
static struct Slot table[kSlots];

// Where the number is, or where it goes: Fibonacci hashing, then the next slot that is free.
static struct Slot* find(uint32_t number) {
  uint32_t slot = number * 2654435769u >> (32 - kLogSlots);
  while (table[slot].number != number && table[slot].number != 0) slot = (slot + 1) & (kSlots - 1);
  return &table[slot];
}

// From 1 to 2^22, by a xorshift generator.
static uint32_t draw(uint32_t* state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return (*state >> 10) + 1;
}

int main(void) {
  unsigned lookups;
  if (scanf("%u", &lookups) != 1 || lookups > kSlots / 2) {
    puts("hash_table: expected a number up to 4194304");
    return 1;
  }
  uint32_t state = 2463534242u;
  uint32_t again = 0;
  for (unsigned i = 0; i < lookups; ++i) {
    const uint32_t number = draw(&state);
    struct Slot* slot = find(number);
    if (slot->count != 0) ++again;
    slot->number = number;
    ++slot->count;
  }
  zkguest_reveal(0, again);
  printf("%lu of %u came before\n", (unsigned long)again, lookups);
  return 0;
}
