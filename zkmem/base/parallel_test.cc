#include "zkmem/base/parallel.h"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

TEST(ParallelFor, CoversEachIndexOnce) {
  for (const unsigned threads : {1u, 2u, 8u}) {
    Context context;
    context.threads = threads;
    std::vector<std::atomic<int>> seen(1001);
    parallel_for(context, seen.size(), 10, [&](size_t begin, size_t end) {
      EXPECT_LE(end - begin, 10u);
      for (size_t i = begin; i < end; ++i) ++seen[i];
    });
    for (const auto& count : seen) EXPECT_EQ(count.load(), 1);
  }
}

TEST(ParallelFor, Nests) {
  Context context;
  context.threads = 2;
  std::atomic<int> total = 0;
  parallel_for(context, 8, 1,
               [&](size_t, size_t) { parallel_for(context, 8, 1, [&](size_t, size_t) { ++total; }); });
  EXPECT_EQ(total.load(), 64);
}

TEST(ParallelInvoke, RunsBoth) {
  for (const unsigned threads : {1u, 2u}) {
    Context context;
    context.threads = threads;
    std::atomic<int> total = 0;
    parallel_invoke(context, [&] { total += 1; }, [&] { total += 2; });
    EXPECT_EQ(total.load(), 3);
  }
}

TEST(BackgroundTasks, AreAllDoneOnce) {
  for (const unsigned threads : {1u, 2u, 8u}) {
    Context context;
    context.threads = threads;
    std::vector<std::atomic<int>> seen(1000);
    BackgroundTasks tasks(context);
    for (std::atomic<int>& one : seen) {
      tasks.add([&one] { ++one; });
      while (tasks.waiting() > 3) tasks.help();
    }
    tasks.finish();
    EXPECT_EQ(tasks.waiting(), 0u);
    EXPECT_FALSE(tasks.help());
    for (const auto& count : seen) EXPECT_EQ(count.load(), 1);
    // And more of them later.
    tasks.add([&] { ++seen[0]; });
    tasks.finish();
    EXPECT_EQ(seen[0].load(), 2);
  }
}

TEST(BackgroundTasks, AreDoneWhenTheyEnd) {
  for (const unsigned threads : {1u, 2u}) {
    Context context;
    context.threads = threads;
    std::atomic<int> done = 0;
    {
      BackgroundTasks tasks(context);
      for (int i = 0; i < 5; ++i) tasks.add([&] { ++done; });
    }
    EXPECT_EQ(done.load(), 5);
  }
}

TEST(BackgroundTasks, BeginInOrderAndOnOneThreadWhenHelped) {
  Context context;
  context.threads = 1;
  std::vector<int> done;
  BackgroundTasks tasks(context);
  for (int i = 0; i < 3; ++i) tasks.add([&done, i] { done.push_back(i); });
  EXPECT_TRUE(done.empty());
  EXPECT_TRUE(tasks.help());
  EXPECT_EQ(done, (std::vector<int>{0}));
  tasks.finish();
  EXPECT_EQ(done, (std::vector<int>{0, 1, 2}));
}

}  // namespace
}  // namespace zkmem
