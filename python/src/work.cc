#include "work.h"

#include <chrono>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "zkmem/base/file.h"

namespace zkmem::python {
namespace {

// How long Ctrl-C may wait, and how often progress is told at most.
constexpr auto kPatience = std::chrono::milliseconds(50);

}  // namespace

void Mailbox::post(Event event) {
  const std::lock_guard lock(mutex_);
  const bool replaces = event.kind == Event::Kind::kPhase && !events_.empty() &&
                        events_.back().kind == Event::Kind::kPhase && events_.back().words == event.words;
  if (replaces) {
    events_.back() = std::move(event);
  } else {
    events_.push_back(std::move(event));
  }
}

void Mailbox::finish() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  changed_.notify_one();
}

bool Mailbox::wait(std::vector<Event>& news) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kPatience, [this] { return finished_; });
  news = std::exchange(events_, {});
  return finished_;
}

Work::Work(const WorkOptions& options) : options_(options) {}

void Work::deliver(const std::vector<Mailbox::Event>& news) const {
  for (const Mailbox::Event& event : news) {
    switch (event.kind) {
      case Mailbox::Event::Kind::kPhase:
        options_.progress("phase", event.words, event.number);
        break;
      case Mailbox::Event::Kind::kSegment:
        options_.progress("segment", event.words, event.number);
        break;
      case Mailbox::Event::Kind::kPlan:
        options_.progress("plan", event.cells, event.number);
        break;
      case Mailbox::Event::Kind::kCall:
        event.call();
        break;
      case Mailbox::Event::Kind::kNote:
        if (!options_.notes.is_none()) options_.notes(event.words);
        break;
    }
  }
}

void Work::run_detached(const std::function<void(const Context&, const WorkEvents&)>& body) {
  using Kind = Mailbox::Event::Kind;
  Context context;
  context.threads = options_.threads;
  context.memory_budget = options_.memory_budget.value_or(machine_memory() / 4 * 3);
  context.cancel = &stop_;
  context.notes = [this](std::string_view line) { mailbox_.post({Kind::kNote, std::string(line)}); };
  WorkEvents events;
  events.call = [this](std::function<void()> call) {
    Mailbox::Event event{Kind::kCall, ""};
    event.call = std::move(call);
    mailbox_.post(std::move(event));
  };
  if (!options_.progress.is_none()) {
    context.progress = [this](std::string_view phase, double fraction) {
      mailbox_.post({Kind::kPhase, std::string(phase), fraction});
    };
    events.on_segment = [this](size_t index, size_t) {
      mailbox_.post({Kind::kSegment, "", static_cast<double>(index)});
    };
    events.on_planned = [this](const Plan& plan) {
      Mailbox::Event event{Kind::kPlan, ""};
      for (const PlannedSegment& segment : plan.segments) event.cells.push_back(segment.cells);
      mailbox_.post(std::move(event));
    };
  }

  std::exception_ptr thrown;
  std::thread worker([&] {
    try {
      body(context, events);
    } catch (...) {
      thrown = std::current_exception();
    }
    mailbox_.finish();
  });
  const auto join = [&] {
    const nb::gil_scoped_release unlocked;
    worker.join();
  };
  try {
    for (bool ended = false; !ended;) {
      std::vector<Mailbox::Event> news;
      {
        const nb::gil_scoped_release unlocked;
        ended = mailbox_.wait(news);
      }
      deliver(news);
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
      if (options_.cancel != nullptr && options_.cancel->is_requested()) stop_ = true;
    }
  } catch (...) {
    stop_ = true;
    join();
    throw;
  }
  join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace zkmem::python
