#include "zkmem/hash/hash_suite.h"

#include <string>

namespace zkmem {

std::string_view to_string(HashSuite suite) {
  switch (suite) {
    case HashSuite::kPoseidon2:
      return "poseidon2";
    case HashSuite::kBlake3:
      return "blake3";
  }
  return "unknown suite";
}

Result<HashSuite> parse_hash_suite(std::string_view name) {
  for (const HashSuite suite : {HashSuite::kPoseidon2, HashSuite::kBlake3}) {
    if (name == to_string(suite)) return suite;
  }
  return bad_input("hash suites are poseidon2 and blake3, not '" + std::string(name) + "'");
}

bool is_commitment_of(HashSuite suite, const Commitment& commitment) {
  return suite == HashSuite::kBlake3 || has_digest(commitment);
}

}  // namespace zkmem
