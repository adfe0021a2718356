// What the verified proof of a log shows, in words, whatever ties its segments together.
#pragma once

#include <string>
#include <vector>

#include "zkmem/statement/verify.h"

namespace zkmem {

// What is said of the memory that a log starts on and leaves.
struct MemoryInWords {
  std::string start;             // "memory that is zero everywhere"
  std::vector<std::string> end;  // sentences
  std::vector<std::string> not_shown_of_end;
  std::vector<std::string> not_shown_of_start;
  std::string parts_of_ends = {};  // ", its ends in 3 parts"; empty: they are in one
};

void describe_log(const VerifiedClaim& verified, const MemoryInWords& memory, VerificationReport& report);

}  // namespace zkmem
