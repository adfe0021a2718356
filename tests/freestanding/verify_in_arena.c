/* The archive for where there is no operating system, from C: verify_in_arena KEY PROOF [OTHER_PROOF]. The
 * proof is accepted, in an arena of any address and content that is large enough; in each smaller one the
 * answer is that it is too small; altered proofs and keys are refused; and no byte beside the arena changes.
 * Prints what it took. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zkmem/freestanding/zkmem_verify.h>

enum { kGuard = 64, kFill = 0xA5, kMebibyte = 1 << 20 };

typedef struct {
  uint8_t* data;
  size_t size;
} Bytes;

#define EXPECT(condition)                                                  \
  do {                                                                     \
    if (!(condition)) {                                                    \
      printf("%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                             \
    }                                                                      \
  } while (0)

static Bytes read_file(const char* path) {
  Bytes bytes = {malloc(16 * kMebibyte), 0};
  FILE* file = fopen(path, "rb");
  EXPECT(file != NULL && bytes.data != NULL);
  bytes.size = fread(bytes.data, 1, 16 * kMebibyte, file);
  EXPECT(bytes.size > 0 && bytes.size < 16 * kMebibyte);
  fclose(file);
  return bytes;
}

static uint8_t* memory; /* what arenas are cut from */
static zkmem_verify_result result;

/* In an arena of `size` bytes, `offset` after a multiple of 16, of bytes `fill`, between guards. */
static zkmem_verify_code verify(size_t offset, size_t size, int fill, Bytes key, Bytes proof) {
  memset(memory, kFill, offset + kGuard);
  uint8_t* arena = memory + kGuard + offset;
  memset(arena, fill, size);
  memset(arena + size, kFill, kGuard);
  memset(&result, 0xEE, sizeof result);
  result.struct_size = sizeof result;
  const zkmem_verify_code code =
      zkmem_verify_in_arena(arena, size, key.data, key.size, proof.data, proof.size, &result);
  for (size_t i = 0; i < offset + kGuard; ++i) EXPECT(memory[i] == kFill);
  for (size_t i = 0; i < kGuard; ++i) EXPECT(arena[size + i] == kFill);
  EXPECT(memchr(result.message, 0, sizeof result.message) != NULL);
  EXPECT((code == ZKMEM_VERIFY_ACCEPTED) == (result.message[0] == 0));
  EXPECT((code == ZKMEM_VERIFY_ACCEPTED) == (result.airs != NULL));
  EXPECT(result.arena_used <= size);
  return code;
}

static void any_arena(Bytes key, Bytes proof, size_t enough) {
  EXPECT(verify(0, enough, 0xFF, key, proof) == ZKMEM_VERIFY_ACCEPTED);
  const size_t used = result.arena_used;
  for (size_t offset = 0; offset < 16; ++offset) {
    EXPECT(verify(offset, used + 16, 0, key, proof) == ZKMEM_VERIFY_ACCEPTED);
    EXPECT(result.arena_used <= used + 16);
  }
  EXPECT(verify(0, used, 0x11, key, proof) == ZKMEM_VERIFY_ACCEPTED);
}

/* One byte less is too little, and so is every size below. */
static size_t too_small(Bytes key, Bytes proof, size_t used) {
  size_t tried = 0;
  for (size_t size = 0; size < used; size += size < 300 ? 1 : 1 + used / 150) {
    EXPECT(verify(size % 16, size, 0xFF, key, proof) == ZKMEM_VERIFY_EXHAUSTED);
    EXPECT(strcmp(result.message, "the arena is too small") == 0);
    ++tried;
  }
  EXPECT(verify(0, used - 1, 0, key, proof) == ZKMEM_VERIFY_EXHAUSTED);
  return tried + 1;
}

