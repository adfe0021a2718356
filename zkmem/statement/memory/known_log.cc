#include "zkmem/statement/memory/known_log.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/memory/statement.h"

namespace zkmem {

const Statement& KnownLog::statement() const { return memory_statement(); }

bool KnownLog::is_of(const Statement& statement) const {
  return statement.tag() == MemoryClaim::kTag || statement.tag() == MemoryClaim::kGlobalTag;
}

Result<Comparison> KnownLog::compare(const Context&, const Claim& claim, std::span<const AnyFacts>,
                                     bool) const {
  const Commitment& proven = log_claim(claim).log_digest;
  if (proven != digest_) {
    return rejected(fmt::format("the proof is about another log: its digest is {}, the given one {}",
                                commitment_to_hex(proven), commitment_to_hex(digest_)));
  }
  return Comparison{"the log with the given digest"};
}

}  // namespace zkmem
