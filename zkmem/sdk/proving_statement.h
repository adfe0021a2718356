// The proving half of a statement (zkmem/statement/statement.h): how its segments come out of a work folder,
// and what a plan says of it. How its input is cut is the input's own (statement_input.h). One instance a
// folder: execution/, memory/.
#pragma once

#include <memory>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/traces/trace_buffer.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/stopwatch.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/statement/statement.h"
#include "zkmem/store/run_versions.h"

namespace zkmem {

// A segment with all that its traces are made of.
class LoadedSegment {
 public:
  virtual ~LoadedSegment() = default;
  // Once, into `buffer`: an earlier segment's, or a new one.
  virtual Status fill(const Context& context, TraceBuffer buffer) = 0;
  // Views into this, until drop() frees what they view.
  virtual ProvingInput input() const = 0;
  virtual void drop() = 0;
  // For the next segment, once this one is proven; empty after drop().
  virtual TraceBuffer take_buffer() = 0;
  // Whether loading the next segment begins with this one, once it is filled.
  virtual bool begins_next() const { return false; }
};

class ProvingStatement {
 public:
  virtual ~ProvingStatement() = default;
  virtual const Statement& statement() const = 0;

  // What segment `index` starts from, and what happens in it, from the folder's files alone. The plan has it.
  virtual Result<std::unique_ptr<LoadedSegment>> load(const Context& context, const WorkFolder& folder,
                                                      const Plan& plan, size_t index,
                                                      Stopwatch& watch) const = 0;

  // The root of the memory that a state has before segment `index` of the claim, which leaves a version
  // there; null: it leaves none.
  virtual const Digest* root_before(const Claim& claim, size_t index) const {
    return &claim.segment(index).initial_root;
  }
  // Whether the versions must wait until the whole is checked: what no proof shows by itself.
  virtual bool proven_as_a_whole() const { return false; }
  // The memory before the first segment, given the state it goes on from, and after segment `index`, given
  // that of the version before it.
  virtual Result<CellImage> first_memory(const WorkFolder& folder, const Plan& plan,
                                         const CellImage& state) const = 0;
  virtual Result<CellImage> memory_after(const WorkFolder& folder, const Plan& plan, size_t index,
                                         CellImage before) const = 0;
  // The memory that verifiers of the plan's proof must have; none: they need not have any.
  virtual Result<std::optional<CellImage>> verifiers_image(const WorkFolder&, const Plan&) const {
    return std::optional<CellImage>();
  }
  // What a state's notes say of where segment `index` of the claim ended.
  virtual FinishedSegment end_of(const Claim& claim, size_t index) const = 0;

  // What a plan says of the claim: all that is known before proving. docs/spec/work-folder.md.
  virtual void visit_plan(Claim& claim, FieldVisitor& visitor) const = 0;
  virtual void visit_planned_segment(Claim& claim, size_t k, FieldVisitor& visitor) const = 0;
  // Of a plan that is growing: its last segment is not the whole's.
  virtual void more_follow(Claim&) const {}
};

const ProvingStatement& proving_side(const Statement& statement);

}  // namespace zkmem
