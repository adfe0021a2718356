#include "zkmem/rv32im/chips/machine_definition.h"

#include <algorithm>
#include <set>
#include <type_traits>

#include <fmt/format.h>

#include "zkmem/rv32im/chips/hint_store.h"
#include "zkmem/rv32im/chips/instruction_chip.h"
#include "zkmem/rv32im/chips/machine_air_types.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

class PhantomChip final : public Chip {
 public:
  std::vector<uint32_t> opcodes() const override { return {kOpPhantom}; }
  void fill(const StepRange& steps, size_t first_row, TraceView trace, LookupCounts&) const override {
    RowWriter<PhantomColumns> writer(trace, first_row);
    for (size_t i = 0; i < steps.size(); ++i) {
      const Step step = steps[i];
      fill_phantom(*step.instruction, step.pc, step.timestamp, writer.next_unset());
    }
  }
};

class HintStoreChip final : public Chip {
 public:
  std::vector<uint32_t> opcodes() const override { return {kHintStoreW, kHintBuffer}; }
  bool has_one_row_each() const override { return false; }
  size_t rows(const Step& step) const override { return hint_store_rows(step); }
  bool rows_are_counted() const override { return true; }
  size_t counted_rows(const Instruction& in, size_t accesses) const override {
    return hint_store_rows(in.opcode, accesses);
  }
  void fill(const StepRange& steps, size_t first_row, TraceView trace, LookupCounts& counts) const override {
    RowWriter<HintStoreColumns> writer(trace, first_row);
    for (size_t i = 0; i < steps.size(); ++i) {
      const Step step = steps[i];
      const size_t words = hint_store_rows(step);
      for (size_t word = 0; word < words; ++word) fill_hint_store(step, word, writer.next(), counts);
    }
  }
};

// The chips of RV32IM, by AIR.
std::vector<std::shared_ptr<const Chip>> rv32im_chips(MachineMemory memory) {
  std::vector<std::shared_ptr<const Chip>> chips(num_machine_airs(memory));
  const auto set = [&]<class A>(MachineAir air, std::type_identity<A>, std::vector<uint32_t> opcodes) {
    chips[air] = std::make_shared<InstructionChip<A>>(std::move(opcodes));
  };
  set(kAirDivRem, std::type_identity<DivRemAir>{}, {kDiv, kDivu, kRem, kRemu});
  set(kAirMulH, std::type_identity<MulHAir>{}, {kMulh, kMulhsu, kMulhu});
  set(kAirMul, std::type_identity<MulAir>{}, {kMul});
  set(kAirAuipc, std::type_identity<AuipcAir>{}, {kAuipc});
  set(kAirJalr, std::type_identity<JalrAir>{}, {kJalr});
  set(kAirJalLui, std::type_identity<JalLuiAir>{}, {kJal, kLui});
  set(kAirBranchLessThan, std::type_identity<BranchLessThanAir>{}, {kBlt, kBltu, kBge, kBgeu});
  set(kAirBranchEqual, std::type_identity<BranchEqualAir>{}, {kBeq, kBne});
  set(kAirLoadSignExtend, std::type_identity<LoadSignExtendAir>{}, {kLoadB, kLoadH});
  set(kAirLoadStore, std::type_identity<LoadStoreAir>{},
      {kLoadW, kLoadBu, kLoadHu, kStoreW, kStoreH, kStoreB});
  set(kAirShift, std::type_identity<ShiftAir>{}, {kSll, kSrl, kSra});
  set(kAirLessThan, std::type_identity<LessThanAir>{}, {kSlt, kSltu});
  set(kAirBaseAlu, std::type_identity<BaseAluAir>{}, {kAdd, kSub, kXor, kOr, kAnd});
  chips[kAirHintStore] = std::make_shared<HintStoreChip>();
  chips[kAirPhantom] = std::make_shared<PhantomChip>();
  return chips;
}

}  // namespace

MachineDefinition::MachineDefinition(MachineMemory memory) : memory_(memory), chips_(rv32im_chips(memory)) {
  for (auto& air : machine_airs({}, memory)) airs_.push_back(std::move(air));
  for (size_t air = 0; air < chips_.size(); ++air) {
    if (chips_[air] == nullptr) continue;
    for (const uint32_t opcode : chips_[air]->opcodes()) air_of_opcode_.emplace(opcode, air);
  }
  air_of_opcode_.emplace(kOpTerminate, kAirConnector);
}

const MachineDefinition& MachineDefinition::rv32im(MachineMemory memory) {
  static const MachineDefinition roots(MachineMemory::kRoots);
  static const MachineDefinition global(MachineMemory::kGlobal);
  return memory == MachineMemory::kRoots ? roots : global;
}

Result<MachineDefinition> MachineDefinition::with(std::vector<MachineExtension> extensions,
                                                  MachineMemory memory) {
  MachineDefinition machine(memory);
  for (const MachineExtension& extension : extensions) ZKMEM_RETURN_IF_ERROR(machine.add(extension));
  machine.extensions_ = std::move(extensions);
  return machine;
}

Status MachineDefinition::add(const MachineExtension& extension) {
  const std::string name = extension.instructions->name();
  const size_t own = num_machine_airs(memory_);
  if (airs_.size() + extension.chips.size() > own + max_extension_chips(memory_)) {
    return limit_reached(fmt::format("extension {}: {} chips beside the machine's own, there is room for {}",
                                     name, airs_.size() + extension.chips.size() - own,
                                     max_extension_chips(memory_)));
  }
  std::set<uint32_t> of_chips;
  for (const ExtensionChip& entry : extension.chips) {
    for (const uint32_t opcode : entry.chip->opcodes()) {
      const auto [other, is_new] = air_of_opcode_.emplace(opcode, airs_.size());
      if (!is_new) {
        return bad_input(fmt::format("extension {}: opcode {:#x} of {} belongs to {} already", name, opcode,
                                     entry.air->name(), airs_[other->second]->name()));
      }
      of_chips.insert(opcode);
    }
    airs_.push_back(entry.air);
    chips_.push_back(entry.chip);
  }
  for (const uint32_t opcode : extension.instructions->opcodes()) {
    if (of_chips.erase(opcode) == 0)
      return bad_input(fmt::format("extension {}: opcode {:#x} has no chip of the extension", name, opcode));
  }
  if (!of_chips.empty()) {
    return bad_input(
        fmt::format("extension {}: opcode {:#x} has a chip and no instruction", name, *of_chips.begin()));
  }
  return {};
}

bool MachineDefinition::rows_are_counted() const {
  return std::ranges::all_of(chips_,
                             [](const auto& chip) { return chip == nullptr || chip->rows_are_counted(); });
}

size_t MachineDefinition::air_of_opcode(uint32_t opcode) const {
  const auto found = air_of_opcode_.find(opcode);
  return found == air_of_opcode_.end() ? num_airs() : found->second;
}

std::vector<const InstructionExtension*> MachineDefinition::instruction_extensions() const {
  std::vector<const InstructionExtension*> list;
  for (const MachineExtension& extension : extensions_) list.push_back(extension.instructions.get());
  return list;
}

}  // namespace zkmem::rv32im
