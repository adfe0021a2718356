#include "zkmem/cli/run_memory.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/cli/progress.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/sdk/segment_proving.h"

namespace zkmem::cli {
namespace {

// Bytes a page of 4096 cells, with what allocation and tables add. All of it, as a page may be touched
// anywhere.
constexpr uint64_t kPlainPage = 4096 + 128;         // live: the cells
constexpr uint64_t kTimedPage = 2 * 4096 + 128;     // live and recorded: the cells and their last times
constexpr uint64_t kImagePage = 4096 + 128;         // in an image
constexpr uint64_t kTreePage = uint64_t{36} << 10;  // the subtree over it
constexpr uint64_t kSavedPage = 5 * 4096;           // encoded in a saved run, whose bytes double as they grow

// Bytes an access in the log, and what it takes as text or binary while its segment is written.
constexpr uint64_t kLogEntry = 20;
constexpr uint64_t kTextAccess = 256;
constexpr uint64_t kBinaryAccess = 64;
constexpr uint64_t kRecordedInstruction = 12;

// A byte printed under --json: kept, as base64, and in the object's text.
constexpr uint64_t kPrintedByte = 6;

// Beside what is resident at the start: threads and their scratch, the report.
constexpr uint64_t kLater = uint64_t{6} << 20;

}  // namespace

Result<RunMemory> RunMemory::create(const RunOptions& options) {
  const uint64_t budget = options.budget.empty() ? default_memory_budget() : parse_bytes(options.budget);
  if (budget == 0) return bad_input("--memory-budget: '" + options.budget + "' is no size (512M, 8G, …)");
  rv32im::MemoryLimit limit;
  const bool recorded = !options.log.empty();
  limit.page = (recorded ? kTimedPage : kPlainPage) + kImagePage;
  if (!options.save.empty()) limit.page += kImagePage + kSavedPage;
  if (!options.state.empty()) limit.page += kImagePage + 2 * kTreePage;
  if (recorded) {
    const bool text = log_format_for(options.log) == LogFormat::kJsonLines;
    limit.access = kLogEntry + (text ? kTextAccess : kBinaryAccess);
    limit.instruction = kRecordedInstruction;
  }
  if (options.json || !options.save.empty()) limit.output = kPrintedByte;
  return RunMemory(options.source(), budget, limit);
}

Status RunMemory::check_state(uint64_t pages) const {
  const uint64_t needed = kProcessBytes + pages * (kImagePage + kTreePage);
  if (needed <= budget_) return {};
  return limit_reached(fmt::format(
      "{}: the state's memory has {} pages of 4096 cells: the run needs {} bytes of memory, the budget is {}",
      name_, pages, needed, budget_));
}

Status RunMemory::begin(rv32im::Machine& machine) {
  at_start_ = std::max(kProcessBytes, resident_memory() + kLater);
  if (taken() + machine.memory_needed() > budget_) return error(machine);
  machine.set_memory_limit(budget_ - taken());
  return {};
}

void RunMemory::next_segment(rv32im::Machine& machine, uint64_t log_bytes) {
  log_bytes_ = log_bytes;
  machine.set_memory_limit(budget_ - std::min(budget_, taken()));
}

Error RunMemory::error(const rv32im::Machine& machine) const {
  return rv32im::memory_limit_error(machine, taken(), budget_).in(name_);
}

}  // namespace zkmem::cli
