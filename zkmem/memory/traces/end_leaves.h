// The leaves of a run's ends: those that it touches, those that it starts with (an image's), and those whose
// last values are revealed, each once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/traces/leaf_marks.h"

namespace zkmem {

struct EndLeaf {
  uint32_t address_space = 0;
  uint32_t label = 0;     // pointer / 8
  uint32_t last = 0;      // the last segment that touched it, from 1; 0: none did
  bool given = false;     // the verifier puts its first token
  bool revealed = false;  // the verifier takes its last token
  friend bool operator==(const EndLeaf&, const EndLeaf&) = default;
};

// Ascending by (space, label). `given` and `revealed` are each leaf once, in any order; of these tokens only
// the leaves are looked at.
std::vector<EndLeaf> end_leaves(const LeafMarks& marks, std::span<const LedgerToken> given,
                                std::span<const LedgerToken> revealed);

// The tokens that are left of these leaves at the end: their values in `end`, and the segment of their mark,
// or 0. The leaves ascend by (space, pointer).
std::vector<LedgerToken> last_tokens(const LeafMarks& marks, const CellImage& end,
                                     std::span<const Address> leaves);

}  // namespace zkmem
