// What online memory costs and keeps: touched pages only, cheap checkpoints, shared images, segments, the hot
// path.
#include "zkmem/memory/online/memory.h"

#include <cstring>
#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {
namespace {

// Resident bytes of this process.
size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  file >> total >> resident;
  return resident * 4096;
}

TEST(PagedStore, HoldsOnlyTouchedPages) {
  PagedStore store(size_t{1} << 20, 4096);
  EXPECT_EQ(store.page(0), nullptr);
  EXPECT_EQ(store.page((size_t{1} << 20) - 1), nullptr);
  EXPECT_EQ(store.allocated_pages(), 0u);
  std::byte* page = store.touch(54321);
  page[7] = std::byte{7};
  EXPECT_EQ(store.touch(54321), page);
  EXPECT_EQ(store.page(54321)[7], std::byte{7});
  EXPECT_EQ(store.page(54320), nullptr);
  EXPECT_EQ(store.allocated_pages(), 1u);
}

TEST(PagedStore, ReleasedPagesComeBackZero) {
  PagedStore store(8, 100);
  std::byte* page = store.touch(3);
  page[99] = std::byte{1};
  store.release(3);
  EXPECT_EQ(store.page(3), nullptr);
  EXPECT_EQ(store.touch(5), page);
  EXPECT_EQ(page[99], std::byte{0});
  EXPECT_EQ(store.allocated_pages(), 1u);
}

TEST(MappedBuffer, KeepsItsContentsWhenItGrows) {
  MappedBuffer buffer(100);
  for (size_t size = 4096; size < (size_t{16} << 20); size *= 2) {
    buffer.data()[buffer.size() - 1] = std::byte{0x5a};
    const size_t before = buffer.size();
    buffer.grow(size);
    ASSERT_GE(buffer.size(), size);
    ASSERT_EQ(buffer.data()[before - 1], std::byte{0x5a});
    if (buffer.size() > before) {
      ASSERT_EQ(buffer.data()[before], std::byte{0});
    }
  }
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr size_t kSanitizerTimes = 3;  // it keeps memory of its own for each page
#else
constexpr size_t kSanitizerTimes = 1;
#endif

// One touched cell of a space of 2^29 cells costs pages, not gigabytes: cells and times together.
TEST(OnlineMemory, CostsWhatItTouches) {
  const size_t before = resident_bytes();
  Memory<BabyBear> memory(MemoryConfig::hybrid_default());
  memory.write<4>({2, 400000000}, {1, 2, 3, 4});
  EXPECT_EQ(memory.touched_pages().size(), 1u);
  EXPECT_LT(resident_bytes() - before, kSanitizerTimes << 20);
  // A page a mebibyte: 512 pages of 4096 cells and as many times; the space itself would be 512 MiB.
  for (uint32_t i = 0; i < 512; ++i) memory.read<4>({2, i << 20});
  EXPECT_EQ(memory.touched_pages().size(), 513u);
  EXPECT_LT(resident_bytes() - before, kSanitizerTimes * (size_t{10} << 20));
  const CellImage image = memory.image();
  EXPECT_EQ(image.get({2, 400000003}), 4u);
  EXPECT_EQ(image.pages().size(), 1u);  // pages that were only read stay absent
}

TEST(OnlineMemory, UndoingCostsWhatChanged) {
  Memory<BabyBear> memory(MemoryConfig::hybrid_default());
  for (uint32_t i = 0; i < 4096; ++i) memory.write<4>({2, i * 4096}, {1, 0, 0, 0});
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 10000; ++i) {
    const CheckpointId id = memory.checkpoint();
    memory.write<4>({2, 4096}, {2, 0, 0, 0});
    ASSERT_TRUE(memory.rollback(id));
    ASSERT_TRUE(memory.release(id));
  }
  // Copying or visiting 4096 pages each time would take minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_EQ(memory.peek({2, 4096}), 1u);
  EXPECT_EQ(memory.timestamp(), 4097u);
}

