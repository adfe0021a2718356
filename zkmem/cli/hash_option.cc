#include "zkmem/cli/hash_option.h"

#include "zkmem/verdict/options.h"

namespace zkmem::cli {

void HashOption::add(CLI::App& command) {
  add(command, "What hashes the proof: blake3 (default), or poseidon2, OpenVM's, many times slower");
}

void HashOption::add_check(CLI::App& command) {
  add(command, "Refuse a key whose proofs are not hashed with this: blake3 or poseidon2");
}

void HashOption::add(CLI::App& command, const char* help) {
  CLI::Option* hash = command.add_option("--hash", name_, help);
  command
      .add_option("--for", use_, "Likewise by use: openvm, whose aggregation takes poseidon2's proofs only")
      ->excludes(hash);
}

Result<std::optional<HashSuite>> HashOption::given() const {
  if (!use_.empty()) {
    if (use_ != "openvm")
      return bad_input("--for: 'openvm' is the only use that is known, not '" + use_ + "'");
    return std::optional(HashSuite::kPoseidon2);
  }
  return verdict::read_hash_suite(name_);
}

Result<HashSuite> HashOption::suite() const {
  ZKMEM_ASSIGN_OR_RETURN(const std::optional<HashSuite> asked, given());
  return asked.value_or(HashSuite::kBlake3);
}

}  // namespace zkmem::cli
