// Tells the progress of a part of some work: its phases, with words before them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "zkmem/base/context.h"

namespace zkmem {

// The context, reporting "segment 3: traces" where it would report "traces".
inline Context with_words(const Context& context, std::string words) {
  Context inner = context;
  if (context.progress) {
    inner.progress = [outer = context.progress, words = std::move(words)](std::string_view phase,
                                                                          double fraction) {
      outer(words + std::string(phase), fraction);
    };
  }
  return inner;
}

}  // namespace zkmem
