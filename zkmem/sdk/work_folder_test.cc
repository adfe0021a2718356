#include "zkmem/sdk/work_folder.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "zkmem/base/file.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/sdk/work_lock.h"

namespace zkmem {
namespace {

class WorkFolderTest : public ::testing::Test {
 protected:
  void put(const std::string& name) { ASSERT_TRUE(write_file(path() + "/" + name, "x").ok()); }
  bool has(const std::string& name) const { return std::filesystem::exists(path() + "/" + name); }
  std::string path() const { return scratch_.path(); }

  testing::ScratchFolder scratch_{"work_folder"};
  WorkFolder folder_ = WorkFolder::create(scratch_.path()).value();
};

TEST_F(WorkFolderTest, AHolderOfAllExcludesEveryone) {
  const auto held = WorkLock::whole(path());
  ASSERT_TRUE(held.ok());
  const auto second = WorkLock::whole(path());
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().message.find("pid " + std::to_string(::getpid())), std::string::npos)
      << second.error().message;
  EXPECT_FALSE(WorkLock::segment(path(), 3).ok());
}

TEST_F(WorkFolderTest, SegmentsExcludeThemselvesAndAHolderOfAll) {
  const auto third = WorkLock::segment(path(), 3);
  const auto fourth = WorkLock::segment(path(), 4);
  ASSERT_TRUE(third.ok() && fourth.ok());
  EXPECT_FALSE(WorkLock::segment(path(), 3).ok());
  EXPECT_FALSE(WorkLock::whole(path()).ok());
  EXPECT_TRUE(WorkLock::is_held(path(), 3));
  EXPECT_FALSE(WorkLock::is_held(path(), 2));
}

// Who plans keeps others from planning, and lets them have segments; and takes the rest back when it is free.
TEST_F(WorkFolderTest, WhoPlansLeavesSegmentsToOthers) {
  EXPECT_FALSE(WorkLock::is_planned(path()));
  const auto planning = WorkLock::planning(path());
  ASSERT_TRUE(planning.ok());
  EXPECT_TRUE(WorkLock::is_planned(path()));
  EXPECT_FALSE(WorkLock::is_held(path(), 0));
  EXPECT_FALSE(WorkLock::whole(path()).ok());
  EXPECT_FALSE(WorkLock::planning(path()).ok());
  {
    const auto first = WorkLock::segment(path(), 0);
    ASSERT_TRUE(first.ok());
    EXPECT_FALSE(planning->take_rest());
  }
  EXPECT_TRUE(planning->take_rest());
  EXPECT_FALSE(WorkLock::segment(path(), 0).ok());
}

TEST_F(WorkFolderTest, SegmentsAtWorkExcludeWhoPlans) {
  const auto third = WorkLock::segment(path(), 3);
  ASSERT_TRUE(third.ok());
  EXPECT_FALSE(WorkLock::planning(path()).ok());
}

TEST_F(WorkFolderTest, APlanIsEitherGrowingOrWhole) {
  ASSERT_TRUE(write_file(path() + "/growing.json", R"({"zkmem_plan":2})").ok());
  EXPECT_FALSE(folder_.has_plan());
  EXPECT_TRUE(WorkFolder::open(path()).ok());
  EXPECT_TRUE(folder_.check_only_work().ok());
  EXPECT_NE(folder_.plan().error().message.find("growing.json"), std::string::npos);
  ASSERT_TRUE(folder_.clear().ok());
  EXPECT_FALSE(folder_.has_growing_plan() || WorkFolder::open(path()).ok());
}

TEST_F(WorkFolderTest, ADeadProcessHoldsNothing) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = WorkLock::whole(path());
    ::_exit(lock.ok() ? 0 : 1);  // without a destructor
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  ASSERT_TRUE(has("lock"));
  EXPECT_TRUE(WorkLock::whole(path()).ok());
}

TEST_F(WorkFolderTest, ClearKeepsTheLockAndRemoveKeepsWhatIsNotOurs) {
  const auto lock = WorkLock::whole(path());
  for (const char* name : {"plan.json", "program.elf", "input0", "state", "end", "segment0.start",
                           "segment12.proof", "segment12.log", "segment1.proof.part.77"})
    put(name);
  EXPECT_EQ(folder_.count_proofs().value(), 1U);
  EXPECT_TRUE(folder_.check_only_work().ok());
  ASSERT_TRUE(folder_.clear().ok());
  EXPECT_FALSE(has("plan.json") || has("segment12.proof") || has("segment1.proof.part.77") || has("state"));
  EXPECT_TRUE(has("lock"));
  put("notes.txt");
  ASSERT_TRUE(folder_.remove().ok());
  EXPECT_TRUE(has("notes.txt"));
  EXPECT_FALSE(has("lock"));
}

// What stops a removal, as a kill would, leaves a folder that is known as work.
TEST_F(WorkFolderTest, RemoveLeavesTheLockForLast) {
  {
    ASSERT_TRUE(WorkLock::whole(path()).ok());
  }
  for (uint32_t k = 0; k < 8; ++k) put(WorkFolder::start_name(k));
  const std::string stuck = path() + "/" + WorkFolder::proof_name(0);
  std::filesystem::create_directories(stuck + "/inside");
  EXPECT_FALSE(folder_.remove().ok());
  EXPECT_TRUE(folder_.check_only_work().ok());
  std::filesystem::remove_all(stuck);
  EXPECT_TRUE(folder_.remove().ok());
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(WorkFolderTest, OtherFoldersAreNotTakenForWork) {
  EXPECT_TRUE(folder_.check_only_work().ok()) << "empty";
  put("program.elf");
  EXPECT_FALSE(folder_.check_only_work().ok()) << "somebody's program: there is no plan and never was a lock";
  put("plan.json");
  EXPECT_TRUE(folder_.check_only_work().ok());
  for (const char* name :
       {"segment.proof", "segment0.proofs", "input", "input0.txt", "segment0.proof.part.x", "Plan.json"}) {
    put(name);
    const Status refused = folder_.check_only_work();
    ASSERT_FALSE(refused.ok()) << name;
    EXPECT_NE(refused.error().message.find(name), std::string::npos);
    std::filesystem::remove(path() + "/" + name);
  }
}

}  // namespace
}  // namespace zkmem
