#include "plan.h"

#include <mutex>

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <nlohmann/json.hpp>

#include "errors.h"
#include "input.h"
#include "work.h"
#include "zkmem/cli/statement_json.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/sdk/work_lock.h"
#include "zkmem/statement/key_check.h"
#include "zkmem/statement/verify.h"

namespace zkmem::python {
namespace {

using Json = nlohmann::ordered_json;

// Keys, kept for the life of the process: whoever proves a segment takes a cache that nobody uses.
class KeyPool {
 public:
  class Loan {
   public:
    explicit Loan(KeyPool& pool) : pool_(pool) {
      const std::lock_guard lock(pool_.mutex_);
      if (pool_.idle_.empty()) return;
      keys_ = std::move(pool_.idle_.back());
      pool_.idle_.pop_back();
    }
    ~Loan() {
      const std::lock_guard lock(pool_.mutex_);
      pool_.idle_.push_back(std::move(keys_));
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    KeyCache& keys() { return *keys_; }

   private:
    KeyPool& pool_;
    std::unique_ptr<KeyCache> keys_ = std::make_unique<KeyCache>();
  };

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<KeyCache>> idle_;
};

KeyPool& key_pool() {
  static KeyPool pool;
  return pool;
}

struct WorkPlan {
  WorkFolder folder;
  Plan plan;
  bool on_disk = true;
};

using Shared = std::shared_ptr<WorkPlan>;

Shared make_plan(const Input& input, const std::string& path, const WorkOptions& options) {
  return Work(options).run<Shared>([&](const Context& context, const WorkEvents& events) -> Result<Shared> {
    std::optional<WorkFolder> folder;
    std::optional<WorkLock> lock;
    if (path.empty()) {
      folder = WorkFolder::in_memory();
    } else {
      ZKMEM_ASSIGN_OR_RETURN(folder, WorkFolder::create(path));
      if (folder->has_plan()) return bad_input("there is a plan in '" + path + "' already");
      ZKMEM_RETURN_IF_ERROR(folder->check_only_work());
      ZKMEM_ASSIGN_OR_RETURN(lock, WorkLock::whole(path));
      ZKMEM_RETURN_IF_ERROR(folder->clear());
    }
    ProofRun run;
    run.name = input.name();
    KeyPool::Loan loan(key_pool());
    Result<Plan> made = zkmem::make_plan(context, loan.keys(), input.input(), run, *folder, std::nullopt);
    if (!made.ok()) {
      static_cast<void>(folder->remove());
      return made.error();
    }
    // Kept traces are this thread's; what proves a segment reads the folder.
    made->kept = KeptSegment();
    if (events.on_planned) events.on_planned(*made);
    return std::make_shared<WorkPlan>(WorkPlan{*folder, *std::move(made), !path.empty()});
  });
}

Shared open_plan(const std::string& path) {
  const auto opened = [&]() -> Result<Shared> {
    ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::open(path));
    ZKMEM_ASSIGN_OR_RETURN(Plan plan, folder.plan());
    return std::make_shared<WorkPlan>(WorkPlan{folder, std::move(plan), true});
  };
  return value_or_raise(opened());
}

// A plan in memory, of the files that another process has.
Shared plan_of_files(const std::vector<std::pair<std::string, nb::bytes>>& files) {
  const auto made = [&]() -> Result<Shared> {
    WorkFolder folder = WorkFolder::in_memory();
    for (const auto& [name, content] : files) {
      ZKMEM_RETURN_IF_ERROR(folder.write(name, view_of(content)));
    }
    ZKMEM_ASSIGN_OR_RETURN(Plan plan, folder.plan());
    return std::make_shared<WorkPlan>(WorkPlan{folder, std::move(plan), false});
  };
  return value_or_raise(made());
}

Status check_index(const WorkPlan& work, size_t index) {
  const size_t count = work.plan.segments.size();
  if (index < count) return {};
  return bad_input(fmt::format("segment {} does not exist, the plan has {}", index, count));
}

std::string prove_segment(const WorkPlan& work, size_t index, const WorkOptions& options) {
  value_or_raise(check_index(work, index));
  const SegmentReport report = Work(options).run<SegmentReport>(
      [&](const Context& context, const WorkEvents& events) -> Result<SegmentReport> {
        std::optional<WorkLock> lock;
        if (work.on_disk) {
          ZKMEM_ASSIGN_OR_RETURN(lock, WorkLock::segment(work.folder.path(), index));
        }
        if (events.on_segment) events.on_segment(index, work.plan.segments.size());
        KeyPool::Loan loan(key_pool());
        return zkmem::prove_segment(context, loan.keys(), work.folder, work.plan, index);
      });
  return Json{{"seconds", report.seconds}, {"cells", report.cells}, {"proof_bytes", report.proof_bytes}}
      .dump();
}

// Whether segment `index` has a proof here that verifies and is of the planned segment.
bool is_proven(const WorkPlan& work, size_t index) {
  value_or_raise(check_index(work, index));
  const nb::gil_scoped_release unlocked;
  KeyPool::Loan loan(key_pool());
  return proven_facts(loan.keys(), work.folder, work.plan, index) != nullptr;
}

// Takes another process's file of a segment's proof if it verifies; the folder is otherwise as it was.
bool accept(const WorkPlan& work, size_t index, const nb::bytes& file) {
  value_or_raise(check_index(work, index));
  const std::span<const uint8_t> content = view_of(file);
  const auto taken = [&]() -> Result<bool> {
    const nb::gil_scoped_release unlocked;
    // Tried in a folder of its own.
    const WorkFolder trial = WorkFolder::in_memory();
    ZKMEM_RETURN_IF_ERROR(trial.write(WorkFolder::proof_name(index), content));
    KeyPool::Loan loan(key_pool());
    if (proven_facts(loan.keys(), trial, work.plan, index) == nullptr) return false;
    ZKMEM_RETURN_IF_ERROR(work.folder.write(WorkFolder::proof_name(index), content));
    return true;
  };
  return value_or_raise(taken());
}

std::pair<nb::bytes, std::string> assemble(const WorkPlan& work, const WorkOptions& options) {
  struct Assembled {
    ZkProof proof;
    std::vector<uint8_t> bytes;
    double proven_bits;
  };
  const Assembled done =
      Work(options).run<Assembled>([&](const Context& context, const WorkEvents&) -> Result<Assembled> {
        KeyPool::Loan loan(key_pool());
        ZKMEM_ASSIGN_OR_RETURN(ZkProof proof, zkmem::assemble(context, loan.keys(), work.folder, work.plan));
        ZKMEM_ASSIGN_OR_RETURN(const auto used, segment_keys(loan.keys(), *proof.claim));
        ZKMEM_ASSIGN_OR_RETURN(const double argument, argument_bits(proof));
        std::vector<uint8_t> bytes = encode_zkproof(proof);
        return Assembled{std::move(proof), std::move(bytes), std::min(weakest_bits(used), argument)};
      });
  const Claim& claim = *done.proof.claim;
  const Status outcome = claim.statement().check_outcome(claim, VerificationOptions());
  const Json said = {{"claim", cli::claim_json(claim)},
                     {"unit", claim.statement().unit()},
                     {"length", work.plan.length()},
                     {"proven_bits", done.proven_bits},
                     {"warning", outcome.ok() ? Json(nullptr) : Json(outcome.error().message)}};
  return {to_bytes(done.bytes), said.dump()};
}

std::string status(const WorkPlan& work) {
  Json proven = Json::array();
  Json under_way = Json::array();
  Json waiting = Json::array();
  for (size_t k = 0; k < work.plan.segments.size(); ++k) {
    Json& list = work.folder.finished_proof(k)                              ? proven
                 : work.on_disk && WorkLock::is_held(work.folder.path(), k) ? under_way
                                                                            : waiting;
    list.push_back(k);
  }
  return Json{{"segments", work.plan.segments.size()},
              {"proven", proven},
              {"under_way", under_way},
              {"waiting", waiting}}
      .dump();
}

// What proving the segment reads besides the files that are all segments': docs/spec/work-folder.md.
bool starts_are_chained(const WorkPlan& work) {
  return work.plan.claim->config.mode == BoundaryMode::kPersistent;
}

}  // namespace

void bind_plan(nb::module_& module) {
  nb::class_<WorkPlan>(module, "Plan")
      .def_prop_ro("json", [](const WorkPlan& work) { return to_json(work.plan); })
      .def_prop_ro("path",
                   [](const WorkPlan& work) { return work.on_disk ? work.folder.path() : std::string(); })
      .def_prop_ro("starts_are_chained", &starts_are_chained)
      .def("__len__", [](const WorkPlan& work) { return work.plan.segments.size(); })
      .def("status", &status)
      .def(
          "read_file",
          [](const WorkPlan& work, const std::string& name) {
            return to_bytes(value_or_raise(work.folder.read(name)));
          },
          nb::arg("name"))
      .def("prove_segment", &prove_segment, nb::arg("index"), nb::arg("options"))
      .def("is_proven", &is_proven, nb::arg("index"))
      .def("accept", &accept, nb::arg("index"), nb::arg("file"))
      .def("assemble", &assemble, nb::arg("options"));
  module.def("make_plan", &make_plan, nb::arg("input"), nb::arg("path"), nb::arg("options"));
  module.def("open_plan", &open_plan, nb::arg("path"));
  module.def("plan_of_files", &plan_of_files, nb::arg("files"));
}

}  // namespace zkmem::python
