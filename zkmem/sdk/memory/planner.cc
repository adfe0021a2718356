#include "zkmem/sdk/memory/planner.h"

#include <algorithm>
#include <array>
#include <bit>

#include <fmt/format.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/statement/log_cutter.h"

namespace zkmem {
namespace {

uint32_t log2_height(size_t rows) {
  return static_cast<uint32_t>(std::countr_zero(std::bit_ceil(std::max<size_t>(rows, 1))));
}

class LogPlanner {
 public:
  LogPlanner(const Context& context, KeyCache& keys, const MemoryAirs& airs, const ReplayedLog& log,
             const LogCutting& cutting, std::vector<std::string>& notes)
      : context_(context),
        keys_(keys),
        airs_(airs),
        log_(log),
        cutting_(cutting),
        notes_(notes),
        cut_note_(notes),
        cutter_(airs.config, log.log()),
        limit_(cutting.segment_accesses),
        start_(log.initial()) {}

  Result<CellImage> run(const std::function<Status(const PlannedLogSegment&)>& take) {
    if (is_persistent()) {
      ZKMEM_ASSIGN_OR_RETURN(tree_, tree_of_image(context_, simd_poseidon2_batch(), airs_.config, start_));
    }
    CellImage before(airs_.config, BabyBear::kModulus);
    while (!cutter_.done()) {
      ZKMEM_ASSIGN_OR_RETURN(Piece piece, next_piece());
      if (!piece.segment.is_last && !is_persistent()) return volatile_error(piece.plan.length);
      ZKMEM_RETURN_IF_ERROR(take({piece.plan, piece.log, piece.segment, before, start_}));
      before = start_;
      ZKMEM_RETURN_IF_ERROR(apply_segment(piece.traces.replay, start_));
      if (piece.traces.final_tree) tree_ = *piece.traces.final_tree;
      buffer_ = std::move(piece.traces.buffer);
      accesses_ += piece.plan.length;
      ++index_;
      const auto entries = static_cast<double>(std::max<size_t>(log_.log().size(), 1));
      context_.report("plan", static_cast<double>(cutter_.position()) / entries);
    }
    return start_;
  }

 private:
  struct Piece {
    AccessLog log;
    MemorySegment segment;
    SegmentTraces traces;
    PlannedSegment plan;
  };

  bool is_persistent() const { return airs_.config.mode == BoundaryMode::kPersistent; }

  Error volatile_error(uint64_t accesses) const {
    return bad_input(
        fmt::format("volatile memory is proven in one segment and this log has more: the first ends after {} "
                    "accesses, of at most {}; use persistent mode",
                    accesses, limit_));
  }

  // The next segment, with smaller limits until it fits.
  Result<Piece> next_piece() {
    for (;;) {
      ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
      LogCutter cutter = cutter_;
      AccessLog log = cutter.next(limit_);
      MemorySegment segment = std::move(memory_segments(log).front());
      segment.index = index_;
      segment.is_last = cutter.done();
      const uint64_t length = segment.accesses.size() + segment.immediates.size();
      SegmentShape shape = shape_of_log(segment);
      const TracesIn place = spill_ ? TracesIn::kFile : TracesIn::kMemory;
      Status fits = fit(shape, place);
      if (fits.ok()) {
        ZKMEM_ASSIGN_OR_RETURN(SegmentTraces traces,
                               make_segment_traces(context_, simd_poseidon2_batch(), airs_, segment, start_,
                                                   tree_ ? &*tree_ : nullptr, std::move(buffer_)));
        shape = shape_of_traces(traces);
        fits = fit(shape, place);
        if (fits.ok()) {
          ZKMEM_ASSIGN_OR_RETURN(const PlannedSegment plan, planned(shape, segment, traces, length));
          cutter_ = cutter;
          return Piece{std::move(log), std::move(segment), std::move(traces), plan};
        }
        buffer_ = std::move(traces.buffer);
      }
      const uint64_t smaller = std::min(limit_, length) / 2;
      if (fits.error().kind != ErrorKind::kLimit || spill_) return fits.error();
      if (smaller < kSmallestSegment || !is_persistent()) {
        spill_ = true;
        notes_.push_back(spilling_note(index_, fits.error()));
        continue;
      }
      limit_ = smaller;
      cut_note_.add(index_, limit_, fits.error());
    }
  }

