#include "zkmem/sdk/memory_global/proving.h"

#include <utility>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/sdk/memory/segment_log.h"
#include "zkmem/sdk/memory_global/leaf_file.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/statement/memory_global/statement.h"

namespace zkmem {
namespace {

// What `decode` makes of a file's bytes.
template <class Decode>
auto read_file_of(const WorkFolder& folder, const std::string& name, const Decode& decode)
    -> decltype(decode(FileBytes())) {
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
  auto file = decode(bytes);
  if (!file.ok()) return file.error().in(folder.path() + "/" + name);
  return file;
}

class LoadedLogSegment final : public LoadedSegment {
 public:
  LoadedLogSegment(MemoryAirs airs, MemorySegment segment, LeafFile start, const LedgerChallenge& challenge)
      : airs_(std::move(airs)),
        segment_(std::move(segment)),
        start_(std::move(start)),
        challenge_(challenge) {}

  Status fill(const Context& context, TraceBuffer buffer) override {
    const LedgerLink ledger{start_.marks, challenge_};
    ZKMEM_ASSIGN_OR_RETURN(traces_, make_segment_traces(context, simd_poseidon2_batch(), airs_, segment_,
                                                        {start_.image, nullptr, &ledger}, std::move(buffer)));
    return {};
  }
  ProvingInput input() const override { return traces_.input(); }
  void drop() override { traces_ = SegmentTraces(); }
  TraceBuffer take_buffer() override { return std::move(traces_.buffer); }

 private:
  MemoryAirs airs_;
  MemorySegment segment_;
  LeafFile start_;
  LedgerChallenge challenge_;
  SegmentTraces traces_;
};

class LoadedEnds final : public LoadedSegment {
 public:
  LoadedEnds(MemoryAirs airs, EndFile end, const LedgerChallenge& challenge)
      : airs_(std::move(airs)), end_(std::move(end)), challenge_(challenge) {}

  Status fill(const Context& context, TraceBuffer buffer) override {
    traces_ = make_ends_traces(context, airs_, end_.leaves, end_.image, challenge_, std::move(buffer));
    return context.check_cancelled();
  }
  ProvingInput input() const override { return traces_.traces; }
  void drop() override { traces_ = EndsTraces(); }
  TraceBuffer take_buffer() override { return std::move(traces_.buffer); }

 private:
  MemoryAirs airs_;
  EndFile end_;
  LedgerChallenge challenge_;
  EndsTraces traces_;
};

class GlobalMemoryProving final : public ProvingStatement {
 public:
  const Statement& statement() const override { return global_memory_statement(); }

  Result<std::unique_ptr<LoadedSegment>> load(const Context&, const WorkFolder& folder, const Plan& plan,
                                              size_t index, Stopwatch& watch) const override {
    const auto& claim = claim_as<GlobalMemoryClaim>(*plan.claim);
    const LedgerChallenge challenge = claim.ledger.drawn();
    const size_t segments = claim.log_segments().size();
    ZKMEM_ASSIGN_OR_RETURN(MemoryAirs airs, MemoryAirs::create(claim.config));
    if (!airs.ends) return bad_input("the plan's configuration is not of global memory");
    if (index == segments) {
      ZKMEM_ASSIGN_OR_RETURN(EndFile end, read_file_of(folder, WorkFolder::kEndName, [&](const auto& bytes) {
                               return decode_end_file(claim.config, bytes, static_cast<uint32_t>(segments));
                             }));
      watch.lap("load");
      return std::unique_ptr<LoadedSegment>(
          std::make_unique<LoadedEnds>(std::move(airs), std::move(end), challenge));
    }
    ZKMEM_ASSIGN_OR_RETURN(MemorySegment segment, read_segment_log(folder, claim.config, index, segments));
    ZKMEM_ASSIGN_OR_RETURN(LeafFile start,
                           read_file_of(folder, WorkFolder::start_name(index), [&](const auto& bytes) {
                             return decode_leaf_file(claim.config, bytes, static_cast<uint32_t>(index));
                           }));
    watch.lap("load");
    return std::unique_ptr<LoadedSegment>(
        std::make_unique<LoadedLogSegment>(std::move(airs), std::move(segment), std::move(start), challenge));
  }

  // There is no state that global memory could go on from, or leave.
  Result<CellImage> first_memory(const WorkFolder&, const Plan&, const CellImage&) const override {
    return no_state();
  }
  Result<CellImage> memory_after(const WorkFolder&, const Plan&, size_t, CellImage) const override {
    return no_state();
  }
  FinishedSegment end_of(const Claim&, size_t) const override { return {}; }

  Result<std::optional<CellImage>> verifiers_image(const WorkFolder& folder,
                                                   const Plan& plan) const override {
    const auto& claim = claim_as<GlobalMemoryClaim>(*plan.claim);
    if (!claim.ledger.starts_from_image()) return std::optional<CellImage>();
    CellImage image(claim.config, BabyBear::kModulus);
    ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(WorkFolder::kImageName));
    const Status applied = apply_page_delta(bytes, image);
    if (!applied.ok()) return applied.error().in(folder.path() + "/" + WorkFolder::kImageName);
    return std::optional(std::move(image));
  }

  void visit_plan(Claim& any, FieldVisitor& visitor) const override {
    auto& claim = claim_as<GlobalMemoryClaim>(any);
    visit_ledger(claim.ledger, visitor);
  }
  // Index and is_last follow from the place in the plan; the last entry is the ends, whose clock is 0.
  void visit_planned_segment(Claim& any, size_t k, FieldVisitor& visitor) const override {
    auto& segments = claim_as<GlobalMemoryClaim>(any).segments;
    visitor.word("clock_end", segments[k].clock_end);
    segments[k].index = 0;
    segments[k].is_last = false;
    if (k > 0) {
      segments[k - 1].index = static_cast<uint32_t>(k - 1);
      segments[k - 1].is_last = true;  // until there is another one
    }
    if (k > 1) segments[k - 2].is_last = false;
  }

 private:
  static Error no_state() {
    return bad_input("global memory has no roots, so that there is no persistent state of it");
  }
};

}  // namespace

const ProvingStatement& global_memory_proving() {
  static const GlobalMemoryProving proving;
  return proving;
}

}  // namespace zkmem
