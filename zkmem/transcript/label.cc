#include "zkmem/transcript/label.h"

namespace zkmem {

std::string Label::text() const {
  std::string out;
  size_t next = 0;
  for (const char* c = pattern_; *c != '\0'; ++c) {
    if (c[0] == '{' && c[1] == '}' && next < kMaxNumbers) {
      out += std::to_string(numbers_[next++]);
      ++c;
    } else {
      out += *c;
    }
  }
  return out;
}

}  // namespace zkmem
