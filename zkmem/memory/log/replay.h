// Replaying a log through the controller: what a machine did, done again. The controller's own log then has
// previous times and values, whatever the source knew.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {

// A read that did not return what memory holds.
struct ReadMismatch {
  size_t entry = 0;  // of the log
  Access access;
  uint32_t cell = 0;                 // the first one that differs
  uint32_t logged = 0;               // what the log says
  uint32_t actual = 0;               // what memory holds
  std::optional<size_t> last_write;  // the entry that wrote it; none: it is initial memory

  // "line 7: read of 4 cells at 2:16: cell 18 is 5 in the log but 6 in memory, written by line 3"
  std::string message(const LogFile& file) const;
};

struct ReplayOutcome {
  std::optional<ReadMismatch> mismatch;  // the replay stopped there
};

// Runs every operation of the file's log, from the controller's present cells; its clock must be where the
// log's begins. A log from a file obeys the controller's rules; an error here means it does not fit this
// controller's configuration.
Result<ReplayOutcome> replay_log(const LogFile& file, ControllerCore& controller, const Context& context);

}  // namespace zkmem
