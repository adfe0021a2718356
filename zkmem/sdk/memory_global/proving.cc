#include "zkmem/sdk/memory_global/proving.h"

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/statement/ends_traces.h"
#include "zkmem/memory/statement/segment_traces.h"
#include "zkmem/sdk/ledger_planning.h"
#include "zkmem/sdk/memory/segment_log.h"
#include "zkmem/sdk/memory_global/leaf_file.h"
#include "zkmem/sdk/page_delta.h"
#include "zkmem/sdk/segment_with_ends.h"
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
  LoadedLogSegment(std::shared_ptr<const MemoryAirs> airs, MemorySegment segment, LeafFile start,
                   const LedgerChallenge& challenge)
      : airs_(std::move(airs)),
        segment_(std::move(segment)),
        start_(std::move(start)),
        challenge_(challenge) {}

  Status fill(const Context& context, TraceBuffer buffer) override {
    const LedgerLink ledger{start_.marks, challenge_};
    ZKMEM_ASSIGN_OR_RETURN(traces_, make_segment_traces(context, simd_poseidon2_batch(), *airs_, segment_,
                                                        {start_.image, nullptr, &ledger}, std::move(buffer)));
    return {};
  }
  ProvingInput input() const override { return traces_.input(); }
  void drop() override { traces_ = SegmentTraces(); }
  TraceBuffer take_buffer() override { return std::move(traces_.buffer); }

 private:
  std::shared_ptr<const MemoryAirs> airs_;
  MemorySegment segment_;
  LeafFile start_;
  LedgerChallenge challenge_;
  SegmentTraces traces_;
};

// All of a run's ends, or a part.
class LoadedEnds final : public LoadedSegment {
 public:
  // `start`: the memory that a part with a root starts from, with its tree.
  LoadedEnds(std::shared_ptr<const MemoryAirs> airs, EndFile end,
             std::optional<std::pair<CellImage, MerkleTree>> start, bool ends_in_root,
             const LedgerChallenge& challenge)
      : airs_(std::move(airs)),
        end_(std::move(end)),
        start_(std::move(start)),
        ends_in_root_(ends_in_root),
        challenge_(challenge) {}

  Status fill(const Context& context, TraceBuffer buffer) override {
    if (start_) {
      traces_ = make_rooted_ends_traces(context, simd_poseidon2_batch(), *airs_, end_.leaves,
                                        {start_->first, start_->second, ends_in_root_}, end_.image,
                                        challenge_, std::move(buffer));
    } else {
      traces_ = make_ends_traces(context, *airs_, end_.leaves, end_.image, challenge_, std::move(buffer));
    }
    return context.check_cancelled();
  }
  ProvingInput input() const override { return traces_.traces; }
  void drop() override { traces_ = BufferedTraces(); }
  TraceBuffer take_buffer() override { return std::move(traces_.buffer); }

 private:
  std::shared_ptr<const MemoryAirs> airs_;
  EndFile end_;
  std::optional<std::pair<CellImage, MerkleTree>> start_;
  bool ends_in_root_;
  LedgerChallenge challenge_;
  BufferedTraces traces_;
};

Result<CellImage> read_start(const WorkFolder& folder, const MemoryConfig& config) {
  CellImage image(config, BabyBear::kModulus);
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(WorkFolder::kImageName));
  const Status applied = apply_page_delta(bytes, image);
  if (!applied.ok()) return applied.error().in(folder.path() + "/" + WorkFolder::kImageName);
  return image;
}

Result<EndFile> read_end(const WorkFolder& folder, const GlobalMemoryClaim& claim) {
  return read_file_of(folder, WorkFolder::kEndName, [&](const auto& bytes) {
    return decode_end_file(claim.config, bytes, static_cast<uint32_t>(claim.log_segments().size()));
  });
}

// What proof `index` has of the ends. A part between roots starts from the memory that the parts before it
// have left; with a free end all parts start from the first one.
Result<std::unique_ptr<LoadedSegment>> load_ends(const Context& context, const WorkFolder& folder,
                                                 const Plan& plan, size_t index,
                                                 std::shared_ptr<const MemoryAirs> airs) {
  const auto& claim = claim_as<GlobalMemoryClaim>(*plan.claim);
  ZKMEM_ASSIGN_OR_RETURN(EndFile end, read_end(folder, claim));
  const Result<LeafRange> part = planned_part(plan, index, end.leaves.size());
  if (!part.ok()) return part.error().in(folder.path());
  const std::vector<EndLeaf> all = std::move(end.leaves);
  const auto leaves = std::span(all).subspan(part->first, part->count);
  end.leaves.assign(leaves.begin(), leaves.end());
  std::optional<std::pair<CellImage, MerkleTree>> start;
  if (claim.ledger.starts_from_root()) {
    ZKMEM_ASSIGN_OR_RETURN(CellImage image, read_start(folder, claim.config));
    if (claim.ledger.ends_in_root())
      ZKMEM_RETURN_IF_ERROR(carry_leaves(std::span(all).first(part->first), end.image, image));
    ZKMEM_ASSIGN_OR_RETURN(MerkleTree tree,
                           tree_of_image(context, simd_poseidon2_batch(), claim.config, image));
    start.emplace(std::move(image), std::move(tree));
  }
  return std::unique_ptr<LoadedSegment>(std::make_unique<LoadedEnds>(
      std::move(airs), std::move(end), std::move(start), claim.ledger.ends_in_root(), claim.ledger.drawn()));
}

