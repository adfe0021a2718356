// Traces that wait in a file while a proof does not read them: what gives way when memory is short. The
// commitment, the leaves of LogUp-GKR, the first constraint round, the stacked reduction and the openings
// read them from front to back; while the rounds in between run, no page of them need be in memory. The proof
// is the same.
#pragma once

#include <functional>
#include <string>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/unnamed_file.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

class SpilledTraces {
 public:
  // Copies the cells to a file without a name in `directory`; the input's own cells may go then. kIo if the
  // file system is full.
  static Result<SpilledTraces> write(const Context& context, const std::string& directory,
                                     const ProvingInput& input);

  // Views into the file.
  const ProvingInput& input() const { return input_; }
  uint64_t bytes() const { return file_.size(); }
  // For ProveOptions: gives the pages back. This object must stay.
  std::function<void()> release_pages() const {
    return [this] { file_.release_pages(); };
  }

 private:
  explicit SpilledTraces(UnnamedFile file) : file_(std::move(file)) {}

  UnnamedFile file_;
  ProvingInput input_;
};

// What making and proving traces takes, the traces included.
struct ProvingNeed {
  uint64_t resident = 0;  // the traces stay in memory
  uint64_t spilled = 0;   // they are only there until they are in the file; its pages do not count
};
ProvingNeed proving_need(const VerifyingKey& key, const ProvingInput& input, unsigned threads = 0);

}  // namespace zkmem
