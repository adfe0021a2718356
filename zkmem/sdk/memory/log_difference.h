// In words, how a log differs from the one that a proof is about. The digest only says that it does; the log
// is at hand, so the proof's cuts, clocks and trace heights narrow it down to lines.
#pragma once

#include <span>
#include <string>

#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/statement/memory/claim.h"
#include "zkmem/statement/memory/log_digest.h"

namespace zkmem {

// Of a log that commit_log() refused to cut as the claim says: which of both is longer and from which line
// on, or the line at the cut, or else the refusal.
std::string describe_cut(const LogFile& file, const MemoryClaim& claim, const Error& refusal);

// Of a log with other parts than the proof's: segment, sizes, how many accesses each has, and their lines.
std::string describe_parts(const LogFile& file, const MemoryClaim& claim, const MemoryAirs& airs,
                           std::span<const LogParts> proven, std::span<const LogParts> given);

}  // namespace zkmem
