#include "zkmem/sdk/proven_versions.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/execution/prover.h"
#include "zkmem/sdk/memory/prover.h"

namespace zkmem {
namespace {

Error moved_on(const WorkFolder& folder, const std::vector<StateVersion>& history) {
  return bad_input(
      fmt::format("the state has moved on since the work in '{}' was planned: its last root is {}",
                  folder.path(), history.empty() ? "none" : digest_to_hex(history.front().root)));
}

// The memory that the planned work starts on, over that of a version.
Result<CellImage> first_image(const WorkFolder& folder, const Plan& plan, const CellImage& state) {
  if (plan.kind == StatementKind::kMemory) return planned_start(folder, plan);
  ZKMEM_ASSIGN_OR_RETURN(const Program program, planned_program(folder));
  return rv32im::initial_image(program, plan.config, state);
}

Result<CellImage> image_after_segment(const WorkFolder& folder, const Plan& plan, size_t index,
                                      const CellImage& before) {
  return plan.kind == StatementKind::kMemory ? memory_after(folder, plan, index, before)
                                             : image_after(folder, plan, index, before);
}

}  // namespace

Result<ProvenVersions> ProvenVersions::open(const Context& context, StateStore store,
                                            const WorkFolder& folder, const Plan& plan,
                                            const std::string& name) {
  const Poseidon2Batch& hash = simd_poseidon2_batch();
  if (!plan.state_version)
    return bad_input("the work in '" + folder.path() + "' was planned without --state");
  if (!(store.config() == plan.config))
    return bad_input("the state has another configuration: " +
                     describe_difference(store.config(), plan.config));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<StateVersion> history, store.history());
  const auto base = std::find_if(history.begin(), history.end(), [&](const StateVersion& version) {
    return version.id == *plan.state_version;
  });
  if (base == history.end() && *plan.state_version != 0) return moved_on(folder, history);
  const auto committed = static_cast<size_t>(base - history.begin());
  if (committed > plan.segments.size()) return moved_on(folder, history);

  const std::optional<StateVersion> from = base == history.end() ? std::nullopt : std::optional(*base);
  ZKMEM_ASSIGN_OR_RETURN(const StateMemory before, load_version(context, hash, store, from));
  ZKMEM_ASSIGN_OR_RETURN(CellImage image, first_image(folder, plan, before.image));
  ZKMEM_ASSIGN_OR_RETURN(MerkleTree tree,
                         updated_tree(context, hash, plan.config, before.tree, before.image, image));
  for (size_t k = 0; k < committed; ++k) {
    ZKMEM_ASSIGN_OR_RETURN(CellImage after, image_after_segment(folder, plan, k, image));
    ZKMEM_ASSIGN_OR_RETURN(tree, updated_tree(context, hash, plan.config, tree, image, after));
    if (history[committed - 1 - k].root != tree.root()) return moved_on(folder, history);
    image = std::move(after);
  }
  return ProvenVersions(RunVersions(std::move(store), name, std::move(image), std::move(tree), committed));
}

Status ProvenVersions::commit(const Context& context, const WorkFolder& folder, const Plan& plan,
                              size_t index, const SegmentClaim& claim) {
  if (index < versions_.segment()) return {};
  ZKMEM_CHECK(index == versions_.segment());
  if (claim.initial_root != versions_.tree().root()) {
    return rejected(fmt::format("segment {} is proven from root {}, the state's memory has {}", index,
                                digest_to_hex(claim.initial_root), digest_to_hex(versions_.tree().root())));
  }
  ZKMEM_ASSIGN_OR_RETURN(const CellImage after, image_after_segment(folder, plan, index, versions_.image()));
  const bool is_last = index + 1 == plan.segments.size();
  FinishedSegment end{claim.end_pc, std::nullopt, claim.final_root, std::nullopt};
  if (plan.kind == StatementKind::kMemory) {
    end.log_is_over = is_last;
  } else if (is_last) {
    end.exit_code = plan.exit_code;
  }
  ZKMEM_RETURN_IF_ERROR(versions_.commit(context, simd_poseidon2_batch(), after, end));
  return {};
}

}  // namespace zkmem
