// An access log to be proven, and the memory it starts on: replayed once, so that every read has its values
// and a log that is not consistent is refused with the line at fault before anything is proven.
#pragma once

#include <memory>
#include <optional>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {

class ReplayedLog {
 public:
  // kRejected if a read does not return what was last written, naming its place and the last write.
  static Result<ReplayedLog> replay(const Context& context, const LogFile& file, const CellImage& initial);

  const AccessLog& log() const { return *log_; }
  const CellImage& initial() const { return initial_; }

 private:
  ReplayedLog(std::unique_ptr<MemoryController<BabyBear>> controller, CellImage initial)
      : controller_(std::move(controller)),
        log_(&controller_->memory().log()),
        initial_(std::move(initial)) {}

  std::unique_ptr<MemoryController<BabyBear>> controller_;  // owns the log
  const AccessLog* log_;
  CellImage initial_;
};

// Whether the log says what each of its reads returned.
bool says_all_values(const AccessLog& log);

// The memory a log runs on: the state's, if there is one, else the log's own. A log that has initial memory
// itself must agree with the state.
Result<CellImage> start_of_log(const Context& context, const LogFile& file,
                               const std::optional<CellImage>& state);

}  // namespace zkmem
