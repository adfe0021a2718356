// The versions that a proof leaves in a persistent state: one per segment of the planned run, each committed
// when the segment's proof is verified and only if its memory has the root that the proof binds. Work that
// was interrupted finds the versions that are there already. docs/spec/state.md. Not thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/store/run_versions.h"

namespace zkmem {

class ProvenVersions {
 public:
  // For work in `folder` that was planned over this state; `name` is what notes call the run. Refused when
  // the state's head is neither the version it was planned on nor one that this work left.
  static Result<ProvenVersions> open(const Context& context, StateStore store, const WorkFolder& folder,
                                     const Plan& plan, const std::string& name);

  // Segments with a version.
  size_t committed() const { return versions_.segment(); }

  // Segment `index` of the claim is proven: commits its version unless it is there. In order.
  Status commit(const Context& context, const WorkFolder& folder, const Plan& plan, size_t index,
                const Claim& claim);

 private:
  explicit ProvenVersions(RunVersions versions) : versions_(std::move(versions)) {}

  RunVersions versions_;
};

}  // namespace zkmem
