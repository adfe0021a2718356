// Why a program cannot go on. A trap happens before its instruction does anything: memory, clock and log are
// as they were after the instruction before. A run that traps ends with a report and is never proven.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace zkmem {

enum class TrapCause : uint8_t {
  kMisaligned,        // address is no multiple of `limit`
  kOutOfRange,        // address + size is beyond the space's `limit` cells
  kJumpOutside,       // jump target `address` is no instruction
  kRanPastEnd,        // no instruction at pc
  kNotAnInstruction,  // the word `address` at pc is none
  kHintExhausted,     // `address` bytes wanted, `limit` left in the hint stream
  kInputExhausted,    // hint_input with no input item left, after `limit` items
  kHintBufferSize,    // hint_buffer of `address` words, must be 1 … `limit`
  kHintRandomSize,    // hint_random of `address` words, at most `limit`
  kPrintNotUtf8,      // print_str: byte `address` of the text breaks UTF-8
  kRefused,           // the memory refused the access, why in `detail`
  kExtension,         // an extension's own reason, in `detail`
};

// One word for scripts: "misaligned", "out_of_range", ….
std::string_view trap_name(TrapCause cause);

struct Trap {
  TrapCause cause = TrapCause::kRanPastEnd;
  uint32_t pc = 0;
  uint32_t address_space = 0;  // of the access, if it was one
  uint64_t address = 0;
  uint64_t limit = 0;
  uint32_t size = 0;   // bytes wanted at `address`
  std::string detail;  // kRefused, kExtension; kJumpOutside if there is a word at the target

  // What happened, in one line with both numbers.
  std::string message() const;
};

}  // namespace zkmem
