// The statement that an access log is consistent, its segments tied by one ledger: what each segment starts
// from is what those before it have left, without a root between them. docs/spec/global-memory.md.
#pragma once

#include <optional>

#include "zkmem/statement/ledger/facts.h"
#include "zkmem/statement/memory/statement.h"
#include "zkmem/statement/memory_global/claim.h"
#include "zkmem/statement/statement.h"

namespace zkmem {

// The ends have no part of the log.
struct GlobalMemoryFacts : MemoryFacts {
  bool is_segment = false;
  bool has_ends = false;  // beside the last segment's chips, or a part of them alone
  LedgerFacts ledger;
};

const Statement& global_memory_statement();

}  // namespace zkmem
