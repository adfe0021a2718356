// One trace after the univariate round: every column, and its rotation if the AIR looks at next rows, as a
// table over the hypercube that halves each round (swirl.md sections 19.6 and 19.7).
#pragma once

#include <span>
#include <vector>

#include "zkmem/prover/batch_forms.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {

class FoldedTrace {
 public:
  // Folds at r_0; `lagrange` are the weights of D's points.
  FoldedTrace(const Workspace& context, const ProverTrace& trace, uint32_t l_skip,
              std::span<const Ext4> lagrange);

  // What evaluate_round and value sum, without the weights; set once the batching challenge is known.
  void set_form(NodeForm form);

  // sums[X - 1] = sum over y of weights[y] form(X, y), X = 1 … sums.size(); 2^(rounds left - 1) weights.
  void evaluate_round(const Workspace& context, ConstExtSpan weights, std::span<Ext4> sums) const;
  void fold(const Workspace& context, const Ext4& r);
  size_t length() const { return length_; }

  // Once length() is 1: the form's value, and the openings (per part: value [, rotation] column by column).
  Ext4 value(const Workspace& context) const;
  std::vector<std::vector<Ext4>> openings() const;

 private:
  size_t table_of(const SymbolicVariable& variable) const;

  const ProverTrace* trace_;
  size_t length_ = 0;                // of each table
  std::vector<size_t> part_tables_;  // first table of each part
  std::vector<size_t> part_widths_;
  ExtArray tables_;  // one after the other
  Ext4 first_;       // the first-row selector's only non-zero entry, at index 0
  Ext4 last_;        // the last-row selector's, at the last index
  std::vector<uint32_t> wanted_;
  std::vector<PointProgram> program_;  // none until set_form
  OutputForm form_;
};

}  // namespace zkmem
