// Attack 34: no length in a proof or key makes the decoder or the verifier allocate more than a multiple of
// the input, or run on. This executable counts what is allocated.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/mutations.h"
#include "zkmem/verifier/verify.h"

namespace {

std::atomic<size_t> live_bytes = 0;
std::atomic<size_t> peak_bytes = 0;

constexpr size_t kHeader = alignof(std::max_align_t);

void* counted_allocate(size_t size) {
  void* block = std::malloc(size + kHeader);
  if (block == nullptr) std::abort();
  *static_cast<size_t*>(block) = size;
  const size_t now = live_bytes += size;
  if (now > peak_bytes) peak_bytes = now;
  return static_cast<char*>(block) + kHeader;
}

void counted_free(void* pointer) {
  if (pointer == nullptr) return;
  void* block = static_cast<char*>(pointer) - kHeader;
  live_bytes -= *static_cast<size_t*>(block);
  std::free(block);
}

}  // namespace

void* operator new(size_t size) { return counted_allocate(size); }
void* operator new[](size_t size) { return counted_allocate(size); }
void operator delete(void* pointer) noexcept { counted_free(pointer); }
void operator delete[](void* pointer) noexcept { counted_free(pointer); }
void operator delete(void* pointer, size_t) noexcept { counted_free(pointer); }
void operator delete[](void* pointer, size_t) noexcept { counted_free(pointer); }

namespace zkmem {
namespace {

using testing::golden_bytes;
using testing::set_word;
using testing::word_at;

// The peak of what `work` allocates on top of what is alive.
template <class Work>
size_t peak_of(Work work) {
  const size_t before = live_bytes;
  peak_bytes = before;
  work();
  return peak_bytes - before;
}

constexpr size_t kFixedBytes = 64 * 1024;
constexpr size_t kBytesPerInputByte =
    64;  // a four-byte AIR presence becomes an optional record, a one-byte node a DagNode

size_t allowance(size_t input) { return kFixedBytes + kBytesPerInputByte * input; }

TEST(Attack34, EveryCountAtItsExtremesAllocatesLittle) {
  const auto key = decode_verifying_key(golden_bytes("swirl/small/prep_cached/vk.postcard"));
  std::vector<uint8_t> bytes = golden_bytes("swirl/small/prep_cached/proof.bin");
  // Beyond the bitmap's byte every count is at 41 + 4 k; the openings' words are all alike.
  for (size_t at = 0; at + 4 <= bytes.size(); at += at < 41 ? 1 : at < 3000 ? 4 : 164) {
    const uint32_t original = word_at(bytes, at);
    for (const uint32_t value : {0xFFFFFFFFU, 0x7FFFFFFFU, 0x10000000U, 0x10000U, 1000U, 0U}) {
      set_word(bytes, at, value);
      size_t peak = peak_of([&] { (void)verify_bytes(*key, bytes).ok(); });
      ASSERT_LE(peak, allowance(bytes.size())) << "word " << value << " at byte " << at;
    }
    set_word(bytes, at, original);
  }
}

// Shared paths have counts of their own.
TEST(Attack34, EveryCountOfABlake3ProofAtItsExtremesAllocatesLittle) {
  const auto key = decode_verifying_key(golden_bytes("blake3-suite/random9/vk.postcard"));
  std::vector<uint8_t> bytes = golden_bytes("blake3-suite/random9/proof.bin");
  ASSERT_TRUE(verify_bytes(*key, bytes).ok());
  for (size_t at = 0; at + 4 <= bytes.size(); ++at) {
    const uint32_t original = word_at(bytes, at);
    for (const uint32_t value : {0xFFFFFFFFU, 0x10000000U, 1000U, 0U}) {
      set_word(bytes, at, value);
      const size_t peak = peak_of([&] { (void)decode_proof(bytes).ok(); });
      ASSERT_LE(peak, allowance(bytes.size())) << "word " << value << " at byte " << at;
    }
    set_word(bytes, at, original);
  }
}

TEST(Attack34, EveryLengthOfAKeyAtItsExtremesAllocatesLittle) {
  const std::vector<uint8_t> honest = golden_bytes("swirl/small/mixture/vk.postcard");
  const std::vector<uint8_t> huge = {0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
  for (size_t at = 0; at < honest.size(); at += 3) {
    std::vector<uint8_t> bytes = honest;
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), huge.begin(), huge.end());
    const size_t peak = peak_of([&] { EXPECT_FALSE(decode_verifying_key(bytes).ok()); });
    ASSERT_LE(peak, allowance(bytes.size())) << at;
  }
}

// The counts whose items cost no bytes (swirl.md section 13.1), at their largest.
class ZeroCostCounts : public ::testing::Test {
 protected:
  void expect_refused_cheaply(const std::vector<uint8_t>& bytes) {
    const auto start = std::chrono::steady_clock::now();
    const size_t peak = peak_of([&] { EXPECT_FALSE(verify_bytes(key_, bytes).ok()); });
    EXPECT_LE(peak, allowance(bytes.size()));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  }

