#include "zkmem/vm/trap.h"

#include <fmt/format.h>

namespace zkmem {

std::string_view trap_name(TrapCause cause) {
  switch (cause) {
    case TrapCause::kMisaligned:
      return "misaligned";
    case TrapCause::kOutOfRange:
      return "out_of_range";
    case TrapCause::kJumpOutside:
      return "jump_outside_program";
    case TrapCause::kRanPastEnd:
      return "ran_past_end";
    case TrapCause::kNotAnInstruction:
      return "not_an_instruction";
    case TrapCause::kHintExhausted:
      return "hint_stream_exhausted";
    case TrapCause::kInputExhausted:
      return "input_exhausted";
    case TrapCause::kHintBufferSize:
      return "hint_buffer_size";
    case TrapCause::kHintRandomSize:
      return "hint_random_size";
    case TrapCause::kPrintNotUtf8:
      return "print_not_utf8";
    case TrapCause::kRefused:
      return "refused";
    case TrapCause::kExtension:
      return "extension";
  }
  return "unknown";
}

std::string Trap::message() const {
  switch (cause) {
    case TrapCause::kMisaligned:
      return fmt::format("misaligned access: {} bytes at address {:#x} of space {}, must be a multiple of {}",
                         size, address, address_space, limit);
    case TrapCause::kOutOfRange:
      return fmt::format("access out of range: {} bytes at address {:#x} of space {}, which ends at {:#x}",
                         size, address, address_space, limit);
    case TrapCause::kJumpOutside:
      return detail.empty() ? fmt::format("jump to {:#x}, where there is no instruction", address) : detail;
    case TrapCause::kRanPastEnd:
      return fmt::format("no instruction at {:#x}, execution ran past the program", address);
    case TrapCause::kNotAnInstruction:
      return fmt::format("the word {:#010x} at {:#x} is no instruction of the machine", address, pc);
    case TrapCause::kHintExhausted:
      return fmt::format("hint stream exhausted: {} bytes wanted, {} left", address, limit);
    case TrapCause::kInputExhausted:
      return fmt::format("input exhausted: hint_input wants item {}, {} given", limit + 1, limit);
    case TrapCause::kHintBufferSize:
      return fmt::format(
          "hint_buffer of {} words, must be 1 to {}{}", address, limit,
          address == 0 ? ""
                       : ": OpenVM 2's limit, guests of older toolchains ask for more and need a rebuild");
    case TrapCause::kHintRandomSize:
      return fmt::format("hint_random of {} words, at most {} are given at a time", address, limit);
    case TrapCause::kPrintNotUtf8:
      return fmt::format("printed text is not UTF-8 at its byte {}", address);
    case TrapCause::kRefused:
    case TrapCause::kExtension:
      return detail;
  }
  return detail;
}

}  // namespace zkmem
