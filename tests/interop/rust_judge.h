// The registry's verifier in a process of its own, asked over two pipes (interop/src/answers.rs).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <sys/types.h>

namespace zkmem::interop {

struct Answer {
  enum class Kind { kAccepted, kRejected, kNone } kind = Kind::kNone;
  std::string reason;  // of kNone: that it died, or took too long
};

// Begun when it is asked, and again when it has died. Not thread-safe.
class RustJudge {
 public:
  // The judge may take `memory` bytes and `seconds` a question.
  RustJudge(std::string program, uint64_t memory, int seconds)
      : program_(std::move(program)), memory_(memory), seconds_(seconds) {}
  RustJudge(const RustJudge&) = delete;
  RustJudge& operator=(const RustJudge&) = delete;
  ~RustJudge() { end(); }

  // A question, and its answer; in between the judge thinks.
  void ask(std::span<const uint8_t> key, std::span<const uint8_t> proof);
  Answer answer();

 private:
  void begin();
  void end();
  bool write(std::span<const uint8_t> bytes);
  bool read(std::span<uint8_t> bytes);

  std::string program_;
  uint64_t memory_ = 0;
  int seconds_ = 0;
  pid_t child_ = -1;
  int to_ = -1;
  int from_ = -1;
  bool timed_out_ = false;
  std::vector<uint8_t> key_;  // the one that it has
};

}  // namespace zkmem::interop
