// Every way an access can be refused: the kind, the access, both numbers, and that nothing changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/field/koalabear.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {
namespace {

using testing::HasSubstr;

MemoryConfig small_config() {
  MemoryConfig config;
  config.timestamp_max_bits = 4;
  config.spaces = {
      {CellType::kNull, 0, 1, Permissions::kReadWrite, ""},
      {CellType::kU8, 64, 4, Permissions::kReadWrite, ""},
      {CellType::kU16, 64, 2, Permissions::kReadWrite, ""},
      {CellType::kField, 64, 1, Permissions::kReadWrite, ""},
      {CellType::kU8, 64, 4, Permissions::kRead, ""},
      {CellType::kU8, 64, 4, Permissions::kHost, ""},
      {CellType::kField, 0, 1, Permissions::kReadWrite, ""},
  };
  return config;
}

template <class F>
class RefusedAccess : public testing::Test {
 protected:
  void SetUp() override { start(small_config()); }

  void start(const MemoryConfig& config) {
    auto created = MemoryController<F>::create(config);
    ASSERT_TRUE(created.ok()) << created.error().message;
    controller_.emplace(std::move(created).value());
    ASSERT_TRUE(door().template write<4>({1, 8}, {1, 2, 3, 4}).ok());
    ASSERT_TRUE(door().template read<2>({2, 6}).ok());
    ASSERT_TRUE(door().template write<1>({3, 5}, {77}).ok());
  }

  MemoryController<F>& door() { return *controller_; }

  // Everything a refused access must leave alone.
  struct State {
    CellImage image;
    uint32_t clock;
    std::vector<uint32_t> times;
    std::vector<std::vector<uint32_t>> log;
    size_t touched;
    bool operator==(const State&) const = default;
  };
  State state() {
    MemoryCore& memory = door().memory();
    State s{memory.image(), door().timestamp(), {}, {}, memory.touched_pages().size()};
    for (uint32_t space = 1; space <= 5; ++space) {
      for (uint32_t p = 0; p < 64; ++p) s.times.push_back(memory.peek_timestamp({space, p}));
    }
    for (const AccessView v : memory.log()) {
      s.log.push_back(
          {static_cast<uint32_t>(v.op), v.address_space, v.pointer, v.timestamp, v.prev_timestamp});
    }
    return s;
  }

  template <class Result>
  void expect_refused(const State& before, const Result& result, const Access& access, MemoryErrorKind kind,
                      uint64_t actual, uint64_t limit) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, kind) << result.error().message();
    EXPECT_EQ(result.error().access, access);
    EXPECT_EQ(result.error().actual, actual);
    EXPECT_EQ(result.error().limit, limit);
    EXPECT_EQ(result.error().timestamp, before.clock);
    EXPECT_TRUE(state() == before) << result.error().message();
  }
  void expect_read_refused(Address a, uint32_t size, MemoryErrorKind kind, uint64_t actual, uint64_t limit) {
    const State before = state();
    expect_refused(before, door().read(a, size), {OpType::kRead, a.address_space, a.pointer, size}, kind,
                   actual, limit);
    if (size == 4) {
      expect_refused(before, door().read_word(a), {OpType::kRead, a.address_space, a.pointer, 4}, kind,
                     actual, limit);
    }
  }
  void expect_write_refused(Address a, std::vector<uint32_t> values, MemoryErrorKind kind, uint64_t actual,
                            uint64_t limit) {
    const State before = state();
    const auto size = static_cast<uint32_t>(values.size());
    const Access access{OpType::kWrite, a.address_space, a.pointer, size};
    expect_refused(before, door().write(a, values), access, kind, actual, limit);
    if (size == 4 && std::ranges::all_of(values, [](uint32_t value) { return value < 256; }))
      expect_refused(before, door().write_word(a, 0x01020304), access, kind, actual, limit);
  }

  std::optional<MemoryController<F>> controller_;
};

using Fields = testing::Types<BabyBear, KoalaBear>;
TYPED_TEST_SUITE(RefusedAccess, Fields);

TYPED_TEST(RefusedAccess, InvalidSpace) {
  this->expect_read_refused({6, 0}, 1, MemoryErrorKind::kInvalidSpace, 6, 5);  // listed without cells
  this->expect_read_refused({7, 0}, 4, MemoryErrorKind::kInvalidSpace, 7, 5);
  this->expect_write_refused({4000000000u, 0}, {0, 0, 0, 0}, MemoryErrorKind::kInvalidSpace, 4000000000u, 5);
}

