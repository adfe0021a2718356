// The persistent state: versions of the memory by root, in a folder. One transaction per version: whatever
// happens, the last committed root is what the next open finds, and loading it recomputes every digest, so a
// damaged page is named and never served. Older versions stay; rolling back is choosing one of them. One
// writer at a time: a second one gets an error at once. Readers do not block. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/tree.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/store/lmdb.h"
#include "zkmem/store/page_table.h"

namespace zkmem {

// Whether a version is the memory of a run that is not over: the run's next segment starts from it.
enum class RunPhase : uint8_t { kFinished = 0, kUnderWay = 1 };

struct StateVersion {
  uint64_t id = 0;      // 1, 2, … in order of commits
  uint64_t parent = 0;  // the version it was made from; 0: none
  Digest root = {};
  uint64_t unix_time = 0;  // seconds
  RunPhase phase = RunPhase::kFinished;
  std::string note;
};

struct LoadedState {
  StateVersion version;
  CellImage image;
  MerkleTree tree;
};

class StateStore {
 public:
  enum class Access { kRead, kWrite };

  // An existing state. kWrite takes the writer's lock until the store is destroyed.
  static Result<StateStore> open(const std::string& folder, Access access);
  // The same for writing; a folder without a state becomes an empty one of that configuration. A state of
  // another configuration is refused, naming the difference.
  static Result<StateStore> open_or_create(const std::string& folder, const MemoryConfig& config);

  const MemoryConfig& config() const { return config_; }

  // In order of commits. The head is what the next run starts from.
  Result<std::vector<StateVersion>> versions() const;
  Result<std::optional<StateVersion>> head() const;
  // The newest version with that root.
  Result<StateVersion> find(const Digest& root) const;
  // The head and the versions it was made from, newest first.
  Result<std::vector<StateVersion>> history() const;

  // Pages of the version's memory: what load() will hold.
  Result<size_t> num_pages(const StateVersion& version) const;

  // Recomputes every digest of the version while loading it.
  Result<LoadedState> load(const Context& context, const Poseidon2Batch& hash,
                           const StateVersion& version) const;

  // Makes (image, tree) the new head. Writes only pages that no version has yet.
  Result<StateVersion> commit(const CellImage& image, const MerkleTree& tree, const std::string& note,
                              RunPhase phase = RunPhase::kFinished);

  // Makes the newest version with that root the head.
  Result<StateVersion> rollback(const Digest& root);

  // Pages in which two versions differ, ascending; only page tables are read.
  Result<std::vector<PageId>> differing_pages(const StateVersion& a, const StateVersion& b) const;

 private:
  class WriterLock {
   public:
    WriterLock() = default;
    WriterLock(WriterLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    WriterLock& operator=(WriterLock&& other) noexcept {
      std::swap(fd_, other.fd_);
      return *this;
    }
    ~WriterLock();
    Status take(const std::string& folder);

   private:
    int fd_ = -1;
  };
  struct Tables {
    MDB_dbi meta, versions, pages;
  };

  StateStore(std::string folder, WriterLock lock, lmdb::Environment env, MemoryConfig config)
      : folder_(std::move(folder)),
        lock_(std::move(lock)),
        env_(std::move(env)),
        config_(std::move(config)) {}

  static Result<StateStore> open_folder(const std::string& folder, Access access, const MemoryConfig* create);
  Result<Tables> tables(lmdb::Transaction& txn) const;
  Result<PageTable> page_table(lmdb::Transaction& txn, const Tables& tables,
                               const StateVersion& version) const;
  // The number of a version from its key, or from what names the head.
  Result<uint64_t> id_of(lmdb::Bytes key) const;
  Result<StateVersion> version_by_id(lmdb::Transaction& txn, const Tables& tables, uint64_t id) const;
  Error damaged(const std::string& what) const;

  std::string folder_;
  WriterLock lock_;  // released after the environment is closed
  lmdb::Environment env_;
  MemoryConfig config_;
};

}  // namespace zkmem
