#include "zkmem/sdk/memory_global/leaf_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/base/bytes.h"
#include "zkmem/field/babybear.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/store/page_table.h"

namespace zkmem {
namespace {

using ::testing::HasSubstr;

const MemoryConfig& config() {
  static const MemoryConfig tiny = testing::tiny_config(MemoryProfile::kHybrid, BoundaryMode::kGlobal);
  return tiny;
}

LeafFile sample() {
  LeafFile file{LeafMarks({{1, 0, 2}, {2, 3, 1}, {2, 63, 3}}), CellImage(config(), BabyBear::kModulus)};
  EXPECT_TRUE(file.image.set({2, 24}, 9).ok());
  return file;
}

TEST(LeafFile, ReadsBackAsItWasWritten) {
  const LeafFile file = sample();
  const auto read = decode_leaf_file(config(), encode_leaf_file(config(), file), 3);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_TRUE(std::ranges::equal(read->marks.all(), file.marks.all()));
  EXPECT_EQ(read->image, file.image);
}

TEST(EndFile, ReadsBackAsItWasWritten) {
  EndFile file{{{1, 0, 0, true, false}, {2, 3, 2, false, false}, {3, 1, 0, false, true}}, sample().image};
  const std::vector<uint8_t> bytes = encode_end_file(config(), file);
  const auto read = decode_end_file(config(), bytes, 2);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->leaves, file.leaves);
  EXPECT_EQ(read->image, file.image);
  EXPECT_EQ(decode_end_file(config(), bytes, 1).error().message,
            "leaf 1 of 3, 2:3: no segment before has that number");
  EXPECT_EQ(decode_leaf_file(config(), bytes, 2).error().message,
            "leaf 0 of 3, 1:0: no segment before has that number");
}

// A file with these marks and no memory.
std::string refusal(const std::vector<LeafMark>& marks, uint32_t segments, uint32_t flags = 0) {
  ByteWriter list;
  for (const LeafMark& mark : marks)
    for (const uint32_t word : {mark.address_space, mark.label, mark.segment, flags}) list.write_u32(word);
  const std::vector<uint8_t> frame = compress_bytes(list.bytes());
  ByteWriter out;
  out.write_u32(static_cast<uint32_t>(marks.size()));
  out.write_u32(static_cast<uint32_t>(frame.size()));
  out.write_bytes(frame);
  out.write_u32(0);
  const auto read = decode_leaf_file(config(), out.bytes(), segments);
  return read.ok() ? "" : read.error().message;
}

TEST(LeafFile, RefusesLeavesThatAreNone) {
  EXPECT_EQ(refusal({{2, 3, 1}}, 1), "");
  EXPECT_EQ(refusal({{2, 3, 2}}, 1), "leaf 0 of 1, 2:3: no segment before has that number");
  EXPECT_EQ(refusal({{2, 3, 0}}, 1), "leaf 0 of 1, 2:3: no segment before has that number");
  EXPECT_EQ(refusal({{2, 64, 1}}, 1), "leaf 0 of 1, 2:64: there is no such leaf");
  EXPECT_EQ(refusal({{9, 0, 1}}, 1), "leaf 0 of 1, 9:0: there is no such leaf");
  EXPECT_EQ(refusal({{0, 0, 1}}, 1), "leaf 0 of 1, 0:0: there is no such leaf");
  EXPECT_EQ(refusal({{2, 3, 1}, {2, 3, 1}}, 1), "leaf 1 of 2, 2:3: it does not ascend");
  EXPECT_EQ(refusal({{2, 3, 1}, {1, 7, 1}}, 1), "leaf 1 of 2, 1:7: it does not ascend");
  EXPECT_EQ(refusal({{2, 3, 1}}, 1, 1), "leaf 0 of 1, 2:3: it has flags that there are not");
}

TEST(LeafFile, RefusesBytesThatAreCutShort) {
  const std::vector<uint8_t> bytes = encode_leaf_file(config(), sample());
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_leaf_file(config(), std::span(bytes).first(size), 3).ok()) << size;
  std::vector<uint8_t> longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(decode_leaf_file(config(), longer, 3).ok());
}

}  // namespace
}  // namespace zkmem
