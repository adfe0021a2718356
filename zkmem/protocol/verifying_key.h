// The verifying key: what a statement's AIRs are and how proofs about them are made. Plain data; read it from
// bytes with verifying_key_codec.h, which also checks that it is well formed. Names and field order are the
// reference's. Source: swirl.md section 5; stark-backend keygen/types.rs (2.0.1).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "zkmem/air/dag.h"
#include "zkmem/hash/commitment.h"
#include "zkmem/protocol/system_params.h"

namespace zkmem {

// The commitment of a trace that is fixed by key generation.
struct PreprocessedData {
  Commitment commit = {};
  int32_t hypercube_dim = 0;    // log height - l_skip; may be negative
  uint32_t stacking_width = 0;  // informative
  friend bool operator==(const PreprocessedData&, const PreprocessedData&) = default;
};

struct TraceWidth {
  std::optional<uint32_t> preprocessed;
  std::vector<uint32_t> cached_mains;
  uint32_t common_main = 0;
  friend bool operator==(const TraceWidth&, const TraceWidth&) = default;
};

struct AirParams {
  TraceWidth width;
  uint32_t num_public_values = 0;
  bool need_rot = false;  // some variable is of the next row
  friend bool operator==(const AirParams&, const AirParams&) = default;
};

struct AirVerifyingKey {
  std::optional<PreprocessedData> preprocessed_data;
  AirParams params;
  ConstraintDag symbolic_constraints;
  uint8_t max_constraint_degree = 0;
  bool is_required = false;
  std::vector<SymbolicVariable> unused_variables;  // informative
  friend bool operator==(const AirVerifyingKey&, const AirVerifyingKey&) = default;
};

// Over the present AIRs: sum of coefficient times lifted height must be below the threshold.
struct TraceHeightConstraint {
  std::vector<uint32_t> coefficients;  // one per AIR
  uint32_t threshold = 0;
  friend bool operator==(const TraceHeightConstraint&, const TraceHeightConstraint&) = default;
};

// Everything but the hash of itself.
struct VerifyingKeyContent {
  SystemParams params;
  std::vector<AirVerifyingKey> per_air;
  std::vector<TraceHeightConstraint> trace_height_constraints;
  friend bool operator==(const VerifyingKeyContent&, const VerifyingKeyContent&) = default;
};

struct VerifyingKey {
  VerifyingKeyContent inner;
  Commitment pre_hash = {};  // what the transcript starts with
  friend bool operator==(const VerifyingKey&, const VerifyingKey&) = default;
};

}  // namespace zkmem
