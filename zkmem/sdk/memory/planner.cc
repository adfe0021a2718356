#include "zkmem/sdk/memory/planner.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include <fmt/format.h>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/statement/log_cutter.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/sdk/ledger_planning.h"
#include "zkmem/sdk/memory/log_survey.h"
#include "zkmem/sdk/segment_cutter.h"

namespace zkmem {
namespace {

uint32_t log2_height(size_t rows) {
  return static_cast<uint32_t>(std::countr_zero(std::bit_ceil(std::max<size_t>(rows, 1))));
}

class LogPlanner {
 public:
  LogPlanner(const Context& context, KeyCache& keys, const Plan& plan, const MemoryInput& input,
             const MemoryAirs& airs, const ReplayedLog& log, std::vector<std::string>& notes)
      : context_(context),
        airs_(airs),
        log_(log),
        segments_(context, keys, plan, input, may_cut(), notes),
        cutter_(airs.config, log.log()),
        start_(log.initial()),
        on_shapes_(input.on_shapes) {}

  // Chooses where the log is cut; returns why there.
  Result<std::string> choose_cut() {
    ZKMEM_ASSIGN_OR_RETURN(const CutSurvey survey, survey_log(context_, airs_, log_.log()));
    return segments_.choose(survey);
  }

  Result<CellImage> run(const std::function<Status(const PlannedLogSegment&)>& take, const LogEnds* ends) {
    if (is_persistent()) {
      ZKMEM_ASSIGN_OR_RETURN(tree_, tree_of_image(context_, simd_poseidon2_batch(), airs_.config, start_));
    }
    CellImage before(airs_.config, BabyBear::kModulus);
    while (!cutter_.done()) {
      ZKMEM_ASSIGN_OR_RETURN(Piece piece, next_piece());
      if (!piece.segment.is_last && !may_cut()) return volatile_error(piece.plan.length);
      CellImage after = start_;
      ZKMEM_RETURN_IF_ERROR(apply_segment(piece.traces.replay, after));
      std::optional<Ends> planned;
      if (ends != nullptr && piece.segment.is_last) {
        ZKMEM_ASSIGN_OR_RETURN(planned, plan_ends(*ends, after, piece));
      }
      ZKMEM_RETURN_IF_ERROR(
          take({piece.plan, piece.claim, piece.log, piece.segment, before, start_, piece.traces, marks_}));
      if (planned) ZKMEM_RETURN_IF_ERROR(ends->take(planned->as_planned(after)));
      shapes_.push_back(std::move(piece.shape));
      if (planned && planned->plan) shapes_.push_back(std::move(planned->shape));
      most_bytes_ = std::max(most_bytes_, piece.plan.memory_bytes);
      if (is_global()) marks_.touch(piece.traces.replay.touched, piece.segment.index + 1);
      before = std::exchange(start_, std::move(after));
      if (piece.traces.final_tree) tree_ = *piece.traces.final_tree;
      buffer_ = std::move(piece.traces.buffer);
      accesses_ += piece.plan.length;
      ++index_;
      const auto entries = static_cast<double>(std::max<size_t>(log_.log().size(), 1));
      context_.report("plan", static_cast<double>(cutter_.position()) / entries);
    }
    if (on_shapes_) on_shapes_(shapes_);
    return start_;
  }

 private:
  struct Piece {
    AccessLog log;
    MemorySegment segment;
    SegmentTraces traces;
    PlannedSegment plan;
    LogSegment claim;
    SegmentShape shape;  // with the ends, if they are beside its chips
  };

  bool is_persistent() const { return airs_.config.mode == BoundaryMode::kPersistent; }
  bool is_global() const { return airs_.config.mode == BoundaryMode::kGlobal; }
  // Whoever plans the only segment may prove it without filling its traces again.
  bool is_only(const MemorySegment& segment) const {
    return segment.index == 0 && segment.is_last && !is_global();
  }
  bool may_cut() const { return airs_.config.mode != BoundaryMode::kVolatile; }

