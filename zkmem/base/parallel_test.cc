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

}  // namespace
}  // namespace zkmem
