// The program sets every register first (qemu starts with a stack pointer, we do not); accesses are aligned
// and stay in a data region of the program's own, jumps go forward, the whole body is repeated in a loop.
#include "zkmem/rv32im/testing/qemu_differential.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/testing/assembler.h"

namespace zkmem::rv32im {
namespace {

using namespace testing;

constexpr uint32_t kText = 0x100000;
constexpr uint32_t kData = 0x400000;
constexpr uint32_t kDataBytes = 4096;
constexpr uint32_t kBase = 31;     // always points into the middle of the data
constexpr uint32_t kCounter = 30;  // of the loop

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  std::vector<uint8_t> elf(size_t body_units, uint32_t rounds) {
    for (uint32_t r = 1; r < kCounter; ++r) set(r, interesting());
    set(kCounter, rounds);
    set(kBase, kData + kDataBytes / 2);
    prologue_ = text_.size();
    body(body_units);
    const auto back = -4 * static_cast<int32_t>(text_.size() + 2 - prologue_);
    text_.insert(text_.end(), {addi(kCounter, kCounter, -1), b_type(0, kCounter, 0, 8), jal(0, back)});
    text_.insert(text_.end(), {addi(17, 0, 93), addi(10, 0, 0), 0x00000073});  // exit(0); terminate for us
    ElfFile file;
    file.entry = kText;
    file.page = 4096;
    std::vector<uint8_t> data(kDataBytes);
    for (uint8_t& byte : data) byte = static_cast<uint8_t>(random_());
    file.segments.push_back({.address = kText, .bytes = words(text_)});
    file.segments.push_back({.address = kData, .bytes = data, .flags = 6});
    return file.build();
  }
  // Registers agree from here on.
  uint32_t synchronised_pc() const { return kText + 4 * static_cast<uint32_t>(prologue_); }

 private:
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_()) % n; }
  uint32_t source() { return below(32); }
  uint32_t destination() { return below(kCounter); }
  int32_t imm12() { return static_cast<int32_t>(below(4096)) - 2048; }

  uint32_t interesting() {
    constexpr uint32_t kValues[] = {0,          1,          2,          31,         32,     0x7fffffff,
                                    0x80000000, 0x80000001, 0xffffffff, 0xfffffffe, 0xffff, 0x8000};
    return below(2) == 0 ? kValues[below(std::size(kValues))] : static_cast<uint32_t>(random_());
  }
  void set(uint32_t r, uint32_t value) {
    const uint32_t low = value & 0xfff;
    const int32_t signed_low = static_cast<int32_t>(low ^ 0x800) - 0x800;
    text_.push_back(lui(r, (value - static_cast<uint32_t>(signed_low)) >> 12));
    text_.push_back(addi(r, r, signed_low));
  }

  // A unit is what a jump may skip or land on: one instruction, or a pair that belongs together.
  std::vector<uint32_t> unit() {
    switch (below(16)) {
      case 0:
      case 1:
      case 2:
        return {op(below(8), 0, destination(), source(), source())};
      case 3:
        return {op(below(2) == 0 ? 0 : 5, 0x20, destination(), source(), source())};
      case 4:
      case 5:
      case 6:
        return {op(below(8), 1, destination(), source(), source())};  // M
      case 7:
      case 8:
        return {immediate()};
      case 9:
        return {below(2) == 0 ? lui(destination(), below(1 << 20)) : auipc(destination(), below(1 << 20))};
      case 10:
      case 11: {
        constexpr uint32_t kKinds[] = {0, 1, 2, 4, 5};
        const uint32_t kind = kKinds[below(5)];
        return {load(kind, destination(), aligned(1u << (kind & 3)), kBase)};
      }
      case 12:
      case 13: {
        const uint32_t kind = below(3);
        return {s_type(kind, kBase, source(), aligned(1u << kind))};
      }
      case 14:
        return {below(8) == 0 ? 0x0ff0000fu : addi(destination(), source(), imm12())};
      default: {  // an interesting value, so that they do not die out
        const uint32_t r = 1 + below(kCounter - 1);
        const std::vector<uint32_t> saved = std::exchange(text_, {});
        set(r, interesting());
        return std::exchange(text_, saved);
      }
    }
  }
  uint32_t immediate() {
    const uint32_t f3 = below(8);
    if (f3 == 1) return op(1, 0, destination(), source(), below(32)) - 0x20;  // OP-IMM is OP − 0x20
    if (f3 == 5) return op(5, below(2) * 0x20, destination(), source(), below(32)) - 0x20;
    return i_type(0x13, f3, destination(), source(), imm12());
  }
  int32_t aligned(uint32_t bytes) { return imm12() & -static_cast<int32_t>(bytes); }

  void body(size_t units) {
    std::vector<std::vector<uint32_t>> all;
    for (size_t i = 0; i < units; ++i) all.push_back(unit());
    for (size_t i = 0; i < units; ++i) {
      if (below(8) == 0 && i + 4 < units) jump_over({all[i], all[i + 1], all[i + 2]}, 1 + below(3));
      text_.insert(text_.end(), all[i].begin(), all[i].end());
    }
  }
  // A jump or branch over the first `count` of the units that follow it.
  void jump_over(const std::array<std::vector<uint32_t>, 3>& next, uint32_t count) {
    // Jumps between them would change the distance: the units are emitted right here, without any.
    int32_t distance = 4;
    for (uint32_t i = 0; i < count; ++i) distance += 4 * static_cast<int32_t>(next[i].size());
    constexpr uint32_t kBranches[] = {0, 1, 4, 5, 6, 7};
    switch (below(4)) {
      case 0:
        text_.push_back(jal(destination(), distance));
        break;
      case 1: {
        const uint32_t through = 1 + below(kCounter - 1);
        text_.push_back(auipc(through, 0));
        text_.push_back(jalr(destination(), distance + 4 + static_cast<int32_t>(below(2)), through));
        break;
      }
      default:
        text_.push_back(b_type(kBranches[below(6)], source(), source(), distance));
        break;
    }
    for (uint32_t i = 0; i < count; ++i) text_.insert(text_.end(), next[i].begin(), next[i].end());
  }

  std::mt19937 random_;
  std::vector<uint32_t> text_;
  size_t prologue_ = 0;
};