// Attack 25: address space 0 is never written, whatever the pointer, size and values.
TYPED_TEST(RefusedAccess, ImmediateWrite) {
  this->expect_write_refused({0, 5}, {5}, MemoryErrorKind::kImmediateWrite, 0, 0);
  this->expect_write_refused({0, 0}, {0, 0, 0, 0}, MemoryErrorKind::kImmediateWrite, 0, 0);
}

TYPED_TEST(RefusedAccess, NoPermission) {
  this->expect_write_refused({4, 0}, {0, 0, 0, 0}, MemoryErrorKind::kNoPermission, 4, 0);
  this->expect_read_refused({5, 0}, 4, MemoryErrorKind::kNoPermission, 5, 0);
  this->expect_write_refused({5, 0}, {0, 0, 0, 0}, MemoryErrorKind::kNoPermission, 5, 0);
  EXPECT_TRUE(this->door().template read<4>({4, 0}).ok());
}

// Attack 27: a block that begins inside the space and ends past its last cell, up to the wrap of 32 bits.
TYPED_TEST(RefusedAccess, OutOfBounds) {
  this->expect_read_refused({1, 64}, 4, MemoryErrorKind::kOutOfBounds, 68, 64);
  this->expect_read_refused({1, 60}, 8, MemoryErrorKind::kOutOfBounds, 68, 64);
  this->expect_write_refused({3, 63}, {1, 2}, MemoryErrorKind::kOutOfBounds, 65, 64);
  this->expect_read_refused({1, 4294967292u}, 4, MemoryErrorKind::kOutOfBounds, 4294967296u, 64);
  this->expect_read_refused({1, 4294967292u}, 32, MemoryErrorKind::kOutOfBounds, 4294967324u, 64);
}

TYPED_TEST(RefusedAccess, BadSize) {
  this->expect_read_refused({1, 0}, 0, MemoryErrorKind::kBadSize, 0, 32);
  this->expect_read_refused({1, 0}, 2, MemoryErrorKind::kBadSize, 2, 32);  // smaller than the block
  this->expect_read_refused({1, 0}, 12, MemoryErrorKind::kBadSize, 12, 32);
  this->expect_write_refused({3, 0}, {1, 2, 3}, MemoryErrorKind::kBadSize, 3, 32);
  this->expect_read_refused({3, 0}, 64, MemoryErrorKind::kBadSize, 64, 32);
  this->expect_read_refused({0, 1}, 2, MemoryErrorKind::kBadSize, 2, 1);
}

TYPED_TEST(RefusedAccess, Misaligned) {
  for (const uint32_t pointer : {1u, 2u, 3u, 13u}) {
    this->expect_read_refused({1, pointer}, 4, MemoryErrorKind::kMisaligned, pointer, 4);
    const auto before = this->state();
    EXPECT_TRUE(this->state() == before);
  }
  this->expect_write_refused({2, 1}, {0, 0}, MemoryErrorKind::kMisaligned, 1, 2);
}

TYPED_TEST(RefusedAccess, ValueNotRepresentable) {
  constexpr uint32_t kModulus = TypeParam::kModulus;
  this->expect_write_refused({1, 0}, {255, 255, 256, 0}, MemoryErrorKind::kValueNotRepresentable, 256, 256);
  this->expect_write_refused({2, 0}, {65535, 65536}, MemoryErrorKind::kValueNotRepresentable, 65536, 65536);
  this->expect_write_refused({3, 0}, {kModulus}, MemoryErrorKind::kValueNotRepresentable, kModulus, kModulus);
  this->expect_read_refused({0, kModulus}, 1, MemoryErrorKind::kValueNotRepresentable, kModulus, kModulus);
  EXPECT_TRUE(this->door().template write<1>({3, 0}, {kModulus - 1}).ok());
  MemoryImage<TypeParam> image(small_config());
  EXPECT_EQ(image.set({3, 1}, kModulus).error().kind, MemoryErrorKind::kValueNotRepresentable);
  EXPECT_EQ(image.set({1, 1}, 256).error().kind, MemoryErrorKind::kValueNotRepresentable);
  EXPECT_EQ(image.set({1, 64}, 0).error().kind, MemoryErrorKind::kOutOfBounds);
  EXPECT_EQ(image.set({6, 0}, 0).error().kind, MemoryErrorKind::kInvalidSpace);
}