  // Whose traces are under no challenge.
  struct Ends {
    std::vector<EndLeaf> leaves;
    std::vector<LedgerToken> revealed;
    BufferedTraces traces;
    std::optional<Digest> initial_root;
    std::optional<Digest> final_root;
    SegmentShape shape;
    std::optional<PlannedSegment> plan;  // none: beside the last segment's chips

    PlannedLogEnds as_planned(const CellImage& end) const {
      return {plan ? &*plan : nullptr,
              shape.log_stacked_height,
              traces,
              leaves,
              revealed,
              end,
              initial_root,
              final_root};
    }
  };

  // Beside the last segment's chips if they fit there at its height; its plan then changes. By themselves
  // ends do not get smaller: they fit, if need be with their traces in a file, or nothing does.
  Result<Ends> plan_ends(const LogEnds& wanted, const CellImage& end, Piece& last) {
    LeafMarks marks = marks_;
    marks.touch(last.traces.replay.touched, last.segment.index + 1);
    ZKMEM_ASSIGN_OR_RETURN(
        Ends ends, wanted.starts_from_root ? rooted_ends(wanted, marks, end) : free_ends(wanted, marks, end));
    ends.shape = shape_of_traces(ends.traces.traces, airs_.entries.size());
    ZKMEM_ASSIGN_OR_RETURN(const bool fits, segments_.fits(ends.shape, 0));
    ZKMEM_CHECK(fits);
    ZKMEM_ASSIGN_OR_RETURN(const uint64_t bytes, segments_.bytes_of(ends.shape));
    JoinLimits limits{UINT64_MAX, last.claim.log_stacked_height};  // on which the log's digest depends
    if (last.segment.index != 0) limits.bytes = std::max(most_bytes_, bytes);
    ZKMEM_ASSIGN_OR_RETURN(const std::optional<JoinedEnds> joined,
                           join_ends(segments_, shape_of_traces(last.traces.input(), airs_.entries.size()),
                                     ends.shape, airs_.range, limits));
    if (!joined) {
      ends.plan = PlannedSegment{accesses_ + last.plan.length, 0, 0, bytes, ends.shape.trace_cells};
      return ends;
    }
    last.plan.cells = joined->cells;
    last.plan.memory_bytes = joined->bytes;
    last.shape = joined->shape;
    last.claim.log_stacked_height = ends.shape.log_stacked_height = joined->shape.log_stacked_height;
    return ends;
  }

  Result<Ends> free_ends(const LogEnds& wanted, const LeafMarks& marks, const CellImage& end) {
    Ends ends;
    ends.revealed = last_tokens(marks, end, wanted.revealed);
    ends.leaves = end_leaves(marks, wanted.given, ends.revealed);
    ends.traces = make_ends_traces(context_, airs_, ends.leaves, end);
    ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
    return ends;
  }

  Result<Ends> rooted_ends(const LogEnds& wanted, const LeafMarks& marks, const CellImage& end) {
    const Poseidon2Batch& hash = simd_poseidon2_batch();
    Ends ends;
    ends.revealed = last_tokens(marks, end, wanted.revealed);
    ends.leaves = end_leaves(marks, {}, ends.revealed);
    ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                           tree_of_image(context_, hash, airs_.config, log_.initial()));
    RootedEndsTraces traces = make_rooted_ends_traces(context_, hash, airs_, ends.leaves,
                                                      {log_.initial(), tree, wanted.ends_in_root}, end);
    ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
    if (wanted.ends_in_root) ends.final_root = traces.after.root();
    ends.traces = std::move(traces);
    ends.initial_root = tree.root();
    return ends;
  }

  Error volatile_error(uint64_t accesses) const {
    return bad_input(
        fmt::format("volatile memory is proven in one segment and this log has more: the first ends after {} "
                    "accesses, of at most {}; use persistent mode",
                    accesses, segments_.limit()));
  }

