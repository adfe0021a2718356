// Does what a sanitizer is there to report, so that a build in which it reports nothing is noticed:
//   canary race      two pieces of a parallel loop write one place
//   canary joined    ... write places of their own, which are read after the loop: nothing is wrong
//   canary tasks     the same of tasks in the background
//   canary heap      reads behind the end of an allocation
//   canary overflow  adds beyond the largest int
//   canary leak      loses an allocation
#include <climits>
#include <cstdio>
#include <string_view>
#include <thread>
#include <vector>

#include "zkmem/base/parallel.h"

namespace {

constexpr size_t kPieces = 1000;

int race(const zkmem::Context& context) {
  size_t sum = 0;
  zkmem::parallel_for(context, kPieces, 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) sum += i;
  });
  return sum != 0 ? 0 : 1;
}

int joined(const zkmem::Context& context) {
  std::vector<std::vector<size_t>> places(kPieces, {1});
  const auto grow = [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) places[i].push_back(places[i].back() + 1);
  };
  // Pieces of one loop are read by others in the next.
  zkmem::parallel_for(context, kPieces, 1, grow);
  zkmem::parallel_for(context, kPieces, 7, grow);
  zkmem::parallel_invoke(context, [&] { grow(0, kPieces / 2); }, [&] { grow(kPieces / 2, kPieces); });
  size_t sum = 0;
  for (const auto& place : places) sum += place.back();
  return sum == 4 * kPieces ? 0 : 1;
}

// Each round by threads that are there from the round before: starting them orders nothing.
int tasks(const zkmem::Context& context) {
  size_t sum = 0;
  for (size_t round = 0; round < 100; ++round) {
    std::vector<std::vector<size_t>> places(kPieces / 10, {1});
    zkmem::BackgroundTasks background(context);
    for (auto& place : places) {
      background.add([&place] {
        for (size_t i = 0; i < kPieces / 10; ++i) place.push_back(i);
      });
    }
    while (background.waiting() > kPieces / 20) std::this_thread::yield();
    background.finish();
    for (const auto& place : places) sum += place.size();
  }
  return sum == 10 * kPieces * (kPieces / 10 + 1) ? 0 : 1;
}

int heap() {
  const std::vector<char> bytes(100);
  volatile size_t at = 100;
  return bytes.data()[at];
}

int overflow() {
  volatile int most = INT_MAX;
  return most + 1 == 0 ? 1 : 0;
}

int leak() {
  volatile size_t size = 100;
  char* volatile lost = new char[size];
  lost[0] = 1;
  lost = nullptr;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  zkmem::Context context;
  context.threads = 4;
  if (what == "race") return race(context);
  if (what == "joined") return joined(context);
  if (what == "tasks") return tasks(context);
  if (what == "heap") return heap();
  if (what == "overflow") return overflow();
  if (what == "leak") return leak();
  std::puts("usage: canary race|joined|tasks|heap|overflow|leak");
  return 2;
}
