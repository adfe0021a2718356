// The primitives of the proof's encoding. Keeps its first error and from then on returns zeros and empty
// vectors, so that a decoder reads straight on and asks once at the end. A count is checked against the bytes
// that are left.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/bytes.h"
#include "zkmem/base/error.h"
#include "zkmem/field/ext4.h"
#include "zkmem/hash/hash_suite.h"

namespace zkmem {

class ProofReader {
 public:
  static constexpr size_t kFieldBytes = 4;
  static constexpr size_t kExtBytes = 16;

  explicit ProofReader(std::span<const uint8_t> bytes) : reader_(bytes) {}

  // Of the commitments from here on; poseidon2 at first.
  void set_suite(HashSuite suite) { suite_ = suite; }

  uint32_t u32(const char* what);
  uint8_t u8(const char* what);
  BabyBear field(const char* what);  // refuses values not below p
  Ext4 ext(const char* what);
  Commitment commitment(const char* what);  // refuses words that are none of the suite's

  // A u32 count of items of at least `item_bytes` > 0 bytes each; 0 once failed.
  uint32_t count(size_t item_bytes, const char* what);
  // Whether `items` of `item_bytes` > 0 bytes each can be left; fails if not.
  bool room(uint64_t items, size_t item_bytes, const char* what);

  // `items` without a length in front. The product of two counts fits: each is below 2^32.
  std::vector<BabyBear> fields(uint64_t items, const char* what);
  std::vector<Ext4> exts(uint64_t items, const char* what);
  std::vector<Commitment> commitments(uint64_t items, const char* what);
  // With a length in front.
  std::vector<Ext4> ext_vector(const char* what) { return exts(count(kExtBytes, what), what); }
  std::vector<Commitment> commitment_vector(const char* what) {
    return commitments(count(Commitment::kBytes, what), what);
  }
  std::vector<BabyBear> field_vector(const char* what) { return fields(count(kFieldBytes, what), what); }

  bool failed() const { return !error_.empty(); }
  void fail(const char* what, const std::string& reason);
  Error error() const { return bad_input(error_); }
  size_t offset() const { return reader_.offset(); }
  size_t remaining() const { return reader_.remaining(); }

 private:
  ByteReader reader_;
  HashSuite suite_ = HashSuite::kPoseidon2;
  std::string error_;
};

}  // namespace zkmem
