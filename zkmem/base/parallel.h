// The one door to threads. Work is cut into ranges whose results must not depend on how they are cut.
#pragma once

#include <cstddef>
#include <functional>

#include "zkmem/base/context.h"

namespace zkmem {

// The number of threads a context stands for (at least 1).
unsigned thread_count(const Context& context);

// Calls body(begin, end) over disjoint ranges that cover [0, count), each at most `grain` long, on the
// context's threads; returns when all are done. With one thread it runs inline, in order. body must not
// throw.
void parallel_for(const Context& context, size_t count, size_t grain,
                  const std::function<void(size_t begin, size_t end)>& body);

// Runs both, possibly at the same time.
void parallel_invoke(const Context& context, const std::function<void()>& first,
                     const std::function<void()>& second);

}  // namespace zkmem
