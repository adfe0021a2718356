#include "zkmem/rv32im/vmexe.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/testing/assembler.h"

namespace zkmem::rv32im {
namespace {

using ::testing::HasSubstr;

std::vector<uint8_t> golden(const std::string& name) {
  return read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/" + name).value();
}

Program guest() {
  using namespace testing;
  Program program;
  program.pc_base = program.pc_start = 0x200800;
  for (const uint32_t word : {addi(a0, zero, 5), sw(a0, 0, sp), terminate(0)}) {
    program.instructions.push_back(*decode(word));
    program.source_words.push_back(word);
  }
  program.initial_memory = {{kMemorySpace, 0x100, {1, 2, 3}, 0}, {kMemorySpace, 0x200, {4}, 0}};
  return program;
}

std::string refusal(const std::function<void(Program&)>& alter) {
  Program program = guest();
  alter(program);
  const auto read = load_vmexe(encode_vmexe(program));
  return read.ok() ? "read" : read.error().message;
}

// OpenVM's executable of the golden guest is the program that its ELF file is.
TEST(VmExe, OfOpenVmIsTheProgramOfTheElfFile) {
  const auto file = golden("sdk_files/vm_a.vmexe");
  const auto read = load_vmexe(file);
  ASSERT_TRUE(read.ok()) << read.error().message;
  const Program elf = load_elf(golden("rv32im_run/guest/vm_a.elf")).value();
  EXPECT_EQ(read->instructions, elf.instructions);
  EXPECT_EQ(read->pc_base, elf.pc_base);
  EXPECT_EQ(read->pc_start, elf.pc_start);
  EXPECT_EQ(load_program(file)->instructions, elf.instructions);
  // Words mean the same, and memory starts with the same bytes.
  for (size_t place = 0; place < elf.instructions.size(); ++place)
    EXPECT_EQ(decode(read->source_words[place]), elf.instructions[place]);
  std::vector<uint8_t> all, of_elf;
  for (const InitialBytes& chunk : read->initial_memory)
    all.insert(all.end(), chunk.bytes.begin(), chunk.bytes.end());
  for (const InitialBytes& chunk : elf.initial_memory) {
    of_elf.insert(of_elf.end(), chunk.bytes.begin(), chunk.bytes.end());
    of_elf.insert(of_elf.end(), chunk.zeros, 0);
  }
  EXPECT_EQ(all, of_elf);
}

TEST(VmExe, IsReadAsItIsWritten) {
  const Program program = guest();
  const Program read = load_vmexe(encode_vmexe(program)).value();
  EXPECT_EQ(read.instructions, program.instructions);
  EXPECT_EQ(read.source_words, program.source_words);
  ASSERT_EQ(read.initial_memory.size(), 2U);
  EXPECT_EQ(read.initial_memory[0].pointer, 0x100U);
  EXPECT_EQ(read.initial_memory[0].bytes, (std::vector<uint8_t>{1, 2, 3}));
  EXPECT_EQ(read.initial_memory[1].pointer, 0x200U);
}

TEST(VmExe, RefusesWhatTheMachineDoesNotHave) {
  EXPECT_EQ(
      refusal([](Program& p) { p.instructions[1].opcode = 0x310; }),
      "OpenVM executable: the instruction at 0x200804 is none of RV32IM and its input and output, or of an "
      "extension that zkmem does not have: opcode 0x310 with operands 40 8 0 1 2 1 0");
  EXPECT_THAT(refusal([](Program& p) { p.instructions[0].operands[0] = 41; }),
              HasSubstr("operands 41 0 5 1 0 0 0"));
  EXPECT_EQ(refusal([](Program& p) { p.pc_start = 0x200802; }),
            "OpenVM executable: entry 0x200802 is no instruction: the program is 0x200800 to 0x20080c");
  EXPECT_EQ(refusal([](Program& p) { p.pc_base = 2; }),
            "OpenVM executable: instructions from 0x2 to 0xe, must be multiples of 4 up to 0x40000000");
  EXPECT_EQ(refusal([](Program& p) { p.pc_base = 0x3ffffffc; }),
            "OpenVM executable: instructions from 0x3ffffffc to 0x40000008, must be multiples of 4 up to "
            "0x40000000");
  EXPECT_EQ(refusal([](Program& p) { p.initial_memory[0].address_space = 3; }),
            "OpenVM executable: initial memory in address space 3, must be in 2");
  EXPECT_EQ(refusal([](Program& p) { p.initial_memory[1].pointer = 0x101; }),
            "OpenVM executable: initial memory at 0x101 after 0x102: not in order");
  EXPECT_EQ(refusal([](Program& p) { p.initial_memory[1].pointer = 1U << 29; }),
            "OpenVM executable: initial memory at 0x20000000, memory ends at 0x20000000");
}

TEST(VmExe, CutOffAnywhereItIsRefusedWithTheByte) {
  const auto file = golden("sdk_files/vm_a.vmexe");
  for (size_t size = 0; size < file.size(); size += 31) {
    const auto read = load_vmexe(std::span(file).first(size));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_THAT(read.error().message, HasSubstr("OpenVM executable: byte "));
  }
}

TEST(VmExe, IsToldByItsNameWhereItsBytesAreNone) {
  const std::vector<uint8_t> nothing = {1, 2, 3};
  EXPECT_THAT(load_named_program(nothing, "a.vmexe").error().message, HasSubstr("OpenVM executable: byte "));
  EXPECT_THAT(load_named_program(nothing, "a.elf").error().message, HasSubstr("ELF"));
  EXPECT_TRUE(load_named_program(encode_vmexe(guest()), "a.bin").ok());
}

}  // namespace
}  // namespace zkmem::rv32im
