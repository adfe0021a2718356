#include "zkmem/memory/statement/segment_traces.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "zkmem/air/row_writer.h"
#include "zkmem/memory/chips/access_log/clock_air.h"
#include "zkmem/memory/chips/access_log/space_table_air.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/traces/block_time_trace.h"
#include "zkmem/memory/traces/chip_layout.h"
#include "zkmem/memory/traces/finalized_memory.h"
#include "zkmem/memory/traces/ledger_trace.h"
#include "zkmem/memory/traces/log_trace.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

using F = BabyBear;

size_t log2(uint32_t power_of_two) { return static_cast<size_t>(std::countr_zero(power_of_two)); }

MerkleTree start_tree(const MemoryConfig& config, const SegmentStart& start) {
  ZKMEM_CHECK((config.mode == BoundaryMode::kPersistent) == (start.tree != nullptr));
  ZKMEM_CHECK((config.mode == BoundaryMode::kGlobal) == (start.ledger != nullptr));
  return start.tree != nullptr ? *start.tree : MerkleTree(merkle_dimensions(config));
}

// First which chips there are and how high; then their places in the buffer; then their cells.
class SegmentFiller {
 public:
  SegmentFiller(const Context& context, const Poseidon2Batch& hash, const MemoryAirs& airs,
                const MemorySegment& segment, const SegmentStart& start, SegmentReplay replay,
                TraceBuffer buffer)
      : context_(context),
        hash_(hash),
        airs_(airs),
        config_(airs.config),
        segment_(segment),
        ledger_(start.ledger),
        memory_(config_, start_tree(config_, start), take_touched(replay)),
        counts_(config_.range_max_bits),
        layout_(context, std::move(buffer)) {
    out_.replay = std::move(replay);
  }

  Result<SegmentTraces> run(SegmentFill fill) && {
    plan();
    layout_.start(TraceBuffer::room_for(most_hashes(), poseidon2_width(airs_.sbox)));
    ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
    fill_memory();
    if (ledger_ != nullptr) fill_ledger();
    if (fill == SegmentFill::kAll) fill_the_rest();
    ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
    if (is_persistent()) fill_hashes(fill);
    collect();
    return std::move(out_);
  }

 private:
  bool is_persistent() const { return config_.mode == BoundaryMode::kPersistent; }
  AirWidths widths_of(size_t air) const { return airs_.entries[air].air->widths(); }
  void add(size_t air, size_t used_rows) { layout_.add(air, widths_of(air), used_rows); }
  TraceView view(size_t air) const { return layout_.common(air); }

  size_t air_of(const MemoryChip& chip) const {
    switch (chip.kind) {
      case MemoryChipKind::kMerkle:
        return *airs_.merkle;
      case MemoryChipKind::kAccessAdapter:
        return *airs_.adapters[log2(chip.block) - 1];
      case MemoryChipKind::kPersistentBoundary:
      case MemoryChipKind::kVolatileBoundary:
        break;
    }
    const auto found = std::ranges::find(airs_.boundaries, chip.block, &MemoryAirs::Boundary::block);
    ZKMEM_CHECK(found != airs_.boundaries.end());
    return found->air;
  }

  // All chips but Poseidon2's, whose rows are known when the others are filled.
  void plan() {
    add(airs_.connector, 2);
    if (airs_.space_table) add(*airs_.space_table, 1);
    for (const MemoryChip& chip : memory_.chips()) add(air_of(chip), chip.used_rows);
    for (size_t i = 0; ledger_ != nullptr && i < airs_.boundaries.size(); ++i) {
      boundary_rows_.push_back(segment_boundary_rows(memory_.touched(), airs_.boundaries[i].block));
      if (!boundary_rows_[i].empty()) add(airs_.boundaries[i].air, boundary_rows_[i].size());
    }
    const LogTraceInput input{config_, segment_, out_.replay};
    for (size_t i = 0; i < kAccessSizes.size(); ++i) {
      log_rows_[i] = log_rows(input, kAccessSizes[i]);
      if (log_rows_[i].empty()) continue;
      ZKMEM_CHECK(airs_.logs[i].has_value());
      add(*airs_.logs[i], log_rows_[i].size());
    }
    if (!segment_.steps.empty()) add(airs_.inc, segment_.steps.size());
    block_times_ = merged_block_times(context_, memory_.adapters().records());
    if (!block_times_.empty()) add(*airs_.block_times, block_times_.size());
    add(airs_.range, counts_.height());
  }

  // The Poseidon2 chip's height if no two hashes were alike.
  size_t most_hashes() const {
    if (!is_persistent()) return 0;
    size_t rows = 0;
    for (const MemoryChip& chip : memory_.chips()) {
      if (chip.kind != MemoryChipKind::kAccessAdapter) rows += chip.used_rows;
    }
    return std::bit_ceil(rows);
  }

  void fill_memory() {
    std::vector<TraceView> views;
    for (const MemoryChip& chip : memory_.chips()) views.push_back(view(air_of(chip)));
    MerkleTree after = memory_.fill(context_, hash_, views, counts_);
    if (!is_persistent()) return;
    std::vector<F>& roots = layout_.public_values(*airs_.merkle);
    for (const Digest& root : {memory_.start().root(), after.root()})
      roots.insert(roots.end(), root.begin(), root.end());
    out_.final_tree = std::move(after);
  }

