#include "zkmem/transcript/transcript_log.h"

namespace zkmem {

std::string TranscriptLog::text() const {
  std::string out;
  for (size_t i = 0; i < entries.size(); ++i) {
    const TranscriptEntry& entry = entries[i];
    out += std::to_string(i) + (entry.sampled ? " S " : " O ") + std::to_string(entry.value) + ' ' +
           entry.label + '\n';
  }
  return out;
}

}  // namespace zkmem
