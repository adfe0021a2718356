// An AIR's constraint DAG as a straight-line program over many points at once: the same instructions run on
// base-field values (rows, coset points) and on extension values (folded rows). Only what the wanted nodes
// need is computed; slots are reused as soon as a value has had its last use; everything that does not depend
// on the point (constants, public values and what is made of them alone) is computed once, here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/air/dag.h"
#include "zkmem/prover/ext_array.h"

namespace zkmem {

// What a program reads at every point.
struct ProgramInput {
  enum class Kind : uint8_t { kCell, kIsFirstRow, kIsLastRow };
  Kind kind = Kind::kCell;
  SymbolicVariable variable;  // kCell
  friend auto operator<=>(const ProgramInput&, const ProgramInput&) = default;
};

enum class ProgramOp : uint8_t {
  kAdd,
  kSub,
  kMul,
  kNeg,
  kAddConstant,
  kSubConstant,
  kConstantSub,
  kMulConstant
};

struct ProgramInstruction {
  ProgramOp op;
  uint32_t target;  // slot
  uint32_t left;    // slot
  uint32_t right;   // slot, or index of a constant
};

class PointProgram {
 public:
  // `wanted`: node indices, distinct.
  PointProgram(const ConstraintDag& dag, std::span<const uint32_t> wanted,
               std::span<const BabyBear> public_values);

  const std::vector<ProgramInput>& inputs() const { return inputs_; }  // slots [0, inputs().size())
  size_t num_slots() const { return num_slots_; }
  const std::vector<ProgramInstruction>& instructions() const { return instructions_; }
  const std::vector<BabyBear>& constants() const { return constants_; }

  // Where the i-th wanted node's values are after a run, or its value if it is the same at every point.
  struct Output {
    uint32_t slot = 0;
    std::optional<BabyBear> uniform;
  };
  const std::vector<Output>& outputs() const { return outputs_; }

 private:
  std::vector<ProgramInput> inputs_;
  std::vector<ProgramInstruction> instructions_;
  std::vector<BabyBear> constants_;
  std::vector<Output> outputs_;
  size_t num_slots_ = 0;
};

// The degree of each node as a polynomial in the columns (selectors count as one).
std::vector<uint32_t> node_degrees(const ConstraintDag& dag);

}  // namespace zkmem
