// The statement that a program ran on OpenVM 2's RV32IM machine. The rules that make segment proofs a run:
// every segment verifies under the machine's key; program commitment, pc and memory root chain; only the last
// one terminates; the public values open against its root. These are OpenVM 2's own rules for segments
// (openvm-circuit 2.0.2, arch/vm.rs, verify_segments), except that any exit code is accepted and reported,
// and that the program's table has one height, the program's own.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/execution/run_facts.h"
#include "zkmem/statement/statement.h"

namespace zkmem {

class ExecutionStatement : public Statement {
 public:
  // On OpenVM 2's RV32IM machine.
  ExecutionStatement() : ExecutionStatement(kNames, rv32im::MachineMemory::kRoots) {}
  // On that machine with chips of one's own behind it, under the name that plans and verdicts use. It must
  // outlive its claims.
  ExecutionStatement(std::string extension, std::vector<std::shared_ptr<const Air>> chips)
      : ExecutionStatement(kNames, rv32im::MachineMemory::kRoots, std::move(extension), std::move(chips)) {}

  std::string_view name() const override { return name_; }
  std::string_view subject() const override { return "a program"; }
  std::string_view unit() const override { return "instructions"; }

  uint8_t tag() const override { return ExecutionClaim::kTag; }
  std::unique_ptr<Claim> new_claim() const override { return std::make_unique<ExecutionClaim>(*this); }
  void visit_head(Claim& claim, FieldVisitor& visitor) const override;
  void visit_segment(Claim& claim, size_t k, FieldVisitor& visitor) const override;

  Result<std::vector<CatalogAir>> airs(const MemoryConfig& config) const override;
  std::string airs_name(const MemoryConfig&) const override { return airs_name_; }
  MemoryConfig default_config() const override { return MemoryConfig::openvm_v2_default(); }
  bool has_one_config() const override { return true; }

  Result<AnyFacts> facts_of(const MemoryConfig& config, const Proof& proof) const override;

  Status check_shape(const Claim& claim) const override;
  Status check_segment(const Claim& claim, size_t k, const SegmentFacts& facts) const override;
  Status check_whole(const Claim& claim, std::span<const AnyFacts> facts,
                     const CellImage* image) const override;
  Status check_outcome(const Claim& claim, const VerificationOptions& options) const override;

  Status add_segment(Claim& claim, size_t k, const SegmentFacts& facts) const override;
  void add_whole(Claim&, std::span<const AnyFacts>) const override {}

  std::string summary(const Claim& claim) const override;
  void describe(const VerifiedClaim& verified, VerificationReport& report) const override;

  // What was added to RV32IM; empty: nothing.
  const std::string& extension() const { return extension_; }

 protected:
  struct MachineNames {
    std::string statement;
    std::string airs;
  };
  // Of a machine whose memory is another.
  ExecutionStatement(MachineNames names, rv32im::MachineMemory memory);
  ExecutionStatement(MachineNames names, rv32im::MachineMemory memory, std::string extension,
                     std::vector<std::shared_ptr<const Air>> chips);

 private:
  inline static const MachineNames kNames{"execution", "rv32im"};

  std::string extension_;
  std::string name_;
  std::string airs_name_;
  rv32im::MachineMemory memory_;
  std::vector<std::shared_ptr<const Air>> chips_;  // the extension's
};

const ExecutionStatement& execution_statement();

}  // namespace zkmem