  // The next segment, with smaller limits until it fits.
  Result<Piece> next_piece() {
    std::optional<Piece> piece;
    ZKMEM_RETURN_IF_ERROR(segments_.cut(index_, {accesses_, 0}, [&](uint64_t limit) -> Result<bool> {
      LogCutter cutter = cutter_;
      AccessLog log = cutter.next(limit);
      MemorySegment segment = std::move(memory_segments(log).front());
      segment.index = index_;
      segment.is_last = cutter.done();
      const uint64_t length = segment.accesses.size() + segment.immediates.size();
      const uint64_t tried = std::min(limit, length);
      // What the log alone takes says before any trace is made that a smaller piece is needed; what the least
      // budget is only the whole can say.
      SegmentShape shape = shape_of_log(segment);
      bool fits = true;
      if (segments_.can_cut(tried) || !may_cut()) {
        ZKMEM_ASSIGN_OR_RETURN(fits, segments_.fits(shape, tried));
      }
      if (!fits) return false;
      const LedgerLink ledger{marks_};
      ZKMEM_ASSIGN_OR_RETURN(
          SegmentTraces traces,
          make_segment_traces(context_, simd_poseidon2_batch(), airs_, segment,
                              {start_, tree_ ? &*tree_ : nullptr, is_global() ? &ledger : nullptr},
                              std::move(buffer_),
                              is_only(segment) ? SegmentFill::kAll : SegmentFill::kShape));
      shape = shape_of_traces(traces.input(), airs_.entries.size());
      ZKMEM_ASSIGN_OR_RETURN(fits, segments_.fits(shape, tried));
      if (!fits) {
        buffer_ = std::move(traces.buffer);
        return false;
      }
      PlannedSegment plan{accesses_, length, limit, 0, shape.trace_cells};
      ZKMEM_ASSIGN_OR_RETURN(plan.memory_bytes, segments_.bytes_of(shape));
      const LogSegment claim = claim_of(shape, segment, traces);
      cutter_ = cutter;
      piece = Piece{std::move(log), std::move(segment), std::move(traces), plan, claim, std::move(shape)};
      return true;
    }));
    return *std::move(piece);
  }

  LogSegment claim_of(const SegmentShape& shape, const MemorySegment& segment,
                      const SegmentTraces& traces) const {
    LogSegment claim;
    claim.log_stacked_height = shape.log_stacked_height;
    if (tree_) claim.initial_root = tree_->root();
    if (traces.final_tree) claim.final_root = traces.final_tree->root();
    claim.index = segment.index;
    claim.clock_end = segment.end_timestamp;
    claim.is_last = segment.is_last;
    return claim;
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

  uint64_t cells_of(size_t air, size_t height) const {
    const AirWidths widths = airs_.entries[air].air->widths();
    uint64_t columns = widths.common_main;
    for (const size_t cached : widths.cached_mains) columns += cached;
    return columns * height;
  }

  const Context& context_;
  const MemoryAirs& airs_;
  const ReplayedLog& log_;
  SegmentCutter segments_;
  LogCutter cutter_;
  CellImage start_;                 // of the next segment
  std::optional<MerkleTree> tree_;  // over start_
  LeafMarks marks_;                 // global memory
  TraceBuffer buffer_;
  uint32_t index_ = 0;
  uint64_t accesses_ = 0;             // so far
  uint64_t most_bytes_ = 0;           // that a segment so far needs
  std::vector<SegmentShape> shapes_;  // of the segments so far
  const std::function<void(std::span<const SegmentShape>)>& on_shapes_;
};

}  // namespace

Result<CellImage> plan_log(const Context& context, KeyCache& keys, const Plan& plan, const MemoryInput& input,
                           const ReplayedLog& log, std::vector<std::string>& notes,
                           const std::function<Status(const PlannedLogSegment&)>& take, const LogEnds* ends,
                           std::string* cut) {
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(plan.claim->config));
  LogPlanner planner(context, keys, plan, input, airs, log, notes);
  if (airs.config.mode == BoundaryMode::kGlobal && !input.segment_accesses) {
    ZKMEM_ASSIGN_OR_RETURN(std::string why, planner.choose_cut());
    if (cut != nullptr) *cut = std::move(why);
  }
  return planner.run(take, ends);
}

}  // namespace zkmem
