#include "zkmem/air/check/constraint_program.h"

#include <algorithm>
#include <map>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

class Compiler {
 public:
  Compiler(const ConstraintDag& dag, std::span<const BabyBear> public_values)
      : dag_(dag), public_values_(public_values), values_(dag.nodes.size()), uses_(dag.nodes.size()) {}

  ConstraintProgram run() {
    count_uses();
    for (uint32_t id = 0; id < dag_.nodes.size(); ++id) {
      const bool is_dead = uses_[id] == 0;
      compute(id);
      if (is_dead) free_slot(id);
      for (const uint32_t constraint : checks_[id]) {
        step(ProgramStep::Op::kCheck, constraint, operand_of(id), 0);
        release(id);
      }
      for (const uint32_t interaction : emits_[id]) emit(interaction);
    }
    return finish();
  }

 private:
  // Temporary operand numbers: slots count up from 0, variables and selectors from these.
  static constexpr uint32_t kVariableBase = 1U << 30;
  static constexpr uint32_t kSelectorBase = 1U << 31;

  void count_uses() {
    checks_.resize(dag_.nodes.size());
    emits_.resize(dag_.nodes.size());
    for (const DagNode& node : dag_.nodes) {
      if (node.kind < NodeKind::kAdd) continue;
      ++uses_[node.left];
      if (node.kind != NodeKind::kNeg) ++uses_[node.right];
    }
    for (uint32_t i = 0; i < dag_.constraint_idx.size(); ++i) {
      checks_[dag_.constraint_idx[i]].push_back(i);
      ++uses_[dag_.constraint_idx[i]];
    }
    for (uint32_t i = 0; i < dag_.interactions.size(); ++i) {
      const DagInteraction& interaction = dag_.interactions[i];
      uint32_t last = interaction.count;
      ++uses_[interaction.count];
      for (const uint32_t field : interaction.message) {
        ++uses_[field];
        last = std::max(last, field);
      }
      emits_[last].push_back(i);
    }
  }

  void compute(uint32_t id) {
    const DagNode& node = dag_.nodes[id];
    ProgramValue& value = values_[id];
    switch (node.kind) {
      case NodeKind::kVariable:
        if (node.variable.entry == EntryKind::kPublic) {
          ZKMEM_CHECK(node.variable.index < public_values_.size());
          value = {true, 0, public_values_[node.variable.index]};
        } else {
          value.operand = kVariableBase + static_cast<uint32_t>(program_.variables.size());
          program_.variables.push_back(node.variable);
        }
        return;
      case NodeKind::kIsFirstRow:
      case NodeKind::kIsLastRow:
      case NodeKind::kIsTransition:
        value.operand =
            kSelectorBase + static_cast<uint32_t>(node.kind) - static_cast<uint32_t>(NodeKind::kIsFirstRow);
        return;
      case NodeKind::kConstant:
        value = {true, 0, node.constant};
        return;
      case NodeKind::kNeg: {
        const ProgramValue& operand = values_[node.left];
        if (operand.is_constant) {
          value = {true, 0, -operand.constant};
        } else {
          value.operand = result(ProgramStep::Op::kNeg, operand.operand, 0, {});
        }
        release(node.left);
        return;
      }
      case NodeKind::kAdd:
      case NodeKind::kSub:
      case NodeKind::kMul:
        combine(node, value);
        release(node.left);
        release(node.right);
        return;
    }
  }

