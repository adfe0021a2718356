#include "zkmem/store/run_versions.h"

#include <fmt/format.h>

#include "zkmem/field/babybear.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/merkle/image_tree.h"

namespace zkmem {
namespace {

std::string describe(const FinishedSegment& end) {
  if (end.exit_code) return fmt::format("finished with exit code {}", *end.exit_code);
  if (end.log_is_over) return *end.log_is_over ? "finished" : "under way";
  return fmt::format("under way at pc {:#010x}", end.next_pc);
}

}  // namespace

Result<StateVersion> RunVersions::commit(const Context& context, const Poseidon2Batch& hash,
                                         const CellImage& after, const FinishedSegment& end) {
  ZKMEM_ASSIGN_OR_RETURN(MerkleTree tree, updated_tree(context, hash, store_.config(), tree_, image_, after));
  if (end.proven_root && *end.proven_root != tree.root()) {
    return rejected(fmt::format("segment {} leaves the memory with root {}, its proof says {}", segment_,
                                digest_to_hex(tree.root()), digest_to_hex(*end.proven_root)));
  }
  const std::string note = fmt::format("{}: segment {}, {}", name_, segment_, describe(end));
  ZKMEM_ASSIGN_OR_RETURN(
      StateVersion version,
      store_.commit(after, tree, note, end.is_last() ? RunPhase::kFinished : RunPhase::kUnderWay));
  image_ = after;
  tree_ = std::move(tree);
  ++segment_;
  return version;
}

StateMemory zero_memory(const MemoryConfig& config) {
  return {std::nullopt, CellImage(config, BabyBear::kModulus), MerkleTree(merkle_dimensions(config))};
}

Result<StateMemory> load_version(const Context& context, const Poseidon2Batch& hash, const StateStore& store,
                                 const std::optional<StateVersion>& version) {
  if (!version) return zero_memory(store.config());
  ZKMEM_ASSIGN_OR_RETURN(LoadedState loaded, store.load(context, hash, *version));
  return StateMemory{version, std::move(loaded.image), std::move(loaded.tree)};
}

Result<StateMemory> load_head(const Context& context, const Poseidon2Batch& hash, const StateStore& store) {
  ZKMEM_ASSIGN_OR_RETURN(const auto head, store.head());
  return load_version(context, hash, store, head);
}

Result<std::optional<StateVersion>> version_before(const StateStore& store, size_t segments) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<StateVersion> history, store.history());
  if (segments > history.size())
    return bad_input(
        fmt::format("the run has {} finished segments, the state's last version has only {} before it",
                    segments, history.size()));
  return segments < history.size() ? std::optional(history[segments]) : std::nullopt;
}

}  // namespace zkmem
