// The proof system alone: keys, traces of any AIRs, proofs.
#include <bit>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>

#include <fmt/format.h>

#include "zkmem/c/boundary.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/input_check.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/work_memory.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/verifier/verify.h"

struct zkmem_key {
  std::shared_ptr<const zkmem::VerifyingKey> key;
  double proven_bits = 0;
};

struct zkmem_prover {
  std::shared_ptr<const zkmem::VerifyingKey> key;
  std::mutex turn;
  std::optional<zkmem::WorkMemory> memory;
  uint64_t memory_bytes = 0;
};

namespace zkmem::c {
namespace {

// A caller's Montgomery words are read as field elements where they are.
static_assert(sizeof(BabyBear) == sizeof(uint32_t) && alignof(BabyBear) == alignof(uint32_t) &&
              std::is_trivially_copyable_v<BabyBear> && std::is_standard_layout_v<BabyBear>);

// The place of the first word that is no field element.
std::optional<size_t> first_too_large(std::span<const uint32_t> words) {
  constexpr size_t kBlock = 4096;
  for (size_t begin = 0; begin < words.size(); begin += kBlock) {
    const auto block = words.subspan(begin, std::min(kBlock, words.size() - begin));
    uint32_t largest = 0;  // without a branch for each word
    for (const uint32_t word : block) largest = std::max(largest, word);
    if (largest < BabyBear::kModulus) continue;
    const auto at = std::ranges::find_if(block, [](uint32_t w) { return w >= BabyBear::kModulus; });
    return begin + static_cast<size_t>(at - block.begin());
  }
  return std::nullopt;
}

Status check_words(std::span<const uint32_t> words) {
  if (const auto at = first_too_large(words))
    return bad_input(
        fmt::format("word {} is {}, the field's size is {}", *at, words[*at], BabyBear::kModulus));
  return {};
}

Status check_encoding(zkmem_encoding encoding) {
  if (encoding == ZKMEM_MONTGOMERY || encoding == ZKMEM_CANONICAL) return {};
  return bad_input(fmt::format("encoding: {} is none", encoding));
}

Status convert(uint32_t* cells, size_t count, uint32_t (*converted)(uint32_t)) {
  if (count == 0) return {};
  ZKMEM_RETURN_IF_ERROR(needed(cells, "cells"));
  const std::span words(cells, count);
  ZKMEM_RETURN_IF_ERROR(check_words(words));
  std::ranges::transform(words, cells, converted);
  return {};
}

// A caller's traces as the prover reads them, with copies of what is not in Montgomery form.
class GivenTraces {
 public:
  Status read(zkmem_encoding encoding, const zkmem_air_traces* traces, size_t count) {
    ZKMEM_RETURN_IF_ERROR(check_encoding(encoding));
    if (count != 0) ZKMEM_RETURN_IF_ERROR(needed(traces, "traces"));
    for (size_t i = 0; i < count; ++i)
      ZKMEM_RETURN_IF_ERROR(read_air(encoding, traces[i], fmt::format("traces[{}]", i)));
    return {};
  }
  // Heights and widths alone: cells may be null and are not looked at.
  Status read_shapes(const zkmem_air_traces* traces, size_t count) {
    shapes_only_ = true;
    return read(ZKMEM_MONTGOMERY, traces, count);
  }
  const ProvingInput& input() const { return input_; }

  Result<ConstTraceView> view(zkmem_encoding encoding, const zkmem_matrix& matrix, const std::string& name) {
    if (matrix.width == 0) return ConstTraceView();
    if (!std::has_single_bit(matrix.height) || matrix.height > kMostRows)
      return bad_input(
          fmt::format("{}: height {} is no power of two up to {}", name, matrix.height, kMostRows));
    if (matrix.width > kMostCells / matrix.height)
      return bad_input(fmt::format("{}: width {} at height {}: more than {} cells", name, matrix.width,
                                   matrix.height, kMostCells));
    if (shapes_only_) return ConstTraceView(nullptr, matrix.height, matrix.width);
    ZKMEM_RETURN_IF_ERROR(needed(matrix.cells, name + ".cells"));
    const std::span words(matrix.cells, matrix.height * matrix.width);
    if (const auto at = first_too_large(words))
      return bad_input(fmt::format("{}: column {}, row {} is {}, the field's size is {}", name,
                                   *at / matrix.height, *at % matrix.height, words[*at], BabyBear::kModulus));
    if (encoding == ZKMEM_MONTGOMERY)
      return ConstTraceView(reinterpret_cast<const BabyBear*>(matrix.cells), matrix.height, matrix.width);
    Trace& copy = copies_.emplace_back(matrix.height, matrix.width);
    std::ranges::transform(words, copy.view().data(), BabyBear::from_canonical);
    return std::as_const(copy).view();
  }

