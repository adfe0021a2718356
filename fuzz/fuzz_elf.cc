// A program's file, ELF or OpenVM's: what loads makes sense as a program, and written as an executable of
// OpenVM's it loads as the same one, but not with what such a file may not have. An extension that claims a
// word of it is refused if RV32IM has that word, and gets it if not. The mutator changes fields of the ELF
// file's headers, and what its segments and sections hold, as often as any bytes.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/elf_mutator.h"
#include "fuzz/text_of.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/vmexe.h"
#include "zkmem/vm/extension.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file

// Has one word. Nothing is run here.
class OneWord final : public InstructionExtension {
 public:
  static constexpr uint32_t kOpcode = 0x100000;
  explicit OneWord(uint32_t word) : word_(word) {}
  std::string name() const override { return "one word"; }
  std::vector<uint32_t> opcodes() const override { return {kOpcode}; }
  std::optional<Instruction> decode(uint32_t word) const override {
    if (word != word_) return std::nullopt;
    return Instruction{kOpcode, {}};
  }
  std::string disassemble(uint32_t, uint32_t) const override { return "word"; }
  InstructionNeeds needs(const Instruction&) const override { return {}; }
  void execute(const Instruction&, MachinePort&) const override {}

 private:
  uint32_t word_;
};

void claim_a_word(std::span<const uint8_t> elf, const Program& program) {
  const size_t place = elf.size() % program.instructions.size();
  if (!program.has_word(place)) return;
  const OneWord extension(program.source_words[place]);
  const InstructionExtension* const extensions[] = {&extension};
  const auto loaded = rv32im::load_program(elf, extensions);
  ZKMEM_CHECK(loaded.ok() != program.has_instruction(place));
  if (!loaded.ok()) return;
  ZKMEM_CHECK(loaded->instructions[place].opcode == OneWord::kOpcode);
  ZKMEM_CHECK(loaded->source_words == program.source_words);
}

void write_as_openvm(const Program& program) {
  const auto again = rv32im::load_vmexe(rv32im::encode_vmexe(program));
  ZKMEM_CHECK(again.ok() && again->instructions == program.instructions &&
              again->pc_base == program.pc_base && again->pc_start == program.pc_start);
  Program wrong = program;
  switch (program.instructions.size() % 4) {
    case 0:
      wrong.pc_base += 2;
      break;
    case 1:
      wrong.pc_start = wrong.pc_base + 2;
      break;
    case 2:
      wrong.initial_memory.push_back({1, 0, {1}, 0});
      break;
    default:
      wrong.initial_memory.push_back({2, uint32_t{1} << 29, {1}, 0});
      break;
  }
  ZKMEM_CHECK(!rv32im::load_vmexe(rv32im::encode_vmexe(wrong)).ok());
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  return fuzz::mutate_elf(data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const uint8_t> file(data, size);
  const auto program = rv32im::load_named_program(file, size % 2 == 0 ? "a.elf" : "a.vmexe");
  if (!program.ok()) return 0;
  ZKMEM_CHECK(program->index_of(program->pc_start).has_value());
  ZKMEM_CHECK(program->instructions.size() == program->source_words.size());
  uint64_t bytes = 0;
  for (const InitialBytes& chunk : program->initial_memory) bytes += chunk.bytes.size();
  ZKMEM_CHECK(bytes <= 8 * size);
  if (rv32im::is_elf(file)) claim_a_word(file, *program);
  // Such an executable has no places without an instruction.
  if (program->num_instructions() == program->instructions.size()) write_as_openvm(*program);
  return 0;
}
