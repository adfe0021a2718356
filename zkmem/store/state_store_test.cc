#include "zkmem/store/state_store.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "zkmem/base/file.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/store/lmdb.h"

namespace zkmem {
namespace {

class StateStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        testing::TempDir() + "zkmem_state_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const Poseidon2Batch& hash() const { return simd_poseidon2_batch(); }
  // Sets cells and commits; returns the new version.
  StateVersion commit(StateStore& store, CellImage& image,
                      const std::vector<std::pair<Address, uint32_t>>& writes) {
    for (const auto& [address, value] : writes) EXPECT_TRUE(image.set(address, value).ok());
    const MerkleTree tree = tree_of_image(context_, hash(), config_, image).value();
    const auto version = store.commit(image, tree, "test");
    EXPECT_TRUE(version.ok()) << version.error().message;
    return *version;
  }

  std::string folder_;
  Context context_;
  MemoryConfig config_ = MemoryConfig::hybrid_default();
};

TEST_F(StateStoreTest, ThreeVersionsListDiffRollBack) {
  CellImage image(config_, BabyBear::kModulus);
  auto store = StateStore::open_or_create(folder_, config_);
  ASSERT_TRUE(store.ok()) << store.error().message;
  EXPECT_FALSE(store->head().value().has_value());
  const StateVersion one = commit(*store, image, {{{2, 100}, 7}});
  const StateVersion two = commit(*store, image, {{{2, 5000}, 8}, {{4, 3}, 2013265920}});
  const StateVersion three = commit(*store, image, {{{2, 5000}, 0}});
  EXPECT_EQ(store->versions()->size(), 3u);
  EXPECT_EQ(store->head().value()->id, 3u);
  EXPECT_EQ(three.parent, 2u);

  EXPECT_EQ(store->differing_pages(one, two).value(), (std::vector<PageId>{{2, 1}, {4, 0}}));
  EXPECT_EQ(store->differing_pages(two, three).value(), (std::vector<PageId>{{2, 1}}));
  EXPECT_EQ(store->differing_pages(one, three).value(), (std::vector<PageId>{{4, 0}}));

  ASSERT_TRUE(store->rollback(one.root).ok());
  EXPECT_EQ(store->head().value()->id, 1u);
  const auto loaded = store->load(context_, hash(), *store->head().value());
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  EXPECT_EQ(loaded->image.get({2, 100}), 7u);
  EXPECT_EQ(loaded->image.get({4, 3}), 0u);
  EXPECT_EQ(loaded->tree.root(), one.root);
  // Work goes on from there; the later versions stay.
  CellImage branch = loaded->image;
  const StateVersion four = commit(*store, branch, {{{1, 4}, 1}});
  EXPECT_EQ(four.parent, 1u);
  EXPECT_EQ(store->find(two.root)->id, 2u);
}

TEST_F(StateStoreTest, EqualPagesAreStoredOnce) {
  CellImage image(config_, BabyBear::kModulus);
  auto store = StateStore::open_or_create(folder_, config_);
  std::vector<std::pair<Address, uint32_t>> writes;
  for (uint32_t page = 0; page < 50; ++page) {
    for (uint32_t i = 0; i < kPageCells; ++i) writes.push_back({{2, page * kPageCells + i}, (i * i) % 251});
  }
  commit(*store, image, writes);
  const auto size = std::filesystem::file_size(folder_ + "/data.mdb");
  EXPECT_LT(size, 50u * kPageCells / 2);
}

TEST_F(StateStoreTest, ASecondWriterGetsAClearError) {
  auto first = StateStore::open_or_create(folder_, config_);
  ASSERT_TRUE(first.ok());
  const auto second = StateStore::open(folder_, StateStore::Access::kWrite);
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().message.find("is being written by another process (pid "), std::string::npos);
}

