// An instruction of one's own, from outside zkmem: `padd8 rd, rs1, rs2` adds four bytes at once, each modulo
// 256. The machine needs two things: an InstructionExtension (decode, execute) and a chip (constraints,
// trace); a MachineExtension is both.
#pragma once

#include <memory>

#include "zkmem/rv32im/chips/adapters.h"
#include "zkmem/rv32im/chips/instruction_chip.h"
#include "zkmem/rv32im/chips/machine_definition.h"
#include "zkmem/vm/extension.h"
#include "zkmem/vm/machine_port.h"

namespace packed_add {

// custom-1, R-type; the opcode is any number that no other chip has.
inline constexpr uint32_t kMajor = 0x2b;
inline constexpr uint32_t kOpcode = 0x900;

constexpr uint32_t padd8(uint32_t rd, uint32_t rs1, uint32_t rs2) {
  return rs2 << 20 | rs1 << 15 | rd << 7 | kMajor;
}

class Extension final : public zkmem::InstructionExtension {
 public:
  std::string name() const override { return "padd8"; }
  std::vector<uint32_t> opcodes() const override { return {kOpcode}; }
  std::optional<zkmem::Instruction> decode(uint32_t word) const override;
  std::string disassemble(uint32_t word, uint32_t pc) const override;
  zkmem::InstructionNeeds needs(const zkmem::Instruction&) const override { return {3, 3}; }
  void execute(const zkmem::Instruction& instruction, zkmem::MachinePort& port) const override;
};

// The circuit's core; operands, memory and program are the business of zkmem's adapter for rd = rs1 op rs2.
struct Core {
  template <class T>
  struct Columns {
    zkmem::rv32im::Word<T> a;  // the result
    zkmem::rv32im::Word<T> b;
    zkmem::rv32im::Word<T> c;
    T is_valid;
  };
  static zkmem::rv32im::CoreOutput eval(zkmem::AirBuilder& builder, const zkmem::rv32im::MachineBuses& buses,
                                        const Columns<zkmem::Expr>& row, zkmem::Expr from_pc);
  static void fill(const zkmem::rv32im::Step& step, Columns<zkmem::BabyBear>& row,
                   zkmem::rv32im::LookupCounts& counts);
};

using PackedAddAir = zkmem::rv32im::InstructionAir<zkmem::rv32im::MulAdapter, Core>;

// What a machine needs to have the instruction.
inline zkmem::rv32im::MachineExtension extension() {
  using zkmem::rv32im::InstructionChip;
  return {std::make_shared<Extension>(),
          {{std::make_shared<PackedAddAir>("PackedAdd", zkmem::rv32im::MachineBuses{}),
            std::make_shared<InstructionChip<PackedAddAir>>(std::vector<uint32_t>{kOpcode})}}};
}

}  // namespace packed_add
