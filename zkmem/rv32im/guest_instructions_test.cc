// docs/spec/guest-instructions.md is what other languages' guests are written from, so its table is read and
// tried here.
#include <charconv>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/word.h"

namespace zkmem::rv32im {
namespace {

constexpr uint32_t kA0 = 10;
constexpr uint32_t kA1 = 11;

struct Row {
  std::string name, example, rd, rs1;
  uint32_t funct3 = 0, word = 0, opcode = 0, phantom = 0;
  int32_t imm_low = 0, imm_high = 0;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

int32_t number(const std::string& text) {
  const std::string ascii = replaced(text, "−", "-");
  const bool hex = ascii.starts_with("0x");
  int32_t value = 0;
  const char* const end = ascii.data() + ascii.size();
  const auto parsed = std::from_chars(ascii.data() + (hex ? 2 : 0), end, value, hex ? 16 : 10);
  EXPECT_TRUE(parsed.ec == std::errc{} && parsed.ptr == end) << text;
  return value;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (size_t from = 2, to = 0; (to = line.find(" |", from)) != std::string::npos; from = to + 3)
    cells.push_back(line.substr(from, to - from));
  return cells;
}

std::vector<Row> documented() {
  const auto page = read_file(std::string(ZKMEM_SOURCE_DIR) + "/docs/spec/guest-instructions.md");
  const std::string text(page.value().begin(), page.value().end());
  std::vector<Row> rows;
  const std::string header =
      "| instruction | funct3 | imm | rd | rs1 | example | word | opcode | phantom |\n";
  size_t at = text.find(header);
  EXPECT_NE(at, std::string::npos);
  at = text.find('\n', at + header.size()) + 1;  // past the line of dashes
  while (text[at] == '|') {
    const size_t end = text.find('\n', at);
    const auto cell = cells_of(text.substr(at, end - at));
    EXPECT_EQ(cell.size(), 9u);
    Row row{.name = cell[0], .example = replaced(cell[5], "`", ""), .rd = cell[3], .rs1 = cell[4]};
    row.funct3 = static_cast<uint32_t>(number(cell[1]));
    const size_t range = cell[2].find(" … ");
    row.imm_low = number(cell[2].substr(0, range));
    row.imm_high =
        range == std::string::npos ? row.imm_low : number(cell[2].substr(range + std::string(" … ").size()));
    row.word = static_cast<uint32_t>(number(cell[6]));
    row.opcode = static_cast<uint32_t>(number(cell[7]));
    row.phantom = cell[8] == "–" ? 0 : static_cast<uint32_t>(number(cell[8]));
    rows.push_back(row);
    at = end + 1;
  }
  return rows;
}

const std::string kNone = "–";

uint32_t custom0(uint32_t funct3, int32_t imm, uint32_t rd, uint32_t rs1) {
  return static_cast<uint32_t>(imm) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | kMajorCustom0;
}

TEST(GuestInstructions, TheTableIsWhatTheDecoderTakes) {
  const auto rows = documented();
  ASSERT_EQ(rows.size(), 7u);
  std::map<std::pair<uint32_t, int32_t>, const Row*> known;
  for (const Row& row : rows)
    for (int32_t imm = row.imm_low; imm <= row.imm_high; ++imm) {
      EXPECT_TRUE(known.emplace(std::pair(row.funct3, imm), &row).second) << row.name << " " << imm;
    }
  for (uint32_t funct3 = 0; funct3 < 8; ++funct3)
    for (int32_t imm = -2048; imm < 2048; ++imm) {
      const auto instruction = decode(custom0(funct3, imm, kA0, kA1));
      const auto row = known.find({funct3, imm});
      ASSERT_EQ(instruction.has_value(), row != known.end()) << funct3 << " " << imm;
      if (!instruction) continue;
      EXPECT_EQ(instruction->opcode, row->second->opcode) << row->second->name;
      if (instruction->opcode == kOpPhantom) {
        EXPECT_EQ(instruction->c(), row->second->phantom);
      }
      EXPECT_TRUE(disassemble(custom0(funct3, imm, kA0, kA1), 0).starts_with(row->second->name));
    }
}

TEST(GuestInstructions, ExamplesHaveTheirWords) {
  for (const Row& row : documented()) {
    const int32_t imm = row.name == "terminate" ? 7 : row.name == "reveal" ? 0 : row.imm_low;
    EXPECT_EQ(row.word, custom0(row.funct3, imm, row.rd == kNone ? 0 : kA0, row.rs1 == kNone ? 0 : kA1))
        << row.name;
    EXPECT_EQ(disassemble(row.word, 0), row.example);
    EXPECT_EQ(row.phantom != 0, row.opcode == kOpPhantom) << row.name;
  }
}

// A field the table gives no meaning does not change what the instruction is; one with a meaning does.
TEST(GuestInstructions, RegistersMatterWhereTheTableNamesThem) {
  for (const Row& row : documented()) {
    const auto plain = decode(custom0(row.funct3, row.imm_low, 0, 0));
    EXPECT_EQ(decode(custom0(row.funct3, row.imm_low, kA0, 0)) == plain, row.rd == kNone) << row.name;
    EXPECT_EQ(decode(custom0(row.funct3, row.imm_low, 0, kA1)) == plain, row.rs1 == kNone) << row.name;
  }
}

// The numbers in the prose.
TEST(GuestInstructions, LimitsAreTheMachines) {
  EXPECT_EQ(kMajorCustom0, 0x0bu);
  EXPECT_EQ(kMaxHintBufferWords, 1023u);
  EXPECT_EQ(kUnimpExitCode, 2u);
}

}  // namespace
}  // namespace zkmem::rv32im
