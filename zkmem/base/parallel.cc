#include "zkmem/base/parallel.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_invoke.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

namespace zkmem {
namespace {

// An arena of the context's size, or of as many threads as the process may have: asked for more, oneTBB would
// print a warning. Inside an arena of that size already, nesting reuses it.
unsigned arena_size(unsigned wanted) {
  const size_t allowed = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return static_cast<unsigned>(std::min<size_t>(wanted, allowed));
}

template <class Body>
void in_arena(unsigned wanted, const Body& body) {
  const unsigned threads = arena_size(wanted);
  if (tbb::this_task_arena::current_thread_index() != tbb::task_arena::not_initialized &&
      tbb::this_task_arena::max_concurrency() == static_cast<int>(threads)) {
    body();
    return;
  }
  tbb::task_arena arena(static_cast<int>(threads));
  arena.execute(body);
}

}  // namespace

unsigned thread_count(const Context& context) {
  if (context.threads != 0) return context.threads;
  return std::max(1u, std::thread::hardware_concurrency());
}

void parallel_for(const Context& context, size_t count, size_t grain,
                  const std::function<void(size_t, size_t)>& body) {
  if (count == 0) return;
  grain = std::max<size_t>(grain, 1);
  const unsigned threads = thread_count(context);
  const size_t pieces = (count + grain - 1) / grain;
  const auto piece = [&](size_t index) { body(index * grain, std::min(count, (index + 1) * grain)); };
  if (threads == 1 || pieces == 1) {
    for (size_t i = 0; i < pieces; ++i) piece(i);
    return;
  }
  in_arena(threads, [&] {
    tbb::parallel_for(tbb::blocked_range<size_t>(0, pieces, 1), [&](const tbb::blocked_range<size_t>& range) {
      for (size_t i = range.begin(); i != range.end(); ++i) piece(i);
    });
  });
}

void parallel_invoke(const Context& context, const std::function<void()>& first,
                     const std::function<void()>& second) {
  const unsigned threads = thread_count(context);
  if (threads == 1) {
    first();
    second();
    return;
  }
  in_arena(threads, [&] { tbb::parallel_invoke(first, second); });
}

struct BackgroundTasks::State {
  explicit State(unsigned threads) : arena(static_cast<int>(arena_size(threads))), has_others(threads > 1) {}

  tbb::task_arena arena;
  bool has_others;
  tbb::task_group group;  // a task in it for each that was added, which takes the first one left, if any
  mutable std::mutex mutex;
  std::deque<std::function<void()>> left;
};

BackgroundTasks::BackgroundTasks(const Context& context)
    : state_(std::make_unique<State>(thread_count(context))) {}

BackgroundTasks::~BackgroundTasks() { finish(); }

void BackgroundTasks::add(std::function<void()> task) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->left.push_back(std::move(task));
  }
  if (state_->has_others) state_->arena.execute([&] { state_->group.run([this] { help(); }); });
}

size_t BackgroundTasks::waiting() const {
  const std::lock_guard lock(state_->mutex);
  return state_->left.size();
}

bool BackgroundTasks::help() {
  std::function<void()> task;
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->left.empty()) return false;
    task = std::move(state_->left.front());
    state_->left.pop_front();
  }
  task();
  return true;
}

void BackgroundTasks::finish() {
  while (help()) {
  }
  state_->arena.execute([&] { state_->group.wait(); });
}

}  // namespace zkmem
