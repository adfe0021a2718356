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

#ifdef ZKMEM_THREAD_SANITIZER  // CMakeLists.txt
#include <sanitizer/tsan_interface.h>
#endif

namespace zkmem {
namespace {

// What oneTBB orders, said to the thread sanitizer, which does not see into the library: what is done before
// work is handed out is done before the work, and the work before its end.
class Order {
 public:
#ifdef ZKMEM_THREAD_SANITIZER
  void hand_out() { __tsan_release(&begin_); }
  void begin() { __tsan_acquire(&begin_); }
  void end() { __tsan_release(&end_); }
  void joined() { __tsan_acquire(&end_); }

 private:
  char begin_ = 0;
  char end_ = 0;
#else
  void hand_out() {}
  void begin() {}
  void end() {}
  void joined() {}
#endif
};

// Work as a piece between `hand_out` and `joined`.
template <class Work>
void in_order(Order& order, const Work& work) {
  order.begin();
  work();
  order.end();
}

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
  Order order;
  order.hand_out();
  arena.execute([&] { in_order(order, body); });  // on another thread if the arena is full
  order.joined();
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
    Order order;
    order.hand_out();
    tbb::parallel_for(tbb::blocked_range<size_t>(0, pieces, 1), [&](const tbb::blocked_range<size_t>& range) {
      in_order(order, [&] {
        for (size_t i = range.begin(); i != range.end(); ++i) piece(i);
      });
    });
    order.joined();
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
  in_arena(threads, [&] {
    Order order;
    order.hand_out();
    tbb::parallel_invoke([&] { in_order(order, first); }, [&] { in_order(order, second); });
    order.joined();
  });
}

struct BackgroundTasks::State {
  explicit State(unsigned threads) : arena(static_cast<int>(arena_size(threads))), has_others(threads > 1) {}

  tbb::task_arena arena;
  bool has_others;
  tbb::task_group group;  // a task in it for each that was added, which takes the first one left, if any
  mutable std::mutex mutex;
  std::deque<std::function<void()>> left;
  Order order;
};

BackgroundTasks::BackgroundTasks(const Context& context)
    : state_(std::make_unique<State>(thread_count(context))) {}

BackgroundTasks::~BackgroundTasks() { finish(); }

void BackgroundTasks::add(std::function<void()> task) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->left.push_back(std::move(task));
  }
  if (!state_->has_others) return;
  state_->order.hand_out();
  state_->arena.execute([this] {
    state_->group.run([this, order = &state_->order] {
      order->begin();
      help();
    });
  });
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
  state_->order.end();
  return true;
}

void BackgroundTasks::finish() {
  while (help()) {
  }
  state_->arena.execute([&] { state_->group.wait(); });
  state_->order.joined();
}

}  // namespace zkmem
