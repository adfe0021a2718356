#include "zkmem/sdk/memory/proving.h"

#include <utility>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/sdk/memory/segment_log.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/statement/memory/statement.h"

namespace zkmem {
namespace {

Status apply_changes(const WorkFolder& folder, const std::string& name, CellImage& image,
                     PageSet* newer = nullptr) {
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
  if (const Status applied = apply_page_delta(bytes, image, newer); !applied.ok())
    return applied.error().in(folder.path() + "/" + name);
  return {};
}

// The memory at the start of segment `index`: zeros, then each start's changes, of which the last to a page
// is the one that is unpacked.
Result<CellImage> start_of(const WorkFolder& folder, const Plan& plan, size_t index) {
  CellImage image(plan.claim->config, BabyBear::kModulus);
  PageSet newer;
  for (size_t k = index + 1; k-- > 0;)
    ZKMEM_RETURN_IF_ERROR(apply_changes(folder, WorkFolder::start_name(k), image, &newer));
  return image;
}

class LoggedSegment final : public LoadedSegment {
 public:
  LoggedSegment(MemoryAirs airs, MemorySegment segment, CellImage image, std::optional<MerkleTree> tree)
      : airs_(std::move(airs)),
        segment_(std::move(segment)),
        image_(std::move(image)),
        tree_(std::move(tree)) {}

  Status fill(const Context& context, TraceBuffer buffer) override {
    ZKMEM_ASSIGN_OR_RETURN(traces_,
                           make_segment_traces(context, simd_poseidon2_batch(), airs_, segment_,
                                               {image_, tree_ ? &*tree_ : nullptr}, std::move(buffer)));
    return {};
  }
  ProvingInput input() const override { return traces_.traces; }
  void drop() override {
    traces_.traces.clear();
    traces_.buffer = TraceBuffer();
  }
  TraceBuffer take_buffer() override { return std::move(traces_.buffer); }
  bool begins_next() const override { return traces_.final_tree.has_value(); }

  const CellImage& start() const { return image_; }
  // Over the memory at the end; once filled, in persistent mode.
  const std::optional<MerkleTree>& final_tree() const { return traces_.final_tree; }

 private:
  MemoryAirs airs_;
  MemorySegment segment_;
  CellImage image_;                 // at the start
  std::optional<MerkleTree> tree_;  // over it
  SegmentTraces traces_;
};

struct Start {
  CellImage image;
  std::optional<MerkleTree> tree;  // over it: persistent mode
};

// Where segment `index` starts: where the one before has ended if this process has just proven that, or else
// from the folder alone.
Result<Start> load_start(const Context& context, const WorkFolder& folder, const Plan& plan, size_t index) {
  const MemoryConfig& config = plan.claim->config;
  const auto kept = index > 0 ? plan.kept.take(index - 1) : nullptr;
  if (const auto* before = dynamic_cast<const LoggedSegment*>(kept.get()); before != nullptr) {
    Start start{before->start(), before->final_tree()};
    ZKMEM_RETURN_IF_ERROR(apply_changes(folder, WorkFolder::start_name(index), start.image));
    return start;
  }
  ZKMEM_ASSIGN_OR_RETURN(CellImage image, start_of(folder, plan, index));
  Start start{std::move(image), std::nullopt};
  if (config.mode == BoundaryMode::kPersistent) {
    ZKMEM_ASSIGN_OR_RETURN(start.tree, tree_of_image(context, simd_poseidon2_batch(), config, start.image));
  }
  return start;
}

class FilledSegment final : public LoadedSegment {
 public:
  explicit FilledSegment(SegmentTraces& traces)
      : traces_(std::exchange(traces.traces, {})), buffer_(std::move(traces.buffer)) {}

  Status fill(const Context&, TraceBuffer) override { return {}; }
  ProvingInput input() const override { return traces_; }
  void drop() override {
    traces_.clear();
    buffer_ = TraceBuffer();
  }
  TraceBuffer take_buffer() override { return std::move(buffer_); }

 private:
  ProvingInput traces_;
  TraceBuffer buffer_;
};

class MemoryProving final : public ProvingStatement {
 public:
  const Statement& statement() const override { return memory_statement(); }

  Result<std::unique_ptr<LoadedSegment>> load(const Context& context, const WorkFolder& folder,
                                              const Plan& plan, size_t index,
                                              Stopwatch& watch) const override {
    const MemoryConfig& config = plan.claim->config;
    ZKMEM_ASSIGN_OR_RETURN(MemoryAirs airs, MemoryAirs::create(config));
    ZKMEM_ASSIGN_OR_RETURN(
        MemorySegment segment,
        read_segment_log(folder, config, index, plan.segments.size() + (plan.is_growing ? 1 : 0)));
    ZKMEM_ASSIGN_OR_RETURN(Start start, load_start(context, folder, plan, index));
    watch.lap("load");
    return std::unique_ptr<LoadedSegment>(std::make_unique<LoggedSegment>(
        std::move(airs), std::move(segment), std::move(start.image), std::move(start.tree)));
  }

  // The plan's own: a log may bring its memory along.
  Result<CellImage> first_memory(const WorkFolder& folder, const Plan& plan,
                                 const CellImage&) const override {
    return start_of(folder, plan, 0);
  }
  Result<CellImage> memory_after(const WorkFolder& folder, const Plan& plan, size_t index,
                                 CellImage before) const override {
    const bool is_last = index + 1 == plan.segments.size();
    const std::string name = is_last ? std::string(WorkFolder::kEndName) : WorkFolder::start_name(index + 1);
    ZKMEM_RETURN_IF_ERROR(apply_changes(folder, name, before));
    return before;
  }
  FinishedSegment end_of(const Claim& claim, size_t index) const override {
    FinishedSegment end{0, std::nullopt, claim.segment(index).final_root};
    end.log_is_over = index + 1 == claim.num_segments();
    return end;
  }

  void visit_plan(Claim&, FieldVisitor&) const override {}
  // Index and is_last follow from the place in the plan.
  void visit_planned_segment(Claim& claim, size_t k, FieldVisitor& visitor) const override {
    auto& log = claim_as<MemoryClaim>(claim);
    LogSegment& segment = log.segments[k];
    visitor.digest("initial_root", segment.initial_root);
    visitor.digest("final_root", segment.final_root);
    visitor.word("clock_end", segment.clock_end);
    segment.index = static_cast<uint32_t>(k);
    segment.is_last = true;  // until there is another one
    if (k > 0) log.segments[k - 1].is_last = false;
  }
  void more_follow(Claim& claim) const override {
    auto& log = claim_as<MemoryClaim>(claim);
    if (!log.segments.empty()) log.segments.back().is_last = false;
  }
};

}  // namespace

std::shared_ptr<LoadedSegment> filled_segment(SegmentTraces& traces) {
  return std::make_shared<FilledSegment>(traces);
}

const ProvingStatement& memory_proving() {
  static const MemoryProving proving;
  return proving;
}

}  // namespace zkmem
