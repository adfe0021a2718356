#include "zkmem/sdk/memory/check.h"

#include <chrono>
#include <functional>

#include <fmt/format.h>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/base/progress_words.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/memory/log/replay.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/statement/ends_traces.h"
#include "zkmem/memory/statement/ledger_book.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/memory/traces/log_trace.h"
#include "zkmem/transcript/transcript.h"

namespace zkmem {
namespace {

// Where in the input a row comes from; empty if it is no row of the input's.
using PlaceOfRow = std::function<std::string(size_t air, size_t row)>;

// The places of all rows that a report speaks of, each once.
std::string places_text(const CheckReport& report, std::span<const CheckedAir> airs,
                        const PlaceOfRow& place_of) {
  std::string text;
  for (const auto& [air, row] : report.rows()) {
    const std::string place = place_of(air, row);
    if (!place.empty()) text += airs[air].name + " row " + std::to_string(row) + " is " + place + "\n";
  }
  return text;
}

// A challenge for checking traces of which no proof is made: nobody has chosen the tokens for it.
LedgerChallenge checking_challenge() {
  Transcript transcript(HashSuite::kPoseidon2);
  const Ext4 alpha = transcript.sample_ext("check.alpha");
  return {alpha, transcript.sample_ext("check.beta")};
}

class SegmentChecker {
 public:
  SegmentChecker(std::vector<CheckedAir> airs, BusNames buses) : airs_(std::move(airs)) {
    options_.buses = std::move(buses);
  }

  // False: the outcome has a problem now.
  Result<bool> check(const Context& context, const ProvingInput& input, const PlaceOfRow& place_of,
                     CheckOutcome& outcome) const {
    const auto start = std::chrono::steady_clock::now();
    ZKMEM_ASSIGN_OR_RETURN(const CheckReport report, check_traces(context, airs_, input, options_));
    outcome.check_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    outcome.cells += report.cells;
    outcome.messages += report.messages;
    if (!report.ok()) {
      outcome.problem = "segment " + std::to_string(outcome.segments) + ":\n" +
                        describe(report, airs_, options_.buses) + places_text(report, airs_, place_of);
    }
    ++outcome.segments;
    return report.ok();
  }

 private:
  std::vector<CheckedAir> airs_;
  CheckOptions options_;
};

PlaceOfRow place_of_log_row(const MemoryAirs& airs, const MemorySegment& segment, const SegmentTraces& traces,
                            const LogFile& file, const CutLog& cut) {
  return [&](size_t air, size_t row) -> std::string {
    for (size_t i = 0; i < kAccessSizes.size(); ++i) {
      if (airs.logs[i] != air) continue;
      const auto rows = log_rows({airs.config, segment, traces.replay}, kAccessSizes[i]);
      if (row >= rows.size()) return "";
      const uint32_t index = rows[row].index;
      const uint32_t entry =
          rows[row].is_immediate ? segment.immediates[index].entry : segment.entries[index];
      return file.place_of(cut.origins[entry]);
    }
    return "";
  };
}

// What replaying says about the log, before any circuit: reads return what was last written, or why not.
Result<std::string> replay_problem(const Context& context, const LogFile& file) {
  MemoryImage<BabyBear> image(file.config);
  static_cast<CellImage&>(image) = file.initial;
  auto controller = MemoryController<BabyBear>::create(file.config, image);
  if (!controller.ok()) return controller.error();
  ZKMEM_ASSIGN_OR_RETURN(const ReplayOutcome outcome, replay_log(file, *controller, context));
  return outcome.mismatch ? outcome.mismatch->message(file) : std::string();
}

}  // namespace

Result<CheckOutcome> check_log(const Context& context, const LogFile& file, uint64_t segment_accesses) {
  CheckOutcome outcome;
  context.report("replay", 0);
  ZKMEM_ASSIGN_OR_RETURN(outcome.problem, replay_problem(context, file));
  if (!outcome.ok()) return outcome;
  context.report("cut", 0);
  const CutLog cut = cut_log(file.config, file.log, segment_accesses);
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(file.config));
  const SegmentChecker checker(airs.checked(), memory_bus_names());
  const bool is_global = file.config.mode == BoundaryMode::kGlobal;
  const LedgerChallenge challenge = checking_challenge();
  LeafMarks marks;
  const std::vector<LedgerToken> given = is_global ? image_tokens(file.initial) : std::vector<LedgerToken>();
  LedgerBook book(given);
  CellImage image = file.initial;
  std::optional<MerkleTree> tree;
  if (file.config.mode == BoundaryMode::kPersistent) {
    ZKMEM_ASSIGN_OR_RETURN(tree, tree_of_image(context, simd_poseidon2_batch(), file.config, image));
  }
  const std::vector<MemorySegment> segments = memory_segments(cut.log);
  TraceBuffer buffer;
  for (const MemorySegment& segment : segments) {
    const Context inner =
        with_words(context, fmt::format("segment {} of {}: ", segment.index + 1, segments.size()));
    inner.report("traces", 0);
    const LedgerLink ledger{marks, challenge};
    ZKMEM_ASSIGN_OR_RETURN(
        SegmentTraces traces,
        make_segment_traces(inner, simd_poseidon2_batch(), airs, segment,
                            {image, tree ? &*tree : nullptr, is_global ? &ledger : nullptr},
                            std::move(buffer)));
    outcome.accesses += segment.accesses.size() + segment.immediates.size();
    ZKMEM_ASSIGN_OR_RETURN(
        const bool holds,
        checker.check(inner, traces.input(), place_of_log_row(airs, segment, traces, file, cut), outcome));
    if (!holds) return outcome;
    if (is_global) outcome.problem = book.follow_segment(airs, traces.input(), segment.index);
    if (!outcome.ok()) return outcome;
    ZKMEM_RETURN_IF_ERROR(apply_segment(traces.replay, image));
    if (is_global) marks.touch(traces.replay.touched, segment.index + 1);
    if (traces.final_tree) tree = std::move(*traces.final_tree);
    buffer = std::move(traces.buffer);
  }
  if (!is_global) return outcome;
  const std::vector<EndLeaf> leaves = end_leaves(marks, given, {});
  const BufferedTraces ends = make_ends_traces(context, airs, leaves, image, challenge, std::move(buffer));
  ZKMEM_ASSIGN_OR_RETURN(
      const bool holds,
      checker.check(context, ends.traces, [](size_t, size_t) { return std::string(); }, outcome));
  --outcome.segments;  // the ends are none
  if (holds) outcome.problem = book.follow_ends(airs, ends.traces);
  if (!outcome.ok()) outcome.problem = "the ends:\n" + outcome.problem;
  outcome.tokens = book.tokens();
  return outcome;
}

}  // namespace zkmem