TEST_F(StateStoreTest, AnotherConfigurationIsRefused) {
  ASSERT_TRUE(StateStore::open_or_create(folder_, config_).ok());
  const auto other = StateStore::open_or_create(folder_, MemoryConfig::openvm_v2_default());
  ASSERT_FALSE(other.ok());
  EXPECT_NE(other.error().message.find("has another configuration: "), std::string::npos)
      << other.error().message;
  EXPECT_FALSE(StateStore::open(folder_ + "_absent", StateStore::Access::kRead).ok());
}

// Every byte of the file changed in turn (sampled): the state either loads with its root or is refused; it
// never serves other cells.
TEST_F(StateStoreTest, DamageIsFoundNeverServed) {
  CellImage image(config_, BabyBear::kModulus);
  StateVersion version;
  {
    auto store = StateStore::open_or_create(folder_, config_);
    std::vector<std::pair<Address, uint32_t>> writes;
    for (uint32_t i = 0; i < kPageCells; ++i) writes.push_back({{2, 3 * kPageCells + i}, (i * 7919) % 256});
    version = commit(*store, image, writes);
  }
  const std::string path = folder_ + "/data.mdb";
  const auto good = read_file(path).value();
  // Damage inside the compressed page: find its frame by the zstd magic.
  const std::vector<uint8_t> magic = {0x28, 0xb5, 0x2f, 0xfd};
  size_t named = 0;
  auto at = good.begin();
  while ((at = std::search(at, good.end(), magic.begin(), magic.end())) != good.end()) {
    for (const size_t offset : {size_t{16}, size_t{24}, size_t{40}}) {
      auto bad = good;
      const size_t place = static_cast<size_t>(at - good.begin()) + offset;
      if (place >= bad.size()) continue;
      bad[place] ^= 0x20;
      ASSERT_TRUE(write_file(path, bad).ok());
      const auto store = StateStore::open(folder_, StateStore::Access::kRead);
      if (!store.ok()) continue;
      const auto loaded = store->load(context_, hash(), version);
      if (loaded.ok()) {
        EXPECT_EQ(loaded->image, image);
      } else {
        EXPECT_NE(loaded.error().message.find("is damaged: "), std::string::npos) << loaded.error().message;
        if (loaded.error().message.find("page 3 of space 2") != std::string::npos) ++named;
      }
    }
    ++at;
  }
  EXPECT_GT(named, 0u);
}

// A version by a key that is no number of 8 bytes cannot be gone back to, and nothing is committed behind it:
// the head named a version that was not there.
TEST_F(StateStoreTest, AVersionByAnotherKeyIsDamage) {
  const std::vector<std::vector<uint8_t>> keys = {
      {0xff}, std::vector<uint8_t>(9, 0xff), std::vector<uint8_t>(8, 0xff), {0, 0, 0, 0, 0, 0, 0, 0}};
  for (const std::vector<uint8_t>& key : keys) {
    SCOPED_TRACE(key.size());
    std::filesystem::remove_all(folder_);
    CellImage image(config_, BabyBear::kModulus);
    StateVersion version;
    {
      auto store = StateStore::open_or_create(folder_, config_);
      version = commit(*store, image, {{{2, 5}, 7}});
    }
    {
      auto env = lmdb::Environment::open(folder_, 3, true);
      auto txn = env->write();
      const auto table = txn->table("versions", false);
      const auto last = txn->last(**table);
      ASSERT_TRUE(last.ok() && last->has_value());
      const std::vector<uint8_t> record((*last)->second.begin(), (*last)->second.end());
      ASSERT_TRUE(txn->put(**table, key, record).ok() && txn->commit().ok());
    }
    auto store = StateStore::open(folder_, StateStore::Access::kWrite);
    ASSERT_TRUE(store.ok()) << store.error().message;
    const auto gone_back = store->rollback(version.root);
    ASSERT_FALSE(gone_back.ok());
    EXPECT_NE(gone_back.error().message.find("is damaged: a version's number has"), std::string::npos)
        << gone_back.error().message;
    const auto head = store->head();
    ASSERT_TRUE(head.ok() && head->has_value()) << "as it was";
    if (key == keys.back())
      continue;  // first in order: what is committed is behind the version that there is
    const auto committed = store->commit(image, tree_of_image(context_, hash(), config_, image).value(), "n",
                                         RunPhase::kFinished);
    EXPECT_FALSE(committed.ok());
  }
}