TEST(MemoryImage, ClonesSharePages) {
  MemoryImage<BabyBear> a(MemoryConfig::hybrid_default());
  std::vector<uint8_t> bytes(size_t{16} << 20);
  std::mt19937 random(1);
  for (uint8_t& b : bytes) b = static_cast<uint8_t>(random());
  ASSERT_TRUE(a.set_bytes({2, 4096}, bytes).ok());
  std::vector<MemoryImage<BabyBear>> clones(10000, a);
  for (uint32_t i = 0; i < 100; ++i) ASSERT_TRUE(clones[i].set({2, 4096 + i}, i).ok());
  EXPECT_EQ(clones[7].get({2, 4096 + 7}), 7u);
  EXPECT_EQ(a.get({2, 4096 + 7}), bytes[7]);
  EXPECT_EQ(clones[200].page({2, 5}).data(), a.page({2, 5}).data());
  EXPECT_EQ(clones[7].page({2, 5}).data(), a.page({2, 5}).data());
  EXPECT_EQ(CellImage::differing_pages(clones[7], a), (std::vector<PageId>{{2, 1}}));
  EXPECT_TRUE(clones[200] == a);
  EXPECT_FALSE(clones[7] == a);
  ASSERT_TRUE(clones[7].set({2, 4096 + 7}, bytes[7]).ok());
  EXPECT_TRUE(clones[7] == a);  // equal cells, whatever is shared
}

TEST(Segments, RestartTheClockAndKeepTheCells) {
  Memory<BabyBear> memory(MemoryConfig::hybrid_default());
  memory.write<4>({2, 16}, {9, 0, 0, 0});
  memory.increment_timestamp_by(100);
  const CellImage start = memory.segment_start();
  memory.cut_segment();
  EXPECT_EQ(memory.timestamp(), 1u);
  EXPECT_TRUE(memory.touched_pages().empty());
  EXPECT_EQ(memory.segment_start().get({2, 16}), 9u);
  EXPECT_EQ(start.get({2, 16}), 0u);
  const auto read = memory.read<4>({2, 16});
  EXPECT_EQ(read.values[0], 9u);
  EXPECT_EQ(read.prev_timestamp, 0u);
  memory.cut_segment();
  const LogIndex index(memory.log());
  ASSERT_EQ(index.segments().size(), 2u);
  EXPECT_EQ(index.segments()[0].end_timestamp, 102u);
  EXPECT_EQ(index.segments()[1].end_timestamp, 2u);
  EXPECT_EQ((*index.at(index.segments()[1].begin)).timestamp, 1u);
  memory.clear_log();
  EXPECT_TRUE(memory.log().empty());
  memory.read<4>({2, 16});
  EXPECT_EQ(memory.log().size(), 1u);
}

// A port used as the executor does: it refuses what needs more, the general path does that, and the two agree
// with a memory that only ever takes the general path.
TEST(WordPort, AgreesWithTheGeneralPath) {
  MemoryConfig config = MemoryConfig::hybrid_default();
  Memory<BabyBear> fast(config);
  Memory<BabyBear> slow(config);
  std::mt19937 random(2);
  WordPort port = fast.port();
  size_t refused = 0;
  for (int i = 0; i < 50000; ++i) {
    const uint32_t space = random() % 2 == 0 ? 1 : 2;
    const uint32_t pointer = static_cast<uint32_t>(random() % (space == 1 ? 32 : 1 << 14) * 4);
    const uint32_t value = static_cast<uint32_t>(random());
    const auto ticks = static_cast<uint32_t>(random() % 64 == 0 ? random() % 12 : random() % 2);
    ASSERT_TRUE(port.skip(ticks));
    slow.increment_timestamp_by(ticks);
    const std::array<uint32_t, 4> bytes = {value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >> 24};
    if (random() % 2 == 0) {
      const auto expected = slow.read<4>({space, pointer});
      auto got = port.read(space, pointer);
      if (!got) {
        ++refused;
        fast.settle(port);
        const auto general = fast.read<4>({space, pointer});
        port = fast.port();
        ASSERT_EQ(general.values, expected.values);
        ASSERT_EQ(general.prev_timestamp, expected.prev_timestamp);
        continue;
      }
      ASSERT_EQ(got->prev_timestamp, expected.prev_timestamp);
      for (uint32_t k = 0; k < 4; ++k) ASSERT_EQ(got->value >> (8 * k) & 0xff, expected.values[k]);
    } else {
      const auto expected = slow.write<4>({space, pointer}, bytes);
      auto got = port.write(space, pointer, value);
      if (!got) {
        ++refused;
        fast.settle(port);
        const auto general = fast.write<4>({space, pointer}, bytes);
        port = fast.port();
        ASSERT_EQ(general.prev_values, expected.prev_values);
        continue;
      }
      ASSERT_EQ(got->prev_timestamp, expected.prev_timestamp);
      for (uint32_t k = 0; k < 4; ++k) ASSERT_EQ(got->value >> (8 * k) & 0xff, expected.prev_values[k]);
    }
  }
  fast.settle(port);
  EXPECT_GT(refused, 15u);    // first touches and long gaps
  EXPECT_LT(refused, 1000u);  // and nothing else
  EXPECT_EQ(fast.timestamp(), slow.timestamp());
  EXPECT_TRUE(fast.image() == slow.image());
  auto other = slow.log().begin();
  for (const AccessView v : fast.log()) {
    const AccessView w = *other++;
    ASSERT_EQ(v.access(), w.access());
    ASSERT_EQ(v.timestamp, w.timestamp);
    ASSERT_EQ(v.prev_timestamp, w.prev_timestamp);
    ASSERT_EQ(v.values(), w.values());
    ASSERT_EQ(v.prev_values(), w.prev_values());
  }
  EXPECT_TRUE(other == slow.log().end());
  // 16 bytes an access, the rare entry for a long gap aside.
  EXPECT_LT(static_cast<double>(fast.log().bytes()) / 50000, 16.3);
}

