// The one door to threads. Work is cut into ranges whose results must not depend on how they are cut.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

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

// Tasks that go on beside their caller, on the context's other threads, and on its own where it helps. With
// one thread they wait until it does. They begin in the order in which they were added, must not throw, and
// must not add others. For one caller, which stays.
class BackgroundTasks {
 public:
  explicit BackgroundTasks(const Context& context);
  BackgroundTasks(const BackgroundTasks&) = delete;
  BackgroundTasks& operator=(const BackgroundTasks&) = delete;
  ~BackgroundTasks();  // finishes them

  void add(std::function<void()> task);
  // Tasks that nobody has begun.
  size_t waiting() const;
  // Runs one of them here; false: there is none.
  bool help();
  // Returns when all are done, with the caller's help.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zkmem
