// zkmem/base/parallel.h where there are no threads: everything runs in its caller, in order.
#include <algorithm>
#include <deque>
#include <utility>

#include "zkmem/base/parallel.h"

namespace zkmem {

unsigned thread_count(const Context&) { return 1; }

void parallel_for(const Context&, size_t count, size_t grain,
                  const std::function<void(size_t, size_t)>& body) {
  grain = std::max<size_t>(grain, 1);
  for (size_t begin = 0; begin < count;) {
    const size_t end = begin + std::min(grain, count - begin);
    body(begin, end);
    begin = end;
  }
}

void parallel_invoke(const Context&, const std::function<void()>& first,
                     const std::function<void()>& second) {
  first();
  second();
}

struct BackgroundTasks::State {
  std::deque<std::function<void()>> left;
};

BackgroundTasks::BackgroundTasks(const Context&) : state_(std::make_unique<State>()) {}

BackgroundTasks::~BackgroundTasks() { finish(); }

void BackgroundTasks::add(std::function<void()> task) { state_->left.push_back(std::move(task)); }

size_t BackgroundTasks::waiting() const { return state_->left.size(); }

bool BackgroundTasks::help() {
  if (state_->left.empty()) return false;
  const std::function<void()> task = std::move(state_->left.front());
  state_->left.pop_front();
  task();
  return true;
}

void BackgroundTasks::finish() {
  while (help()) {
  }
}

}  // namespace zkmem
