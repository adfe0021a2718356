#include "zkmem/memory/statement/segment_traces.h"

#include <algorithm>
#include <bit>

#include "zkmem/base/parallel.h"
#include "zkmem/memory/access_log_air/clock_air.h"
#include "zkmem/memory/access_log_air/log_trace.h"
#include "zkmem/memory/access_log_air/space_table_air.h"
#include "zkmem/memory/adapter/access_adapter_columns.h"
#include "zkmem/memory/adapter/access_adapter_trace.h"
#include "zkmem/memory/boundary/persistent_boundary_trace.h"
#include "zkmem/memory/boundary/volatile_boundary_trace.h"
#include "zkmem/memory/merkle/trace.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

using F = BabyBear;

class SegmentFiller {
 public:
  SegmentFiller(const Context& context, const Poseidon2Batch& hash, const MemoryAirs& airs,
                const MemorySegment& segment)
      : context_(context),
        hash_(hash),
        airs_(airs),
        config_(airs.config),
        segment_(segment),
        counts_(airs.config.range_max_bits) {
    out_.per_air.resize(airs.entries.size());
  }

  SegmentTraces run(const CellImage& initial, const MerkleTree* initial_tree) && {
    out_.replay = replay_segment(context_, config_, initial, segment_.accesses, segment_.cells);
    if (config_.mode == BoundaryMode::kVolatile) {
      fill_volatile();
    } else {
      ZKMEM_CHECK(initial_tree != nullptr);
      fill_persistent(*initial_tree);
    }
    fill_adapters();
    fill_logs();
    fill_clock();
    Trace& range = trace(airs_.range, counts_.height(), 4);
    fill_variable_range_checker(context_, counts_, range.view());
    return std::move(out_);
  }

 private:
  Trace& trace(size_t air, size_t height, size_t width) {
    out_.per_air[air].emplace();
    return out_.per_air[air]->common_main = Trace(height, width);
  }

  void fill_volatile() {
    const TouchedMemory& touched = out_.replay.touched;
    for (const MemoryAirs::Boundary& boundary : airs_.boundaries) {
      const size_t rows = volatile_boundary_rows(touched, boundary.block);
      const bool is_required = airs_.entries[boundary.air].is_required;
      if (rows == 0 && !is_required) continue;
      const size_t width = airs_.entries[boundary.air].air->widths().common_main;
      Trace& cells = trace(boundary.air, std::bit_ceil(std::max<size_t>(rows, 1)), width);
      if (config_.profile == MemoryProfile::kHybrid) {
        fill_block_volatile_boundary(context_, config_, touched, boundary.block, counts_, cells.view());
        for (const TouchedLeaf& leaf : touched) {
          if (leaf.final_block != boundary.block) continue;
          for (uint32_t i = 0; i < 8 / boundary.block; ++i) {
            if (leaf.block_touched(i))
              space_uses_.push_back({leaf.address_space, SpaceTableEntry::Use::kBoundary});
          }
        }
      } else {
        fill_volatile_boundary(context_, config_, touched, SpaceCheck::kMinusOne, counts_, cells.view());
      }
    }
  }

  void fill_persistent(const MerkleTree& initial_tree) {
    const TouchedMemory& touched = out_.replay.touched;
    const std::vector<Digest> initial_hashes = leaf_hashes(&TouchedLeaf::initial);
    const std::vector<Digest> final_hashes = leaf_hashes(&TouchedLeaf::final);
    std::vector<Poseidon2State> lookups;
    for (const MemoryAirs::Boundary& boundary : airs_.boundaries) {
      const size_t rows = persistent_boundary_rows(touched, boundary.block);
      if (rows == 0 && !airs_.entries[boundary.air].is_required) continue;
      Trace& cells = trace(boundary.air, std::bit_ceil(std::max<size_t>(rows, 1)), 19 + 8 / boundary.block);
      fill_persistent_boundary(context_, touched, boundary.block, initial_hashes, final_hashes, cells.view());
      append_lookups(cells.view(), rows, 3, 8, lookups);
    }
    const MerkleDimensions& dimensions = initial_tree.dimensions();
    std::vector<uint64_t> leaves;
    for (const TouchedLeaf& leaf : touched)
      leaves.push_back(dimensions.leaf_index(leaf.address_space, leaf.label));
    const MerkleTraceShape shape(dimensions, leaves);
    Trace& merkle = trace(*airs_.merkle, shape.padded_height(), kMerkleWidth);
    out_.final_tree = initial_tree;
    const MerkleTraceWriter writer(dimensions, shape, merkle.view());
    const std::vector<Digest> untouched_leaf = {initial_tree.node(0, 0)};
    out_.final_tree->update(context_, hash_, shape.nodes, leaves.empty() ? untouched_leaf : final_hashes,
                            writer);
    for (const Digest& root : {initial_tree.root(), out_.final_tree->root()}) {
      for (const F word : root) out_.per_air[*airs_.merkle]->public_values.push_back(word);
    }
    append_lookups(merkle.view(), shape.used_rows(), 15, 16, lookups);
    const Poseidon2Rows rows = distinct_poseidon2_inputs(context_, lookups);
    const size_t width = poseidon2_width(Poseidon2Sbox::kRegister);
    Trace& poseidon2 = trace(*airs_.poseidon2, std::bit_ceil(rows.inputs.size()), width);
    fill_poseidon2(context_, rows, Poseidon2Sbox::kRegister, poseidon2.view());
  }

