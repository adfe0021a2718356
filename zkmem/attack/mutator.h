// Altered proof files: what stands in one is flipped, swapped, cut off or put in another place. Half of what
// is altered still decodes, so that the checks behind the decoder see it, too. Thread-safe: nothing changes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::attack {

inline constexpr std::string_view kMutations[] = {"flip", "swap", "truncate", "splice"};

struct Mutant {
  std::string_view kind;  // one of kMutations
  std::string place;      // what was done where, for people
  std::vector<uint8_t> bytes;
};

class Mutator {
 public:
  // kBadInput: the file is no proof.
  static Result<Mutator> of(std::span<const uint8_t> file);

  const ZkProof& original() const { return proof_; }
  // Other bytes than the file's; the same for the same seed and index. A third alters any bytes, a third
  // whole words of a segment's proof, which stay canonical, a third fields of the claim and whole segments.
  Mutant make(uint64_t seed, uint64_t index) const;

 private:
  Mutator(std::span<const uint8_t> file, ZkProof proof)
      : file_(file.begin(), file.end()), proof_(std::move(proof)) {}

  std::vector<uint8_t> file_;
  ZkProof proof_;
};

}  // namespace zkmem::attack
