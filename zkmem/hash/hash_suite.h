// What hashes a proof: the rows and nodes of its trees, and what drives its transcript. Chosen when a key is
// generated, bound by the key's hash; a proof is for one suite. docs/spec/hash-suites.md.
#pragma once

#include <cstdint>
#include <string_view>

#include "zkmem/base/result.h"
#include "zkmem/hash/commitment.h"

namespace zkmem {

// The values are those in keys and files.
enum class HashSuite : uint8_t {
  kPoseidon2 = 0,  // the reference's: cheap to verify inside another proof
  kBlake3 = 1,     // many times as fast, for verifiers that are programs
};

std::string_view to_string(HashSuite suite);
Result<HashSuite> parse_hash_suite(std::string_view name);

// Whether these words can be a commitment of the suite's: Poseidon2's are below p, BLAKE3's are any.
bool is_commitment_of(HashSuite suite, const Commitment& commitment);

}  // namespace zkmem
