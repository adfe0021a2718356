// An access log to be proven in global memory: planning runs it, cuts it, commits what each segment takes
// from and puts into the ledger, and draws the challenge; then each segment, and the ends, are proven from
// their own files, in any order. docs/spec/global-memory.md.
#pragma once

#include <memory>

#include "zkmem/sdk/memory/input.h"

namespace zkmem {

class GlobalMemoryInput final : public MemoryInput {
 public:
  using MemoryInput::MemoryInput;
  // A log that was made in memory, and must stay.
  explicit GlobalMemoryInput(MemoryInput&& input) : MemoryInput(std::move(input)) {}

  const Statement& statement() const override;
  std::string checksum() const override;
  Result<Plan> plan(const Context& context, KeyCache& keys, const WorkFolder& folder,
                    std::vector<std::string>& notes) const override;

  // Leaves whose values at the end the proof says, by the address of any of their cells. Without a root at
  // the start none may be one that starts with anything but zeros.
  std::vector<Address> revealed;

 private:
  bool ends_in_root() const { return roots.final || state.has_value(); }
  bool starts_from_root() const { return roots.initial || ends_in_root(); }
  // Each once, ascending, of their first cell.
  Result<std::vector<Address>> revealed_leaves() const;
};

// By what the log's configuration says.
std::unique_ptr<MemoryInput> memory_input(FileBytes file, LogFile log);
// A log that was made in memory, and must stay.
std::unique_ptr<MemoryInput> memory_input(const LogFile& log);

}  // namespace zkmem