  void combine(const DagNode& node, ProgramValue& value) {
    using Op = ProgramStep::Op;
    const ProgramValue a = values_[node.left];
    const ProgramValue b = values_[node.right];
    const bool is_add = node.kind == NodeKind::kAdd;
    const bool is_sub = node.kind == NodeKind::kSub;
    if (a.is_constant && b.is_constant) {
      value.is_constant = true;
      value.constant = is_add   ? a.constant + b.constant
                       : is_sub ? a.constant - b.constant
                                : a.constant * b.constant;
    } else if (b.is_constant) {
      value.operand = is_add   ? result(Op::kAddConstant, a.operand, 0, b.constant)
                      : is_sub ? result(Op::kAddConstant, a.operand, 0, -b.constant)
                               : result(Op::kMulConstant, a.operand, 0, b.constant);
    } else if (a.is_constant) {
      value.operand = is_add   ? result(Op::kAddConstant, b.operand, 0, a.constant)
                      : is_sub ? result(Op::kConstantMinus, b.operand, 0, a.constant)
                               : result(Op::kMulConstant, b.operand, 0, a.constant);
    } else {
      value.operand = result(is_add ? Op::kAdd : is_sub ? Op::kSub : Op::kMul, a.operand, b.operand, {});
    }
  }

  uint32_t new_slot() {
    if (free_.empty()) return program_.num_slots++;
    const uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }
  // The result's slot is taken before the operands' are released, so a step never overwrites what it reads.
  uint32_t result(ProgramStep::Op op, uint32_t left, uint32_t right, BabyBear constant) {
    const uint32_t slot = new_slot();
    program_.steps.push_back({op, slot, left, right, constant});
    return slot;
  }
  void step(ProgramStep::Op op, uint32_t out, uint32_t left, uint32_t right) {
    program_.steps.push_back({op, out, left, right, {}});
  }
  uint32_t operand_of(uint32_t id) {
    ProgramValue& value = values_[id];
    if (!value.is_constant) return value.operand;
    value = {false, result(ProgramStep::Op::kFill, 0, 0, value.constant), {}};
    return value.operand;
  }
  void release(uint32_t id) {
    ZKMEM_CHECK(uses_[id] > 0);
    if (--uses_[id] == 0) free_slot(id);
  }
  void free_slot(uint32_t id) {
    const ProgramValue& value = values_[id];
    if (!value.is_constant && value.operand < kVariableBase) free_.push_back(value.operand);
  }

  void emit(uint32_t index) {
    const DagInteraction& interaction = dag_.interactions[index];
    ProgramInteraction out;
    for (const uint32_t field : interaction.message) out.message.push_back(values_[field]);
    out.count = values_[interaction.count];
    out.bus_index = interaction.bus_index;
    step(ProgramStep::Op::kEmit, static_cast<uint32_t>(program_.interactions.size()), 0, 0);
    order_.push_back(index);
    program_.interactions.push_back(std::move(out));
    for (const uint32_t field : interaction.message) release(field);
    release(interaction.count);
  }

  ConstraintProgram finish() {
    const auto resolve = [this](uint32_t& operand) {
      if (operand >= kSelectorBase) {
        operand = program_.selector_operand() + (operand - kSelectorBase);
      } else if (operand >= kVariableBase) {
        operand = program_.num_slots + (operand - kVariableBase);
      }
    };
    for (ProgramStep& s : program_.steps) {
      resolve(s.left);
      resolve(s.right);
      if (s.op == ProgramStep::Op::kEmit) s.out = order_[s.out];
    }
    std::vector<ProgramInteraction> in_order(program_.interactions.size());
    for (size_t i = 0; i < order_.size(); ++i) {
      for (ProgramValue& field : program_.interactions[i].message) resolve(field.operand);
      resolve(program_.interactions[i].count.operand);
      in_order[order_[i]] = std::move(program_.interactions[i]);
    }
    program_.interactions = std::move(in_order);
    return std::move(program_);
  }

  const ConstraintDag& dag_;
  std::span<const BabyBear> public_values_;
  std::vector<ProgramValue> values_;
  std::vector<uint32_t> uses_;
  std::vector<std::vector<uint32_t>> checks_;
  std::vector<std::vector<uint32_t>> emits_;
  std::vector<uint32_t> free_;
  std::vector<uint32_t> order_;  // emission order -> interaction
  ConstraintProgram program_;
};

}  // namespace

ConstraintProgram ConstraintProgram::compile(const ConstraintDag& dag,
                                             std::span<const BabyBear> public_values) {
  return Compiler(dag, public_values).run();
}

}  // namespace zkmem
