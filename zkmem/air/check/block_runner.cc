#include "zkmem/air/check/block_runner.h"

#include <algorithm>

#include "zkmem/air/check/trace_cells.h"

namespace zkmem::check {

BlockRunner::BlockRunner(const ConstraintProgram& program, const AirTraces& traces)
    : program_(program),
      traces_(traces),
      height_(traces.height()),
      rows_(block_rows(height_)),
      scratch_((program.num_slots + 3) * rows_),
      operands_(program.num_operands()) {
  for (size_t slot = 0; slot < program.num_slots; ++slot) operands_[slot] = scratch_.data() + slot * rows_;
  for (size_t i = 0; i < 3; ++i) {
    operands_[program.selector_operand() + i] = scratch_.data() + (program.num_slots + i) * rows_;
  }
}

void BlockRunner::point_at(size_t first_row) {
  const bool is_last = first_row + rows_ == height_;
  if (is_last) wrapped_.resize(program_.variables.size() * rows_);
  for (size_t i = 0; i < program_.variables.size(); ++i) {
    const SymbolicVariable& variable = program_.variables[i];
    const BabyBear* column = part_of(traces_, variable).column(variable.index).data();
    const BabyBear*& operand = operands_[program_.num_slots + i];
    operand = column + first_row + variable.offset;
    if (!is_last || variable.offset == 0) continue;
    BabyBear* copy = wrapped_.data() + i * rows_;
    std::copy_n(operand, rows_ - 1, copy);
    copy[rows_ - 1] = column[0];
    operand = copy;
  }
  BabyBear* is_first = scratch_.data() + program_.num_slots * rows_;
  BabyBear* is_last_row = is_first + rows_;
  BabyBear* is_transition = is_last_row + rows_;
  std::fill_n(is_first, 2 * rows_, BabyBear::zero());
  std::fill_n(is_transition, rows_, BabyBear::one());
  if (first_row == 0) is_first[0] = BabyBear::one();
  if (is_last) {
    is_last_row[rows_ - 1] = BabyBear::one();
    is_transition[rows_ - 1] = BabyBear::zero();
  }
}

void BlockRunner::run(size_t block, BlockTask task, bool scalar) {
  point_at(block * rows_);
  task.program = &program_;
  task.operands = operands_.data();
  task.rows = rows_;
  if (scalar || rows_ % kBlockLanes != 0) {
    run_block_scalar(task);
  } else {
    run_block_simd(task);
  }
}

}  // namespace zkmem::check
