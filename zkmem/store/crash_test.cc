// kill -9 at any moment leaves the last committed root: a process commits versions without end, another kills
// it at random points, opens the state, and checks everything the last version promises.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/store/state_store.h"

namespace zkmem {
namespace {

// Version n: cell (2, 8 k) holds (n + k) mod 251 for k < 600; the note says n.
CellImage image_of(const MemoryConfig& config, uint64_t n) {
  CellImage image(config, BabyBear::kModulus);
  for (uint32_t k = 0; k < 600; ++k) {
    static_cast<void>(image.set({2, 8 * k}, static_cast<uint32_t>((n + k) % 251)));
  }
  return image;
}

// The committing process: tells each version it has committed through the pipe. Never returns.
[[noreturn]] void commit_forever(const std::string& folder, const MemoryConfig& config, int pipe) {
  Context context;
  context.threads = 1;
  auto store = StateStore::open_or_create(folder, config);
  if (!store.ok()) std::_Exit(2);
  const auto head = store->head();
  if (!head.ok()) std::_Exit(3);
  for (uint64_t n = head->has_value() ? (*head)->id + 1 : 1;; ++n) {
    const CellImage image = image_of(config, n);
    const auto tree = tree_of_image(context, scalar_poseidon2_batch(), config, image);
    if (!tree.ok() || !store->commit(image, *tree, std::to_string(n)).ok()) std::_Exit(4);
    if (::write(pipe, &n, sizeof n) != sizeof n) std::_Exit(5);
  }
}

TEST(StateStoreCrash, KillNineLeavesTheLastCommittedRoot) {
  const int kills = std::getenv("ZKMEM_CRASHES") != nullptr ? std::atoi(std::getenv("ZKMEM_CRASHES")) : 200;
  const std::string folder = testing::TempDir() + "zkmem_crash";
  std::filesystem::remove_all(folder);
  const MemoryConfig config = MemoryConfig::openvm_v2_default();
  std::mt19937 rng(4);
  Context context;
  uint64_t committed = 0;
  for (int round = 0; round < kills; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      commit_forever(folder, config, ends[1]);
    }
    ::close(ends[1]);
    std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution<int>(0, 40000)(rng)));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the committing process ended by itself with " << WEXITSTATUS(status);
    // What it said it committed must be there; at most one more may be.
    uint64_t n = 0;
    while (::read(ends[0], &n, sizeof n) == static_cast<ssize_t>(sizeof n)) committed = n;
    ::close(ends[0]);

    const auto store = StateStore::open_or_create(folder, config);
    ASSERT_TRUE(store.ok()) << store.error().message;
    const auto head = store->head();
    ASSERT_TRUE(head.ok()) << head.error().message;
    const uint64_t id = head->has_value() ? (*head)->id : 0;
    ASSERT_GE(id, committed);
    ASSERT_LE(id, committed + 1);
    committed = id;
    if (id == 0) continue;
    const auto loaded = store->load(context, scalar_poseidon2_batch(), **head);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    ASSERT_EQ(loaded->version.note, std::to_string(id));
    ASSERT_EQ(loaded->image, image_of(config, id));
  }
  EXPECT_GT(committed, 0u);
  RecordProperty("versions", std::to_string(committed));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace zkmem
