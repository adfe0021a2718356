#include "zkmem/sdk/execution/own_machine.h"

#include "zkmem/statement/execution_global/statement.h"

namespace zkmem {
namespace {

// Knows its machine, so that a claim leads to it.
class HasMachine {
 public:
  explicit HasMachine(const OwnMachine& machine) : machine_(machine) {}
  virtual ~HasMachine() = default;
  const OwnMachine& machine() const { return machine_; }

 private:
  const OwnMachine& machine_;
};

template <class Base>
class StatementOfMachine final : public Base, public HasMachine {
 public:
  StatementOfMachine(const OwnMachine& machine, std::string extension,
                     std::vector<std::shared_ptr<const Air>> chips)
      : Base(std::move(extension), std::move(chips)), HasMachine(machine) {}
};

}  // namespace

OwnMachine::OwnMachine(rv32im::MachineDefinition definition)
    : definition_(std::move(definition)), instructions_(definition_.instruction_extensions()) {
  if (instructions_.empty()) return;
  std::string names;
  for (const InstructionExtension* instructions : instructions_)
    names += (names.empty() ? "" : ", ") + instructions->name();
  std::vector<std::shared_ptr<const Air>> chips;
  for (size_t air = rv32im::num_machine_airs(memory()); air < definition_.num_airs(); ++air)
    chips.push_back(definition_.shared_air(air));
  if (memory() == rv32im::MachineMemory::kGlobal) {
    statement_ =
        std::make_unique<StatementOfMachine<GlobalExecutionStatement>>(*this, names, std::move(chips));
  } else {
    statement_ = std::make_unique<StatementOfMachine<ExecutionStatement>>(*this, names, std::move(chips));
  }
}

const Statement& OwnMachine::statement() const {
  if (statement_ != nullptr) return *statement_;
  if (memory() == rv32im::MachineMemory::kGlobal) return global_execution_statement();
  return execution_statement();
}

const OwnMachine& OwnMachine::rv32im(rv32im::MachineMemory memory) {
  static const OwnMachine roots(rv32im::MachineDefinition::rv32im());
  static const OwnMachine global(rv32im::MachineDefinition::rv32im(rv32im::MachineMemory::kGlobal));
  return memory == rv32im::MachineMemory::kRoots ? roots : global;
}

Result<std::unique_ptr<const OwnMachine>> OwnMachine::with(std::vector<rv32im::MachineExtension> extensions,
                                                           rv32im::MachineMemory memory) {
  if (extensions.empty()) return bad_input("a machine of one's own needs an extension");
  for (const rv32im::MachineExtension& extension : extensions) {
    if (extension.instructions == nullptr || extension.instructions->name().empty())
      return bad_input("an extension of a machine needs instructions with a name");
  }
  ZKMEM_ASSIGN_OR_RETURN(rv32im::MachineDefinition definition,
                         rv32im::MachineDefinition::with(std::move(extensions), memory));
  return std::unique_ptr<const OwnMachine>(new OwnMachine(std::move(definition)));
}

const OwnMachine& machine_of(const Claim& claim) {
  if (const auto* own = dynamic_cast<const HasMachine*>(&claim.statement())) return own->machine();
  const bool is_global = claim.statement().tag() == ExecutionClaim::kGlobalTag;
  return OwnMachine::rv32im(is_global ? rv32im::MachineMemory::kGlobal : rv32im::MachineMemory::kRoots);
}

}  // namespace zkmem
