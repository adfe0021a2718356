#include "zkmem/protocol/verifying_key_check.h"

#include <string>

#include "zkmem/transcript/transcript.h"

namespace zkmem {
namespace {

Error above(const std::string& what, uint64_t found, uint64_t limit) {
  return bad_input(what + " is " + std::to_string(found) + ", above " + std::to_string(limit));
}

Error index_out(const std::string& what, uint64_t index, uint64_t count) {
  return bad_input(what + " " + std::to_string(index) + " of " + std::to_string(count));
}

Status check_variable(const SymbolicVariable& variable, const AirParams& params) {
  const TraceWidth& width = params.width;
  uint64_t count = 0;
  switch (variable.entry) {
    case EntryKind::kPreprocessed:
      count = width.preprocessed.value_or(0);
      break;
    case EntryKind::kMain:
      if (variable.part_index > width.cached_mains.size())
        return above("part_index", variable.part_index, width.cached_mains.size());
      count = variable.part_index == width.cached_mains.size() ? width.common_main
                                                               : width.cached_mains[variable.part_index];
      break;
    case EntryKind::kPublic:
      count = params.num_public_values;
      break;
    case EntryKind::kChallenge:
      return bad_input("a challenge variable has no value");
  }
  if (variable.index >= count) return index_out("variable", variable.index, count);
  const uint32_t last_row = params.need_rot ? 1 : 0;
  if (variable.offset > last_row) return above("row offset", variable.offset, last_row);
  return {};
}

Status check_node(const DagNode& node, size_t own_index, const AirParams& params) {
  switch (node.kind) {
    case NodeKind::kVariable:
      return check_variable(node.variable, params);
    case NodeKind::kAdd:
    case NodeKind::kSub:
    case NodeKind::kMul:
      if (node.right >= own_index)
        return bad_input("right operand " + std::to_string(node.right) + " comes later");
      [[fallthrough]];
    case NodeKind::kNeg:
      if (node.left >= own_index)
        return bad_input("left operand " + std::to_string(node.left) + " comes later");
      return {};
    case NodeKind::kConstant:
    case NodeKind::kIsFirstRow:
    case NodeKind::kIsLastRow:
    case NodeKind::kIsTransition:
      return {};
  }
  return bad_input("node kind " + std::to_string(static_cast<unsigned>(node.kind)) + " of 9");
}

Status check_interaction(const DagInteraction& interaction, size_t num_nodes, const LogUpParams& logup) {
  const uint64_t max_fields = (uint64_t{1} << logup.log_max_message_length) - 1;
  if (interaction.message.empty()) return bad_input("an empty message");
  if (interaction.message.size() > max_fields)
    return above("message length", interaction.message.size(), max_fields);
  if (interaction.count >= num_nodes) return index_out("count node", interaction.count, num_nodes);
  for (const uint32_t field : interaction.message)
    if (field >= num_nodes) return index_out("message node", field, num_nodes);
  return {};
}

Status check_dag(const AirVerifyingKey& air, const LogUpParams& logup) {
  const ConstraintDag& dag = air.symbolic_constraints;
  for (size_t i = 0; i < dag.nodes.size(); ++i) {
    if (Status status = check_node(dag.nodes[i], i, air.params); !status.ok())
      return status.error().in("node " + std::to_string(i));
  }
  for (size_t i = 0; i < dag.constraint_idx.size(); ++i) {
    const uint32_t node = dag.constraint_idx[i];
    if (node >= dag.nodes.size()) return index_out("constraint node", node, dag.nodes.size());
    if (i > 0 && dag.constraint_idx[i - 1] >= node)
      return bad_input("constraint node " + std::to_string(node) + " after " +
                       std::to_string(dag.constraint_idx[i - 1]));
  }
  for (size_t s = 0; s < dag.interactions.size(); ++s) {
    if (Status status = check_interaction(dag.interactions[s], dag.nodes.size(), logup); !status.ok())
      return status.error().in("interaction " + std::to_string(s));
  }
  return {};
}

Status check_air(const AirVerifyingKey& air, const SystemParams& params) {
  if (air.preprocessed_data.has_value() != air.params.width.preprocessed.has_value())
    return bad_input("a preprocessed width without its commitment, or the reverse");
  if (air.preprocessed_data.has_value()) {
    if (!is_commitment_of(params.hash, air.preprocessed_data->commit))
      return bad_input("a word of the preprocessed commitment is not below " +
                       std::to_string(BabyBear::kModulus));
    const int64_t log_height = int64_t{air.preprocessed_data->hypercube_dim} + params.l_skip;
    if (log_height < 0 || log_height > params.log_stacked_height())
      return bad_input("preprocessed log height " + std::to_string(log_height) + " is not in 0.." +
                       std::to_string(params.log_stacked_height()));
  }
  if (air.max_constraint_degree > params.max_constraint_degree)
    return above("max_constraint_degree", air.max_constraint_degree, params.max_constraint_degree);
  return check_dag(air, params.logup);
}

}  // namespace

Status check_system_params(const SystemParams& params) {
  if (params.hash > HashSuite::kBlake3)
    return above("hash suite", static_cast<uint64_t>(params.hash), static_cast<uint64_t>(HashSuite::kBlake3));
  constexpr uint64_t kTwoAdicity = BabyBear::kTwoAdicity;
  const uint64_t log_domain = uint64_t{params.l_skip} + params.n_stack + params.log_blowup;
  if (log_domain > kTwoAdicity) return above("l_skip + n_stack + log_blowup", log_domain, kTwoAdicity);
  const WhirConfig& whir = params.whir;
  if (whir.k == 0) return bad_input("whir.k is 0");
  if (whir.rounds.empty()) return bad_input("there are no WHIR rounds");
  const uint64_t folded = uint64_t{whir.k} * whir.rounds.size();
  if (folded > params.log_stacked_height())
    return above("k times the number of WHIR rounds", folded, params.log_stacked_height());
  for (const WhirRoundConfig& round : whir.rounds)
    if (round.num_queries > kMaxQueriesPerRound)
      return above("num_queries", round.num_queries, kMaxQueriesPerRound);
  for (const uint32_t bits :
       {whir.mu_pow_bits, whir.query_phase_pow_bits, whir.folding_pow_bits, params.logup.pow_bits})
    if (bits > Transcript::kMaxSampleBits) return above("pow bits", bits, Transcript::kMaxSampleBits);
  if (params.logup.log_max_message_length > 31)
    return above("log_max_message_length", params.logup.log_max_message_length, 31);
  if (params.max_constraint_degree > UINT8_MAX)
    return above("max_constraint_degree", params.max_constraint_degree, UINT8_MAX);
  return {};
}

Status check_verifying_key(const VerifyingKeyContent& content) {
  const SystemParams& params = content.params;
  ZKMEM_RETURN_IF_ERROR(check_system_params(params));
  for (size_t i = 0; i < content.per_air.size(); ++i) {
    if (Status status = check_air(content.per_air[i], params); !status.ok())
      return status.error().in("air " + std::to_string(i));
  }
  for (size_t i = 0; i < content.trace_height_constraints.size(); ++i) {
    const size_t count = content.trace_height_constraints[i].coefficients.size();
    if (count != content.per_air.size())
      return bad_input("trace height constraint " + std::to_string(i) + " has " + std::to_string(count) +
                       " coefficients for " + std::to_string(content.per_air.size()) + " airs");
  }
  return {};
}

}  // namespace zkmem