static size_t altered(Bytes key, Bytes proof, size_t enough) {
  size_t tried = 0;
  for (size_t at = 0; at < proof.size; at += 1 + proof.size / 61, ++tried) {
    proof.data[at] ^= 1;
    EXPECT(verify(0, enough, 0, key, proof) == ZKMEM_VERIFY_REJECTED);
    proof.data[at] ^= 1;
  }
  for (size_t size = 0; size < proof.size; size += 1 + proof.size / 13, ++tried) {
    const Bytes part = {proof.data, size};
    EXPECT(verify(0, enough, 0, key, part) == ZKMEM_VERIFY_REJECTED);
  }
  for (size_t size = 0; size < key.size; size += 1 + key.size / 13, ++tried) {
    const Bytes part = {key.data, size};
    EXPECT(verify(0, enough, 0, part, proof) == ZKMEM_VERIFY_BAD_KEY);
  }
  for (size_t at = 0; at < key.size; at += 1 + key.size / 31, ++tried) {
    key.data[at] ^= 1;
    const zkmem_verify_code code = verify(0, enough, 0, key, proof);
    EXPECT(code == ZKMEM_VERIFY_BAD_KEY || code == ZKMEM_VERIFY_REJECTED);
    key.data[at] ^= 1;
  }
  /* A length that says more than there is must not be believed. */
  uint8_t* large = malloc(kMebibyte);
  EXPECT(large != NULL);
  memset(large, 0xFF, kMebibyte);
  EXPECT(verify(0, enough, 0, key, (Bytes){large, kMebibyte}) == ZKMEM_VERIFY_REJECTED);
  EXPECT(verify(0, enough, 0, (Bytes){large, kMebibyte}, proof) == ZKMEM_VERIFY_BAD_KEY);
  free(large);
  return tried + 2;
}

static void arguments(Bytes key, Bytes proof) {
  const size_t enough = 64 * kMebibyte;
  EXPECT(zkmem_verify_in_arena(memory, enough, key.data, key.size, proof.data, proof.size, NULL) ==
         ZKMEM_VERIFY_BAD_ARGUMENT);
  result.struct_size = sizeof result - 1;
  EXPECT(zkmem_verify_in_arena(memory, enough, key.data, key.size, proof.data, proof.size, &result) ==
         ZKMEM_VERIFY_BAD_ARGUMENT);
  result.struct_size = sizeof result;
  EXPECT(zkmem_verify_in_arena(NULL, enough, key.data, key.size, proof.data, proof.size, &result) ==
         ZKMEM_VERIFY_BAD_ARGUMENT);
  EXPECT(zkmem_verify_in_arena(memory, enough, NULL, key.size, proof.data, proof.size, &result) ==
         ZKMEM_VERIFY_BAD_ARGUMENT);
  EXPECT(zkmem_verify_in_arena(memory, enough, key.data, key.size, NULL, proof.size, &result) ==
         ZKMEM_VERIFY_BAD_ARGUMENT);
  EXPECT(zkmem_verify_in_arena(NULL, 0, key.data, key.size, proof.data, proof.size, &result) ==
         ZKMEM_VERIFY_EXHAUSTED);
  EXPECT(zkmem_verify_in_arena(memory, enough, NULL, 0, proof.data, proof.size, &result) ==
         ZKMEM_VERIFY_BAD_KEY);
}

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) return 2;
  const Bytes key = read_file(argv[1]);
  const Bytes proof = read_file(argv[2]);
  const size_t enough = 64 * kMebibyte;
  memory = malloc(enough + 2 * kGuard + 32);
  EXPECT(memory != NULL);
  memory += 16 - (uintptr_t)memory % 16;

  const zkmem_verify_code code = verify(0, enough, 0x5A, key, proof);
  if (code != ZKMEM_VERIFY_ACCEPTED) printf("code %d: %s\n", (int)code, result.message);
  EXPECT(code == ZKMEM_VERIFY_ACCEPTED);
  const size_t used = result.arena_used;
  for (size_t i = 0; i < result.num_airs; ++i) {
    const zkmem_verify_air* air = &result.airs[i];
    printf("air %zu:", i);
    if (!air->is_present) printf(" absent");
    if (air->is_present) printf(" 2^%u rows", (unsigned)air->log_height);
    for (size_t k = 0; k < air->num_public_values; ++k) printf(" %u", (unsigned)air->public_values[k]);
    for (size_t k = 0; k < air->num_cached_commitments; ++k)
      printf(" cached %u...", (unsigned)air->cached_commitments[k][0]);
    printf("\n");
  }
  any_arena(key, proof, enough);
  const size_t arenas = too_small(key, proof, used);
  const size_t others = altered(key, proof, enough);
  arguments(key, proof);
  if (argc == 4) {
    const Bytes other = read_file(argv[3]);
    EXPECT(verify(0, enough, 0, key, other) == ZKMEM_VERIFY_REJECTED);
    printf("another key's: %s\n", result.message);
  }
  printf("accepted with %zu bytes; %zu smaller arenas were too small, %zu altered inputs refused\n", used,
         arenas, others);
  return 0;
}
