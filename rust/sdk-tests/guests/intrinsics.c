// Three of OpenVM's extensions: Keccak-f (with XORIN), the compression of SHA-256, 256-bit integers. Each is
// used once and checked against a known answer, then as often as the three numbers on standard input say, and
// revealed. The instructions' numbers are those of OpenVM 2's guest libraries.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "zkguest.h"

#define INTRINSIC(funct3, funct7, rd, rs1, rs2)                                                       \
  __asm__ volatile(".insn r 0x0b, " #funct3 ", " #funct7 ", %0, %1, %2" ::"r"(rd), "r"(rs1), "r"(rs2) \
                   : "memory")

static void keccak_f(void* state) {
  __asm__ volatile(".insn r 0x0b, 4, 0, %0, x0, x0" ::"r"(state) : "memory");
}
static void xorin(void* state, const void* input, uint32_t bytes) { INTRINSIC(4, 1, state, input, bytes); }
static void sha256_compress(void* after, const void* before, const void* block) {
  INTRINSIC(4, 2, after, before, block);
}
static void add256(void* sum, const void* a, const void* b) { INTRINSIC(5, 0, sum, a, b); }
static void mul256(void* product, const void* a, const void* b) { INTRINSIC(5, 10, product, a, b); }

// Keccak-256 of the empty text.
static const uint8_t kKeccak[8] = {0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c};
// The first words of SHA-256 of "abc".
static const uint32_t kSha[2] = {0xba7816bf, 0x8f01cfea};

int main(void) {
  static uint32_t state[50], block[34];
  ((uint8_t*)block)[0] = 0x01;
  ((uint8_t*)block)[135] = 0x80;
  xorin(state, block, 136);
  keccak_f(state);
  if (memcmp(state, kKeccak, sizeof kKeccak) != 0) return 1;

  static uint32_t before[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  static uint32_t after[8];
  static uint8_t text[64] = {'a', 'b', 'c', 0x80};
  text[63] = 24;
  sha256_compress(after, before, text);
  if (memcmp(after, kSha, sizeof kSha) != 0) return 2;

  static uint32_t a[8], b[8], sum[8], product[8];
  memset(a, 0xff, sizeof a);
  b[0] = 3;
  add256(sum, a, b);      // -1 + 3
  mul256(product, a, b);  // -1 * 3
  if (sum[0] != 2 || sum[7] != 0 || product[0] != 0xfffffffd || product[7] != 0xffffffff) return 3;

  unsigned keccaks, sha256s, integers;
  if (scanf("%u %u %u", &keccaks, &sha256s, &integers) != 3) return 4;
  for (unsigned i = 0; i < keccaks; ++i) {
    xorin(state, block, 136);
    keccak_f(state);
  }
  for (unsigned i = 0; i < sha256s; ++i) {
    memcpy(before, after, sizeof before);
    sha256_compress(after, before, text);
  }
  for (unsigned i = 0; i < integers; ++i) {
    memcpy(b, product, sizeof b);
    mul256(product, a, b);
    add256(product, product, sum);
  }
  zkguest_reveal(0, state[0]);
  zkguest_reveal(1, after[0]);
  zkguest_reveal(2, product[0]);
  return 0;
}
