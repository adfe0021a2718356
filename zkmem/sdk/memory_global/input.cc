#include "zkmem/sdk/memory_global/input.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/sdk/ledger_planning.h"
#include "zkmem/sdk/memory/planner.h"
#include "zkmem/sdk/memory/segment_log.h"
#include "zkmem/sdk/memory_global/leaf_file.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/statement/memory_global/statement.h"

namespace zkmem {
namespace {

// The plan in the making, and what of it goes into the challenge.
class Planning {
 public:
  Planning(const Context& context, const WorkFolder& folder, Plan& plan, const MemoryAirs& airs)
      : context_(context),
        folder_(folder),
        plan_(plan),
        claim_(claim_as<GlobalMemoryClaim>(*plan.claim)),
        ledger_chips_(airs.ledger_chips()) {}

  Status take(const PlannedLogSegment& segment) {
    const size_t index = plan_.segments.size();
    plan_.add_segment(segment.plan, segment.claim.log_stacked_height);
    claim_.segments[index] = segment.claim;
    ZKMEM_RETURN_IF_ERROR(write_segment_log(folder_, claim_.config, index, segment.log));
    const LeafFile start = start_of_segment(claim_.config, segment.traces.replay.touched, segment.marks);
    ZKMEM_RETURN_IF_ERROR(
        folder_.write_checked(WorkFolder::start_name(index), encode_leaf_file(claim_.config, start)));
    parts_.emplace_back(ledger_chips_.size());
    return commit(segment.traces.input(), segment.claim.log_stacked_height);
  }

  // The memory that the run starts from, with what of it the verifier puts.
  Status take_start(const CellImage& image, std::span<const LedgerToken> tokens, bool from_root) {
    claim_.ledger.set_start(claim_.hash, tokens);
    if (!claim_.ledger.starts_from_image() && !from_root) return {};
    return folder_.write_checked(WorkFolder::kImageName,
                                 encode_page_delta(CellImage(claim_.config, BabyBear::kModulus), image));
  }

  Status take_part(const PlannedEndsPart& part) {
    if (part.plan != nullptr) {
      plan_.add_segment(*part.plan, part.log_stacked_height);
      parts_.emplace_back(ledger_chips_.size());
    }
    return commit(part.traces.traces, part.log_stacked_height);
  }

  Status take_ends(const PlannedLogEnds& ends) {
    claim_.ledger.revealed.assign(ends.revealed.begin(), ends.revealed.end());
    if (ends.initial_root) claim_.ledger.set_roots(*ends.initial_root, ends.final_root);
    const std::vector<EndLeaf> leaves(ends.leaves.begin(), ends.leaves.end());
    return folder_.write_checked(WorkFolder::kEndName, encode_end_file(claim_.config, {leaves, ends.end}));
  }

  Status draw_challenge(KeyCache& keys) {
    return draw_ledger_challenge(context_, keys, claim_, claim_.ledger, {}, parts_);
  }

 private:
  // The cached parts of the ledger's chips, as the last proof, with these traces, will have them.
  Status commit(const ProvingInput& traces, uint32_t log_stacked_height) {
    for (const AirTraces& chip : traces) {
      const auto found = std::ranges::find(ledger_chips_, chip.air);
      if (found == ledger_chips_.end()) continue;
      const auto place = static_cast<size_t>(found - ledger_chips_.begin());
      ZKMEM_ASSIGN_OR_RETURN(parts_.back()[place], commit_ledger_part(context_, claim_, log_stacked_height,
                                                                      chip.cached_mains.front()));
    }
    return {};
  }

