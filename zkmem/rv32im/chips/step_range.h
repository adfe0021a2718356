// The executed instructions of one chip, in order, as what its rows are made of: each is put together from
// the segment's record when it is asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "zkmem/rv32im/chips/step.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

class StepRange {
 public:
  // `instructions` are indices into the record, ascending; all arguments must outlive the range.
  StepRange(const Program& program, const ExecutionRecord& record, std::span<const uint32_t> instructions)
      : StepRange(program, record, instructions, 0, instructions.size()) {}

  size_t size() const { return end_ - begin_; }

  // Going through them in order is fast: what the steps of later rows are read from is asked for early.
  Step operator[](size_t i) const {
    prefetch(begin_ + i);
    const uint32_t index = instructions_[begin_ + i];
    const uint32_t pc_index = record_->pc_index(index);
    return {&program_->instructions[pc_index], program_->pc_of(pc_index), record_->timestamp(index),
            record_->accesses_of(index)};
  }

  // Steps [begin, end) of this range.
  StepRange part(size_t begin, size_t end) const {
    return {*program_, *record_, instructions_, begin_ + begin, begin_ + end};
  }

 private:
  StepRange(const Program& program, const ExecutionRecord& record, std::span<const uint32_t> instructions,
            size_t begin, size_t end)
      : program_(&program), record_(&record), instructions_(instructions), begin_(begin), end_(end) {}

  // A chip's instructions may be far apart in the record, and then each row would wait for memory. (g++ 12
  // drops calls of a function that does nothing but this.)
  [[gnu::always_inline]] void prefetch(size_t i) const {
    constexpr size_t kRowsAhead = 16;
    if (i + kRowsAhead >= instructions_.size()) return;
    __builtin_prefetch(record_->entries().data() + record_->first_access(instructions_[i + kRowsAhead]));
    if (i + 2 * kRowsAhead >= instructions_.size()) return;
    const uint32_t index = instructions_[i + 2 * kRowsAhead];
    __builtin_prefetch(record_->pc_indices().data() + index);
    __builtin_prefetch(record_->timestamps().data() + index);
    __builtin_prefetch(record_->first_accesses().data() + index);
  }

  const Program* program_;
  const ExecutionRecord* record_;
  std::span<const uint32_t> instructions_;  // the chip's, all of them: later ones are prefetched
  size_t begin_;
  size_t end_;
};

}  // namespace zkmem::rv32im
