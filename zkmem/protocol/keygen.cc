#include "zkmem/protocol/keygen.h"

#include <algorithm>
#include <limits>
#include <map>

#include "zkmem/air/dag_builder.h"
#include "zkmem/protocol/verifying_key_check.h"
#include "zkmem/protocol/verifying_key_codec.h"

namespace zkmem {
namespace {

constexpr uint64_t kMaxU32 = std::numeric_limits<uint32_t>::max();

std::string number(uint64_t n) { return std::to_string(n); }

Status check_air(const SystemParams& params, const KeygenAir& entry, const AirConstraints& constraints) {
  const AirWidths& widths = constraints.widths;
  size_t main_width = widths.common_main;
  for (const size_t width : widths.cached_mains) main_width += width;
  if (main_width == 0) return bad_input("no main columns");
  if (constraints.dag.constraint_idx.empty() && constraints.dag.interactions.empty()) {
    return bad_input("neither constraints nor interactions");
  }
  if (constraints.max_constraint_degree > params.max_constraint_degree) {
    return bad_input("degree " + number(constraints.max_constraint_degree) + " is above the parameters' " +
                     number(params.max_constraint_degree));
  }
  for (const DagInteraction& interaction : constraints.dag.interactions) {
    const size_t length = interaction.message.size();
    const std::string place = "a message on bus " + number(interaction.bus_index);
    if (length == 0) return bad_input(place + " is empty");
    if (length + 1 > (uint64_t{1} << params.logup.log_max_message_length)) {
      return bad_input(place + " has " + number(length) + " fields, the parameters allow " +
                       number((uint64_t{1} << params.logup.log_max_message_length) - 1));
    }
  }
  if (entry.preprocessed.has_value() != (widths.preprocessed != 0)) {
    return bad_input(number(widths.preprocessed) + " preprocessed columns, but " +
                     (entry.preprocessed ? "a" : "no") + " commitment");
  }
  return {};
}

AirVerifyingKey air_key(const KeygenAir& entry, AirConstraints constraints) {
  AirVerifyingKey key;
  key.preprocessed_data = entry.preprocessed;
  const AirWidths& widths = constraints.widths;
  if (widths.preprocessed != 0) key.params.width.preprocessed = static_cast<uint32_t>(widths.preprocessed);
  for (const size_t width : widths.cached_mains)
    key.params.width.cached_mains.push_back(static_cast<uint32_t>(width));
  key.params.width.common_main = static_cast<uint32_t>(widths.common_main);
  key.params.num_public_values = static_cast<uint32_t>(constraints.num_public_values);
  key.params.need_rot = constraints.need_rot;
  key.symbolic_constraints = std::move(constraints.dag);
  key.max_constraint_degree = static_cast<uint8_t>(constraints.max_constraint_degree);
  key.is_required = entry.is_required;
  key.unused_variables = std::move(constraints.unused_variables);
  return key;
}

// Whatever satisfies `other` satisfies `constraint`.
bool is_implied(const TraceHeightConstraint& constraint, const TraceHeightConstraint& other) {
  if (constraint.threshold < other.threshold) return false;
  for (size_t i = 0; i < constraint.coefficients.size(); ++i) {
    if (constraint.coefficients[i] > other.coefficients[i]) return false;
  }
  return true;
}

void keep_unless_implied(std::vector<TraceHeightConstraint>& kept, TraceHeightConstraint candidate) {
  for (const TraceHeightConstraint& other : kept) {
    if (is_implied(candidate, other)) return;
  }
  std::erase_if(kept, [&](const TraceHeightConstraint& other) { return is_implied(other, candidate); });
  kept.push_back(std::move(candidate));
}

}  // namespace

Result<std::vector<TraceHeightConstraint>> trace_height_constraints(const SystemParams& params,
                                                                    std::span<const AirVerifyingKey> airs) {
  std::map<uint16_t, std::vector<uint64_t>> weights;  // per bus and AIR
  TraceHeightConstraint global;
  for (size_t i = 0; i < airs.size(); ++i) {
    for (const DagInteraction& interaction : airs[i].symbolic_constraints.interactions) {
      auto& bus = weights[interaction.bus_index];
      bus.resize(airs.size());
      bus[i] += interaction.count_weight;
      if (bus[i] > kMaxU32) {
        return bad_input("air " + number(i) + ": count weights on bus " + number(interaction.bus_index) +
                         " sum to " + number(bus[i]) + ", above 2^32 - 1");
      }
    }
    global.coefficients.push_back(static_cast<uint32_t>(airs[i].symbolic_constraints.interactions.size()));
  }
  std::vector<TraceHeightConstraint> kept;
  for (const auto& [bus, coefficients] : weights) {
    TraceHeightConstraint constraint;
    constraint.threshold = BabyBear::kModulus;
    for (const uint64_t weight : coefficients)
      constraint.coefficients.push_back(static_cast<uint32_t>(weight));
    keep_unless_implied(kept, std::move(constraint));
  }
  global.threshold = params.logup.max_interaction_count;
  keep_unless_implied(kept, std::move(global));
  return kept;
}

Result<VerifyingKey> generate_verifying_key(const SystemParams& params, std::span<const KeygenAir> airs) {
  VerifyingKey key;
  key.inner.params = params;
  for (size_t i = 0; i < airs.size(); ++i) {
    AirConstraints constraints = build_constraints(*airs[i].air);
    const Status status = check_air(params, airs[i], constraints);
    if (!status.ok()) return status.error().in("air " + number(i) + " (" + airs[i].air->name() + ")");
    key.inner.per_air.push_back(air_key(airs[i], std::move(constraints)));
  }
  ZKMEM_ASSIGN_OR_RETURN(key.inner.trace_height_constraints,
                         trace_height_constraints(params, key.inner.per_air));
  ZKMEM_RETURN_IF_ERROR(check_verifying_key(key.inner));
  key.pre_hash = verifying_key_pre_hash(key.inner);
  return key;
}

}  // namespace zkmem