  VerifyingKey key_ = decode_verifying_key(golden_bytes("swirl/small/fib/vk.postcard")).value();
  Proof proof_ = decode_proof(golden_bytes("swirl/small/fib/proof.bin")).value();
};

TEST_F(ZeroCostCounts, Attack34QueriesOfNoWidthAndNoDepth) {
  WhirProof& whir = proof_.whir_proof;
  whir.initial_num_leaves = 0xFFFFFFFF;
  whir.initial_merkle_depth = 0;
  whir.initial_round_openings[0] = {};
  expect_refused_cheaply(encode_proof(proof_));
}

TEST_F(ZeroCostCounts, Attack34LeavesOfNoWidthThatNeedNoSiblings) {
  key_ = decode_verifying_key(golden_bytes("blake3-suite/random9/vk.postcard")).value();
  proof_ = decode_proof(golden_bytes("blake3-suite/random9/proof.bin")).value();
  proof_.whir_proof.initial_num_leaves = 0xFFFFFFFF;
  for (InitialRoundOpening& opening : proof_.whir_proof.initial_round_openings) opening = {};
  expect_refused_cheaply(encode_proof(proof_));
}

TEST_F(ZeroCostCounts, Attack34CommitmentsWithoutQueries) {
  proof_.whir_proof.initial_num_leaves = 0;
  std::vector<uint8_t> bytes = encode_proof(proof_);
  Proof more = proof_;
  more.whir_proof.initial_round_openings.emplace_back();
  const std::vector<uint8_t> other = encode_proof(more);
  const auto at =
      static_cast<size_t>(std::mismatch(bytes.begin(), bytes.end(), other.begin()).first - bytes.begin());
  set_word(bytes, at, 0xFFFFFFFF);
  expect_refused_cheaply(bytes);
}

TEST_F(ZeroCostCounts, Attack34RoundsOfNoValues) {
  const std::vector<uint8_t> honest = encode_proof(proof_);
  Proof none = proof_;
  none.batch_constraint_proof.sumcheck_round_polys.clear();
  std::vector<uint8_t> bytes = encode_proof(none);
  const auto at =
      static_cast<size_t>(std::mismatch(bytes.begin(), bytes.end(), honest.begin()).first - bytes.begin());
  const std::vector<uint8_t> no_values(4);
  set_word(bytes, at, 0xFFFFFFFF);  // that many rounds …
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at) + 4, no_values.begin(),
               no_values.end());  // … of none
  expect_refused_cheaply(bytes);
}

TEST_F(ZeroCostCounts, Attack34ManyFoldingRounds) {
  WhirProof& whir = proof_.whir_proof;
  whir.whir_sumcheck_polys.resize(3 * 64);  // 2^64 rows per query
  whir.folding_pow_witnesses.resize(3 * 64);
  expect_refused_cheaply(encode_proof(proof_));
  whir.whir_sumcheck_polys.resize(3 * 63);
  whir.folding_pow_witnesses.resize(3 * 63);
  expect_refused_cheaply(encode_proof(proof_));
}

TEST_F(ZeroCostCounts, Attack34DepthBelowZero) {
  WhirProof& whir = proof_.whir_proof;
  whir.codeword_merkle_depth = 0;
  for (CodewordOpening& opening : whir.codeword_openings) opening.siblings.clear();
  expect_refused_cheaply(encode_proof(proof_));
}

TEST_F(ZeroCostCounts, Attack34FoldingRoundsThatDoNotDivide) {
  proof_.whir_proof.whir_sumcheck_polys.pop_back();
  proof_.whir_proof.folding_pow_witnesses.pop_back();
  expect_refused_cheaply(encode_proof(proof_));
}

TEST_F(ZeroCostCounts, Attack34HugeNumberOfAirs) {
  std::vector<uint8_t> bytes = encode_proof(proof_);
  for (const uint32_t airs : {0xFFFFFFFFU, 0x80000000U, 50000U, 8U}) {
    set_word(bytes, 36, airs);
    expect_refused_cheaply(bytes);
  }
}

}  // namespace
}  // namespace zkmem
