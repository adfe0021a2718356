#include "zkmem/store/lmdb_pages.h"

#include <filesystem>
#include <random>

#include <gtest/gtest.h>
#include <unistd.h>

#include "zkmem/base/file.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/store/state_store.h"

namespace zkmem {
namespace {

class DataFile : public ::testing::Test {
 protected:
  DataFile() : folder_(testing::TempDir() + "zkmem_pages_" + std::to_string(::getpid())) {
    std::filesystem::remove_all(folder_);
  }
  ~DataFile() override { std::filesystem::remove_all(folder_); }

  // Versions of a memory of some pages of random cells, which need pages of their own in the file.
  void commit(uint32_t versions) {
    auto store = StateStore::open_or_create(folder_, config_).value();
    std::mt19937 random(versions);
    for (uint32_t n = 0; n < versions; ++n) {
      for (uint32_t cell = 0; cell < 4096; ++cell)
        ASSERT_TRUE(image_.set({2, 4096 * (n % 8) + cell}, random() % 256).ok());
      const auto tree = tree_of_image({}, simd_poseidon2_batch(), config_, image_);
      ASSERT_TRUE(store.commit(image_, *tree, "version " + std::to_string(n)).ok());
    }
  }
  std::string data() const { return folder_ + "/data.mdb"; }
  std::string opening_error() const {
    const auto store = StateStore::open(folder_, StateStore::Access::kRead);
    return store.ok() ? "" : store.error().message;
  }
  // Everything that a state is asked for: whatever its file holds, an answer or an error.
  void read_all() const {
    const auto store = StateStore::open(folder_, StateStore::Access::kRead);
    if (!store.ok()) return;
    const auto versions = store->versions();
    if (!versions.ok()) return;
    for (const StateVersion& version : *versions) {
      const auto loaded = store->load({}, simd_poseidon2_batch(), version);
      if (!loaded.ok()) continue;
      EXPECT_EQ(loaded->tree.root(), version.root);
    }
  }

  std::string folder_;
  MemoryConfig config_ = MemoryConfig::openvm_v2_default();
  CellImage image_{config_, BabyBear::kModulus};
};

TEST_F(DataFile, WhatLmdbWritesIsAccepted) {
  for (const uint32_t versions : {1u, 2u, 40u}) {
    commit(versions);
    EXPECT_EQ(opening_error(), "") << versions;
  }
  const auto store = StateStore::open(folder_, StateStore::Access::kRead);
  EXPECT_EQ(store->versions()->size(), 43u);
  EXPECT_EQ(store->load({}, simd_poseidon2_batch(), **store->head())->image, image_);
}

TEST_F(DataFile, AnyByteMayBeChanged) {
  commit(12);
  const std::vector<uint8_t> honest = read_file(data()).value();
  std::mt19937 random(3);
  size_t refused = 0;
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<uint8_t> bytes = honest;
    // Half of them where pages say what they are.
    for (int k = 0; k < 1 + trial % 3; ++k) {
      const size_t page = random() % (bytes.size() / 4096);
      const size_t place = trial % 2 == 0 ? random() % bytes.size() : 4096 * page + random() % 64;
      bytes[place] = static_cast<uint8_t>(random());
    }
    ASSERT_TRUE(write_file(data(), bytes).ok());
    if (opening_error().find("is damaged: page ") != std::string::npos) ++refused;
    read_all();
  }
  EXPECT_GT(refused, 10u);
}

TEST_F(DataFile, AFileThatWasNotWholeWhenItWasMadeIsBegunAnew) {
  {
    ASSERT_TRUE(StateStore::open_or_create(folder_, config_).ok());
  }
  // As it is made: two pages of which nothing is committed; the disk was full behind the first.
  const std::vector<uint8_t> whole = read_file(data()).value();
  const std::vector<uint8_t> first(whole.begin(), whole.begin() + 4096);
  ASSERT_TRUE(write_file(data(), first).ok());
  EXPECT_TRUE(lmdb::is_unbegun(data()));
  EXPECT_EQ(opening_error(), "no state in '" + folder_ + "': its data.mdb is empty");
  commit(2);
  EXPECT_EQ(opening_error(), "");
}

TEST_F(DataFile, AStateThatWasCutShortIsNotBegunAnew) {
  commit(2);
  const std::vector<uint8_t> whole = read_file(data()).value();
  const std::vector<uint8_t> first(whole.begin(), whole.begin() + 4096);
  ASSERT_TRUE(write_file(data(), first).ok());
  EXPECT_FALSE(lmdb::is_unbegun(data()));
  EXPECT_FALSE(StateStore::open_or_create(folder_, config_).ok());
  EXPECT_EQ(read_file(data()).value(), first);
}

}  // namespace
}  // namespace zkmem
