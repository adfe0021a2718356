#include "zkmem/memory/model/raw_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/field/babybear.h"

namespace zkmem {
namespace {

using ::testing::HasSubstr;

RawBytes bytes_at(uint32_t space, uint32_t pointer, size_t count, const std::string& name = "file") {
  return {{space, pointer}, std::vector<uint8_t>(count, 7), name};
}

std::string refusal(const std::vector<RawBytes>& raw,
                    const MemoryConfig& config = MemoryConfig::hybrid_default()) {
  const Status status = check_raw_bytes(config, raw);
  EXPECT_TRUE(status.ok() || status.error().kind == ErrorKind::kBadInput);
  return status.ok() ? "" : status.error().message;
}

TEST(RawBytes, LieWhereTheyAreToldWhateverTheAlignment) {
  const MemoryConfig config = MemoryConfig::hybrid_default();
  const std::vector<RawBytes> raw = {{{2, 4093}, {1, 2, 3, 4, 5}, "a"}, {{3, 31}, {9}, "b"}};
  ASSERT_EQ(refusal(raw), "");
  CellImage image(config, BabyBear::kModulus);
  ASSERT_TRUE(image.set({2, 4098}, 77).ok());
  write_raw_bytes(raw, image);
  EXPECT_EQ(image.get_range({2, 4092}, 7), (std::vector<uint32_t>{0, 1, 2, 3, 4, 5, 77}));
  EXPECT_EQ(image.get({3, 31}), 9u);
}

TEST(RawBytes, AreRefusedInSpacesThatCannotHoldThem) {
  EXPECT_EQ(refusal({bytes_at(9, 0, 1)}), "file: there is no address space 9, the memory has 1, 2, 3, 4");
  EXPECT_EQ(refusal({bytes_at(0, 0, 1)}), "file: there is no address space 0, the memory has 1, 2, 3, 4");
  EXPECT_EQ(refusal({bytes_at(4, 0, 1)}), "file: the cells of address space 4 are Native, a file's are U8");
  MemoryConfig config = MemoryConfig::hybrid_default();
  config.spaces[2].cell_type = CellType::kU16;
  EXPECT_EQ(refusal({bytes_at(2, 0, 1)}, config),
            "file: the cells of address space 2 are U16, a file's are U8");
  config = MemoryConfig::hybrid_default();
  config.mode = BoundaryMode::kVolatile;
  EXPECT_EQ(refusal({bytes_at(2, 0, 1)}, config), "file: volatile memory starts on zeros");
  EXPECT_EQ(refusal({}, config), "");
}

TEST(RawBytes, EndWithTheSpace) {
  EXPECT_EQ(refusal({bytes_at(3, 30, 2)}), "");
  EXPECT_EQ(refusal({bytes_at(3, 30, 3)}), "file: 3 bytes from 30 end at 33, the space has 32 cells");
  EXPECT_EQ(refusal({bytes_at(2, UINT32_MAX, 2)}),
            "file: 2 bytes from 4294967295 end at 4294967297, the space has 536870912 cells");
  EXPECT_EQ(refusal({bytes_at(3, 0, 0)}), "file: the file is empty");
}

TEST(RawBytes, DoNotOverlap) {
  EXPECT_EQ(refusal({bytes_at(2, 10, 10, "b"), bytes_at(2, 0, 10, "a"), bytes_at(3, 5, 10, "c")}), "");
  EXPECT_EQ(refusal({bytes_at(2, 9, 10, "b"), bytes_at(2, 0, 10, "a")}),
            "a: its bytes up to 9 overlap those of b from 9 on");
  EXPECT_THAT(refusal({bytes_at(2, 9, 1, "b"), bytes_at(2, 9, 1, "a")}), HasSubstr("overlap"));
}

}  // namespace
}  // namespace zkmem
