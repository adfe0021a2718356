// The record of a transcript: every word observed (O) or sampled (S), in order, with its label; and under
// poseidon2 the sponge's state after each permutation. Two parties that disagree find the first differing
// line. Not thread-safe. Text form: one line `index O|S canonical_value label` per word
// (docs/spec/transcript.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "zkmem/hash/poseidon2.h"

namespace zkmem {

struct TranscriptEntry {
  bool sampled = false;
  uint32_t value = 0;
  std::string label;
  friend bool operator==(const TranscriptEntry&, const TranscriptEntry&) = default;
};

struct TranscriptLog {
  std::vector<TranscriptEntry> entries;
  std::vector<Poseidon2State> states;

  std::string text() const;
};

}  // namespace zkmem
