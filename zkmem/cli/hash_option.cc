#include "zkmem/cli/hash_option.h"

namespace zkmem::cli {

Result<std::optional<HashSuite>> read_hash_suite(const std::string& name) {
  if (name.empty()) return std::optional<HashSuite>();
  const Result<HashSuite> suite = parse_hash_suite(name);
  if (!suite.ok()) return suite.error().in("--hash");
  return std::optional(*suite);
}

void HashOption::add(CLI::App& command) {
  CLI::Option* hash = command.add_option(
      "--hash", name, "What hashes the proof: poseidon2 (default), or blake3, much faster to prove");
  command
      .add_option("--for", use, "Likewise by use: openvm, whose aggregation takes poseidon2's proofs only")
      ->excludes(hash);
}

Result<std::optional<HashSuite>> HashOption::given() const {
  if (!use.empty()) {
    if (use != "openvm") return bad_input("--for: 'openvm' is the only use that is known, not '" + use + "'");
    return std::optional(HashSuite::kPoseidon2);
  }
  return read_hash_suite(name);
}

Result<HashSuite> HashOption::suite() const {
  ZKMEM_ASSIGN_OR_RETURN(const std::optional<HashSuite> asked, given());
  return asked.value_or(HashSuite::kPoseidon2);
}

}  // namespace zkmem::cli
