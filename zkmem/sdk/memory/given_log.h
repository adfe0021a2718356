// A log at hand, for comparing a proof with.
#pragma once

#include "zkmem/memory/log/log_file.h"
#include "zkmem/statement/subject.h"

namespace zkmem {

class GivenLog : public Subject {
 public:
  // The log must stay.
  explicit GivenLog(const LogFile& file) : file_(&file) {}

  const Statement& statement() const override;
  bool is_of(const Statement& statement) const override;
  const CellImage* initial_memory() const override { return &file_->initial; }
  Result<Comparison> compare(const Context& context, const Claim& claim, std::span<const AnyFacts> facts,
                             bool pinned_start) const override;

 private:
  const LogFile* file_;
};

}  // namespace zkmem