 private:
  static constexpr size_t kMostRows = size_t{1} << BabyBear::kTwoAdicity;
  static constexpr size_t kMostCells = size_t{1} << 40;

  Status read_air(zkmem_encoding encoding, const zkmem_air_traces& given, const std::string& name) {
    AirTraces& air = input_.emplace_back();
    air.air = given.air;
    ZKMEM_ASSIGN_OR_RETURN(air.common_main, view(encoding, given.common_main, name + ".common_main"));
    ZKMEM_ASSIGN_OR_RETURN(air.preprocessed, view(encoding, given.preprocessed, name + ".preprocessed"));
    if (given.num_cached_mains != 0)
      ZKMEM_RETURN_IF_ERROR(needed(given.cached_mains, name + ".cached_mains"));
    for (size_t k = 0; k < given.num_cached_mains; ++k) {
      ZKMEM_ASSIGN_OR_RETURN(const ConstTraceView cached, view(encoding, given.cached_mains[k],
                                                               fmt::format("{}.cached_mains[{}]", name, k)));
      air.cached_mains.push_back(cached);
    }
    if (given.num_public_values == 0) return {};
    if (shapes_only_) {
      air.public_values.resize(given.num_public_values);
      return {};
    }
    ZKMEM_RETURN_IF_ERROR(needed(given.public_values, name + ".public_values"));
    const std::span values(given.public_values, given.num_public_values);
    if (const Status checked = check_words(values); !checked.ok())
      return checked.error().in(name + ".public_values");
    for (const uint32_t value : values)
      air.public_values.push_back(encoding == ZKMEM_MONTGOMERY ? BabyBear::from_monty(value)
                                                               : BabyBear::from_canonical(value));
    return {};
  }

  bool shapes_only_ = false;
  std::vector<Trace> copies_;
  ProvingInput input_;
};

// The prover's own working memory, large enough for these traces.
WorkMemory& memory_for(zkmem_prover& prover, const ProvingInput& input, unsigned threads) {
  const uint64_t bytes = proving_memory(*prover.key, input, threads);
  if (!prover.memory || bytes > prover.memory_bytes) {
    prover.memory.reset();
    prover.memory.emplace(bytes);
    prover.memory_bytes = bytes;
  }
  return *prover.memory;
}

}  // namespace
}  // namespace zkmem::c

using namespace zkmem;     // NOLINT: the functions below are C's
using namespace zkmem::c;  // NOLINT

extern "C" {

zkmem_code zkmem_key_read(zkmem_span bytes, zkmem_key** key, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(key, "key"));
    ZKMEM_ASSIGN_OR_RETURN(const auto content, bytes_of(bytes, "bytes.data"));
    ZKMEM_ASSIGN_OR_RETURN(VerifyingKey decoded, decode_verifying_key(content));
    const double bits = proven_bits(decoded);
    *key = new zkmem_key{std::make_shared<const VerifyingKey>(std::move(decoded)), bits};
    return {};
  });
}

zkmem_code zkmem_key_write(const zkmem_key* key, zkmem_bytes** bytes, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(key, "key"));
    ZKMEM_RETURN_IF_ERROR(needed(bytes, "bytes"));
    *bytes = give_bytes(encode_verifying_key(*key->key));
    return {};
  });
}

void zkmem_key_free(zkmem_key* key) { delete key; }

void zkmem_key_pre_hash(const zkmem_key* key, uint32_t words[8]) {
  if (key != nullptr && words != nullptr) std::ranges::copy(key->key->pre_hash.words, words);
}