class GlobalMemoryProving final : public ProvingStatement {
 public:
  const Statement& statement() const override { return global_memory_statement(); }

  Result<std::unique_ptr<LoadedSegment>> load(const Context& context, const WorkFolder& folder,
                                              const Plan& plan, size_t index,
                                              Stopwatch& watch) const override {
    const auto& claim = claim_as<GlobalMemoryClaim>(*plan.claim);
    const LedgerChallenge challenge = claim.ledger.drawn();
    const size_t segments = claim.log_segments().size();
    ZKMEM_ASSIGN_OR_RETURN(MemoryAirs made, MemoryAirs::create(claim.config));
    if (!made.ends) return bad_input("the plan's configuration is not of global memory");
    const auto airs = std::make_shared<const MemoryAirs>(std::move(made));
    ZKMEM_RETURN_IF_ERROR(check_planned_ends(plan));
    std::unique_ptr<LoadedSegment> segment;
    if (index < segments) {
      ZKMEM_ASSIGN_OR_RETURN(MemorySegment log, read_segment_log(folder, claim.config, index, segments));
      ZKMEM_ASSIGN_OR_RETURN(LeafFile start,
                             read_file_of(folder, WorkFolder::start_name(index), [&](const auto& bytes) {
                               return decode_leaf_file(claim.config, bytes, static_cast<uint32_t>(index));
                             }));
      segment = std::make_unique<LoadedLogSegment>(airs, std::move(log), std::move(start), challenge);
    }
    std::unique_ptr<LoadedSegment> ends;
    if (index >= claim.first_of_ends()) {
      ZKMEM_ASSIGN_OR_RETURN(ends, load_ends(context, folder, plan, index, airs));
    }
    watch.lap("load");
    if (segment == nullptr) return ends;
    if (ends == nullptr) return segment;
    return std::unique_ptr<LoadedSegment>(
        std::make_unique<SegmentWithEnds>(std::move(segment), std::move(ends), airs->range));
  }

  // A root of the ends is of a memory that the segments have left only if the ledger balances.
  bool proven_as_a_whole() const override { return true; }
  Result<CellImage> first_memory(const WorkFolder& folder, const Plan& plan,
                                 const CellImage&) const override {
    return read_start(folder, plan.claim->config);
  }
  // Only the ends have roots, so only behind them there is memory that is proven.
  Result<CellImage> memory_after(const WorkFolder& folder, const Plan& plan, size_t,
                                 CellImage) const override {
    ZKMEM_ASSIGN_OR_RETURN(EndFile end, read_end(folder, claim_as<GlobalMemoryClaim>(*plan.claim)));
    return std::move(end.image);
  }
  const Digest* root_before(const Claim& claim, size_t index) const override {
    return index + 1 == claim.num_segments() ? &claim.initial_root() : nullptr;
  }
  FinishedSegment end_of(const Claim& claim, size_t) const override {
    FinishedSegment end{0, std::nullopt, claim.final_root()};
    end.log_is_over = true;
    return end;
  }

  Result<std::optional<CellImage>> verifiers_image(const WorkFolder& folder,
                                                   const Plan& plan) const override {
    const auto& claim = claim_as<GlobalMemoryClaim>(*plan.claim);
    if (!claim.ledger.starts_from_image()) return std::optional<CellImage>();
    ZKMEM_ASSIGN_OR_RETURN(CellImage image, read_start(folder, claim.config));
    return std::optional(std::move(image));
  }

  void visit_plan(Claim& any, FieldVisitor& visitor) const override {
    auto& claim = claim_as<GlobalMemoryClaim>(any);
    visit_ledger(claim.ledger, visitor);
  }
  // Entries behind the last segment's are of the ends, whose index and clock are 0.
  void visit_planned_segment(Claim& any, size_t k, FieldVisitor& visitor) const override {
    auto& claim = claim_as<GlobalMemoryClaim>(any);
    visitor.word("clock_end", claim.segments[k].clock_end);
    visitor.flag("is_last", claim.segments[k].is_last);
    claim.segments[k].index = k < claim.log_segments().size() ? static_cast<uint32_t>(k) : 0;
  }
};

}  // namespace

const ProvingStatement& global_memory_proving() {
  static const GlobalMemoryProving proving;
  return proving;
}

}  // namespace zkmem
