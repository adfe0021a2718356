#include "zkmem/prover/prover_trace.h"

#include <algorithm>
#include <map>

namespace zkmem {

void ProverTrace::copy_cells(const ProgramInput& input, size_t first, size_t count, BabyBear* out) const {
  const size_t mask = height() - 1;
  if (input.kind != ProgramInput::Kind::kCell) {
    const size_t row = input.kind == ProgramInput::Kind::kIsFirstRow ? 0 : mask;
    for (size_t i = 0; i < count; ++i) out[i] = BabyBear::from_bool(((first + i) & mask) == row);
    return;
  }
  const std::span<const BabyBear> cells = column(input.variable);
  first += input.variable.offset;
  for (size_t i = 0; i < count; ++i) out[i] = cells[(first + i) & mask];
}

const BabyBear* ProverTrace::cells_in_place(const ProgramInput& input, size_t first, size_t count) const {
  if (input.kind != ProgramInput::Kind::kCell || first + input.variable.offset + count > height())
    return nullptr;
  return column(input.variable).data() + first + input.variable.offset;
}

InteractionNodes::InteractionNodes(const ConstraintDag& dag) {
  std::map<uint32_t, uint32_t> index;
  const auto intern = [&](uint32_t node) {
    const auto [it, inserted] = index.emplace(node, static_cast<uint32_t>(nodes.size()));
    if (inserted) nodes.push_back(node);
    return it->second;
  };
  for (const DagInteraction& interaction : dag.interactions) {
    count.push_back(intern(interaction.count));
    std::vector<uint32_t> fields;
    for (const uint32_t node : interaction.message) fields.push_back(intern(node));
    message.push_back(std::move(fields));
  }
}

}  // namespace zkmem
