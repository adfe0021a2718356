/* The verifier for where there is no operating system: one C function over bytes, in one archive
 * (libzkmem_verify.a) that allocates from a given arena only, throws nothing, prints nothing, keeps nothing
 * between calls and needs of a C library no more than memcpy, memmove, memset, memcmp, memchr and strlen.
 * docs/c.md has its size and what arena it takes.
 *
 * It verifies a proof under a key, as zkmem_verify() does: what an accepted proof means is up to whoever made
 * the key, and reads its public values, presence of AIRs, heights and cached commitments, which are in the
 * result.
 *
 * One call at a time in a program: where there are threads, the caller locks. */
#ifndef ZKMEM_FREESTANDING_ZKMEM_VERIFY_H
#define ZKMEM_FREESTANDING_ZKMEM_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t zkmem_verify_code;
enum {
  ZKMEM_VERIFY_ACCEPTED = 0,
  ZKMEM_VERIFY_REJECTED = 1,     /* the message names the phase and the check, with both values */
  ZKMEM_VERIFY_BAD_KEY = 2,      /* the bytes are no verifying key */
  ZKMEM_VERIFY_BAD_ARGUMENT = 3, /* a null pointer, or a size that is not its own; nothing was looked at */
  ZKMEM_VERIFY_EXHAUSTED = 4,    /* the arena is too small; of the proof nothing is said */
  ZKMEM_VERIFY_INTERNAL = 5      /* a fault of the library; please report the message */
};

/* What an accepted proof says of one AIR of the key. */
typedef struct zkmem_verify_air {
  int32_t is_present; /* 0: the proof has no trace of it, the rest is zero */
  uint32_t log_height;
  const uint32_t* public_values; /* canonical, below p */
  size_t num_public_values;
  const uint32_t (*cached_commitments)[8];
  size_t num_cached_commitments;
} zkmem_verify_air;

typedef struct zkmem_verify_result {
  size_t struct_size; /* sizeof(zkmem_verify_result), set by the caller */
  char message[256];  /* why not; empty if accepted; cut to what fits, always ends in NUL */
  size_t arena_used;  /* at most at a time, also of a call that failed; an arena of this size and 16 bytes is
                         enough for it */
  const zkmem_verify_air* airs; /* in the arena; null if not accepted */
  size_t num_airs;              /* as many as the key has, in its order */
} zkmem_verify_result;

/* `key` and `proof` are in OpenVM 2's encoding (docs/spec/verifying-key.md, docs/spec/proof.md), of either
 * hash suite, and are not read after the call. The arena may have any content and address; after the call it
 * is the caller's again, with the AIRs in it. */
zkmem_verify_code zkmem_verify_in_arena(void* arena, size_t arena_size, const uint8_t* key, size_t key_size,
                                        const uint8_t* proof, size_t proof_size, zkmem_verify_result* result);

#ifdef __cplusplus
}
#endif

#endif