  Result<PlannedSegment> planned(const SegmentShape& shape, const MemorySegment& segment,
                                 const SegmentTraces& traces, uint64_t length) {
    PlannedSegment plan;
    plan.first = accesses_;
    plan.length = length;
    plan.access_limit = limit_;
    plan.cells = shape.trace_cells;
    plan.log_stacked_height = shape.log_stacked_height;
    ZKMEM_ASSIGN_OR_RETURN(const auto key, key_of(shape.log_stacked_height));
    plan.memory_bytes = needed_bytes(*key, shape);
    if (tree_) plan.initial_root = tree_->root();
    if (traces.final_tree) plan.final_root = traces.final_tree->root();
    plan.clock_end = segment.end_timestamp;
    return plan;
  }

  Result<std::shared_ptr<const VerifyingKey>> key_of(uint32_t height) {
    return keys_.memory_key(airs_.config, cutting_.parameters.family, height);
  }
  Status fit(SegmentShape& shape, TracesIn place) {
    return fit_segment(
        context_, cutting_.parameters, [this](uint32_t height) { return key_of(height); }, shape, place);
  }

  // What is known without replaying: a segment that does not fit by its log chips alone is not replayed.
  SegmentShape shape_of_log(const MemorySegment& segment) const {
    std::array<size_t, kAccessSizes.size()> rows{};
    rows[0] = segment.immediates.size();
    for (const ReplayAccess& access : segment.accesses)
      ++rows[static_cast<size_t>(std::countr_zero(uint32_t{access.size}))];
    SegmentShape shape;
    shape.heights.resize(airs_.entries.size());
    for (size_t i = 0; i < airs_.entries.size(); ++i) {
      if (airs_.entries[i].is_required) shape.heights[i] = 0;  // at least
    }
    for (size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == 0 || !airs_.logs[i]) continue;
      shape.heights[*airs_.logs[i]] = log2_height(rows[i]);
      shape.trace_cells += cells_of(*airs_.logs[i], size_t{1} << *shape.heights[*airs_.logs[i]]);
    }
    return shape;
  }

  SegmentShape shape_of_traces(const SegmentTraces& traces) const {
    SegmentShape shape;
    shape.heights.resize(airs_.entries.size());
    for (const AirTraces& air : traces.input()) {
      shape.heights[air.air] = log2_height(air.height());
      shape.trace_cells += cells_of(air.air, air.height());
    }
    return shape;
  }

  uint64_t cells_of(size_t air, size_t height) const {
    const AirWidths widths = airs_.entries[air].air->widths();
    uint64_t columns = widths.common_main;
    for (const size_t cached : widths.cached_mains) columns += cached;
    return columns * height;
  }

  const Context& context_;
  KeyCache& keys_;
  const MemoryAirs& airs_;
  const ReplayedLog& log_;
  const LogCutting& cutting_;
  std::vector<std::string>& notes_;
  CutNote cut_note_;
  LogCutter cutter_;
  uint64_t limit_;
  CellImage start_;                 // of the next segment
  std::optional<MerkleTree> tree_;  // over start_
  TraceBuffer buffer_;
  uint32_t index_ = 0;
  bool spill_ = false;     // segments get no smaller: their traces will wait in files
  uint64_t accesses_ = 0;  // so far
};

}  // namespace

Result<CellImage> plan_log(const Context& context, KeyCache& keys, const MemoryAirs& airs,
                           const ReplayedLog& log, const LogCutting& cutting, std::vector<std::string>& notes,
                           const std::function<Status(const PlannedLogSegment&)>& take) {
  return LogPlanner(context, keys, airs, log, cutting, notes).run(take);
}

}  // namespace zkmem
