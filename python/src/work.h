// Long work for Python. It runs on a thread of its own, without the interpreter's lock; the thread that asked
// for it waits, calls what Python wants to be told, and looks for signals: Ctrl-C cancels the work and is
// raised once the work has ended, which leaves nothing half-written.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <nanobind/nanobind.h>

#include "errors.h"
#include "zkmem/base/context.h"
#include "zkmem/sdk/plan.h"

namespace zkmem::python {

// A request to stop, from any thread.
class Cancellation {
 public:
  void cancel() { requested_ = true; }
  bool is_requested() const { return requested_; }

 private:
  std::atomic<bool> requested_ = false;
};

// What every long function takes from Python.
struct WorkOptions {
  unsigned threads = 0;
  std::optional<uint64_t> memory_budget;  // none: three quarters of the machine's, as the command line
  nb::object progress;                    // called with (kind, words, number); None: not
  nb::object notes;                       // called with a line; None: not
  std::shared_ptr<Cancellation> cancel;   // null: none
};

// From the thread that works to the one that waits.
class Mailbox {
 public:
  struct Event {
    enum class Kind : uint8_t { kPhase, kNote, kSegment, kPlan, kCall };
    Kind kind = Kind::kPhase;
    std::string words;
    double number = 0;                 // the fraction; the segment
    std::vector<uint64_t> cells = {};  // of a plan: its segments' cells
    std::function<void()> call = {};   // by the one that waits, with the interpreter's lock
  };

  // Of one phase only the latest is kept.
  void post(Event event);
  void finish();
  // Waits a little for news; true: the work has ended.
  bool wait(std::vector<Event>& news);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Event> events_;
  bool finished_ = false;
};

// What a body may tell, besides what its context does.
struct WorkEvents {
  std::function<void(const Plan&)> on_planned;
  std::function<void(size_t index, size_t count)> on_segment;
  // Has the thread that waits call this, which does not stop the work.
  std::function<void(std::function<void()>)> call;
};

class Work {
 public:
  explicit Work(const WorkOptions& options);

  // With the interpreter's lock held; raises what the body's error is, or what Python raised meanwhile.
  template <class T>
  T run(const std::function<Result<T>(const Context&, const WorkEvents&)>& body) {
    std::optional<Result<T>> result;
    run_detached(
        [&](const Context& context, const WorkEvents& events) { result.emplace(body(context, events)); });
    return value_or_raise(*std::move(result));
  }

 private:
  void run_detached(const std::function<void(const Context&, const WorkEvents&)>& body);
  void deliver(const std::vector<Mailbox::Event>& news) const;

  const WorkOptions& options_;
  Mailbox mailbox_;
  std::atomic<bool> stop_ = false;
};

}  // namespace zkmem::python
