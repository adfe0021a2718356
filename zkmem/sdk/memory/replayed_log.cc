#include "zkmem/sdk/memory/replayed_log.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/log/replay.h"
#include "zkmem/memory/merkle/image_tree.h"

namespace zkmem {

Result<ReplayedLog> ReplayedLog::replay(const Context& context, const LogFile& file,
                                        const CellImage& initial) {
  MemoryImage<BabyBear> image(file.config);
  static_cast<CellImage&>(image) = initial;
  Result<MemoryController<BabyBear>> controller = MemoryController<BabyBear>::create(file.config, image);
  if (!controller.ok()) return controller.error();
  context.report("replay", 0);
  ZKMEM_ASSIGN_OR_RETURN(const ReplayOutcome outcome, replay_log(file, *controller, context));
  if (outcome.mismatch) return rejected(outcome.mismatch->message(file));
  return ReplayedLog(std::make_unique<MemoryController<BabyBear>>(*std::move(controller)), initial);
}

bool says_all_values(const AccessLog& log) {
  for (auto at = log.begin(); at != log.end(); ++at) {
    const AccessView view = *at;
    if (view.is_access() && !view.values_known) return false;
  }
  return true;
}

Result<CellImage> start_of_log(const Context& context, const LogFile& file,
                               const std::optional<CellImage>& state) {
  if (!state || *state == file.initial) return file.initial;
  if (file.config.starts_from_zero())
    return bad_input(
        fmt::format("{} memory starts from zero, not from a state", to_string(file.config.mode)));
  if (file.initial.pages().empty()) return *state;
  const auto root_of = [&](const CellImage& image) {
    return tree_of_image(context, simd_poseidon2_batch(), file.config, image);
  };
  ZKMEM_ASSIGN_OR_RETURN(const MerkleTree own, root_of(file.initial));
  ZKMEM_ASSIGN_OR_RETURN(const MerkleTree given, root_of(*state));
  return bad_input(fmt::format("the log starts on the memory with root {}, the state's last version is {}",
                               digest_to_hex(own.root()), digest_to_hex(given.root())));
}

}  // namespace zkmem
