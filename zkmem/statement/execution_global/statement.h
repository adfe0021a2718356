// The statement that a program ran on zkmem's own machine: OpenVM 2's instructions on global memory. No
// segment has a root; one ledger says what each starts from, a commitment or a root what the first one starts
// from, and the public values are revealed from the memory at the end, which may have a root, too.
// docs/spec/global-memory.md.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/execution_global/claim.h"
#include "zkmem/statement/ledger/facts.h"

namespace zkmem {

struct GlobalExecutionFacts : ExecutionFacts {
  bool is_segment = false;
  bool has_ends = false;  // beside the last segment's chips, or a part of them alone
  uint32_t number = 0;    // of the segment, from 1; the ends have none
  LedgerFacts ledger;
  std::optional<LedgerPart> start_image;  // of the first part of ends without roots
};

// The chips that put and take tokens, in key order.
inline constexpr std::array<rv32im::MachineAir, 4> kRunLedgerChips = {
    rv32im::kAirSegmentBoundary, rv32im::kAirLedgerEnds, rv32im::kAirStartImage, rv32im::kAirRootedEnds};

class GlobalExecutionStatement : public ExecutionStatement {
 public:
  GlobalExecutionStatement() : ExecutionStatement(kNames, rv32im::MachineMemory::kGlobal) {}
  // With chips of one's own, as ExecutionStatement.
  GlobalExecutionStatement(std::string extension, std::vector<std::shared_ptr<const Air>> chips)
      : ExecutionStatement(kNames, rv32im::MachineMemory::kGlobal, std::move(extension), std::move(chips)) {}

  uint8_t tag() const override { return GlobalExecutionClaim::kTag; }
  std::unique_ptr<Claim> new_claim() const override { return std::make_unique<GlobalExecutionClaim>(*this); }
  void visit_head(Claim& claim, FieldVisitor& visitor) const override;
  void visit_segment(Claim& claim, size_t k, FieldVisitor& visitor) const override;

  MemoryConfig default_config() const override { return as_proven(MemoryConfig::openvm_v2_default()); }
  MemoryConfig as_proven(MemoryConfig config) const override;
  bool has_argument() const override { return true; }

  Result<AnyFacts> facts_of(const MemoryConfig& config, const Proof& proof) const override;

  Status check_shape(const Claim& claim) const override;
  Status check_segment(const Claim& claim, size_t k, const SegmentFacts& facts) const override;
  Status check_whole(const Claim& claim, std::span<const AnyFacts> facts,
                     const CellImage* image) const override;
  double argument_bits(const Claim& claim, std::span<const AnyFacts> facts) const override;

  Status add_segment(Claim& claim, size_t k, const SegmentFacts& facts) const override;
  void describe(const VerifiedClaim& verified, VerificationReport& report) const override;

 private:
  inline static const MachineNames kNames{"execution-global", "zkmem-rv32im"};
};

// Leaves of the space of public values; what a claim reveals, no more and no less.
uint32_t public_value_leaves(const MemoryConfig& config);

const GlobalExecutionStatement& global_execution_statement();

}  // namespace zkmem
