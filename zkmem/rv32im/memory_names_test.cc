#include "zkmem/rv32im/memory_names.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"

namespace zkmem::rv32im {
namespace {

std::vector<NamedMemory> names_of(const std::string& guest) {
  return named_memory(read_file(ZKMEM_SOURCE_DIR "/examples/guests/elf/" + guest + ".elf").value());
}

TEST(MemoryNames, AreSectionsAndData) {
  const std::vector<NamedMemory> all = names_of("sort");
  const auto of = [&](const std::string& name) {
    const auto found = std::ranges::find(all, name, &NamedMemory::name);
    return found == all.end() ? NamedMemory() : *found;
  };
  EXPECT_EQ(of(".text"), (NamedMemory{".text", 0x200800, 0x1680, true}));
  EXPECT_EQ(of(".bss"), (NamedMemory{".bss", 0x201ef0, 0x1440, true}));
  EXPECT_EQ(of("input_next").address, 0x201f04u);
  EXPECT_FALSE(of("input_next").is_section);
  EXPECT_EQ(of("qsort"), NamedMemory()) << "a function";
  EXPECT_EQ(of(".symtab"), NamedMemory()) << "not in memory";
  EXPECT_EQ(of(".tbss"), NamedMemory()) << "takes no place";
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &NamedMemory::address));
}

TEST(MemoryNames, OfNoElfFileAreNone) {
  EXPECT_TRUE(named_memory({}).empty());
  const std::vector<uint8_t> bytes(200, 0x7f);
  EXPECT_TRUE(named_memory(bytes).empty());
}

// Every byte of the headers and of the symbol table may be wrong.
TEST(MemoryNames, OfAnAlteredFileAreInMemory) {
  auto file = read_file(ZKMEM_SOURCE_DIR "/examples/guests/elf/sort.elf").value();
  uint32_t state = 1;
  for (int round = 0; round < 2000; ++round) {
    state = state * 1664525 + 1013904223;
    auto altered = file;
    const size_t at = round % 2 == 0 ? state % 52 : 0x1770 + state % (altered.size() - 0x1770);
    altered[at] ^= static_cast<uint8_t>(1u << (state >> 29));
    for (const NamedMemory& named : named_memory(altered))
      ASSERT_LE(uint64_t{named.address} + named.bytes, uint64_t{1} << 29);
  }
}

}  // namespace
}  // namespace zkmem::rv32im
