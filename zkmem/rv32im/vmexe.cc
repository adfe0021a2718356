#include "zkmem/rv32im/vmexe.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "zkmem/base/check.h"
#include "zkmem/field/element_bitcode.h"
#include "zkmem/rv32im/encoder.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem {
namespace {

struct PlacedInstruction {
  Instruction instruction;
  uint32_t place = 0;
};

struct InitialByte {
  std::array<uint32_t, 2> at = {};  // address space, pointer
  uint8_t value = 0;
};

struct FunctionBound {
  uint32_t key = 0;
  uint32_t start = 0;
  uint32_t end = 0;
  std::string name;
};

struct VmExe {
  std::vector<PlacedInstruction> instructions;
  uint32_t places = 0;
  uint32_t pc_base = 0;
  uint32_t pc_start = 0;
  std::vector<InitialByte> initial_memory;
  std::vector<FunctionBound> function_bounds;
};

template <class A>
void visit_instruction(A& a, typename A::Node& node, Instruction& instruction) {
  a.tuple(node, 1 + instruction.operands.size());
  visit(a, a.field(node, 0), "opcode", usize(instruction.opcode));
  for (size_t i = 0; i < instruction.operands.size(); ++i) {
    BabyBear operand = BabyBear::from_canonical(instruction.operands[i]);
    visit(a, a.field(node, 1 + i), "operand", operand);
    instruction.operands[i] = operand.as_canonical();
  }
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, PlacedInstruction& value) {
  a.tuple(node, 2);
  visit_instruction(a, a.field(node, 0), value.instruction);
  visit(a, a.field(node, 1), "place", value.place);
}

// A map's entries in the file's order. `key` and `value` visit an entry's halves.
template <class A, class T, class Key, class Value>
void visit_map(A& a, typename A::Node& node, const char* what, std::vector<T>& entries, Key key,
               Value value) {
  uint64_t size = entries.size();
  a.map(node, size, what);
  for (size_t i = 0; i < size && !a.failed(); ++i) {
    if constexpr (A::kReads) entries.emplace_back();
    key(a.field(node, 0), entries[i]);
    value(a.field(node, 1), entries[i]);
  }
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, VmExe& exe) {
  a.tuple(node, 4);
  typename A::Node& program = a.field(node, 0);
  a.tuple(program, 2);
  visit_fields(a, a.field(program, 0), field("instructions", exe.instructions),
               field("number of places", exe.places));
  visit(a, a.field(program, 1), "pc_base", exe.pc_base);
  visit(a, a.field(node, 1), "pc_start", exe.pc_start);
  using Node = typename A::Node;
  visit_map(
      a, a.field(node, 2), "init_memory", exe.initial_memory,
      [&](Node& at, InitialByte& byte) { visit(a, at, "init_memory's address", byte.at); },
      [&](Node& at, InitialByte& byte) { visit(a, at, "init_memory's byte", byte.value); });
  visit_map(
      a, a.field(node, 3), "fn_bounds", exe.function_bounds,
      [&](Node& at, FunctionBound& bound) { visit(a, at, "fn_bounds' key", bound.key); },
      [&](Node& at, FunctionBound& bound) {
        visit_fields(a, at, field("fn_bounds' start", bound.start), field("fn_bounds' end", bound.end),
                     field("fn_bounds' name", bound.name));
      });
}

}  // namespace

