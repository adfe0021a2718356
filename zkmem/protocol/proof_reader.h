// The primitives of the proof's encoding, over a ByteCursor: a decoder reads straight on and asks once at the
// end.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/field/element_bytes.h"
#include "zkmem/field/ext4.h"
#include "zkmem/hash/digest_bytes.h"

namespace zkmem {

class ProofReader : public ByteCursor {
 public:
  static constexpr size_t kExtBytes = Ext4::kDegree * kElementBytes;

  explicit ProofReader(std::span<const uint8_t> bytes) : ByteCursor(bytes) {}

  // Of the commitments from here on; poseidon2 at first.
  void set_suite(HashSuite suite) { suite_ = suite; }

  BabyBear field(const char* what) { return read_element(*this, what); }
  Ext4 ext(const char* what);
  Commitment commitment(const char* what) { return read_commitment(*this, suite_, what); }

  // A u32 count of items of at least `item_bytes` > 0 bytes each; 0 once failed.
  uint32_t count(size_t item_bytes, const char* what) { return count_u32(item_bytes, what); }

  // `items` without a length in front. The product of two counts fits: each is below 2^32.
  std::vector<BabyBear> fields(uint64_t items, const char* what) { return read_elements(*this, items, what); }
  std::vector<Ext4> exts(uint64_t items, const char* what);
  std::vector<Commitment> commitments(uint64_t items, const char* what);
  // With a length in front.
  std::vector<Ext4> ext_vector(const char* what) { return exts(count(kExtBytes, what), what); }
  std::vector<Commitment> commitment_vector(const char* what) {
    return commitments(count(kDigestBytes, what), what);
  }
  std::vector<BabyBear> field_vector(const char* what) { return fields(count(kElementBytes, what), what); }

 private:
  HashSuite suite_ = HashSuite::kPoseidon2;
};

}  // namespace zkmem