  const Context& context_;
  const WorkFolder& folder_;
  Plan& plan_;
  GlobalMemoryClaim& claim_;
  std::vector<size_t> ledger_chips_;  // AIRs, in key order
  std::vector<LedgerParts> parts_;    // by proof
};

}  // namespace

const Statement& GlobalMemoryInput::statement() const { return global_memory_statement(); }

Result<Plan> GlobalMemoryInput::plan(const Context& context, KeyCache& keys, const WorkFolder& folder,
                                     std::vector<std::string>& notes) const {
  ZKMEM_RETURN_IF_ERROR(check_ledger_parameters(parameters));
  Plan plan = new_plan();
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(log.config));
  ZKMEM_ASSIGN_OR_RETURN(const ReplayedLog log_run, replayed(context));
  Planning planning(context, folder, plan, airs);
  const auto take = [&](const PlannedLogSegment& segment) { return planning.take(segment); };
  const std::vector<LedgerToken> given =
      starts_from_root() ? std::vector<LedgerToken>() : image_tokens(log_run.initial());
  ZKMEM_RETURN_IF_ERROR(planning.take_start(log_run.initial(), given, starts_from_root()));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<Address> leaves, revealed_leaves());
  const LogEnds ends{given,
                     leaves,
                     starts_from_root(),
                     ends_in_root(),
                     [&](const PlannedEndsPart& part) { return planning.take_part(part); },
                     [&](const PlannedLogEnds& planned) { return planning.take_ends(planned); }};
  ZKMEM_RETURN_IF_ERROR(plan_log(context, keys, new_plan(), *this, log_run, notes, take, &ends, &plan.cut));
  ZKMEM_RETURN_IF_ERROR(planning.draw_challenge(keys));
  ZKMEM_RETURN_IF_ERROR(folder.write_plan(plan));
  return plan;
}

std::string GlobalMemoryInput::checksum() const {
  if (revealed.empty() && !roots.any()) return MemoryInput::checksum();
  std::string choices = MemoryInput::checksum();
  if (roots.initial) choices += " initial root";
  if (roots.final) choices += " final root";
  for (const Address& leaf : revealed) choices += fmt::format(" {}:{}", leaf.address_space, leaf.pointer);
  return content_checksum(std::vector<FileBytes>{FileBytes(choices.begin(), choices.end())});
}

Result<std::vector<Address>> GlobalMemoryInput::revealed_leaves() const {
  std::vector<Address> leaves;
  for (const Address& address : revealed) {
    const std::string place = fmt::format("cannot reveal {}:{}: ", address.address_space, address.pointer);
    if (!log.config.has_space(address.address_space))
      return bad_input(place + "there are the spaces " + space_list(log.config));
    const uint64_t cells = log.config.spaces[address.address_space].num_cells;
    if (address.pointer >= cells) return bad_input(place + fmt::format("the space has {} cells", cells));
    leaves.push_back({address.address_space, address.pointer / kLeafCells * kLeafCells});
    for (uint32_t i = 0; i < kLeafCells; ++i) {
      const Address cell{address.address_space, leaves.back().pointer + i};
      if (!starts_from_root() && cell.pointer < cells && log.initial.get(cell) != 0)
        return bad_input(place + "its leaf is not zero at the start");
    }
  }
  const auto place_of = [](const Address& leaf) { return std::pair(leaf.address_space, leaf.pointer); };
  std::ranges::sort(leaves, {}, place_of);
  const auto rest = std::ranges::unique(leaves, {}, place_of);
  leaves.erase(rest.begin(), rest.end());
  return leaves;
}

std::unique_ptr<MemoryInput> memory_input(FileBytes file, LogFile log) {
  if (log.config.mode == BoundaryMode::kGlobal)
    return std::make_unique<GlobalMemoryInput>(std::move(file), std::move(log));
  return std::make_unique<MemoryInput>(std::move(file), std::move(log));
}

std::unique_ptr<MemoryInput> memory_input(const LogFile& log) {
  if (log.config.mode == BoundaryMode::kGlobal)
    return std::make_unique<GlobalMemoryInput>(MemoryInput::of(log));
  return std::make_unique<MemoryInput>(MemoryInput::of(log));
}

}  // namespace zkmem
