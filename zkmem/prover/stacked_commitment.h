// The stacked commitment of some matrices (swirl.md sections 6 and 19.1). The stacked matrix itself is never
// built: a stacked column is a list of pieces of the traces, each at least one encoder chunk long, read where
// they lie; only columns that hold shorter pieces, or strided ones (below 2^l_skip rows), are copied
// together. The traces must outlive the commitment. Immutable once made.
#pragma once

#include <vector>

#include "zkmem/field/matrix.h"
#include "zkmem/protocol/stacked_layout.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/prover/encoded_matrix.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {

// kBadInput, with both numbers, for parameters that the encoder has no kernels for.
Status check_encoder_params(const SystemParams& params);

class StackedCommitment {
 public:
  // `matrices` in the layout's order; `encoder` has the stacked height's degree and l_skip's blocks.
  static Result<StackedCommitment> commit(const Workspace& context, const Encoder& encoder,
                                          StackedLayout layout, std::vector<ConstTraceView> matrices,
                                          unsigned k, HashSuite suite);

  const StackedLayout& layout() const { return layout_; }
  uint32_t width() const { return layout_.width(); }
  Commitment root() const { return encoded_.root(); }
  const EncodedMatrix& encoded() const { return encoded_; }

  // A slice's cells as they are in the stacked column: 2^lifted_log_height words.
  const BabyBear* slice_cells(const StackedSlice& slice) const;
  // The stacked columns' chunks.
  const std::vector<ColumnRows>& columns() const { return encoded_.columns(); }

 private:
  StackedLayout layout_;
  std::vector<ConstTraceView> matrices_;
  std::vector<Buffer<BabyBear>> copies_;  // per stacked column; empty where the traces are read in place
  EncodedMatrix encoded_;
};

}  // namespace zkmem
