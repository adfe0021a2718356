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
        notes_(notes),
        most_leaves_(input.part_leaves.value_or(SIZE_MAX)),
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
      shapes_.push_back(std::move(piece.shape));
      if (planned) ZKMEM_RETURN_IF_ERROR(take_ends(*ends, *planned, after));
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
  struct EndsPart {
    BufferedTraces traces;
    std::optional<MerkleTree> after;  // with a root: behind the part
    SegmentShape shape;
    PlannedSegment plan;
  };
  struct Ends {
    std::vector<EndLeaf> leaves;
    std::vector<LedgerToken> revealed;
    std::optional<MerkleTree> tree;  // with a root: before the next part
    bool ends_in_root = false;       // then it starts from one, too
    std::optional<Digest> initial_root;
    std::optional<EndsPart> whole;  // none: they are cut by address
    bool stand_beside = false;      // the last segment's chips
    uint64_t first = 0;             // accesses before them
    std::optional<Error> why_cut;
  };

  // Beside the last segment's chips if they fit there at its height; its plan then changes.
  Result<Ends> plan_ends(const LogEnds& wanted, const CellImage& end, Piece& last) {
    LeafMarks marks = marks_;
    marks.touch(last.traces.replay.touched, last.segment.index + 1);
    ZKMEM_ASSIGN_OR_RETURN(Ends ends, leaves_of_ends(wanted, marks, end));
    ends.first = accesses_ + last.plan.length;
    if (ends.leaves.size() > most_leaves_) return ends;
    ZKMEM_ASSIGN_OR_RETURN(ends.whole, part_of(ends, {0, ends.leaves.size()}, end));
    if (!ends.whole) return ends;
    SegmentShape& shape = ends.whole->shape;
    JoinLimits limits{UINT64_MAX, last.claim.log_stacked_height};  // on which the log's digest depends
    if (last.segment.index != 0) limits.bytes = std::max(most_bytes_, ends.whole->plan.memory_bytes);
    ZKMEM_ASSIGN_OR_RETURN(const std::optional<JoinedEnds> joined,
                           join_ends(segments_, shape_of_traces(last.traces.input(), airs_.entries.size()),
                                     shape, airs_.range, limits));
    if (!joined) return ends;
    ends.stand_beside = true;
    last.plan.cells = joined->cells;
    last.plan.memory_bytes = joined->bytes;
    last.shape = joined->shape;
    last.claim.log_stacked_height = shape.log_stacked_height = joined->shape.log_stacked_height;
    return ends;
  }

  Result<Ends> leaves_of_ends(const LogEnds& wanted, const LeafMarks& marks, const CellImage& end) {
    Ends ends;
    ends.revealed = last_tokens(marks, end, wanted.revealed);
    ends.leaves = end_leaves(marks, wanted.given, ends.revealed);
    if (!wanted.starts_from_root) return ends;
    ends.ends_in_root = wanted.ends_in_root;
    ZKMEM_ASSIGN_OR_RETURN(ends.tree,
                           tree_of_image(context_, simd_poseidon2_batch(), airs_.config, log_.initial()));
    ends.initial_root = ends.tree->root();
    return ends;
  }

  // None: it must have fewer leaves. Few leaves do not get fewer: they fit, if need be with their traces in a
  // file, or nothing does.
  Result<std::optional<EndsPart>> part_of(Ends& ends, LeafRange range, const CellImage& end) {
    const auto leaves = std::span(ends.leaves).subspan(range.first, range.count);
    EndsPart part;
    const auto fits = [&]() -> Result<bool> {
      ZKMEM_ASSIGN_OR_RETURN(const bool it_does, segments_.fits(part.shape, range.count));
      if (!it_does) ends.why_cut = segments_.refusal();
      return it_does;
    };
    if (segments_.can_cut(range.count)) {  // before its cells are made
      part.shape.heights = ends_heights(airs_, leaves, ends.tree ? &ends.tree->dimensions() : nullptr);
      ZKMEM_ASSIGN_OR_RETURN(const auto key, segments_.key(kAnyHeight));
      part.shape.trace_cells = cells_of_heights(key->inner, part.shape.heights);
      ZKMEM_ASSIGN_OR_RETURN(const bool may_fit, fits());
      if (!may_fit) return std::optional<EndsPart>();
    }
    if (ends.tree) {
      RootedEndsTraces traces = make_rooted_ends_traces(context_, simd_poseidon2_batch(), airs_, leaves,
                                                        {log_.initial(), *ends.tree, ends.ends_in_root}, end);
      part.after = std::move(traces.after);
      part.traces = std::move(traces);
    } else {
      part.traces = make_ends_traces(context_, airs_, leaves, end);
    }
    ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
    part.shape = shape_of_traces(part.traces.traces, airs_.entries.size());
    ZKMEM_ASSIGN_OR_RETURN(const bool it_does, fits());
    if (!it_does) return std::optional<EndsPart>();
    part.plan = {ends.first, 0, 0, 0, part.shape.trace_cells};
    ZKMEM_ASSIGN_OR_RETURN(part.plan.memory_bytes, segments_.bytes_of(part.shape));
    return std::optional(std::move(part));
  }

  Status take_ends(const LogEnds& wanted, Ends& ends, const CellImage& end) {
    const auto take = [&](EndsPart& part) {
      if (part.after) ends.tree = std::move(part.after);
      if (!ends.stand_beside) shapes_.push_back(part.shape);
      return wanted.take_part(
          {ends.stand_beside ? nullptr : &part.plan, part.shape.log_stacked_height, part.traces});
    };
    if (ends.whole) {
      ZKMEM_RETURN_IF_ERROR(take(*ends.whole));
    } else {
      const size_t all = ends.leaves.size();
      ZKMEM_ASSIGN_OR_RETURN(const size_t parts,
                             cut_ends(all, std::min(most_leaves_, all), [&](LeafRange range) -> Result<bool> {
                               ZKMEM_ASSIGN_OR_RETURN(std::optional<EndsPart> part,
                                                      part_of(ends, range, end));
                               if (!part) return false;
                               part->plan.leaves = range.count;
                               ZKMEM_RETURN_IF_ERROR(take(*part));
                               return true;
                             }));
      if (ends.why_cut) notes_.push_back(cut_ends_note(all, parts, *ends.why_cut));
    }
    std::optional<Digest> final_root;
    if (ends.ends_in_root) final_root = ends.tree->root();
    return wanted.take({ends.leaves, ends.revealed, end, ends.initial_root, final_root});
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
  std::vector<std::string>& notes_;
  size_t most_leaves_;  // in a part of the ends
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