double zkmem_key_proven_bits(const zkmem_key* key) { return key == nullptr ? 0 : key->proven_bits; }

zkmem_code zkmem_cells_to_montgomery(uint32_t* cells, size_t count, zkmem_error** error) {
  return guarded(error, [&] {
    return convert(cells, count, [](uint32_t word) { return BabyBear::from_canonical(word).monty(); });
  });
}

zkmem_code zkmem_cells_to_canonical(uint32_t* cells, size_t count, zkmem_error** error) {
  return guarded(error, [&] {
    return convert(cells, count, [](uint32_t word) { return BabyBear::from_monty(word).as_canonical(); });
  });
}

zkmem_code zkmem_prover_new(const zkmem_key* key, zkmem_prover** prover, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(key, "key"));
    ZKMEM_RETURN_IF_ERROR(needed(prover, "prover"));
    auto made = std::make_unique<zkmem_prover>();
    made->key = key->key;
    *prover = made.release();
    return {};
  });
}

void zkmem_prover_free(zkmem_prover* prover) { delete prover; }

zkmem_code zkmem_prove(zkmem_prover* prover, const zkmem_context* context, zkmem_encoding encoding,
                       const zkmem_air_traces* traces, size_t num_traces, zkmem_bytes** proof,
                       zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(prover, "prover"));
    ZKMEM_RETURN_IF_ERROR(needed(proof, "proof"));
    CallContext call;
    ZKMEM_RETURN_IF_ERROR(call.read(context));
    GivenTraces given;
    ZKMEM_RETURN_IF_ERROR(given.read(encoding, traces, num_traces));
    ZKMEM_RETURN_IF_ERROR(check_proving_input(prover->key->inner, given.input()));
    const std::scoped_lock turn(prover->turn);
    ProveOptions options;
    options.memory = &memory_for(*prover, given.input(), call.context().threads);
    ZKMEM_ASSIGN_OR_RETURN(const Proof made, prove(call.context(), *prover->key, given.input(), options));
    *proof = give_bytes(encode_proof(made));
    return {};
  });
}

zkmem_code zkmem_proving_memory(const zkmem_key* key, uint32_t threads, const zkmem_air_traces* traces,
                                size_t num_traces, uint64_t* bytes, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(key, "key"));
    ZKMEM_RETURN_IF_ERROR(needed(bytes, "bytes"));
    GivenTraces given;
    ZKMEM_RETURN_IF_ERROR(given.read_shapes(traces, num_traces));
    ZKMEM_RETURN_IF_ERROR(check_proving_input(key->key->inner, given.input()));
    *bytes = proving_memory(*key->key, given.input(), threads);
    return {};
  });
}

zkmem_code zkmem_commit(const zkmem_key* key, const zkmem_context* context, zkmem_encoding encoding,
                        const zkmem_matrix* matrix, uint32_t commitment[8], zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(key, "key"));
    ZKMEM_RETURN_IF_ERROR(needed(matrix, "matrix"));
    ZKMEM_RETURN_IF_ERROR(needed(commitment, "commitment"));
    ZKMEM_RETURN_IF_ERROR(check_encoding(encoding));
    CallContext call;
    ZKMEM_RETURN_IF_ERROR(call.read(context));
    GivenTraces given;
    ZKMEM_ASSIGN_OR_RETURN(const ConstTraceView view, given.view(encoding, *matrix, "matrix"));
    ZKMEM_ASSIGN_OR_RETURN(const Commitment made, commit_trace(call.context(), key->key->inner.params, view));
    std::ranges::copy(made.words, commitment);
    return {};
  });
}

zkmem_code zkmem_verify(const zkmem_key* key, zkmem_span proof, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(key, "key"));
    ZKMEM_ASSIGN_OR_RETURN(const auto bytes, bytes_of(proof, "proof.data"));
    VerifyOptions options;
    options.hash = &simd_hash_backend();
    const Verdict verdict = verify_bytes(*key->key, bytes, options);
    if (!verdict.ok()) return verdict.error().error();
    return {};
  });
}

}  // extern "C"