TYPED_TEST(RefusedAccess, TimestampOverflow) {
  ASSERT_TRUE(this->door().increment_timestamp_by(10).ok());
  ASSERT_EQ(this->door().timestamp(), 14u);
  ASSERT_TRUE(this->door().template read<4>({1, 8}).ok());  // at 14: the clock becomes 15 = 2^4 - 1
  this->expect_read_refused({1, 8}, 4, MemoryErrorKind::kTimestampOverflow, 16, 16);
  this->expect_write_refused({3, 0}, {1}, MemoryErrorKind::kTimestampOverflow, 16, 16);
  this->expect_read_refused({0, 3}, 1, MemoryErrorKind::kTimestampOverflow, 16, 16);
  auto before = this->state();
  this->expect_refused(before, this->door().increment_timestamp(), {}, MemoryErrorKind::kTimestampOverflow,
                       16, 16);
  this->expect_refused(before, this->door().increment_timestamp_by(uint64_t{1} << 40), {},
                       MemoryErrorKind::kTimestampOverflow, (uint64_t{1} << 40) + 15, 16);
  EXPECT_THAT(this->door().increment_timestamp().error().message(),
              HasSubstr("the clock would reach 16 and must stay below 16"));
  EXPECT_TRUE(this->door().increment_timestamp_by(0).ok());
  this->door().cut_segment();  // a new segment has its own clock
  EXPECT_EQ(this->door().timestamp(), 1u);
  EXPECT_EQ(this->door().template read<4>({1, 8}).value().prev_timestamp, 0u);
}

TYPED_TEST(RefusedAccess, CapacityReached) {
  MemoryConfig config = small_config();
  config.access_capacity = 4;  // SetUp's three accesses and one more
  this->start(config);
  ASSERT_TRUE(this->door().increment_timestamp_by(9).ok());  // a gap long enough to be a log entry
  ASSERT_TRUE(this->door().template read<4>({1, 8}).ok());
  this->expect_read_refused({1, 8}, 4, MemoryErrorKind::kCapacityReached, 5, 4);
  this->expect_write_refused({1, 8}, {0, 0, 0, 0}, MemoryErrorKind::kCapacityReached, 5, 4);
  EXPECT_EQ(this->door().read({1, 8}, 4).error().to_error().kind, ErrorKind::kLimit);
  this->door().cut_segment();
  EXPECT_TRUE(this->door().template read<4>({1, 8}).ok());
}

TYPED_TEST(RefusedAccess, RulesAreCheckedInOrder) {
  // Each access breaks its rule and all later ones.
  EXPECT_EQ(this->door().write({9, 999}, std::vector<uint32_t>{300, 300, 300}).error().kind,
            MemoryErrorKind::kInvalidSpace);
  EXPECT_EQ(this->door().write({4, 999}, std::vector<uint32_t>{300, 300, 300}).error().kind,
            MemoryErrorKind::kNoPermission);
  EXPECT_EQ(this->door().write({1, 62}, std::vector<uint32_t>{300, 300, 300}).error().kind,
            MemoryErrorKind::kOutOfBounds);
  EXPECT_EQ(this->door().write({1, 2}, std::vector<uint32_t>{300, 300, 300}).error().kind,
            MemoryErrorKind::kBadSize);
  EXPECT_EQ(this->door().write({1, 2}, std::vector<uint32_t>{300, 300, 300, 300}).error().kind,
            MemoryErrorKind::kMisaligned);
  ASSERT_TRUE(this->door().increment_timestamp_by(11).ok());
  EXPECT_EQ(this->door().write({1, 4}, std::vector<uint32_t>{300, 300, 300, 300}).error().kind,
            MemoryErrorKind::kValueNotRepresentable);
  EXPECT_EQ(this->door().write({1, 4}, std::vector<uint32_t>{3, 3, 3, 3}).error().kind,
            MemoryErrorKind::kTimestampOverflow);
}

TYPED_TEST(RefusedAccess, OnlyBytesMakeWords) {
  for (const uint32_t space : {2u, 3u}) {
    const auto before = this->state();
    this->expect_refused(before, this->door().read_word({space, 0}), {OpType::kRead, space, 0, 4},
                         MemoryErrorKind::kNotBytes, space, 0);
    this->expect_refused(before, this->door().write_word({space, 0}, 1), {OpType::kWrite, space, 0, 4},
                         MemoryErrorKind::kNotBytes, space, 0);
    const std::vector<WordOperation> words = {{OpType::kWrite, space, 0, 1}};
    this->expect_refused(before, this->door().run_words(words), {OpType::kWrite, space, 0, 4},
                         MemoryErrorKind::kNotBytes, space, 0);
  }
}

