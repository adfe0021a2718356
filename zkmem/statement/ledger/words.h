// What a ledger shows of the memory at the start and the end of a run, in words.
#pragma once

#include <string>
#include <vector>

#include "zkmem/statement/claim.h"
#include "zkmem/statement/ledger/claim.h"

namespace zkmem {

// "memory that is zero everywhere", also if a root says so.
std::string start_in_words(const MemoryConfig& config, const LedgerClaim& ledger);
// Sentences: the root of the end, or each revealed leaf: "it leaves 1 2 3 4 0 0 0 0 at 2:0, from segment 1".
std::vector<std::string> end_in_words(const LedgerClaim& ledger);
// ", its ends in 3 parts"; empty unless there are several.
std::string parts_in_words(const Claim& claim);
// Sentences: what is not shown of the end; and of the start, to who knows no more than the claim.
std::vector<std::string> not_shown_of_end(const LedgerClaim& ledger);
std::vector<std::string> not_shown_of_start(const MemoryConfig& config, const LedgerClaim& ledger);

}  // namespace zkmem
