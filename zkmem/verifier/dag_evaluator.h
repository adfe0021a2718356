// One AIR's constraint DAG at a point: every node's value from the openings of the columns there.
// Source: swirl.md section 9.7.
#pragma once

#include <span>
#include <vector>

#include "zkmem/poly/prism.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

// The openings of one trace: parts in the proof's order, each with its columns' values, interleaved with
// their rotations if the AIR needs them.
struct AirOpenings {
  std::span<const std::vector<Ext4>> parts;
  std::span<const BabyBear> public_values;
  RowSelectors selectors;
};

// One value per node. The key must be well formed and the openings of its shape.
std::vector<Ext4> evaluate_dag(const AirVerifyingKey& air, const AirOpenings& openings);

// An interaction's message as one element: sum_j beta^j field_j + beta^length (bus_index + 1). The bus enters
// with the power after the last field, so messages of different lengths or buses differ as polynomials in
// beta.
Ext4 fingerprint(const DagInteraction& interaction, std::span<const Ext4> nodes, const Ext4& beta);

}  // namespace zkmem
