// The constraint DAG of one AIR, exactly as the verifying key holds it: the key's content, the prover's
// constraint program, the row checker's and the exporter's. Sources: swirl.md section 5; stark-backend
// air_builders/symbolic/dag.rs (2.0.1) for the meaning of each field.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/field/babybear.h"

namespace zkmem {

// The values are the reference's variant indices.
enum class NodeKind : uint8_t {
  kVariable = 0,
  kIsFirstRow = 1,
  kIsLastRow = 2,
  kIsTransition = 3,
  kConstant = 4,
  kAdd = 5,
  kSub = 6,
  kNeg = 7,
  kMul = 8,
};

enum class EntryKind : uint8_t { kPreprocessed = 0, kMain = 1, kPublic = 2, kChallenge = 3 };

// A cell of the current (offset 0) or next (offset 1) row, or a public value. Main parts: the cached mains
// 0 … c-1, then the common main c.
struct SymbolicVariable {
  EntryKind entry = EntryKind::kMain;
  uint32_t part_index = 0;  // kMain only
  uint32_t offset = 0;      // kPreprocessed and kMain only
  uint32_t index = 0;
  friend auto operator<=>(const SymbolicVariable&, const SymbolicVariable&) = default;
};

// Children have smaller indices than their parent.
struct DagNode {
  NodeKind kind = NodeKind::kConstant;
  SymbolicVariable variable;     // kVariable
  BabyBear constant;             // kConstant
  uint32_t left = 0;             // kAdd, kSub, kMul; the operand of kNeg
  uint32_t right = 0;            // kAdd, kSub, kMul
  uint32_t degree_multiple = 0;  // kAdd, kSub, kNeg, kMul: of the expression before simplification
  friend bool operator==(const DagNode&, const DagNode&) = default;
};

// A message on a bus: node indices of its fields and of its multiplicity (sends positive, receives negative).
struct DagInteraction {
  std::vector<uint32_t> message;
  uint32_t count = 0;
  uint16_t bus_index = 0;
  uint32_t count_weight = 0;
  friend bool operator==(const DagInteraction&, const DagInteraction&) = default;
};

struct ConstraintDag {
  std::vector<DagNode> nodes;
  std::vector<uint32_t> constraint_idx;  // ascending, no duplicates: the order of the batching powers
  std::vector<DagInteraction> interactions;
  friend bool operator==(const ConstraintDag&, const ConstraintDag&) = default;
};

}  // namespace zkmem
