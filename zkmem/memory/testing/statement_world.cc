#include "zkmem/memory/testing/statement_world.h"

#include "zkmem/air/testing/forged_traces.h"

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
  return "";
}

StatementWorld make_world(const MemoryConfig& config, const AccessLog& log, CellImage image,
                          const Context& context) {
  auto airs = MemoryAirs::create(config);
  ZKMEM_CHECK(airs.ok());
  StatementWorld world{std::move(*airs), {}, {}};
  world.checked = world.airs.checked();
  std::optional<MerkleTree> tree;
  if (config.mode == BoundaryMode::kPersistent) {
    auto initial = tree_of_image(context, scalar_poseidon2_batch(), config, image);
    ZKMEM_CHECK(initial.ok());
    tree = std::move(*initial);
  }
  TraceBuffer buffer;
  for (const MemorySegment& segment : memory_segments(log)) {
    auto traces = make_segment_traces(context, scalar_poseidon2_batch(), world.airs, segment, image,
                                      tree ? &*tree : nullptr, std::move(buffer));
    ZKMEM_CHECK(traces.ok());
    ZKMEM_CHECK(apply_segment(traces->replay, image).ok());
    if (traces->final_tree) tree = *traces->final_tree;
    world.segments.push_back(copy_of(traces->input(), world.airs.entries.size()));
    buffer = std::move(traces->buffer);
  }
  return world;
}

}  // namespace zkmem::testing
