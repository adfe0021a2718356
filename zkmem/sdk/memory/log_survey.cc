#include "zkmem/sdk/memory/log_survey.h"

#include <bit>
#include <optional>
#include <utility>
#include <vector>

#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/statement/log_cutter.h"
#include "zkmem/memory/statement/segment_rows.h"

namespace zkmem {
namespace {

size_t log2(uint32_t power_of_two) { return static_cast<size_t>(std::countr_zero(power_of_two)); }

// Heights that all segments have.
LogHeights tables_of(const MemoryAirs& airs) {
  LogHeights heights(airs.entries.size());
  heights[airs.connector] = 1;
  if (airs.space_table) heights[*airs.space_table] = 0;
  heights[airs.range] = airs.config.range_max_bits + 1;
  return heights;
}

std::vector<size_t> boundaries_of(const MemoryAirs& airs) {
  std::vector<size_t> boundary_of_block(std::bit_width(kLeafCells));
  for (const MemoryAirs::Boundary& boundary : airs.boundaries)
    boundary_of_block[log2(boundary.block)] = boundary.air;
  return boundary_of_block;
}

// Without a replay; none: some access needs an adapter, as in openvm-v1 all do, or may.
class BlockSurvey {
 public:
  explicit BlockSurvey(const MemoryAirs& airs)
      : airs_(airs), boundaries_(boundaries_of(airs)), survey_(tables_of(airs)) {
    for (uint32_t space = 0; space < airs.config.spaces.size(); ++space)
      blocks_.push_back(space == kImmediateSpace ? 0 : airs.config.initial_block_size(space));
    begin();
  }

  Result<std::optional<CutSurvey>> run(const Context& context, const AccessLog& log) && {
    if (airs_.config.profile == MemoryProfile::kOpenVmV1) return std::optional<CutSurvey>();
    for (auto at = log.begin(); at != log.end(); ++at) {
      const AccessView view = *at;
      has_waited_ |= view.timestamp != at.clock() || view.kind == LogKind::kInc;
      if (view.kind == LogKind::kSegment) end(true);
      if (!view.is_access()) continue;
      if (piece_.length.accesses == CutSurvey::kPieceAccesses) {
        ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
        end(false);
      }
      if (!add(view)) return std::optional<CutSurvey>();
    }
    end(false);
    return std::optional(std::move(survey_));
  }

 private:
  void begin() {
    piece_ = SurveyedPiece();
    piece_.rows.resize(airs_.entries.size());
  }
  void end(bool must_end) {
    wait();
    piece_.must_end = must_end;
    survey_.end_piece(std::move(piece_));
    begin();
  }
  // Time that passed without an access is one row, however it passed.
  void wait() {
    if (std::exchange(has_waited_, false)) ++piece_.rows[airs_.inc];
  }
  bool add(const AccessView& view) {
    wait();
    ++piece_.length.accesses;
    if (view.address_space == kImmediateSpace) {
      ++piece_.rows[*airs_.logs[0]];
      return true;
    }
    const uint32_t block = blocks_[view.address_space];
    if (view.size != block) return false;
    ++piece_.rows[*airs_.logs[log2(block)]];
    survey_.touch(view.address_space, view.pointer / kLeafCells, boundaries_[log2(block)]);
    return true;
  }

  const MemoryAirs& airs_;
  std::vector<size_t> boundaries_;
  std::vector<uint32_t> blocks_;  // by space
  CutSurvey survey_;
  SurveyedPiece piece_;
  bool has_waited_ = false;
};

Result<CutSurvey> survey_replayed(const Context& context, const MemoryAirs& airs, const AccessLog& log) {
  CutSurvey survey(tables_of(airs));
  const std::vector<size_t> boundaries = boundaries_of(airs);
  const CellImage zeros(airs.config, BabyBear::kModulus);
  for (LogCutter cutter(airs.config, log); !cutter.done();) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    const AccessLog part = cutter.next(CutSurvey::kPieceAccesses);
    const MemorySegment segment = std::move(memory_segments(part).front());
    SegmentRows rows = segment_rows(context, airs, segment, zeros);
    for (const TouchedLeaf& leaf : rows.touched)
      survey.touch(leaf.address_space, leaf.label, boundaries[log2(leaf.initial_block)]);
    const uint64_t length = segment.accesses.size() + segment.immediates.size();
    survey.end_piece({{length, 0}, std::move(rows.rows), length < CutSurvey::kPieceAccesses});
  }
  return survey;
}

}  // namespace

Result<CutSurvey> survey_log(const Context& context, const MemoryAirs& airs, const AccessLog& log) {
  ZKMEM_ASSIGN_OR_RETURN(std::optional<CutSurvey> survey, BlockSurvey(airs).run(context, log));
  if (survey) return *std::move(survey);
  return survey_replayed(context, airs, log);
}

}  // namespace zkmem