namespace rv32im {
namespace {

constexpr uint64_t kMemoryBytes = uint64_t{1} << 29;

std::string text_of(const Instruction& instruction) {
  return fmt::format("opcode {:#x} with operands {}", instruction.opcode,
                     fmt::join(instruction.operands, " "));
}

Status add_instructions(const VmExe& exe, Program& program) {
  const uint64_t end = exe.pc_base + uint64_t{kPcStep} * exe.places;
  if (exe.pc_base % kPcStep != 0 || end > uint64_t{1} << kPcBits) {
    return bad_input(fmt::format("instructions from {:#x} to {:#x}, must be multiples of {} up to {:#x}",
                                 exe.pc_base, end, kPcStep, uint64_t{1} << kPcBits));
  }
  program.pc_base = exe.pc_base;
  for (size_t place = 0; place < exe.instructions.size(); ++place) {
    const auto& [instruction, at] = exe.instructions[place];
    const uint64_t pc = exe.pc_base + kPcStep * uint64_t{place};
    if (at != place)
      return bad_input(fmt::format("instruction {} is at place {}: {:#x} has none", place, at, pc));
    const std::optional<uint32_t> word = encode(instruction);
    if (!word) {
      return bad_input(
          fmt::format("the instruction at {:#x} is none of RV32IM and its input and output, or of an "
                      "extension that zkmem does not have: {}",
                      pc, text_of(instruction)));
    }
    program.instructions.push_back(instruction);
    program.source_words.push_back(*word);
  }
  if (exe.instructions.size() != exe.places)
    return bad_input(fmt::format("{} instructions for {} places", exe.instructions.size(), exe.places));
  return {};
}

// Bytes at consecutive addresses become one chunk.
Status add_memory(const VmExe& exe, Program& program) {
  uint64_t next = 0;  // the first address that may follow
  for (const InitialByte& byte : exe.initial_memory) {
    const auto [space, pointer] = byte.at;
    if (space != kMemorySpace)
      return bad_input(fmt::format("initial memory in address space {}, must be in {}", space, kMemorySpace));
    if (pointer >= kMemoryBytes)
      return bad_input(fmt::format("initial memory at {:#x}, memory ends at {:#x}", pointer, kMemoryBytes));
    if (pointer < next)
      return bad_input(fmt::format("initial memory at {:#x} after {:#x}: not in order", pointer, next - 1));
    auto& chunks = program.initial_memory;
    if (chunks.empty() || pointer != next) chunks.push_back({space, pointer, {}, 0});
    chunks.back().bytes.push_back(byte.value);
    next = uint64_t{pointer} + 1;
  }
  return {};
}

}  // namespace

bool is_vmexe_name(std::string_view path) { return path.ends_with(".vmexe"); }

Result<Program> load_vmexe(std::span<const uint8_t> file) {
  constexpr const char* kWhat = "OpenVM executable";
  const Result<VmExe> exe = read_bitcode<VmExe>(file, kWhat);
  if (!exe.ok()) return exe.error().in(kWhat);
  Program program;
  Status status = add_instructions(*exe, program);
  if (status.ok()) status = add_memory(*exe, program);
  if (!status.ok()) return status.error().in(kWhat);
  program.pc_start = exe->pc_start;
  if (!program.index_of(program.pc_start)) {
    return bad_input(fmt::format("{}: entry {:#x} is no instruction: the program is {:#x} to {:#x}", kWhat,
                                 program.pc_start, program.pc_base,
                                 program.pc_of(program.instructions.size())));
  }
  return program;
}

std::vector<uint8_t> encode_vmexe(const Program& program) {
  ZKMEM_CHECK(program.further_blocks.empty() && program.num_instructions() == program.instructions.size());
  VmExe exe;
  exe.places = static_cast<uint32_t>(program.instructions.size());
  exe.pc_base = program.pc_base;
  exe.pc_start = program.pc_start;
  for (uint32_t place = 0; place < exe.places; ++place)
    exe.instructions.push_back({program.instructions[place], place});
  for (const InitialBytes& chunk : program.initial_memory) {
    for (size_t i = 0; i < chunk.bytes.size(); ++i)
      exe.initial_memory.push_back(
          {{chunk.address_space, chunk.pointer + static_cast<uint32_t>(i)}, chunk.bytes[i]});
  }
  return write_bitcode(exe, "OpenVM executable");
}

}  // namespace rv32im
}  // namespace zkmem
