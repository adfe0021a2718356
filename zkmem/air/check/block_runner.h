// Feeds a constraint program with a trace, block by block. One runner a thread. For the checker's own files.
#pragma once

#include <vector>

#include "zkmem/air/check/block_kernel.h"
#include "zkmem/air/proving_input.h"

namespace zkmem::check {

class BlockRunner {
 public:
  // Keeps references to both.
  BlockRunner(const ConstraintProgram& program, const AirTraces& traces);

  static size_t block_rows(size_t height) { return height < kBlockRows ? height : kBlockRows; }
  static size_t block_count(size_t height) { return height / block_rows(height); }

  // Points the operands at the rows of block `block` and runs the task on it (its program, operands and rows
  // are set).
  void run(size_t block, BlockTask task, bool scalar = false);

  // While on_emit is called: a value of the current block.
  BabyBear value(const ProgramValue& value, size_t row) const {
    return value.is_constant ? value.constant : operands_[value.operand][row];
  }

 private:
  void point_at(size_t first_row);

  const ConstraintProgram& program_;
  const AirTraces& traces_;
  size_t height_;
  size_t rows_;
  std::vector<BabyBear> scratch_;  // slots, then selectors
  std::vector<BabyBear> wrapped_;  // columns of the next row in the last block
  std::vector<const BabyBear*> operands_;
};

}  // namespace zkmem::check
