#include "zkmem/memory/chips/access_log/space_table_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

void SpaceTableBus::lookup_facts(AirBuilder& builder, Expr space, Expr op,
                                 const SpaceFactsColumns<Expr>& facts, Expr enabled) const {
  std::vector<Expr> key{space, op};
  for (const Expr fact : facts.fields()) key.push_back(fact);
  bus.lookup_key(builder, key, enabled);
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
      for (const uint32_t fact : space_facts(config_, entry.space).fields()) key.push_back(constant(fact));
    }
    bus_.bus.add_key_with_lookups(builder, key, builder.main(i));
  }
}

}  // namespace zkmem
