// What the chips of a log bind in a segment's proof, whatever ties the segments together.
#pragma once

#include "zkmem/base/result.h"
#include "zkmem/memory/statement/memory_airs.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/statement/memory/claim.h"
#include "zkmem/statement/memory/log_digest.h"

namespace zkmem {

// Index, is_last and the clock's end, of a proof that has the connector. kRejected: is_last is no bit.
Result<LogSegment> connector_facts(const MemoryAirs& airs, const Proof& proof);

// kRejected if what is claimed of the connector is not what the proof binds.
Status check_connector(const LogSegment& claimed, const LogSegment& proven);

// A log chip each.
LogParts log_parts(const MemoryAirs& airs, const Proof& proof);

// Height and commitment of a chip's one cached part; none: the chip is absent.
std::optional<LogPart> cached_part(const Proof& proof, size_t air);

// Segment k of `count`: its index, and that it says to be the last one if it is. kRejected otherwise.
Status check_index(const LogSegment& proven, size_t k, size_t count);

}  // namespace zkmem
