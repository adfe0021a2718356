#include "zkmem/air/check/block_kernel.h"

namespace zkmem {
namespace {

BabyBear value_at(const BlockTask& task, const ProgramValue& value, size_t row) {
  return value.is_constant ? value.constant : task.operands[value.operand][row];
}

void emit(const BlockTask& task, uint32_t index) {
  const ProgramInteraction& interaction = task.program->interactions[index];
  const Fingerprint& fingerprint = task.fingerprints[index];
  for (size_t row = 0; row < task.rows; ++row) {
    BabyBear x = fingerprint.constant[0];
    BabyBear y = fingerprint.constant[1];
    for (size_t i = 0; i < interaction.message.size(); ++i) {
      const BabyBear field = value_at(task, interaction.message[i], row);
      x += field * fingerprint.coefficients[2 * i];
      y += field * fingerprint.coefficients[2 * i + 1];
    }
    const BabyBear count = value_at(task, interaction.count, row);
    task.sums[index].sum[0] += count * mix_first(x.monty(), y.monty());
    task.sums[index].sum[1] += count * mix_second(x.monty(), y.monty());
  }
}

}  // namespace

Fingerprint make_fingerprint(uint16_t bus_index, size_t message_length) {
  uint64_t state = (uint64_t{bus_index} << 32) | message_length;
  const auto next = [&state] {  // splitmix64
    state += 0x9e3779b97f4a7c15ULL;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return BabyBear::from_u64(z ^ (z >> 31));
  };
  next();
  Fingerprint fingerprint;
  for (BabyBear& constant : fingerprint.constant) constant = next();
  for (size_t i = 0; i < 2 * message_length; ++i) fingerprint.coefficients.push_back(next());
  return fingerprint;
}

void run_block_scalar(const BlockTask& task) {
  using Op = ProgramStep::Op;
  for (const ProgramStep& step : task.program->steps) {
    if (step.op == Op::kEmit) {
      if (task.fingerprints != nullptr) emit(task, step.out);
      if (task.on_emit != nullptr) (*task.on_emit)(step.out);
      continue;
    }
    const BabyBear* left = task.operands[step.left];
    if (step.op == Op::kCheck) {
      for (size_t row = 0; row < task.rows; ++row) {
        if (left[row].is_zero()) continue;
        task.failed->push_back(step.out);
        break;
      }
      continue;
    }
    const BabyBear* right = task.operands[step.right];
    // Slots are the caller's scratch memory; only they are written to.
    BabyBear* out = const_cast<BabyBear*>(task.operands[step.out]);
    for (size_t row = 0; row < task.rows; ++row) {
      switch (step.op) {
        case Op::kAdd:
          out[row] = left[row] + right[row];
          break;
        case Op::kSub:
          out[row] = left[row] - right[row];
          break;
        case Op::kMul:
          out[row] = left[row] * right[row];
          break;
        case Op::kNeg:
          out[row] = -left[row];
          break;
        case Op::kAddConstant:
          out[row] = left[row] + step.constant;
          break;
        case Op::kMulConstant:
          out[row] = left[row] * step.constant;
          break;
        case Op::kConstantMinus:
          out[row] = step.constant - left[row];
          break;
        case Op::kFill:
          out[row] = step.constant;
          break;
        case Op::kCheck:
        case Op::kEmit:
          break;
      }
    }
  }
}

}  // namespace zkmem
