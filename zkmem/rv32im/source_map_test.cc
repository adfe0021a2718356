#include "zkmem/rv32im/source_map.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"

namespace zkmem::rv32im {
namespace {

TEST(SourceMap, SymbolsOfTheGoldenProgram) {
  const auto bytes = read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/guest/vm_a.elf").value();
  const SourceMap map(bytes);
  EXPECT_EQ(map.describe(0x200800), "_start");
  EXPECT_EQ(map.symbol(0x200804)->name, "_start");
  EXPECT_EQ(map.symbol(0x200804)->offset, 4u);
  EXPECT_FALSE(map.symbol(0x100));
  EXPECT_FALSE(map.line(0x200800));  // built without debug information
}

TEST(SourceMap, NamesNothingForOtherFiles) {
  const std::vector<uint8_t> bytes(100, 7);
  EXPECT_EQ(SourceMap(bytes).describe(0x200800), "");
}

}  // namespace
}  // namespace zkmem::rv32im
