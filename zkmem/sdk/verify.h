// Verification of a proof file as a whole: what it shows, in words, and first what it does not. The
// verifier's own options decide what is accepted; nothing of that comes from the file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log_file.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/statement/zkproof.h"
#include "zkmem/vm/program.h"

namespace zkmem {

struct VerificationOptions {
  std::optional<MemoryConfig>
      config;  // the only one accepted; none: the built-in one of the statement's kind
  std::optional<ParameterChoice> params;  // likewise: a family, and maybe a height
  bool allow_weak_params = false;
  const Program* program =
      nullptr;  // the run must be of this program, loaded over zeros unless initial_root is given
  const LogFile* log = nullptr;  // the statement must be about this log
  std::optional<Digest> initial_root;
  std::optional<Digest> final_root;
};

struct VerificationReport {
  std::vector<std::string> not_shown;  // a sentence each, most important first
  std::vector<std::string> shown;
  double proven_bits = 0;
};

// An error of kind kRejected says which rule is broken, with both values.
Result<VerificationReport> verify_zkproof(const Context& context, KeyCache& keys, const ZkProof& proof,
                                          const VerificationOptions& options);

}  // namespace zkmem