TEST_F(StateStoreTest, ATruncatedFileIsRefused) {
  CellImage image(config_, BabyBear::kModulus);
  {
    auto store = StateStore::open_or_create(folder_, config_);
    commit(*store, image, {{{2, 100}, 7}});
  }
  std::filesystem::resize_file(folder_ + "/data.mdb", 3 * 4096);
  const auto store = StateStore::open(folder_, StateStore::Access::kRead);
  ASSERT_FALSE(store.ok());
  EXPECT_NE(store.error().message.find("its pages need"), std::string::npos) << store.error().message;
}

std::string opening_error(const std::string& folder) {
  const auto store = StateStore::open(folder, StateStore::Access::kRead);
  return store.ok() ? "" : store.error().message;
}

TEST_F(StateStoreTest, WhatIsNoStateIsSaidInWordsWithItsFile) {
  EXPECT_EQ(opening_error(folder_), "no state in '" + folder_ + "'");
  std::filesystem::create_directories(folder_);
  const std::string path = folder_ + "/data.mdb";
  ASSERT_TRUE(write_file(path, std::string_view()).ok());
  EXPECT_EQ(opening_error(folder_), "no state in '" + folder_ + "': its data.mdb is empty");
  EXPECT_EQ(std::filesystem::file_size(path), 0u);
  for (const size_t bytes : {1u, 100u, 4096u, 20000u}) {
    ASSERT_TRUE(write_file(path, std::string(bytes, 'x')).ok());
    EXPECT_EQ(opening_error(folder_), "cannot open '" + path + "': it is no LMDB file") << bytes;
  }
  // An empty file is where a first run may have died: the next one begins there.
  ASSERT_TRUE(write_file(path, std::string_view()).ok());
  EXPECT_TRUE(StateStore::open_or_create(folder_, config_).ok());
}

TEST_F(StateStoreTest, ARootThatNoVersionHasIsNamed) {
  const auto store = StateStore::open_or_create(folder_, config_);
  const std::string message = store->find(Digest{}).error().message;
  EXPECT_NE(message.find(std::string(64, '0')), std::string::npos) << message;
}

// By its owner it could always be written: the one who reads is somebody else.
TEST_F(StateStoreTest, AStateThatMayNotBeWrittenIsRead) {
  CellImage image(config_, BabyBear::kModulus);
  {
    auto store = StateStore::open_or_create(folder_, config_);
    commit(*store, image, {{{2, 100}, 7}});
  }
  using std::filesystem::perms;
  const perms everyone_reads = perms::owner_read | perms::group_read | perms::others_read;
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    std::filesystem::permissions(entry.path(), everyone_reads);
  std::filesystem::permissions(folder_,
                               everyone_reads | perms::owner_exec | perms::group_exec | perms::others_exec);
  const bool is_root = ::geteuid() == 0;
  ASSERT_TRUE(!is_root || ::seteuid(65534) == 0);
  const auto store = StateStore::open(folder_, StateStore::Access::kRead);
  const auto for_writing = StateStore::open(folder_, StateStore::Access::kWrite);
  ASSERT_TRUE(!is_root || ::seteuid(0) == 0);
  std::filesystem::permissions(folder_, perms::owner_all);
  ASSERT_TRUE(store.ok()) << store.error().message;
  EXPECT_EQ(store->load(context_, hash(), *store->head().value())->image, image);
  ASSERT_FALSE(for_writing.ok());
  EXPECT_NE(for_writing.error().message.find("writer.lock': Permission denied"), std::string::npos)
      << for_writing.error().message;
}

}  // namespace
}  // namespace zkmem