  std::vector<Digest> leaf_hashes(std::array<uint32_t, 8> TouchedLeaf::* cells) {
    const TouchedMemory& touched = out_.replay.touched;
    std::vector<Digest> hashes(touched.size());
    parallel_for(context_, touched.size(), 256, [&](size_t begin, size_t end) {
      std::vector<Digest> pairs(2 * (end - begin), Digest{});
      for (size_t i = begin; i < end; ++i) {
        for (size_t k = 0; k < 8; ++k) pairs[2 * (i - begin)][k] = F::from_canonical((touched[i].*cells)[k]);
      }
      compress_pairs(hash_, pairs, std::span(hashes).subspan(begin, end - begin));
    });
    return hashes;
  }

  // Hash inputs of the used rows: `count` columns from `first`, then zeros.
  void append_lookups(ConstTraceView cells, size_t rows, size_t first, size_t count,
                      std::vector<Poseidon2State>& lookups) {
    const size_t start = lookups.size();
    lookups.resize(start + rows, Poseidon2State{});
    parallel_for(context_, rows, 1024, [&](size_t begin, size_t end) {
      for (size_t k = 0; k < count; ++k) {
        const std::span<const F> column = cells.column(first + k);
        for (size_t row = begin; row < end; ++row) lookups[start + row][k] = column[row];
      }
    });
  }

  void fill_adapters() {
    const AccessAdapterInventory inventory(std::move(out_.replay.records), out_.replay.num_online_records,
                                           config_.timestamp_max_bits);
    for (uint32_t n = 2; n <= kMaxAccessSize; n *= 2) {
      const size_t height = inventory.padded_height(n);
      if (height == 0) continue;
      const auto air = airs_.adapters[static_cast<size_t>(std::countr_zero(n)) - 1];
      ZKMEM_CHECK(air.has_value());
      inventory.fill_trace(context_, n, counts_, trace(*air, height, access_adapter_width(n)).view());
    }
    out_.replay.records = inventory.records();
  }

  void fill_logs() {
    const LogTraceInput input{config_, segment_, out_.replay};
    for (size_t i = 0; i < kAccessSizes.size(); ++i) {
      const std::vector<LogRowSource> rows = log_rows(input, kAccessSizes[i]);
      if (rows.empty()) continue;
      ZKMEM_CHECK(airs_.logs[i].has_value());
      auto& traces = out_.per_air[*airs_.logs[i]];
      traces.emplace();
      const AirWidths widths = airs_.entries[*airs_.logs[i]].air->widths();
      const size_t height = std::bit_ceil(rows.size());
      traces->cached_mains.emplace_back(height, widths.cached_mains[0]);
      traces->common_main = Trace(height, widths.common_main);
      fill_log_cached(context_, input, kAccessSizes[i], rows, traces->cached_mains[0].view());
      fill_log_common(context_, input, kAccessSizes[i], rows, counts_, traces->common_main.view());
    }
    if (!airs_.space_table) return;
    for (const ReplayAccess& access : segment_.accesses) {
      space_uses_.push_back({access.address_space,
                             access.is_write ? SpaceTableEntry::Use::kWrite : SpaceTableEntry::Use::kRead});
    }
    const std::vector<SpaceTableEntry> entries = space_table_entries(config_);
    Trace& table = trace(*airs_.space_table, 1, entries.size());
    for (const SpaceTableEntry& use : space_uses_) {
      const auto entry = std::find(entries.begin(), entries.end(), use);
      if (entry != entries.end()) table.at(0, static_cast<size_t>(entry - entries.begin())) += F::one();
    }
  }

  void fill_clock() {
    if (!segment_.steps.empty()) {
      Trace& inc = trace(airs_.inc, std::bit_ceil(segment_.steps.size()), kColumnCount<IncColumns>);
      fill_inc(context_, config_, segment_.steps, counts_, inc.view());
    }
    Trace& connector = trace(airs_.connector, 2, kColumnCount<ClockConnectorColumns>);
    connector.at(0, 0) = F::one();
    F limbs[2];
    counts_.decompose(segment_.end_timestamp, config_.timestamp_max_bits, limbs);
    for (size_t i = 0; i < 2; ++i) connector.at(1, i) = limbs[i];
    out_.per_air[airs_.connector]->public_values = {F::from_u64(segment_.index),
                                                    F::from_bool(segment_.is_last),
                                                    F::from_canonical(segment_.end_timestamp)};
  }

  const Context& context_;
  const Poseidon2Batch& hash_;
  const MemoryAirs& airs_;
  const MemoryConfig& config_;
  const MemorySegment& segment_;
  RangeCounts counts_;
  std::vector<SpaceTableEntry> space_uses_;
  SegmentTraces out_;
};

}  // namespace

ProvingInput SegmentTraces::input() const {
  ProvingInput input;
  for (size_t i = 0; i < per_air.size(); ++i) {
    if (per_air[i]) input.push_back(per_air[i]->view(i));
  }
  return input;
}

Result<SegmentTraces> make_segment_traces(const Context& context, const Poseidon2Batch& hash,
                                          const MemoryAirs& airs, const MemorySegment& segment,
                                          const CellImage& initial, const MerkleTree* initial_tree) {
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  if (airs.config.mode == BoundaryMode::kVolatile && segment.index != 0) {
    return bad_input(
        "segment " + std::to_string(segment.index) +
        ": volatile memory starts from zero and cannot go on from another segment; use persistent mode");
  }
  SegmentTraces traces = SegmentFiller(context, hash, airs, segment).run(initial, initial_tree);
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  return traces;
}

Status apply_segment(const SegmentReplay& replay, CellImage& image) {
  for (const TouchedLeaf& leaf : replay.touched) {
    for (uint32_t i = 0; i < 8; ++i) {
      if (leaf.final[i] == leaf.initial[i]) continue;
      const auto status = image.set({leaf.address_space, leaf.label * 8 + i}, leaf.final[i]);
      if (!status.ok()) return status.error().to_error();
    }
  }
  return {};
}

}  // namespace zkmem
