#include "zkmem/verifier/verify.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "zkmem/freestanding/arena.h"
#include "zkmem/freestanding/zkmem_verify.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem::freestanding {
namespace {

void say(zkmem_verify_result& result, std::string_view text) {
  const size_t length = std::min(text.size(), sizeof result.message - 1);
  for (size_t i = 0; i < length; ++i) result.message[i] = text[i];
  result.message[length] = 0;
}

// Blocks of it are not given back: they are the caller's.
template <class T>
T* room_for(size_t count) {
  return count == 0 ? nullptr : static_cast<T*>(take(count * sizeof(T)));
}

void describe(const Proof& proof, zkmem_verify_result& result) {
  auto* airs = room_for<zkmem_verify_air>(proof.trace_vdata.size());
  for (size_t i = 0; i < proof.trace_vdata.size(); ++i) {
    airs[i] = {};
    const auto& trace = proof.trace_vdata[i];
    if (!trace) continue;
    const auto& values = proof.public_values[i];
    auto* numbers = room_for<uint32_t>(values.size());
    for (size_t k = 0; k < values.size(); ++k) numbers[k] = values[k].as_canonical();
    auto* words = room_for<uint32_t[8]>(trace->cached_commitments.size());
    for (size_t k = 0; k < trace->cached_commitments.size(); ++k)
      for (size_t w = 0; w < Commitment::kWords; ++w) words[k][w] = trace->cached_commitments[k].words[w];
    airs[i] = {1, trace->log_height, numbers, values.size(), words, trace->cached_commitments.size()};
  }
  result.airs = airs;
  result.num_airs = proof.trace_vdata.size();
}

// Not part of its caller, which __builtin_longjmp must return into from outside.
[[gnu::noinline]] zkmem_verify_code verify_here(std::span<const uint8_t> key_bytes,
                                                std::span<const uint8_t> proof_bytes,
                                                zkmem_verify_result& result) {
  const auto key = decode_verifying_key(key_bytes);
  if (!key.ok()) {
    say(result, key.error().message);
    return ZKMEM_VERIFY_BAD_KEY;
  }
  const auto proof = decode_proof(proof_bytes);
  const Verdict verdict = proof.ok() ? verify(*key, *proof) : verify_bytes(*key, proof_bytes);
  if (!verdict.ok()) {
    say(result, verdict.error().message());
    return ZKMEM_VERIFY_REJECTED;
  }
  describe(*proof, result);
  return ZKMEM_VERIFY_ACCEPTED;
}

// Nothing of its own lives across the return of __builtin_setjmp but what it was called with.
[[gnu::noinline]] zkmem_verify_code verify_or_leave(std::span<const uint8_t> key,
                                                    std::span<const uint8_t> proof,
                                                    zkmem_verify_result& result) {
  if (__builtin_setjmp(return_point) != 0) {
    say(result, left_because);
    return left_with;
  }
  return verify_here(key, proof, result);
}

}  // namespace
}  // namespace zkmem::freestanding

zkmem_verify_code zkmem_verify_in_arena(void* arena, size_t arena_size, const uint8_t* key, size_t key_size,
                                        const uint8_t* proof, size_t proof_size,
                                        zkmem_verify_result* result) {
  if (result == nullptr || result->struct_size != sizeof *result) return ZKMEM_VERIFY_BAD_ARGUMENT;
  *result = {sizeof *result, "", 0, nullptr, 0};
  if ((arena == nullptr && arena_size != 0) || (key == nullptr && key_size != 0) ||
      (proof == nullptr && proof_size != 0))
    return ZKMEM_VERIFY_BAD_ARGUMENT;
  zkmem::freestanding::open_arena(arena, arena_size);
  const zkmem_verify_code code =
      zkmem::freestanding::verify_or_leave({key, key_size}, {proof, proof_size}, *result);
  result->arena_used = zkmem::freestanding::arena_used();
  return code;
}
