#include "plan.h"

#include <algorithm>
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
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/sdk/proven_versions.h"
#include "zkmem/sdk/work_lock.h"
#include "zkmem/statement/key_check.h"
#include "zkmem/statement/verify.h"
#include "zkmem/verdict/claim_json.h"

namespace zkmem::python {
namespace {

using Json = nlohmann::ordered_json;

// Keys, kept for the life of the process. Whoever needs some takes a copy of the cache, which shares them,
// and brings back what it made.
class KeyPool {
 public:
  class Loan {
   public:
    explicit Loan(KeyPool& pool) : pool_(pool) {
      const std::lock_guard lock(pool_.mutex_);
      keys_.add(pool_.keys_);
    }
    ~Loan() {
      const std::lock_guard lock(pool_.mutex_);
      pool_.keys_.insert(keys_.all().begin(), keys_.all().end());
      pool_.num_derived_ += keys_.num_derived();
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    KeyCache& keys() { return keys_; }

   private:
    KeyPool& pool_;
    KeyCache keys_;
  };

  void add(const std::string& name, std::shared_ptr<const VerifyingKey> key) {
    const std::lock_guard lock(mutex_);
    keys_.emplace(name, std::move(key));
  }
  bool has(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return keys_.contains(name);
  }
  size_t num_derived() {
    const std::lock_guard lock(mutex_);
    return num_derived_;
  }

