// A machine of one's own: RV32IM with extensions, as all that plans, proves and verifies wants it.
// examples/custom_chip is a worked example.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/rv32im/chips/machine_definition.h"
#include "zkmem/statement/execution/statement.h"

namespace zkmem {

// Immutable, for several threads at once; must outlive inputs, claims and verifications that name it.
class OwnMachine {
 public:
  OwnMachine(const OwnMachine&) = delete;
  OwnMachine& operator=(const OwnMachine&) = delete;

  // RV32IM with nothing added: OpenVM 2's machine, or zkmem's own, the same on global memory.
  static const OwnMachine& rv32im(rv32im::MachineMemory memory = rv32im::MachineMemory::kRoots);
  // Errors as MachineDefinition::with(); kBadInput, too, if the extensions are none or have no name.
  static Result<std::unique_ptr<const OwnMachine>> with(
      std::vector<rv32im::MachineExtension> extensions,
      rv32im::MachineMemory memory = rv32im::MachineMemory::kRoots);

  rv32im::MachineMemory memory() const { return definition_.memory(); }
  const rv32im::MachineDefinition& definition() const { return definition_; }
  const std::vector<const InstructionExtension*>& instructions() const { return instructions_; }
  const Statement& statement() const;

 private:
  explicit OwnMachine(rv32im::MachineDefinition definition);

  rv32im::MachineDefinition definition_;
  std::vector<const InstructionExtension*> instructions_;
  std::unique_ptr<const ExecutionStatement> statement_;  // null: the built-in one
};

// The machine whose statement a claim is about.
const OwnMachine& machine_of(const Claim& claim);

}  // namespace zkmem
