// The statement that an access log is consistent, its segments tied by one ledger: what each segment starts
// from is what those before it have left, without a root between them. docs/spec/global-memory.md.
#pragma once

#include "zkmem/statement/memory/statement.h"
#include "zkmem/statement/memory_global/challenge.h"
#include "zkmem/statement/memory_global/claim.h"
#include "zkmem/statement/statement.h"

namespace zkmem {

// The ends have no part of the log.
struct GlobalMemoryFacts : MemoryFacts {
  bool is_ends = false;
  LedgerParts ledger;  // what puts and takes tokens
  // Of the ledger's chips, if there are any.
  std::optional<LedgerChallenge> challenge;
  Ext4 sum;
};

const Statement& global_memory_statement();

// Bits of a ledger: that sums of fingerprints cancel only where tokens do. With the most rows that a run may
// have, or with those of the parts.
double ledger_bits(ParameterFamily family, uint64_t rows);
uint64_t ledger_rows(std::span<const AnyFacts> facts);

}  // namespace zkmem
