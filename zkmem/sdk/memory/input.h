// An access log to be proven consistent: replayed once and cut into segments, each proven from its own files.
// docs/spec/work-folder.md. In global memory it is a memory_global/input.h.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "zkmem/memory/log/log_file.h"
#include "zkmem/sdk/memory/replayed_log.h"
#include "zkmem/sdk/statement_input.h"

namespace zkmem {

class MemoryInput : public StatementInput {
 public:
  // `file` is what the log was read from, or will be told by.
  MemoryInput(FileBytes file, LogFile log_of_it)
      : log_file(std::move(file)),
        owned_(std::make_unique<const LogFile>(std::move(log_of_it))),
        log(*owned_) {}
  // A log that was made in memory, and must stay.
  static MemoryInput of(const LogFile& log);

  const Statement& statement() const override;
  MemoryConfig config() const override { return log.config; }
  // The log, its configuration, how it is cut.
  std::string checksum() const override;
  std::string_view identity() const override { return "log, or it was planned with other options"; }
  // kRejected if the log is not consistent.
  Result<Plan> plan(const Context& context, KeyCache& keys, const WorkFolder& folder,
                    std::vector<std::string>& notes) const override;
  Result<CheckOutcome> check(const Context& context) const override;

  // The digest that a proof of this input will have, without proving it: cut and planned in the same way.
  Result<Commitment> planned_digest(const Context& context, KeyCache& keys,
                                    std::vector<std::string>& notes) const;

  FileBytes log_file;

 protected:
  MemoryInput(FileBytes file, const LogFile* given) : log_file(std::move(file)), log(*given) {}
  // kRejected if the log is not consistent.
  Result<ReplayedLog> replayed(const Context& context) const;

 private:
  std::unique_ptr<const LogFile> owned_;  // null: someone else's

 public:
  const LogFile& log;
};

}  // namespace zkmem
