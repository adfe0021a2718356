#include "zkmem/store/run_versions.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"

namespace zkmem {
namespace {

class RunVersionsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "zkmem_run_versions_" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const Poseidon2Batch& hash() const { return simd_poseidon2_batch(); }

  RunVersions begin(const char* name) {
    auto store = StateStore::open_or_create(folder_, config_);
    EXPECT_TRUE(store.ok()) << store.error().message;
    StateMemory head = load_head(context_, hash(), *store).value();
    return RunVersions(std::move(*store), name, head.image, head.tree, 0);
  }
  // Commits a segment that sets one cell.
  StateVersion step(RunVersions& run, uint32_t cell, std::optional<uint32_t> exit_code) {
    CellImage after = run.image();
    EXPECT_TRUE(after.set({2, cell}, 7).ok());
    const auto version = run.commit(context_, hash(), after, {0x200010, exit_code, std::nullopt});
    EXPECT_TRUE(version.ok()) << version.error().message;
    return *version;
  }

  std::string folder_;
  Context context_;
  MemoryConfig config_ = MemoryConfig::openvm_v2_default();
};

TEST_F(RunVersionsTest, OneVersionPerSegmentSaysWhereTheRunIs) {
  RunVersions run = begin("run a.elf");
  const StateVersion first = step(run, 8, std::nullopt);
  const StateVersion last = step(run, 50000, 3);
  EXPECT_EQ(first.note, "run a.elf: segment 0, under way at pc 0x00200010");
  EXPECT_EQ(first.phase, RunPhase::kUnderWay);
  EXPECT_EQ(last.note, "run a.elf: segment 1, finished with exit code 3");
  EXPECT_EQ(last.phase, RunPhase::kFinished);
  EXPECT_EQ(last.parent, first.id);
  EXPECT_EQ(run.segment(), 2u);
  // The tree kept up to date is the tree built from scratch, and both versions read back.
  EXPECT_EQ(run.tree().root(), tree_of_image(context_, hash(), config_, run.image())->root());
  const auto listed = run.store().versions();
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_EQ(listed->front().phase, RunPhase::kUnderWay);
  EXPECT_TRUE(run.store().load(context_, hash(), first).ok());
  EXPECT_EQ(load_head(context_, hash(), run.store())->image, run.image());
}

TEST_F(RunVersionsTest, TheVersionThatARunBeganOn) {
  {
    RunVersions run = begin("one");
    EXPECT_FALSE(version_before(run.store(), 0)->has_value());
    EXPECT_FALSE(version_before(run.store(), 1).ok());
    step(run, 8, 0);
  }
  RunVersions run = begin("two");
  step(run, 16, std::nullopt);
  step(run, 24, std::nullopt);
  EXPECT_EQ(version_before(run.store(), 2).value()->id, 1u);
  EXPECT_FALSE(version_before(run.store(), 3)->has_value());
  EXPECT_FALSE(version_before(run.store(), 4).ok());
  // Back on the first version, another branch: the abandoned one is not in its history.
  StateVersion base = *version_before(run.store(), 2).value();
  {
    RunVersions moved = std::move(run);
  }
  auto store = StateStore::open(folder_, StateStore::Access::kWrite);
  ASSERT_TRUE(store.ok()) << store.error().message;
  ASSERT_TRUE(store->rollback(base.root).ok());
  EXPECT_EQ(store->history()->size(), 1u);
}

TEST_F(RunVersionsTest, AProofOfAnotherRootCommitsNothing) {
  RunVersions run = begin("prove");
  const auto refused = run.commit(context_, hash(), run.image(), {0x200010, 0, Digest{}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kRejected);
  EXPECT_TRUE(run.store().versions()->empty());
}

// A segment may leave memory as it was (it ran branches only): still a version, with the same root.
TEST_F(RunVersionsTest, ASegmentThatChangesNothingIsAVersionToo) {
  RunVersions run = begin("spin");
  const StateVersion first = step(run, 8, std::nullopt);
  const auto second = run.commit(context_, hash(), run.image(), {0x200010, std::nullopt, std::nullopt});
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->root, first.root);
  EXPECT_EQ(run.store().history()->size(), 2u);
}

}  // namespace
}  // namespace zkmem