 private:
  std::mutex mutex_;
  KeyCache::Keys keys_;
  size_t num_derived_ = 0;
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

// `on_growth`, if it is not None, is called with what there is of the plan whenever a segment can be proven
// that could not before.
Shared make_plan(const Input& input, const std::string& path, const std::string& state,
                 const nb::object& on_growth, const WorkOptions& options) {
  const bool tells = !on_growth.is_none();
  return Work(options).run<Shared>([&](const Context& context, const WorkEvents& events) -> Result<Shared> {
    ZKMEM_ASSIGN_OR_RETURN(const auto store, open_state(state, input.input().config()));
    std::optional<WorkFolder> folder;
    std::optional<WorkLock> lock;
    if (path.empty()) {
      folder = WorkFolder::in_memory();
    } else {
      ZKMEM_ASSIGN_OR_RETURN(folder, WorkFolder::create(path));
      if (folder->has_plan()) return bad_input("there is a plan in '" + path + "' already");
      ZKMEM_RETURN_IF_ERROR(folder->check_only_work());
      ZKMEM_ASSIGN_OR_RETURN(lock, WorkLock::planning(path));
      ZKMEM_RETURN_IF_ERROR(folder->clear());
    }
    ProofRun run;
    run.name = input.name();
    KeyPool::Loan loan(key_pool());
    if (tells || !path.empty()) {
      input.input().on_growth = [&](const Plan& growing) -> Status {
        if (!path.empty()) ZKMEM_RETURN_IF_ERROR(folder->write_growing_plan(growing));
        if (!tells) return {};
        auto so_far = std::make_shared<WorkPlan>(WorkPlan{*folder, growing, !path.empty()});
        so_far->plan.kept = KeptSegment();
        events.call([&on_growth, so_far] { on_growth(so_far); });
        return {};
      };
    }
    Result<Plan> made = zkmem::make_plan(context, loan.keys(), input.input(), run, *folder, store);
    input.input().on_growth = {};
    if (!made.ok()) {
      static_cast<void>(lock ? folder->give_up(*lock) : folder->remove());
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

// The plan in a folder, if it is of this input.
Shared resume_plan(const Input& input, const std::string& path, const std::string& state) {
  const auto opened = [&]() -> Result<Shared> {
    ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::open(path));
    ZKMEM_ASSIGN_OR_RETURN(Plan plan, resumed_plan(folder, input.input(), !state.empty()));
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
  if (work.plan.is_growing)
    return bad_input(fmt::format("segment {} is not planned yet, {} are", index, count));
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

// (name, bytes) of the keys that the plan's segments are proven with, for other processes.
std::vector<std::pair<std::string, nb::bytes>> keys_of(const WorkPlan& work) {
  const auto made = [&]() -> Result<KeyCache::Keys> {
    const nb::gil_scoped_release unlocked;
    KeyPool::Loan loan(key_pool());
    ZKMEM_ASSIGN_OR_RETURN(const auto used, segment_keys(loan.keys(), *work.plan.claim));
    KeyCache::Keys keys = loan.keys().all();
    std::erase_if(keys,
                  [&](const auto& entry) { return std::ranges::find(used, entry.second) == used.end(); });
    return keys;
  };
  std::vector<std::pair<std::string, nb::bytes>> list;
  for (const auto& [name, key] : value_or_raise(made()))
    list.emplace_back(name, to_bytes(encode_verifying_key(*key)));
  return list;
}

// Keys that another process has made.
void take_keys(const std::vector<std::pair<std::string, nb::bytes>>& keys) {
  for (const auto& [name, bytes] : keys) {
    if (key_pool().has(name)) continue;
    const std::span<const uint8_t> content = view_of(bytes);
    const auto decoded = [&]() -> Result<VerifyingKey> {
      const nb::gil_scoped_release unlocked;
      return decode_verifying_key(content);
    };
    key_pool().add(name, std::make_shared<const VerifyingKey>(value_or_raise(decoded())));
  }
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

// With a state: its versions, one for each segment that has none yet.
Status commit_versions(const WorkPlan& work, const std::string& state, const Claim& claim) {
  ZKMEM_ASSIGN_OR_RETURN(auto store, open_state(state, claim.config));
  if (!store) return {};
  ZKMEM_ASSIGN_OR_RETURN(
      ProvenVersions versions,
      ProvenVersions::open(Context{}, *std::move(store), work.folder, work.plan,
                           run_name("assemble", work.folder.path(), work.plan.input_checksum)));
  for (size_t k = 0; k < work.plan.segments.size(); ++k)
    ZKMEM_RETURN_IF_ERROR(versions.commit(Context{}, work.folder, work.plan, k, claim));
  return {};
}

std::pair<nb::bytes, std::string> assemble(const WorkPlan& work, const std::string& state,
                                           const WorkOptions& options) {
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
        ZKMEM_RETURN_IF_ERROR(commit_versions(work, state, *proof.claim));
        std::vector<uint8_t> bytes = encode_zkproof(proof);
        return Assembled{std::move(proof), std::move(bytes), std::min(weakest_bits(used), argument)};
      });
  const Claim& claim = *done.proof.claim;
  const Status outcome = claim.statement().check_outcome(claim, VerificationOptions());
  const Json said = {{"claim", verdict::claim_json(claim)},
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
  Json of_ends = Json::array();
  for (size_t k = 0; k < work.plan.segments.size(); ++k) {
    Json& list = work.folder.finished_proof(k)                              ? proven
                 : work.on_disk && WorkLock::is_held(work.folder.path(), k) ? under_way
                                                                            : waiting;
    list.push_back(k);
    if (work.plan.segments[k].leaves != 0) of_ends.push_back(k);
  }
  Json said = {{"segments", work.plan.segments.size()},
               {"proven", proven},
               {"under_way", under_way},
               {"waiting", waiting}};
  if (work.plan.is_growing) said["planning"] = work.on_disk && WorkLock::is_planned(work.folder.path());
  if (!of_ends.empty()) said["ends"] = of_ends;
  return said.dump();
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
      .def_prop_ro("is_growing", [](const WorkPlan& work) { return work.plan.is_growing; })
      .def_prop_ro("starts_are_chained", &starts_are_chained)
      .def("__len__", [](const WorkPlan& work) { return work.plan.segments.size(); })
      .def("keys", &keys_of)
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
      .def("assemble", &assemble, nb::arg("state"), nb::arg("options"));
  module.def("make_plan", &make_plan, nb::arg("input"), nb::arg("path"), nb::arg("state"),
             nb::arg("on_growth").none(), nb::arg("options"));
  module.def("take_keys", &take_keys, nb::arg("keys"));
  module.def("keys_made", [] { return key_pool().num_derived(); });
  module.def("open_plan", &open_plan, nb::arg("path"));
  module.def("resume_plan", &resume_plan, nb::arg("input"), nb::arg("path"), nb::arg("state"));
  module.def("plan_of_files", &plan_of_files, nb::arg("files"));
}

}  // namespace zkmem::python
