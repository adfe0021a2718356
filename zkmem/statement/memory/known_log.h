// An access log as a verifier may know it without having it: by its digest.
#pragma once

#include "zkmem/statement/subject.h"

namespace zkmem {

class KnownLog : public Subject {
 public:
  // docs/spec/log-digest.md; zkmem/sdk/memory/log_commitment.h computes it.
  explicit KnownLog(const Commitment& digest) : digest_(digest) {}

  const Statement& statement() const override;
  bool is_of(const Statement& statement) const override;
  Result<Comparison> compare(const Context& context, const Claim& claim, std::span<const AnyFacts> facts,
                             bool pinned_start) const override;

 private:
  Commitment digest_;
};

}  // namespace zkmem
