#include "zkmem/memory/testing/statement_world.h"

namespace zkmem::testing {

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
  for (const MemorySegment& segment : memory_segments(log)) {
    auto traces = make_segment_traces(context, scalar_poseidon2_batch(), world.airs, segment, image,
                                      tree ? &*tree : nullptr);
    ZKMEM_CHECK(traces.ok());
    ZKMEM_CHECK(apply_segment(traces->replay, image).ok());
    if (traces->final_tree) tree = *traces->final_tree;
    world.segments.push_back(std::move(*traces));
  }
  return world;
}

}  // namespace zkmem::testing
