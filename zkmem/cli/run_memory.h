// What `zkmem run` takes of --memory-budget: what the process holds when the program starts, and what each
// page that it touches, each access that is logged and each byte that it prints add until the run is
// reported.
#pragma once

#include <cstdint>
#include <string>

#include "zkmem/base/result.h"
#include "zkmem/cli/run_setup.h"
#include "zkmem/rv32im/machine.h"

namespace zkmem::cli {

class RunMemory {
 public:
  // The budget that the options give, or the default.
  static Result<RunMemory> create(const RunOptions& options);

  // kLimit if a state whose memory has so many pages does not fit; before it is loaded.
  Status check_state(uint64_t pages) const;
  // For MachineOptions.
  const rv32im::MemoryLimit& limit() const { return limit_; }
  // The run begins now, with what is resident by now. kLimit if the budget does not hold that.
  Status begin(rv32im::Machine& machine);
  // A segment ended; the log of those that did takes so many bytes.
  void next_segment(rv32im::Machine& machine, uint64_t log_bytes);
  // Why a run stopped for StopReason::kMemoryLimit.
  Error error(const rv32im::Machine& machine) const;

 private:
  RunMemory(std::string name, uint64_t budget, const rv32im::MemoryLimit& limit)
      : name_(std::move(name)), budget_(budget), limit_(limit) {}
  uint64_t taken() const { return at_start_ + log_bytes_; }

  std::string name_;
  uint64_t budget_;
  rv32im::MemoryLimit limit_;
  uint64_t at_start_ = 0;
  uint64_t log_bytes_ = 0;
};

}  // namespace zkmem::cli
