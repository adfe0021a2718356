// Verifying keys of the reference in bitcode, as files of OpenVM's SDK hold them: the fields of
// verifying_key.h in their order. What is read is checked by `check_verifying_key` afterwards, by the caller.
// Source: stark-backend keygen/types.rs (2.0.1); docs/spec/openvm-files.md.
#pragma once

#include "zkmem/field/element_bitcode.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

// Of poseidon2: eight field elements.
template <class A>
void visit(A& a, typename A::Node& node, const char* what, Commitment& value) {
  Digest digest = {};
  if constexpr (!A::kReads) digest = to_digest(value);
  visit(a, node, what, digest);
  if constexpr (A::kReads) value = to_commitment(digest);
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, WhirRoundConfig& round) {
  visit_fields(a, node, field("num_queries", usize(round.num_queries)));
}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, WhirProximity& proximity) {
  auto kind = static_cast<uint32_t>(proximity.kind);
  a.variant(node, kind, 3, what);
  proximity.kind = static_cast<WhirProximity::Kind>(kind);
  if (proximity.kind == WhirProximity::Kind::kSplitUniqueList) {
    visit_fields(a, a.content(node, kind), field("proximity m", usize(proximity.m)),
                 field("list_start_round", usize(proximity.list_start_round)));
  } else if (proximity.kind == WhirProximity::Kind::kListDecoding) {
    visit_fields(a, a.content(node, kind), field("proximity m", usize(proximity.m)));
  }
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, WhirConfig& whir) {
  visit_fields(a, node, field("whir.k", usize(whir.k)), field("whir.rounds", whir.rounds),
               field("mu_pow_bits", usize(whir.mu_pow_bits)),
               field("query_phase_pow_bits", usize(whir.query_phase_pow_bits)),
               field("folding_pow_bits", usize(whir.folding_pow_bits)), field("proximity", whir.proximity));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, LogUpParams& logup) {
  visit_fields(a, node, field("max_interaction_count", logup.max_interaction_count),
               field("log_max_message_length", logup.log_max_message_length),
               field("logup.pow_bits", usize(logup.pow_bits)));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, SystemParams& params) {
  visit_fields(a, node, field("l_skip", usize(params.l_skip)), field("n_stack", usize(params.n_stack)),
               field("w_stack", usize(params.w_stack)), field("log_blowup", usize(params.log_blowup)),
               field("whir", params.whir), field("logup", params.logup),
               field("max_constraint_degree", usize(params.max_constraint_degree)));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, PreprocessedData& data) {
  a.tuple(node, 3);
  visit(a, a.field(node, 0), "preprocessed commit", data.commit);
  a.signed_integer(a.field(node, 1), BitcodeInt::kU64, data.hypercube_dim, "hypercube_dim");
  visit(a, a.field(node, 2), "stacking_width", usize(data.stacking_width));
}

// An optional usize.
template <class A>
void visit_optional_usize(A& a, typename A::Node& node, const char* what, std::optional<uint32_t>& value) {
  uint32_t variant = value.has_value() ? 1 : 0;
  a.variant(node, variant, 2, what);
  if constexpr (A::kReads) value = variant == 1 ? std::optional<uint32_t>(0) : std::nullopt;
  if (variant == 1) visit(a, a.content(node, 1), what, usize(*value));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, TraceWidth& width) {
  a.tuple(node, 3);
  visit_optional_usize(a, a.field(node, 0), "preprocessed width", width.preprocessed);
  visit(a, a.field(node, 1), "cached_mains", usizes(width.cached_mains));
  visit(a, a.field(node, 2), "common_main", usize(width.common_main));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, AirParams& params) {
  visit_fields(a, node, field("width", params.width),
               field("num_public_values", usize(params.num_public_values)),
               field("need_rot", params.need_rot));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, SymbolicVariable& variable) {
  a.tuple(node, 3);
  auto entry = static_cast<uint32_t>(variable.entry);
  a.variant(a.field(node, 0), entry, 4, "variable entry");
  variable.entry = static_cast<EntryKind>(entry);
  if (variable.entry == EntryKind::kMain) {
    visit_fields(a, a.content(a.field(node, 0), entry), field("part_index", usize(variable.part_index)),
                 field("offset", usize(variable.offset)));
  } else if (variable.entry == EntryKind::kPreprocessed) {
    visit_fields(a, a.content(a.field(node, 0), entry), field("offset", usize(variable.offset)));
  }
  visit(a, a.field(node, 1), "variable index", usize(variable.index));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, DagNode& value) {
  auto kind = static_cast<uint32_t>(value.kind);
  a.variant(node, kind, 9, "node kind");
  value.kind = static_cast<NodeKind>(kind);
  switch (value.kind) {
    case NodeKind::kVariable:
      visit(a, a.content(node, kind), "variable", value.variable);
      break;
    case NodeKind::kConstant:
      visit(a, a.content(node, kind), "constant", value.constant);
      break;
    case NodeKind::kNeg:
      visit_fields(a, a.content(node, kind), field("idx", usize(value.left)),
                   field("degree_multiple", usize(value.degree_multiple)));
      break;
    case NodeKind::kAdd:
    case NodeKind::kSub:
    case NodeKind::kMul:
      visit_fields(a, a.content(node, kind), field("left_idx", usize(value.left)),
                   field("right_idx", usize(value.right)),
                   field("degree_multiple", usize(value.degree_multiple)));
      break;
    case NodeKind::kIsFirstRow:
    case NodeKind::kIsLastRow:
    case NodeKind::kIsTransition:
      break;
  }
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, DagInteraction& interaction) {
  visit_fields(a, node, field("message", usizes(interaction.message)),
               field("count", usize(interaction.count)), field("bus_index", interaction.bus_index),
               field("count_weight", interaction.count_weight));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, ConstraintDag& dag) {
  a.tuple(node, 2);
  visit_fields(a, a.field(node, 0), field("nodes", dag.nodes),
               field("constraint_idx", usizes(dag.constraint_idx)));
  visit(a, a.field(node, 1), "interactions", dag.interactions);
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, AirVerifyingKey& air) {
  visit_fields(a, node, field("preprocessed_data", air.preprocessed_data), field("params", air.params),
               field("symbolic_constraints", air.symbolic_constraints),
               field("max_constraint_degree", air.max_constraint_degree),
               field("is_required", air.is_required), field("unused_variables", air.unused_variables));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, TraceHeightConstraint& constraint) {
  visit_fields(a, node, field("coefficients", constraint.coefficients),
               field("threshold", constraint.threshold));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, VerifyingKeyContent& content) {
  visit_fields(a, node, field("params", content.params), field("per_air", content.per_air),
               field("trace_height_constraints", content.trace_height_constraints));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, VerifyingKey& key) {
  visit_fields(a, node, field("key", key.inner), field("pre_hash", key.pre_hash));
}

}  // namespace zkmem
