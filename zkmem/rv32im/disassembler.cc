#include "zkmem/rv32im/disassembler.h"

#include <fmt/format.h>

#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/word.h"

namespace zkmem::rv32im {
namespace {

std::string_view x(uint32_t index) { return register_name(index); }

uint32_t target(uint32_t pc, int32_t offset) { return pc + static_cast<uint32_t>(offset); }

std::string op(Word w) {
  constexpr std::string_view kBase[8] = {"add", "sll", "slt", "sltu", "xor", "srl", "or", "and"};
  constexpr std::string_view kM[8] = {"mul", "mulh", "mulhsu", "mulhu", "div", "divu", "rem", "remu"};
  std::string_view name = w.funct7() == 1 ? kM[w.funct3()] : kBase[w.funct3()];
  if (w.funct7() == 0x20) name = w.funct3() == 0 ? "sub" : "sra";
  return fmt::format("{} {}, {}, {}", name, x(w.rd()), x(w.rs1()), x(w.rs2()));
}

std::string op_imm(Word w) {
  if (w.funct3() == 1 || w.funct3() == 5) {
    const std::string_view name = w.funct3() == 1 ? "slli" : w.funct7() == 0x20 ? "srai" : "srli";
    return fmt::format("{} {}, {}, {}", name, x(w.rd()), x(w.rs1()), w.rs2());
  }
  constexpr std::string_view kNames[8] = {"addi", "", "slti", "sltiu", "xori", "", "ori", "andi"};
  return fmt::format("{} {}, {}, {}", kNames[w.funct3()], x(w.rd()), x(w.rs1()), w.imm_i());
}

std::string custom(Word w) {
  switch (w.funct3()) {
    case kCustomTerminate:
      return fmt::format("terminate {}", w.imm_i());
    case kCustomHint:
      if (w.imm_i() == 0) return fmt::format("hint_storew ({})", x(w.rd()));
      return fmt::format("hint_buffer ({}), {}", x(w.rd()), x(w.rs1()));
    case kCustomReveal:
      return fmt::format("reveal {}, {}({})", x(w.rs1()), w.imm_i(), x(w.rd()));
    default:
      break;
  }
  if (w.imm_i() == 0) return "hint_input";
  if (w.imm_i() == 1) return fmt::format("print_str ({}), {}", x(w.rd()), x(w.rs1()));
  return fmt::format("hint_random {}", x(w.rd()));
}

std::string system(Word w) {
  if (w.bits == 0x00000073) return "ecall";
  if (w.bits == 0x00100073) return "ebreak";
  constexpr std::string_view kNames[8] = {"", "csrrw", "csrrs", "csrrc", "", "csrrwi", "csrrsi", "csrrci"};
  const std::string_view name = kNames[w.funct3()];
  if (name.empty()) return fmt::format(".word {:#010x}", w.bits);
  const uint32_t csr = w.bits >> 20;
  if (w.funct3() >= 5) return fmt::format("{} {}, {:#x}, {}", name, x(w.rd()), csr, w.rs1());
  return fmt::format("{} {}, {:#x}, {}", name, x(w.rd()), csr, x(w.rs1()));
}

}  // namespace

std::string_view register_name(uint32_t index) {
  constexpr std::string_view kNames[32] = {
      "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
      "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
  return index < 32 ? kNames[index] : std::string_view("?");
}

std::string disassemble(uint32_t word, uint32_t pc) {
  const Word w{word};
  if (!decode(word)) return fmt::format(".word {:#010x}", word);
  switch (w.major()) {
    case kMajorOp:
      return op(w);
    case kMajorOpImm:
      return op_imm(w);
    case kMajorLoad: {
      constexpr std::string_view kNames[8] = {"lb", "lh", "lw", "", "lbu", "lhu", "", ""};
      return fmt::format("{} {}, {}({})", kNames[w.funct3()], x(w.rd()), w.imm_i(), x(w.rs1()));
    }
    case kMajorStore: {
      constexpr std::string_view kNames[3] = {"sb", "sh", "sw"};
      return fmt::format("{} {}, {}({})", kNames[w.funct3()], x(w.rs2()), w.imm_s(), x(w.rs1()));
    }
    case kMajorBranch: {
      constexpr std::string_view kNames[8] = {"beq", "bne", "", "", "blt", "bge", "bltu", "bgeu"};
      return fmt::format("{} {}, {}, {:#x}", kNames[w.funct3()], x(w.rs1()), x(w.rs2()),
                         target(pc, w.imm_b()));
    }
    case kMajorJal:
      return fmt::format("jal {}, {:#x}", x(w.rd()), target(pc, w.imm_j()));
    case kMajorJalr:
      return fmt::format("jalr {}, {}({})", x(w.rd()), w.imm_i(), x(w.rs1()));
    case kMajorLui:
      return fmt::format("lui {}, {:#x}", x(w.rd()), w.imm_u20());
    case kMajorAuipc:
      return fmt::format("auipc {}, {:#x}", x(w.rd()), w.imm_u20());
    case kMajorMiscMem:
      return "fence";
    case kMajorSystem:
      return system(w);
    default:
      return custom(w);
  }
}

}  // namespace zkmem::rv32im
