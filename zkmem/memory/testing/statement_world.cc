#include "zkmem/memory/testing/statement_world.h"

#include "zkmem/air/testing/forged_traces.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"

namespace zkmem::testing {
namespace {

WorldSegment copy_of(const ProvingInput& input, size_t airs) {
  WorldSegment segment;
  segment.per_air.resize(airs);
  for (const AirTraces& traces : input) segment.per_air[traces.air] = owned_traces(traces);
  return segment;
}

}  // namespace

ProvingInput WorldSegment::input() const {
  ProvingInput input;
  for (size_t i = 0; i < per_air.size(); ++i) {
    if (per_air[i]) input.push_back(per_air[i]->view(i));
  }
  return input;
}

std::string StatementWorld::check(const Context& context) const {
  const CheckOptions options{.buses = memory_bus_names()};
  for (size_t i = 0; i < segments.size(); ++i) {
    const auto report = check_traces(context, checked, segments[i].input(), options);
    ZKMEM_CHECK(report.ok());
    if (!report->ok())
      return "segment " + std::to_string(i) + ":\n" + describe(*report, checked, options.buses);
  }
  if (airs.ends && !ledger_total(*this).is_zero()) return "the ledger's sums do not add up to 0";
  return "";
}

Ext4 ledger_total(const StatementWorld& world) {
  Ext4 total = Ext4::zero();
  const auto add = [&](const std::optional<OwnedAirTraces>& traces) {
    if (!traces) return;
    LedgerChallenge challenge;
    Ext4 sum;
    ZKMEM_CHECK(read_ledger_public_values(traces->public_values, challenge, sum));
    total += sum;
  };
  const TokenFingerprint fingerprint(some_challenge());
  for (const LedgerToken& token : world.given) total += fingerprint(token).inverse();
  for (const LedgerToken& token : world.revealed) total -= fingerprint(token).inverse();
  if (world.ends_in_root)
    for (const LedgerToken& token : handed_on(world.revealed)) total += fingerprint(token).inverse();
  for (const WorldSegment& segment : world.segments) {
    for (const MemoryAirs::Boundary& boundary : world.airs.boundaries) add(segment.per_air[boundary.air]);
    add(segment.per_air[*world.airs.ends]);
    add(segment.per_air[*world.airs.rooted_ends]);
  }
  return total;
}

LedgerChallenge some_challenge() {
  std::array<BabyBear, 4> words;
  for (uint32_t i = 0; i < words.size(); ++i) words[i] = BabyBear::from_canonical(1234567891 + 98765431 * i);
  const Ext4 alpha(words);
  return {alpha, alpha.square() + Ext4::one()};
}

namespace {

// `ends_in_root`: of ends that start from a root.
StatementWorld world_of(const MemoryConfig& config, const AccessLog& log, CellImage image,
                        const Context& context, std::span<const Address> revealed,
                        std::optional<bool> ends_in_root) {
  const CellImage start = image;
  auto airs = MemoryAirs::create(config);
  ZKMEM_CHECK(airs.ok());
  StatementWorld world{std::move(*airs), {}, {}, {}, {}, ends_in_root.value_or(false)};
  world.checked = world.airs.checked();
  std::optional<MerkleTree> tree;
  if (config.mode == BoundaryMode::kPersistent) {
    auto initial = tree_of_image(context, scalar_poseidon2_batch(), config, image);
    ZKMEM_CHECK(initial.ok());
    tree = std::move(*initial);
  }
  const bool is_global = config.mode == BoundaryMode::kGlobal;
  if (is_global && !ends_in_root) world.given = image_tokens(image);
  LeafMarks marks;
  TraceBuffer buffer;
  for (const MemorySegment& segment : memory_segments(log)) {
    const LedgerLink link{marks, some_challenge()};
    auto traces =
        make_segment_traces(context, scalar_poseidon2_batch(), world.airs, segment,
                            {image, tree ? &*tree : nullptr, is_global ? &link : nullptr}, std::move(buffer));
    ZKMEM_CHECK(traces.ok());
    ZKMEM_CHECK(apply_segment(traces->replay, image).ok());
    if (traces->final_tree) tree = *traces->final_tree;
    world.segments.push_back(copy_of(traces->input(), world.airs.entries.size()));
    marks.touch(traces->replay.touched, segment.index + 1);
    buffer = std::move(traces->buffer);
  }
  if (is_global) world.revealed = last_tokens(marks, image, revealed);
  if (ends_in_root) {
    MerkleTree before = tree_of_image(context, scalar_poseidon2_batch(), config, start).value();
    world.segments.push_back(
        rooted_part(world, end_leaves(marks, {}, world.revealed), start, image, before, *ends_in_root));
  } else if (is_global) {
    world.segments.push_back(ends_part(world, end_leaves(marks, world.given, world.revealed), image));
  }
  return world;
}

}  // namespace

WorldSegment ends_part(const StatementWorld& world, std::span<const EndLeaf> leaves, const CellImage& end) {
  const BufferedTraces made = make_ends_traces(Context{}, world.airs, leaves, end, some_challenge());
  return copy_of(made.traces, world.airs.entries.size());
}

WorldSegment rooted_part(const StatementWorld& world, std::span<const EndLeaf> leaves, const CellImage& start,
                         const CellImage& end, MerkleTree& tree, bool ends_in_root) {
  RootedEndsTraces made = make_rooted_ends_traces(Context{}, scalar_poseidon2_batch(), world.airs, leaves,
                                                  {start, tree, ends_in_root}, end, some_challenge());
  tree = std::move(made.after);
  return copy_of(made.traces, world.airs.entries.size());
}

StatementWorld make_world(const MemoryConfig& config, const AccessLog& log, CellImage image,
                          const Context& context, std::span<const Address> revealed) {
  return world_of(config, log, std::move(image), context, revealed, std::nullopt);
}

StatementWorld make_rooted_world(const MemoryConfig& config, const AccessLog& log, const CellImage& image,
                                 bool ends_in_root, const Context& context,
                                 std::span<const Address> revealed) {
  return world_of(config, log, image, context, revealed, ends_in_root);
}

}  // namespace zkmem::testing
