// A program as a verifier may know it without having it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/subject.h"

namespace zkmem {

struct ProgramIdentity {
  // Of its table; depends on the parameters' stacked height (zkmem/sdk/execution/given_program.h computes
  // it).
  Commitment commitment;
  // log2 of the table's rows. The same cells under another height are another program with the same
  // commitment.
  uint32_t log_table_height = 0;
  std::optional<uint32_t> start_pc;
  // Its initial memory over zeros, as runs that start from a root name it, and as others on global memory do.
  // If one of them is known, a run that is named by the other alone is refused.
  std::optional<Digest> image_root = std::nullopt;
  std::optional<StartImage> start_image = std::nullopt;
};

class KnownProgram : public Subject {
 public:
  // `name` stands for the program in the report.
  explicit KnownProgram(ProgramIdentity identity, std::string name = "the program with the given commitment")
      : identity_(identity), name_(std::move(name)) {}

  const Statement& statement() const override;
  // On either machine.
  bool is_of(const Statement& other) const override;
  Result<Comparison> compare(const Context& context, const Claim& claim, std::span<const AnyFacts> facts,
                             bool pinned_start) const override;

 private:
  Result<Comparison> compare_start(const StartImage& start) const;

  ProgramIdentity identity_;
  std::string name_;
};

}  // namespace zkmem
