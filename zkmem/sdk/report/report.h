// The profile of an input: planned as for a proof, and gone through once more. Of a program that is another
// execution, of which each segment's record is there in turn.
#pragma once

#include <span>
#include <string>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/report/profile.h"
#include "zkmem/sdk/statement_input.h"
#include "zkmem/statement/keys.h"

namespace zkmem {

struct ReportOptions {
  // Also plan the input with segments half and twice as long, which takes as long as planning it so: of a
  // long program beside going through it, on a thread of its own if the context has several.
  bool other_cuts = false;
};

// `name` is the input's, for messages. A program that does not end is an error as in planning it; a log that
// is not consistent has a profile with its violation.
Result<Profile> profile_input(const Context& context, KeyCache& keys, StatementInput& input,
                              const std::string& name, const ReportOptions& options = {});

// Of a proof file: its segments and chips. It is not verified.
Result<Profile> profile_proof(KeyCache& keys, std::span<const uint8_t> file, const std::string& name);

}  // namespace zkmem
