// The prover's working memory: one reserved range of addresses. Large blocks are given out first fit from the
// bottom, so that what one phase frees the next one reuses and fresh pages are only touched when the
// high-water mark rises; small ones from the top, lest one of them stands between two large ones that are
// free. Huge pages where the system gives them. May be kept from proof to proof. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/mutex.h"

namespace zkmem {

class WorkMemory {
 public:
  // Room for `bytes` in use at a time; what does not fit is taken from the system as it comes. Nothing is
  // touched yet.
  explicit WorkMemory(uint64_t bytes);
  ~WorkMemory();
  WorkMemory(const WorkMemory&) = delete;
  WorkMemory& operator=(const WorkMemory&) = delete;

  // Aligned to 64 bytes, blocks of 32 MiB and more to 2 MiB. The contents are indeterminate.
  // std::bad_alloc: there is no memory, and nothing is taken.
  void* take(size_t bytes);
  // Never fails: destructors give back.
  void give(void* block, size_t bytes) noexcept;

  // What was touched of the range: up to the end of the highest large block, and from the lowest small one.
  uint64_t touched() const { return high_water_ + top_depth_; }
  // The most bytes that were in use at a time, in the range or beside it.
  uint64_t peak_use() const { return peak_use_; }

 private:
  struct Range {
    size_t offset = 0;
    size_t length = 0;
    size_t end() const { return offset + length; }
  };

  // What places and lengths of such blocks are multiples of; at most a sixteenth of them is lost.
  static size_t grain_of(size_t bytes);
  static size_t rounded(size_t bytes);
  // Takes so much out of the free ranges; none has the room: nothing.
  std::optional<size_t> take_place(size_t length);

  Mutex mutex_;
  std::byte* mapping_ = nullptr;
  std::byte* base_ = nullptr;  // in it, at a multiple of 2 MiB
  size_t size_ = 0;
  std::vector<Range> free_;  // ascending, never adjacent
  size_t blocks_ = 0;        // in use, of the range
  uint64_t high_water_ = 0;
  uint64_t top_depth_ = 0;
  uint64_t use_ = 0;
  uint64_t peak_use_ = 0;
};

// What the prover's phases take instead of the bare context.
class Workspace : public Context {
 public:
  Workspace(const Context& context, WorkMemory& memory, std::function<void()> traces_idle = {})
      : Context(context), memory_(&memory), traces_idle_(std::move(traces_idle)) {}
  WorkMemory& memory() const { return *memory_; }

  // Said by a phase that will not read the traces for a while.
  void traces_are_idle() const {
    if (traces_idle_) traces_idle_();
  }

 private:
  WorkMemory* memory_;
  std::function<void()> traces_idle_;
};

}  // namespace zkmem
