#include "zkmem/sdk/proven_versions.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/sdk/proving_statement.h"

namespace zkmem {
namespace {

Error moved_on(const WorkFolder& folder, const std::vector<StateVersion>& history) {
  return bad_input(
      fmt::format("the state has moved on since the work in '{}' was planned: its last root is {}",
                  folder.path(), history.empty() ? "none" : digest_to_hex(history.front().root)));
}

// The segments that leave a version.
std::vector<size_t> segments_with_version(const Claim& claim) {
  const ProvingStatement& side = proving_side(claim.statement());
  std::vector<size_t> segments;
  for (size_t k = 0; k < claim.num_segments(); ++k)
    if (side.root_before(claim, k) != nullptr) segments.push_back(k);
  return segments;
}

}  // namespace

Result<ProvenVersions> ProvenVersions::open(const Context& context, StateStore store,
                                            const WorkFolder& folder, const Plan& plan,
                                            const std::string& name) {
  const Poseidon2Batch& hash = simd_poseidon2_batch();
  const ProvingStatement& side = proving_side(plan.claim->statement());
  if (!plan.state_version)
    return bad_input("the work in '" + folder.path() + "' was planned without --state");
  if (!store.config().holds_as(plan.claim->config))
    return bad_input("the state has another configuration: " +
                     describe_difference(store.config(), plan.claim->config));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<StateVersion> history, store.history());
  const auto base = std::find_if(history.begin(), history.end(), [&](const StateVersion& version) {
    return version.id == *plan.state_version;
  });
  if (base == history.end() && *plan.state_version != 0) return moved_on(folder, history);
  const auto committed = static_cast<size_t>(base - history.begin());
  const std::vector<size_t> segments = segments_with_version(*plan.claim);
  if (committed > segments.size()) return moved_on(folder, history);

  const std::optional<StateVersion> from = base == history.end() ? std::nullopt : std::optional(*base);
  ZKMEM_ASSIGN_OR_RETURN(const StateMemory before, load_version(context, hash, store, from));
  ZKMEM_ASSIGN_OR_RETURN(CellImage image, side.first_memory(folder, plan, before.image));
  ZKMEM_ASSIGN_OR_RETURN(MerkleTree tree,
                         updated_tree(context, hash, plan.claim->config, before.tree, before.image, image));
  for (size_t k = 0; k < committed; ++k) {
    ZKMEM_ASSIGN_OR_RETURN(CellImage after, side.memory_after(folder, plan, segments[k], image));
    ZKMEM_ASSIGN_OR_RETURN(tree, updated_tree(context, hash, plan.claim->config, tree, image, after));
    if (history[committed - 1 - k].root != tree.root()) return moved_on(folder, history);
    image = std::move(after);
  }
  return ProvenVersions(RunVersions(std::move(store), name, std::move(image), std::move(tree), committed));
}

Status ProvenVersions::commit(const Context& context, const WorkFolder& folder, const Plan& plan,
                              size_t index, const Claim& claim) {
  const ProvingStatement& side = proving_side(plan.claim->statement());
  const Digest* const root = side.root_before(claim, index);
  if (root == nullptr) return {};
  const std::vector<size_t> segments = segments_with_version(claim);
  const auto version = static_cast<size_t>(std::ranges::find(segments, index) - segments.begin());
  if (version < versions_.segment()) return {};
  ZKMEM_CHECK(version == versions_.segment());
  if (*root != versions_.tree().root()) {
    return rejected(fmt::format("segment {} is proven from root {}, the state's memory has {}", index,
                                digest_to_hex(*root), digest_to_hex(versions_.tree().root())));
  }
  ZKMEM_ASSIGN_OR_RETURN(const CellImage after, side.memory_after(folder, plan, index, versions_.image()));
  ZKMEM_RETURN_IF_ERROR(versions_.commit(context, simd_poseidon2_batch(), after, side.end_of(claim, index)));
  return {};
}

}  // namespace zkmem