// qemu's register dumps: one before each instruction.
class Qemu {
 public:
  explicit Qemu(const std::string& path)
      : pipe_(::popen(
            fmt::format("exec " ZKMEM_QEMU_RISCV32 " -singlestep -d nochain,cpu '{}' 2>&1", path).c_str(),
            "r")) {}
  ~Qemu() {
    if (pipe_ != nullptr) ::pclose(pipe_);
  }
  Qemu(const Qemu&) = delete;
  Qemu& operator=(const Qemu&) = delete;

  struct Dump {
    uint32_t pc = 0;
    std::array<uint32_t, 32> x{};
  };
  // False at the end.
  bool next(Dump& dump) {
    std::array<char, 256> line{};
    bool found = false;
    while (std::fgets(line.data(), line.size(), pipe_) != nullptr) {
      const std::string_view text(line.data());
      if (text.starts_with(" pc ")) {
        dump.pc = hex(text.substr(text.size() - 9, 8));
        found = true;
      } else if (found && text.starts_with(" x")) {
        // Four registers a line, each " xN/name" padded to ten and eight digits.
        const auto first = static_cast<size_t>(std::atoi(line.data() + 2));
        for (size_t i = 0; i < 4; ++i) dump.x[first + i] = hex(text.substr(10 + 18 * i, 8));
        if (first == 28) return true;
      }
    }
    return false;
  }

 private:
  static uint32_t hex(std::string_view digits) {
    uint32_t value = 0;
    for (const char c : digits) value = value << 4 | static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    return value;
  }
  FILE* pipe_;
};

}  // namespace

uint64_t compare_with_qemu(uint32_t seed, size_t units, uint32_t rounds) {
  Generator generator(seed);
  const std::vector<uint8_t> file = generator.elf(units, rounds);
  const std::string path = fmt::format("{}zkmem_random_{}_{}.elf", ::testing::TempDir(), seed, units);
  EXPECT_TRUE(write_file(path, file).ok());
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);  // qemu wants an executable file
  auto program = std::make_shared<const Program>(load_elf(file).value());
  MachineOptions options;
  options.record = true;
  options.segment_accesses = 100000;
  Machine machine = Machine::create(program, options).value();
  Qemu qemu(path);
  Qemu::Dump dump;
  bool synchronised = false;
  uint64_t compared = 0;
  while (qemu.next(dump)) {
    synchronised = synchronised || dump.pc == generator.synchronised_pc();
    const uint32_t word = program->source_words[*program->index_of(machine.pc())];
    EXPECT_EQ(machine.pc(), dump.pc) << "seed " << seed << " after " << machine.instructions();
    const WordSlot* registers = machine.memory()->word_slots({kRegisterSpace, 0});
    for (size_t r = 0; synchronised && r < 32; ++r)
      EXPECT_EQ(registers[r].word, dump.x[r]) << "seed " << seed << ", x" << r << " before "
                                              << disassemble(word, dump.pc) << " at " << std::hex << dump.pc;
    if (::testing::Test::HasFailure()) return compared;
    if (synchronised) ++compared;
    machine.run_through({}, 1);
  }
  EXPECT_EQ(machine.exit_code(), kUnimpExitCode) << "ended together, at the ecall";
  std::filesystem::remove(path);
  return compared;
}

}  // namespace zkmem::rv32im