// Replaying many words at once is the same as one after the other.
TEST(RunWords, AgreesWithSingleAccesses) {
  auto many = MemoryController<BabyBear>::create(MemoryConfig::hybrid_default()).value();
  auto single = MemoryController<BabyBear>::create(MemoryConfig::hybrid_default()).value();
  std::mt19937 random(4);
  std::vector<WordOperation> operations;
  for (int i = 0; i < 20000; ++i) {
    WordOperation op;
    op.op = random() % 2 == 0 ? OpType::kRead : OpType::kWrite;
    op.address_space = random() % 2 == 0 ? 1 : 2;
    op.pointer = static_cast<uint32_t>(random() % (op.address_space == 1 ? 32 : 1 << 18) * 4);
    op.value = static_cast<uint32_t>(random());
    operations.push_back(op);
    const Address a{op.address_space, op.pointer};
    const std::array<uint32_t, 4> bytes = {op.value & 0xff, op.value >> 8 & 0xff, op.value >> 16 & 0xff,
                                           op.value >> 24};
    if (op.op == OpType::kRead) {
      ASSERT_TRUE(single.read<4>(a).ok());
    } else {
      ASSERT_TRUE(single.write<4>(a, bytes).ok());
    }
  }
  ASSERT_TRUE(many.run_words(operations).ok());
  EXPECT_EQ(many.timestamp(), single.timestamp());
  EXPECT_TRUE(many.memory().image() == single.memory().image());
  const auto a = many.memory().log().entries();
  const auto b = single.memory().log().entries();
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size_bytes()), 0);
}

// One call for either operation, and prefetching what comes, are the same as a call for each.
TEST(AccessWord, AgreesWithReadsAndWrites) {
  auto either = MemoryController<BabyBear>::create(MemoryConfig::hybrid_default()).value();
  auto each = MemoryController<BabyBear>::create(MemoryConfig::hybrid_default()).value();
  std::mt19937 random(6);
  for (int i = 0; i < 20000; ++i) {
    WordOperation op;
    op.op = random() % 2 == 0 ? OpType::kRead : OpType::kWrite;
    op.address_space = static_cast<uint32_t>(random() % 4 == 0 ? random() % 20 : 2);
    op.pointer = static_cast<uint32_t>(random() % (1 << 18) * (random() % 16 == 0 ? 1 : 4));
    op.value = static_cast<uint32_t>(random());
    const Address a{op.address_space, op.pointer};
    const size_t pages = either.memory().touched_pages().size();
    either.prefetch_word(a);
    ASSERT_EQ(either.memory().touched_pages().size(), pages);
    const auto got = either.access_word(op);
    if (op.address_space != 1 && op.address_space != 2) {
      ASSERT_FALSE(got.ok()) << op.address_space;  // no space, or none of bytes that guests reach
      continue;
    }
    const std::array<uint32_t, 4> bytes = {op.value & 0xff, op.value >> 8 & 0xff, op.value >> 16 & 0xff,
                                           op.value >> 24};
    const bool is_done = op.op == OpType::kRead ? each.read<4>(a).ok() : each.write<4>(a, bytes).ok();
    ASSERT_EQ(got.ok(), is_done) << op.address_space << ":" << op.pointer;
  }
  EXPECT_EQ(either.timestamp(), each.timestamp());
  EXPECT_TRUE(either.memory().image() == each.memory().image());
}

