// What the hybrid profile knows of each address space: which operations are permitted, the block size, the
// number of cells, the range of their values. The table's contents are constants of its AIR, hence part of
// the verifying key; its only columns are multiplicities. README.md has the argument.
#pragma once

#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/memory/chips/access_log/space_facts.h"
#include "zkmem/memory/model/config.h"

namespace zkmem {

// Messages: (space, op, even, fours, num_cells, is_ranged, value_bits) with op 0 read, 1 write, only where
// the operation is permitted; (space, 2, block size) for the volatile boundary.
struct SpaceTableBus {
  LookupBus bus;

  void lookup_facts(AirBuilder& builder, Expr space, Expr op, const SpaceFactsColumns<Expr>& facts,
                    Expr enabled) const;
  void lookup_block_size(AirBuilder& builder, Expr space, size_t block, Expr enabled) const;
};

// One entry of the table, in the order of its columns.
struct SpaceTableEntry {
  enum class Use : uint8_t { kRead = 0, kWrite = 1, kBoundary = 2 };
  uint32_t space = 0;
  Use use = Use::kRead;
  friend bool operator==(const SpaceTableEntry&, const SpaceTableEntry&) = default;
};
std::vector<SpaceTableEntry> space_table_entries(const MemoryConfig& config);

class SpaceTableAir final : public Air {
 public:
  SpaceTableAir(const MemoryConfig& config, SpaceTableBus bus)
      : config_(config), entries_(space_table_entries(config)), bus_(bus) {}

  std::string name() const override { return "SpaceTableAir"; }
  AirWidths widths() const override {
    return {.preprocessed = 0, .cached_mains = {}, .common_main = entries_.size()};
  }
  std::vector<std::string> column_names() const override;
  void eval(AirBuilder& builder) const override;

 private:
  MemoryConfig config_;
  std::vector<SpaceTableEntry> entries_;
  SpaceTableBus bus_;
};

}  // namespace zkmem