  void fill_ledger() {
    const std::vector<uint32_t> from = ledger_->marks.of(memory_.touched());
    const uint32_t number = segment_.index + 1;
    for (size_t i = 0; i < airs_.boundaries.size(); ++i) {
      if (boundary_rows_[i].empty()) continue;
      const size_t air = airs_.boundaries[i].air;
      const SegmentBoundaryFill fill{memory_.touched(), from, boundary_rows_[i], airs_.boundaries[i].block,
                                     number};
      fill.fill_cached(context_, layout_.cached(air));
      const Ext4 sum =
          fill.fill_common(context_, ledger_->challenge, counts_, layout_.cached(air), view(air));
      layout_.public_values(air) = ledger_public_values(ledger_->challenge, sum);
      layout_.public_values(air).push_back(F::from_canonical(number));
    }
  }

  // What neither says how high chips are nor what comes after.
  void fill_the_rest() {
    fill_logs();
    fill_clock();
    if (airs_.space_table) fill_space_table();
    if (!block_times_.empty()) {
      fill_block_times(context_, block_times_, config_.timestamp_max_bits, counts_, view(*airs_.block_times));
    }
    fill_variable_range_checker(context_, counts_, view(airs_.range));
  }

  void fill_hashes(SegmentFill fill) {
    std::vector<ConstTraceView> views;
    for (const MemoryChip& chip : memory_.chips()) views.push_back(view(air_of(chip)));
    const Poseidon2Rows rows = distinct_poseidon2_inputs(context_, memory_.hash_lookups(context_, views));
    const TraceView hashes =
        layout_.add_last(*airs_.poseidon2, widths_of(*airs_.poseidon2), rows.inputs.size());
    if (fill == SegmentFill::kAll) fill_poseidon2(context_, rows, airs_.sbox, hashes);
  }

  void fill_logs() {
    const LogTraceInput input{config_, segment_, out_.replay};
    for (size_t i = 0; i < kAccessSizes.size(); ++i) {
      if (log_rows_[i].empty()) continue;
      const size_t air = *airs_.logs[i];
      fill_log_cached(context_, input, kAccessSizes[i], log_rows_[i], layout_.cached(air));
      fill_log_common(context_, input, kAccessSizes[i], log_rows_[i], counts_, view(air));
    }
  }

  // How often each space is read, written and (volatile) starts a block.
  void fill_space_table() {
    using Use = SpaceTableEntry::Use;
    std::vector<std::array<uint64_t, 3>> uses(config_.spaces.size());
    const auto use = [&uses](uint32_t space, Use what) -> uint64_t& {
      return uses[space][static_cast<size_t>(what)];
    };
    for (const ReplayAccess& access : segment_.accesses) {
      ++use(access.address_space, access.is_write ? Use::kWrite : Use::kRead);
    }
    if (config_.mode == BoundaryMode::kVolatile) {
      for (const TouchedLeaf& leaf : memory_.touched()) {
        for (uint32_t i = 0; i < 8U / leaf.final_block; ++i) {
          if (leaf.block_touched(i)) ++use(leaf.address_space, Use::kBoundary);
        }
      }
    }
    const std::vector<SpaceTableEntry> entries = space_table_entries(config_);
    for (size_t i = 0; i < entries.size(); ++i) {
      view(*airs_.space_table).at(0, i) = F::from_u64(use(entries[i].space, entries[i].use));
    }
  }

  void fill_clock() {
    if (!segment_.steps.empty()) fill_inc(context_, config_, segment_.steps, counts_, view(airs_.inc));
    {
      RowWriter<ClockConnectorColumns> connector(view(airs_.connector), 0);
      connector.next().timestamp_limbs[0] = F::one();  // the start
      counts_.decompose(segment_.end_timestamp, config_.timestamp_max_bits, connector.next().timestamp_limbs);
    }
    layout_.public_values(airs_.connector) = {F::from_u64(segment_.index), F::from_bool(segment_.is_last),
                                              F::from_canonical(segment_.end_timestamp)};
  }

  // The views for the prover, and the replay put together again.
  void collect() {
    BufferedTraces made = std::move(layout_).finish();
    out_.traces = std::move(made.traces);
    out_.buffer = std::move(made.buffer);
    SegmentReplay touched = std::move(memory_).take_replay();
    out_.replay.touched = std::move(touched.touched);
    out_.replay.records = std::move(touched.records);
  }

  const Context& context_;
  const Poseidon2Batch& hash_;
  const MemoryAirs& airs_;
  const MemoryConfig& config_;
  const MemorySegment& segment_;
  const LedgerLink* ledger_;  // null: not global
  FinalizedMemory memory_;
  std::vector<std::vector<uint32_t>> boundary_rows_;  // global: by boundary, places among the touched leaves
  std::vector<BlockTime> block_times_;
  RangeCounts counts_;
  std::array<std::vector<LogRowSource>, kAccessSizes.size()> log_rows_;
  ChipLayout layout_;
  SegmentTraces out_;
};

}  // namespace

Result<SegmentTraces> make_segment_traces(const Context& context, const Poseidon2Batch& hash,
                                          const MemoryAirs& airs, const MemorySegment& segment,
                                          const SegmentStart& start, TraceBuffer buffer, SegmentFill fill) {
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  if (airs.config.mode == BoundaryMode::kVolatile && segment.index != 0) {
    return bad_input(
        "segment " + std::to_string(segment.index) +
        ": volatile memory starts from zero and cannot go on from another segment; use persistent mode");
  }
  SegmentReplay replay = replay_segment(context, airs.config, start.initial, segment.accesses, segment.cells);
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  return SegmentFiller(context, hash, airs, segment, start, std::move(replay), std::move(buffer)).run(fill);
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
