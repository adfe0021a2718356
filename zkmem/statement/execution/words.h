// What the verified proof of a run shows, in words.
#pragma once

#include <string>

#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/verify.h"

namespace zkmem {

void describe_run(const VerifiedClaim& verified, VerificationReport& report);

// Of any proof about a run: what is shown of program and input only in part, or not at all.
void say_program_not_shown(const VerifiedClaim& verified, VerificationReport& report);
// What was added to the machine; empty: nothing.
const std::string& extension_of(const ExecutionClaim& claim);
// Its public values as hex digits.
std::string public_value_words(const ExecutionClaim& claim);

}  // namespace zkmem
