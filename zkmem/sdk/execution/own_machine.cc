#include "zkmem/sdk/execution/own_machine.h"

namespace zkmem {
namespace {

// Knows its machine, so that a claim leads to it.
class StatementOfMachine final : public ExecutionStatement {
 public:
  StatementOfMachine(const OwnMachine& machine, std::string extension,
                     std::vector<std::shared_ptr<const Air>> chips)
      : ExecutionStatement(std::move(extension), std::move(chips)), machine_(machine) {}

  const OwnMachine& machine() const { return machine_; }

 private:
  const OwnMachine& machine_;
};

}  // namespace

OwnMachine::OwnMachine(rv32im::MachineDefinition definition)
    : definition_(std::move(definition)), instructions_(definition_.instruction_extensions()) {
  if (instructions_.empty()) return;
  std::string names;
  for (const InstructionExtension* instructions : instructions_)
    names += (names.empty() ? "" : ", ") + instructions->name();
  std::vector<std::shared_ptr<const Air>> chips;
  for (size_t air = rv32im::kNumMachineAirs; air < definition_.num_airs(); ++air)
    chips.push_back(definition_.shared_air(air));
  statement_ = std::make_unique<StatementOfMachine>(*this, names, std::move(chips));
}

const Statement& OwnMachine::statement() const {
  return statement_ != nullptr ? *statement_ : execution_statement();
}

const OwnMachine& OwnMachine::rv32im() {
  static const OwnMachine machine(rv32im::MachineDefinition::rv32im());
  return machine;
}

Result<std::unique_ptr<const OwnMachine>> OwnMachine::with(std::vector<rv32im::MachineExtension> extensions) {
  if (extensions.empty()) return bad_input("a machine of one's own needs an extension");
  for (const rv32im::MachineExtension& extension : extensions) {
    if (extension.instructions == nullptr || extension.instructions->name().empty())
      return bad_input("an extension of a machine needs instructions with a name");
  }
  ZKMEM_ASSIGN_OR_RETURN(rv32im::MachineDefinition definition,
                         rv32im::MachineDefinition::with(std::move(extensions)));
  return std::unique_ptr<const OwnMachine>(new OwnMachine(std::move(definition)));
}

const OwnMachine& machine_of(const Claim& claim) {
  const auto* own = dynamic_cast<const StatementOfMachine*>(&claim.statement());
  return own != nullptr ? own->machine() : OwnMachine::rv32im();
}

}  // namespace zkmem
