#include "zkmem/air/check/block_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "zkmem/air/check/block_kernel_simd.cc"
#include "hwy/foreach_target.h"
// After foreach_target.
#include "zkmem/field/packed-inl.h"

HWY_BEFORE_NAMESPACE();
namespace zkmem::HWY_NAMESPACE {
namespace {

HWY_INLINE Vec to_field(Vec h) { return reduce_once(hn::ShiftRight<1>(h)); }
HWY_INLINE Vec times(Vec h, uint32_t factor) { return hn::Mul(h, hn::Set(kD, factor)); }

// As mix_first and mix_second of block_kernel.h.
HWY_INLINE Vec mix_first_lanes(Vec x, Vec y) {
  Vec h = times(x, 0x9e3779b1U);
  h = times(hn::Add(hn::Xor(h, hn::ShiftRight<15>(h)), y), 0x85ebca6bU);
  h = times(hn::Xor(h, hn::ShiftRight<13>(h)), 0xc2b2ae35U);
  return to_field(hn::Xor(h, hn::ShiftRight<16>(h)));
}
HWY_INLINE Vec mix_second_lanes(Vec x, Vec y) {
  Vec h = times(y, 0xcc9e2d51U);
  h = times(hn::Add(hn::Xor(h, hn::ShiftRight<16>(h)), x), 0x1b873593U);
  h = times(hn::Xor(h, hn::ShiftRight<14>(h)), 0x27d4eb2fU);
  return to_field(hn::Xor(h, hn::ShiftRight<15>(h)));
}

HWY_INLINE Vec value_at(const BlockTask& task, const ProgramValue& value, size_t row) {
  return value.is_constant ? broadcast(value.constant) : load(task.operands[value.operand] + row);
}

void emit(const BlockTask& task, uint32_t index) {
  const ProgramInteraction& interaction = task.program->interactions[index];
  const Fingerprint& fingerprint = task.fingerprints[index];
  Vec first = hn::Zero(kD);
  Vec second = hn::Zero(kD);
  for (size_t row = 0; row < task.rows; row += kLanes) {
    Vec x = broadcast(fingerprint.constant[0]);
    Vec y = broadcast(fingerprint.constant[1]);
    for (size_t i = 0; i < interaction.message.size(); ++i) {
      const Vec field = value_at(task, interaction.message[i], row);
      x = add(x, mul(field, broadcast(fingerprint.coefficients[2 * i])));
      y = add(y, mul(field, broadcast(fingerprint.coefficients[2 * i + 1])));
    }
    const Vec count = value_at(task, interaction.count, row);
    first = add(first, mul(count, mix_first_lanes(x, y)));
    second = add(second, mul(count, mix_second_lanes(x, y)));
  }
  task.sums[index].sum[0] += lane_sum(first);
  task.sums[index].sum[1] += lane_sum(second);
}

template <class Operation>
HWY_INLINE void each_vector(BabyBear* out, size_t rows, const Operation& operation) {
  for (size_t row = 0; row < rows; row += kLanes) store(operation(row), out + row);
}

bool any_nonzero(const BabyBear* cells, size_t rows) {
  Vec any = hn::Zero(kD);
  for (size_t row = 0; row < rows; row += kLanes) any = hn::Or(any, load(cells + row));
  return !hn::AllTrue(kD, hn::Eq(any, hn::Zero(kD)));
}

void run_block(const BlockTask& task) {
  using Op = ProgramStep::Op;
  const size_t rows = task.rows;
  for (const ProgramStep& step : task.program->steps) {
    if (step.op == Op::kEmit) {
      if (task.fingerprints != nullptr) emit(task, step.out);
      continue;
    }
    const BabyBear* left = task.operands[step.left];
    if (step.op == Op::kCheck) {
      if (any_nonzero(left, rows)) task.failed->push_back(step.out);
      continue;
    }
    const BabyBear* right = task.operands[step.right];
    // Slots are the caller's scratch memory; only they are written to.
    BabyBear* out = const_cast<BabyBear*>(task.operands[step.out]);
    const Vec constant = broadcast(step.constant);
    switch (step.op) {
      case Op::kAdd:
        each_vector(out, rows, [=](size_t row) HWY_ATTR { return add(load(left + row), load(right + row)); });
        break;
      case Op::kSub:
        each_vector(out, rows, [=](size_t row) HWY_ATTR { return sub(load(left + row), load(right + row)); });
        break;
      case Op::kMul:
        each_vector(out, rows, [=](size_t row) HWY_ATTR { return mul(load(left + row), load(right + row)); });
        break;
      case Op::kNeg:
        each_vector(out, rows, [=](size_t row) HWY_ATTR { return negate(load(left + row)); });
        break;
      case Op::kAddConstant:
        each_vector(out, rows, [=](size_t row) HWY_ATTR { return add(load(left + row), constant); });
        break;
      case Op::kMulConstant:
        each_vector(out, rows, [=](size_t row) HWY_ATTR { return mul(load(left + row), constant); });
        break;
      case Op::kConstantMinus:
        each_vector(out, rows, [=](size_t row) HWY_ATTR { return sub(constant, load(left + row)); });
        break;
      case Op::kFill:
        each_vector(out, rows, [=](size_t) HWY_ATTR { return constant; });
        break;
      case Op::kCheck:
      case Op::kEmit:
        break;
    }
  }
}

}  // namespace
}  // namespace zkmem::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace zkmem {
HWY_EXPORT(run_block);

void run_block_simd(const BlockTask& task) {
  ZKMEM_CHECK(task.rows % kBlockLanes == 0);
  HWY_DYNAMIC_DISPATCH(run_block)(task);
}

}  // namespace zkmem
#endif
