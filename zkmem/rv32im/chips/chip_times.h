// How long the chips' traces took to fill, for benchmarks: thread seconds by AIR.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace zkmem::rv32im {

// Several threads may add at once.
class ChipTimes {
 public:
  explicit ChipTimes(size_t airs) : nanoseconds_(airs) {}

  double seconds(size_t air) const { return 1e-9 * static_cast<double>(nanoseconds_[air].load()); }

  // Adds the time until it goes out of scope; to nothing if there is no ChipTimes.
  class Lap {
   public:
    Lap(ChipTimes* times, size_t air) : times_(times), air_(air) {
      if (times_ != nullptr) start_ = std::chrono::steady_clock::now();
    }
    ~Lap() {
      if (times_ == nullptr) return;
      const auto taken = std::chrono::steady_clock::now() - start_;
      times_->nanoseconds_[air_] += std::chrono::duration_cast<std::chrono::nanoseconds>(taken).count();
    }
    Lap(const Lap&) = delete;
    Lap& operator=(const Lap&) = delete;

   private:
    ChipTimes* times_;
    size_t air_;
    std::chrono::steady_clock::time_point start_;
  };

 private:
  std::vector<std::atomic<int64_t>> nanoseconds_;
};

}  // namespace zkmem::rv32im
