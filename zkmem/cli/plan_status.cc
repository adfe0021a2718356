#include "zkmem/cli/plan_status.h"

#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/cli/command.h"
#include "zkmem/cli/output.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/sdk/work_lock.h"

namespace zkmem::cli {
namespace {

void print_segments(const char* what, const std::vector<size_t>& segments) {
  if (!segments.empty()) print_out("{:<10} {}\n", what, fmt::join(segments, " "));
}

}  // namespace

Result<int> print_plan_status(const std::string& path, bool as_json) {
  ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::open(path));
  const bool is_planned = WorkLock::is_planned(path);
  ZKMEM_ASSIGN_OR_RETURN(const Plan plan, folder.plan());
  std::vector<size_t> proven;
  std::vector<size_t> under_way;
  std::vector<size_t> waiting;
  std::vector<size_t> of_ends;  // parts of them
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    // By its checksum: `assemble` is who verifies it.
    std::vector<size_t>& list = folder.finished_proof(k)     ? proven
                                : WorkLock::is_held(path, k) ? under_way
                                                             : waiting;
    list.push_back(k);
    if (plan.segments[k].leaves != 0) of_ends.push_back(k);
  }
  if (as_json) {
    nlohmann::ordered_json out = {{"segments", plan.segments.size()},
                                  {"proven", proven},
                                  {"under_way", under_way},
                                  {"waiting", waiting}};
    if (plan.is_growing) out["planning"] = is_planned;
    if (!of_ends.empty()) out["ends"] = of_ends;
    print_out("{}\n", out.dump());
    return kDone;
  }
  print_out("{} of {} segments{} proven\n", proven.size(), plan.segments.size(),
            plan.is_growing ? " so far" : "");
  if (plan.is_growing)
    print_out("{}\n", is_planned ? "planning   goes on" : "planning   was broken off: plan it again");
  print_segments("under way", under_way);
  print_segments("waiting", waiting);
  print_segments("the ends", of_ends);
  return kDone;
}

}  // namespace zkmem::cli
