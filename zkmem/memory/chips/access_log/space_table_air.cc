#include "zkmem/memory/chips/access_log/space_table_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

void SpaceTableBus::lookup_facts(AirBuilder& builder, Expr space, Expr op, const SpaceFactsExprs& facts,
                                 Expr enabled) const {
  bus.lookup_key(builder,
                 {space, op, facts.even, facts.fours, facts.num_cells, facts.is_ranged, facts.value_bits},
                 enabled);
}

void SpaceTableBus::lookup_block_size(AirBuilder& builder, Expr space, size_t block, Expr enabled) const {
  bus.lookup_key(builder, {space, builder.constant(2), builder.constant(block)}, enabled);
}

std::vector<SpaceTableEntry> space_table_entries(const MemoryConfig& config) {
  using Use = SpaceTableEntry::Use;
  std::vector<SpaceTableEntry> entries;
  for (uint32_t space = 1; space < config.spaces.size(); ++space) {
    if (!config.has_space(space)) continue;
    if (config.spaces[space].guest_can_read()) entries.push_back({space, Use::kRead});
    if (config.spaces[space].guest_can_write()) entries.push_back({space, Use::kWrite});
    if (config.mode == BoundaryMode::kVolatile) entries.push_back({space, Use::kBoundary});
  }
  return entries;
}

SpaceFacts space_facts(const MemoryConfig& config, uint32_t space) {
  const AddressSpaceConfig& s = config.spaces[space];
  SpaceFacts facts;
  facts.even = s.min_block_size >= 2;
  facts.fours = s.min_block_size >= 4;
  facts.num_cells = static_cast<uint32_t>(s.num_cells);
  facts.value_bits = s.cell_type == CellType::kU8 ? 8 : s.cell_type == CellType::kU16 ? 16 : 0;
  return facts;
}

std::vector<std::string> SpaceTableAir::column_names() const {
  static constexpr const char* kUses[] = {"reads", "writes", "blocks"};
  ColumnNames names;
  for (const SpaceTableEntry& entry : entries_) {
    names.add(std::string(kUses[static_cast<size_t>(entry.use)]) + "_of_" + std::to_string(entry.space));
  }
  return names.take();
}

void SpaceTableAir::eval(AirBuilder& builder) const {
  for (size_t i = 0; i < entries_.size(); ++i) {
    const SpaceTableEntry& entry = entries_[i];
    const auto constant = [&builder](uint64_t n) { return builder.constant(n); };
    std::vector<Expr> key{constant(entry.space), constant(static_cast<uint64_t>(entry.use))};
    if (entry.use == SpaceTableEntry::Use::kBoundary) {
      key.push_back(constant(config_.initial_block_size(entry.space)));
    } else {
      const SpaceFacts facts = space_facts(config_, entry.space);
      for (const uint64_t n : {uint64_t{facts.even}, uint64_t{facts.fours}, uint64_t{facts.num_cells},
                               uint64_t{facts.value_bits != 0}, uint64_t{facts.value_bits}}) {
        key.push_back(constant(n));
      }
    }
    bus_.bus.add_key_with_lookups(builder, key, builder.main(i));
  }
}

}  // namespace zkmem