// Time that passes takes room away from the port, up to the last access that the clock allows.
TEST(WordPort, StopsWhereTheClockEnds) {
  MemoryConfig config = MemoryConfig::hybrid_default();
  config.timestamp_max_bits = 8;
  auto door = MemoryController<BabyBear>::create(config).value();
  ASSERT_TRUE(door.write_word({2, 0}, 7).ok());  // time 1
  WordPort port = door.memory().port();
  ASSERT_TRUE(port.skip(config.last_timestamp() - port.timestamp() - 2));
  EXPECT_FALSE(port.read(2, 0));  // a gap too long for the entry
  door.memory().settle(port);
  ASSERT_TRUE(door.read_word({2, 0}).ok());
  port = door.memory().port();
  ASSERT_TRUE(port.read(2, 0));
  EXPECT_EQ(port.timestamp(), config.last_timestamp());
  EXPECT_FALSE(port.read(2, 0));
  EXPECT_FALSE(port.skip(1));
  door.memory().settle(port);
  const auto refused = door.read_word({2, 0});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, MemoryErrorKind::kTimestampOverflow);
  ASSERT_EQ(door.memory().log().size(), 4U);  // with the entry for the gap

  // A short gap leaves room, but no more than there is time.
  door.cut_segment();
  ASSERT_TRUE(door.increment_timestamp_by(config.last_timestamp() - 7).ok());
  ASSERT_TRUE(door.read_word({2, 0}).ok());
  port = door.memory().port();
  ASSERT_TRUE(port.skip(3));
  ASSERT_TRUE(port.read(2, 0));
  ASSERT_TRUE(port.read(2, 0));
  EXPECT_FALSE(port.read(2, 0));
}

// A log can be taken away within a segment: what follows continues its clock, and the capacity still counts
// all.
TEST(OnlineMemory, TheLogCanBeTakenInPieces) {
  MemoryConfig config = MemoryConfig::hybrid_default();
  config.access_capacity = 25;
  auto door = MemoryController<BabyBear>::create(config).value();
  for (uint32_t i = 0; i < 20; ++i) ASSERT_TRUE(door.read<4>({2, 4 * i}).ok());
  ASSERT_TRUE(door.increment_timestamp_by(30).ok());
  door.memory().clear_log();
  EXPECT_TRUE(door.memory().log().empty());
  EXPECT_EQ(door.memory().accesses_in_segment(), 20u);
  const CheckpointId start = door.checkpoint();
  for (uint32_t i = 0; i < 5; ++i) ASSERT_TRUE(door.read<4>({2, 4 * i}).ok());
  EXPECT_EQ(door.read<4>({2, 0}).error().kind, MemoryErrorKind::kCapacityReached);
  const AccessLog& log = door.memory().log();
  std::vector<AccessView> views;
  for (const AccessView v : log) {
    if (v.is_access()) views.push_back(v);
  }
  ASSERT_EQ(views.size(), 5u);
  EXPECT_EQ(views[0].timestamp, 51u);
  EXPECT_EQ(views[4].timestamp, 55u);
  EXPECT_EQ(views[4].prev_timestamp, 5u);
  EXPECT_EQ((*LogIndex(log).at(log.size() - 1)).timestamp, 55u);
  door.cut_segment();
  EXPECT_EQ(door.memory().accesses_in_segment(), 0u);
  ASSERT_TRUE(door.rollback(start));
  EXPECT_EQ(door.memory().accesses_in_segment(), 20u);
  EXPECT_EQ(door.timestamp(), 51u);
}

TEST(LogIndex, ReachesEveryEntry) {
  Memory<BabyBear> memory(MemoryConfig::hybrid_default());
  std::mt19937 random(3);
  for (int i = 0; i < 5000; ++i) {
    memory.increment_timestamp_by(static_cast<uint32_t>(random() % 10));
    memory.read<4>({2, static_cast<uint32_t>(random() % 1000 * 4)});
    if (i % 1777 == 1776) memory.cut_segment();
  }
  const AccessLog& log = memory.log();
  const LogIndex index(log);
  size_t i = 0;
  for (auto it = log.begin(); it != log.end(); ++it, ++i) {
    const auto found = index.at(i);
    ASSERT_EQ(found.index(), i);
    ASSERT_EQ(found.clock(), it.clock());
  }
  EXPECT_TRUE(index.at(log.size()) == log.end());
  EXPECT_EQ(index.segments().size(), 3u);
  EXPECT_EQ(index.segments().back().end_timestamp, memory.timestamp());
}

}  // namespace
}  // namespace zkmem