TYPED_TEST(RefusedAccess, WordsAreFourLittleEndianCells) {
  const auto first = this->door().write_word({1, 8}, 0xa0b0c0d0);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first.value().value, 0x04030201u);
  EXPECT_EQ(first.value().prev_timestamp, 1u);
  EXPECT_EQ(this->door().memory().peek({1, 8}), 0xd0u);
  const auto second = this->door().read_word({1, 8});
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second.value().value, 0xa0b0c0d0u);
  EXPECT_EQ(second.value().prev_timestamp, 4u);
  EXPECT_EQ(this->door().timestamp(), 6u);
}

TYPED_TEST(RefusedAccess, ManyWordsHappenAllOrNone) {
  const auto before = this->state();
  const std::vector<WordOperation> bad = {
      {OpType::kWrite, 1, 8, 0x01020304}, {OpType::kRead, 4, 0, 0}, {OpType::kWrite, 4, 0, 5}};
  const auto refused = this->door().run_words(bad);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, MemoryErrorKind::kNoPermission);
  EXPECT_EQ(refused.error().access, (Access{OpType::kWrite, 4, 0, 4}));
  EXPECT_EQ(refused.error().timestamp, before.clock + 2);
  EXPECT_TRUE(this->state() == before);
  EXPECT_TRUE(this->door().run_words(std::span(bad).first(2)).ok());
  EXPECT_EQ(this->door().memory().peek({1, 8}), 4u);
}

TYPED_TEST(RefusedAccess, ImmediatesAreReadInSpaceZero) {
  const auto read = this->door().template read<1>({0, 1234567});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().values[0], 1234567u);
  EXPECT_EQ(read.value().timestamp, 4u);
  EXPECT_EQ(read.value().prev_timestamp, 0u);
  EXPECT_EQ(this->door().timestamp(), 5u);
  AccessView last;
  for (const AccessView v : this->door().memory().log()) last = v;
  EXPECT_EQ(last.access(), (Access{OpType::kRead, 0, 1234567, 1}));
  EXPECT_EQ(last.value(0), 1234567u);
  EXPECT_EQ(last.timestamp, 4u);
}

TEST(RefusedStart, VolatileMemoryBeginsEmpty) {
  MemoryConfig config = small_config();
  config.mode = BoundaryMode::kVolatile;
  MemoryImage<BabyBear> image(config);
  ASSERT_TRUE(MemoryController<BabyBear>::create(config, image).ok());
  ASSERT_TRUE(image.set({3, 9}, 1).ok());
  EXPECT_THAT(MemoryController<BabyBear>::create(config, image).error().message,
              HasSubstr("volatile memory starts from zero"));
  config.mode = BoundaryMode::kPersistent;
  EXPECT_TRUE(MemoryController<BabyBear>::create(config, image).ok());
  config.spaces[1].num_cells = 128;
  EXPECT_THAT(MemoryController<BabyBear>::create(config, image).error().message,
              HasSubstr("64 x U8 in address space 1"));
  config.timestamp_max_bits = 30;
  EXPECT_FALSE(MemoryController<BabyBear>::create(config).ok());
}

TEST(RefusedAccessOfOpenVm2, OnlySizeFour) {
  auto created = MemoryController<BabyBear>::create(MemoryConfig::openvm_v2_default());
  ASSERT_TRUE(created.ok());
  auto door = std::move(created).value();
  EXPECT_EQ(door.read({2, 0}, 8).error().kind, MemoryErrorKind::kBadSize);
  EXPECT_EQ(door.read({4, 0}, 1).error().kind, MemoryErrorKind::kBadSize);
  EXPECT_EQ(door.read({4, 2}, 4).error().kind, MemoryErrorKind::kMisaligned);
  EXPECT_TRUE(door.read({4, 4}, 4).ok());
  EXPECT_TRUE(door.read({2, (1u << 29) - 4}, 4).ok());
  EXPECT_EQ(door.read({2, (1u << 29)}, 4).error().kind, MemoryErrorKind::kOutOfBounds);
}

}  // namespace
}  // namespace zkmem
