#include "zkmem/memory/traces/finalized_memory.h"

#include <algorithm>
#include <bit>

#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/adapter/access_adapter_columns.h"
#include "zkmem/memory/chips/boundary/persistent_boundary_columns.h"
#include "zkmem/memory/chips/boundary/volatile_boundary_columns.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/traces/persistent_boundary_trace.h"

namespace zkmem {
namespace {

constexpr size_t kLeavesAtOnce = 1024;
constexpr uint32_t kBoundaryBlocks[] = {8, 4, 2, 1};

size_t boundary_width(const MemoryConfig& config, uint32_t block) {
  if (config.mode == BoundaryMode::kPersistent) return persistent_boundary_width(block);
  return config.profile == MemoryProfile::kHybrid ? block_volatile_boundary_width(block)
                                                  : kColumnCount<VolatileBoundaryColumns>;
}

// The chips of the profile's boundary, those included that have no rows.
std::vector<MemoryChip> boundary_chips(const MemoryConfig& config, const TouchedMemory& touched) {
  const bool persistent = config.mode == BoundaryMode::kPersistent;
  std::vector<MemoryChip> chips;
  if (config.mode == BoundaryMode::kGlobal) return chips;  // the ledger's (ledger_trace.h)
  for (const uint32_t block : kBoundaryBlocks) {
    MemoryChip chip;
    chip.kind = persistent ? MemoryChipKind::kPersistentBoundary : MemoryChipKind::kVolatileBoundary;
    chip.block = block;
    chip.used_rows =
        persistent ? persistent_boundary_rows(touched, block) : volatile_boundary_rows(touched, block);
    const bool is_the_only_one =
        config.profile != MemoryProfile::kHybrid && block == config.initial_block_size(1);
    if (chip.used_rows == 0 && !is_the_only_one) continue;
    chip.width = boundary_width(config, block);
    chip.height = std::bit_ceil(std::max<size_t>(chip.used_rows, 1));
    chips.push_back(chip);
  }
  return chips;
}

}  // namespace

FinalizedMemory::FinalizedMemory(const MemoryConfig& config, MerkleTree start, SegmentReplay replay)
    : config_(config),
      start_(std::move(start)),
      touched_(std::move(replay.touched)),
      adapters_(std::move(replay.records), replay.num_online_records, config.timestamp_max_bits),
      chips_(boundary_chips(config, touched_)) {
  if (config_.mode == BoundaryMode::kPersistent) {
    ZKMEM_CHECK(start_.dimensions() == merkle_dimensions(config_));
    leaves_.reserve(touched_.size());
    for (const TouchedLeaf& leaf : touched_) {
      leaves_.push_back(start_.dimensions().leaf_index(leaf.address_space, leaf.label));
    }
    shape_.emplace(start_.dimensions(), leaves_);
    chips_.push_back({MemoryChipKind::kMerkle, 0, shape_->used_rows(), shape_->padded_height(),
                      kColumnCount<MerkleColumns>});
  }
  for (const uint32_t n : kAccessAdapterSizes) {
    if (adapters_.used_rows(n) == 0) continue;
    chips_.push_back({MemoryChipKind::kAccessAdapter, n, adapters_.used_rows(n), adapters_.padded_height(n),
                      access_adapter_width(n)});
  }
}

FinalizedMemory::LeafHashes FinalizedMemory::leaf_hashes(const Context& context,
                                                         const Poseidon2Batch& hash) const {
  LeafHashes hashes;
  hashes.initial = start_.leaf_hashes(context, leaves_);
  hashes.final = hashes.initial;
  parallel_for(context, touched_.size(), kLeavesAtOnce, [&](size_t begin, size_t end) {
    std::vector<size_t> changed;
    std::vector<BabyBear> cells;
    for (size_t i = begin; i < end; ++i) {
      if (touched_[i].initial == touched_[i].final) continue;
      changed.push_back(i);
      for (const uint32_t cell : touched_[i].final) cells.push_back(BabyBear::from_canonical(cell));
    }
    std::vector<Digest> digests(changed.size());
    hash_rows(hash, cells, kLeafCells, digests);
    for (size_t k = 0; k < changed.size(); ++k) hashes.final[changed[k]] = digests[k];
  });
  return hashes;
}

MerkleTree FinalizedMemory::final_tree(const Context& context, const Poseidon2Batch& hash) const {
  MerkleTree tree = start_;
  if (!leaves_.empty()) tree.update(context, hash, shape_->nodes, leaf_hashes(context, hash).final);
  return tree;
}

SegmentReplay FinalizedMemory::take_replay() && {
  SegmentReplay replay;
  replay.touched = std::move(touched_);
  replay.num_online_records = adapters_.num_online_records();
  replay.records = std::move(adapters_).take_records();
  return replay;
}

MerkleTree FinalizedMemory::fill(const Context& context, const Poseidon2Batch& hash,
                                 std::span<const TraceView> traces, RangeCounts& counts,
                                 SpaceCheck space_check) const {
  ZKMEM_CHECK(traces.size() == chips_.size());
  MerkleTree tree = start_;
  LeafHashes hashes;
  if (shape_) hashes = leaf_hashes(context, hash);
  for (size_t c = 0; c < chips_.size(); ++c) {
    const MemoryChip& chip = chips_[c];
    const TraceView trace = traces[c];
    ZKMEM_CHECK(trace.height() == chip.height && trace.width() == chip.width);
    switch (chip.kind) {
      case MemoryChipKind::kPersistentBoundary:
        fill_persistent_boundary(context, touched_, chip.block, hashes.initial, hashes.final, trace);
        break;
      case MemoryChipKind::kVolatileBoundary:
        if (config_.profile == MemoryProfile::kHybrid) {
          fill_block_volatile_boundary(context, config_, touched_, chip.block, counts, trace);
        } else {
          fill_volatile_boundary(context, config_, touched_, space_check, counts, trace);
        }
        break;
      case MemoryChipKind::kMerkle: {
        const MerkleTraceWriter writer(start_.dimensions(), *shape_, trace);
        if (shape_->is_empty) hashes.final = {start_.node(0, 0)};
        tree.update(context, hash, shape_->nodes, hashes.final, writer);
        break;
      }
      case MemoryChipKind::kAccessAdapter:
        adapters_.fill_trace(context, chip.block, counts, trace);
        break;
    }
  }
  return tree;
}

std::vector<Poseidon2State> FinalizedMemory::hash_lookups(const Context& context,
                                                          std::span<const ConstTraceView> traces) const {
  ZKMEM_CHECK(traces.size() == chips_.size());
  std::vector<Poseidon2State> lookups;
  for (size_t c = 0; c < chips_.size(); ++c) {
    const bool is_merkle = chips_[c].kind == MemoryChipKind::kMerkle;
    if (!is_merkle && chips_[c].kind != MemoryChipKind::kPersistentBoundary) continue;
    const size_t first_column =
        is_merkle ? column_of(&MerkleColumns<BabyBear>::left_child_hash)
                  : column_of(&PersistentBoundaryColumns<BabyBear, 1>::values);  // the same in all sizes
    const size_t words = is_merkle ? kPoseidon2Width : kLeafCells;  // a leaf's other half is zero
    const size_t base = lookups.size();
    lookups.resize(base + chips_[c].used_rows);
    parallel_for(context, chips_[c].used_rows, kLeavesAtOnce, [&](size_t begin, size_t end) {
      for (size_t w = 0; w < words; ++w) {
        const BabyBear* column = traces[c].column(first_column + w).data();
        for (size_t row = begin; row < end; ++row) lookups[base + row][w] = column[row];
      }
    });
  }
  return lookups;
}

TimestampedEquipartition final_blocks(const TouchedMemory& touched) {
  TimestampedEquipartition blocks;
  for (const TouchedLeaf& leaf : touched) {
    for (uint32_t b = 0; b < kLeafCells / leaf.final_block; ++b) {
      if (!leaf.block_touched(b)) continue;
      const auto values = std::span(leaf.final).subspan(size_t{b} * leaf.final_block, leaf.final_block);
      blocks.push_back({leaf.address_space,
                        leaf.label * kLeafCells + b * leaf.final_block,
                        leaf.timestamps[b],
                        {values.begin(), values.end()}});
    }
  }
  return blocks;
}

}  // namespace zkmem
