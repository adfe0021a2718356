// Proofs of the reference in bitcode, as files of OpenVM's SDK hold them. Openings are nested lists there and
// flat here: a list whose parts differ in length is refused. That the other counts are a proof's, too, is for
// the caller to check (encode_proof, then decode_proof). Source: stark-backend proof.rs (2.0.1);
// docs/spec/openvm-files.md.
#pragma once

#include <string>

#include "zkmem/protocol/key_bitcode.h"
#include "zkmem/protocol/proof.h"

namespace zkmem {

template <class A>
void visit(A& a, typename A::Node& node, const char*, TraceVData& data) {
  visit_fields(a, node, field("log_height", usize(data.log_height)),
               field("cached_commitments", data.cached_commitments));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, GkrLayerClaims& claims) {
  visit_fields(a, node, field("p_xi_0", claims.p_xi_0), field("p_xi_1", claims.p_xi_1),
               field("q_xi_0", claims.q_xi_0), field("q_xi_1", claims.q_xi_1));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, GkrProof& proof) {
  visit_fields(a, node, field("logup_pow_witness", proof.logup_pow_witness),
               field("q0_claim", proof.q0_claim), field("claims_per_layer", proof.claims_per_layer),
               field("gkr sumcheck_polys", proof.sumcheck_polys));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, BatchConstraintProof& proof) {
  visit_fields(a, node, field("numerator_term_per_air", proof.numerator_term_per_air),
               field("denominator_term_per_air", proof.denominator_term_per_air),
               field("batch univariate_round_coeffs", proof.univariate_round_coeffs),
               field("batch sumcheck_round_polys", proof.sumcheck_round_polys),
               field("column_openings", proof.column_openings));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, StackingProof& proof) {
  visit_fields(a, node, field("stacking univariate_round_coeffs", proof.univariate_round_coeffs),
               field("stacking sumcheck_round_polys", proof.sumcheck_round_polys),
               field("stacking_openings", proof.stacking_openings));
}

namespace bitcode_proof {

// The length of one of several lists that must have as many items each. `is_known`: one was read before.
template <class A>
uint64_t visit_equal_length(A& a, typename A::Node& node, const char* what, uint32_t& length,
                            bool& is_known) {
  uint64_t found = length;
  a.length(node, found, what);
  if constexpr (A::kReads) {
    if (found > UINT32_MAX || (is_known && found != length)) {
      a.fail(what, std::to_string(found) + " items where others have " + std::to_string(length));
      return 0;
    }
    length = static_cast<uint32_t>(found);
    is_known = true;
  }
  return found;
}

// `count` items of one list, kept in a longer one from `first` on.
template <class A, class T>
void visit_part(A& a, typename A::Node& item, const char* what, std::vector<T>& all, uint64_t first,
                uint64_t count) {
  for (uint64_t i = 0; i < count && !a.failed(); ++i) {
    if constexpr (A::kReads) all.emplace_back();  // item first + i: what came before is all there
    visit(a, item, what, all[static_cast<size_t>(first + i)]);
  }
}

// 2^k, the rows of a leaf.
inline uint64_t rows_of_leaf(const WhirProof& proof) {
  const uint64_t k = proof.whir_sumcheck_polys.size() / (proof.codeword_commits.size() + 1);
  return uint64_t{1} << (k < 32 ? k : 32);
}

// A list that has one item for each of `number`.
template <class A>
bool visit_number(A& a, typename A::Node& node, const char* what, uint64_t number) {
  uint64_t found = number;
  a.length(node, found, what);
  if (a.failed()) return false;
  if (found == number) return true;
  a.fail(what, std::to_string(found) + " items, must be " + std::to_string(number));
  return false;
}

}  // namespace bitcode_proof

// [commitment][query][row of a leaf][column]
struct InitialRows {
  WhirProof& proof;
};
template <class A>
void visit(A& a, typename A::Node& node, const char* what, InitialRows list) {
  using namespace bitcode_proof;
  WhirProof& proof = list.proof;
  const uint64_t rows = rows_of_leaf(proof);
  bool queries_known = false;
  visit_items(
      a, node, what, proof.initial_round_openings,
      [&](typename A::Node& queries, InitialRoundOpening& opening) {
        const uint64_t leaves = visit_equal_length(a, queries, what, proof.initial_num_leaves, queries_known);
        bool width_known = false;
        for (uint64_t query = 0; query < leaves && !a.failed(); ++query) {
          typename A::Node& leaf = a.item(queries);
          if (!visit_number(a, leaf, what, rows)) return;
          for (uint64_t row = 0; row < rows && !a.failed(); ++row) {
            const uint64_t first = (query * rows + row) * opening.width;
            const uint64_t width = visit_equal_length(a, a.item(leaf), what, opening.width, width_known);
            visit_part(a, a.item(a.item(leaf)), what, opening.rows, first, width);
          }
        }
      });
}

// The paths of one tree: [query][level]
template <class A>
void visit_paths(A& a, typename A::Node& queries, const char* what, uint64_t leaves, uint32_t& depth,
                 bool& depth_known, std::vector<Commitment>& siblings) {
  using namespace bitcode_proof;
  if (!visit_number(a, queries, what, leaves)) return;
  for (uint64_t query = 0; query < leaves && !a.failed(); ++query) {
    typename A::Node& path = a.item(queries);
    const uint64_t length = visit_equal_length(a, path, what, depth, depth_known);
    visit_part(a, a.item(path), what, siblings, query * length, length);
  }
}

// [commitment][query][level]
struct InitialPaths {
  WhirProof& proof;
};
template <class A>
void visit(A& a, typename A::Node& node, const char* what, InitialPaths list) {
  WhirProof& proof = list.proof;
  if (!bitcode_proof::visit_number(a, node, what, proof.initial_round_openings.size())) return;
  bool depth_known = false;
  for (InitialRoundOpening& opening : proof.initial_round_openings)
    visit_paths(a, a.item(node), what, proof.initial_num_leaves, proof.initial_merkle_depth, depth_known,
                opening.siblings);
}

// [round][query][row of a leaf]
struct CodewordValues {
  WhirProof& proof;
};
template <class A>
void visit(A& a, typename A::Node& node, const char* what, CodewordValues list) {
  using namespace bitcode_proof;
  WhirProof& proof = list.proof;
  const uint64_t rows = rows_of_leaf(proof);
  visit_items(a, node, what, proof.codeword_openings,
              [&](typename A::Node& queries, CodewordOpening& opening) {
                bool any = false;
                const uint64_t leaves = visit_equal_length(a, queries, what, opening.num_leaves, any);
                for (uint64_t query = 0; query < leaves && !a.failed(); ++query) {
                  typename A::Node& leaf = a.item(queries);
                  if (!visit_number(a, leaf, what, rows)) return;
                  visit_part(a, a.item(leaf), what, opening.values, query * rows, rows);
                }
              });
}

// [round][query][level]; each round's tree is one level lower than the one before.
struct CodewordPaths {
  WhirProof& proof;
};
template <class A>
void visit(A& a, typename A::Node& node, const char* what, CodewordPaths list) {
  WhirProof& proof = list.proof;
  if (!bitcode_proof::visit_number(a, node, what, proof.codeword_openings.size())) return;
  for (size_t i = 0; i < proof.codeword_openings.size() && !a.failed(); ++i) {
    CodewordOpening& opening = proof.codeword_openings[i];
    bool depth_known = i > 0;
    auto depth = static_cast<uint32_t>(proof.codeword_merkle_depth - i);
    visit_paths(a, a.item(node), what, opening.num_leaves, depth, depth_known, opening.siblings);
    if constexpr (A::kReads) proof.codeword_merkle_depth = depth + static_cast<uint32_t>(i);
  }
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, WhirProof& proof) {
  visit_fields(a, node, field("mu_pow_witness", proof.mu_pow_witness),
               field("whir_sumcheck_polys", proof.whir_sumcheck_polys),
               field("codeword_commits", proof.codeword_commits), field("ood_values", proof.ood_values),
               field("folding_pow_witnesses", proof.folding_pow_witnesses),
               field("query_phase_pow_witnesses", proof.query_phase_pow_witnesses),
               field("initial_round_opened_rows", InitialRows{proof}),
               field("initial_round_merkle_proofs", InitialPaths{proof}),
               field("codeword_opened_values", CodewordValues{proof}),
               field("codeword_merkle_proofs", CodewordPaths{proof}), field("final_poly", proof.final_poly));
}

template <class A>
void visit(A& a, typename A::Node& node, const char*, Proof& proof) {
  visit_fields(a, node, field("common_main_commit", proof.common_main_commit),
               field("trace_vdata", proof.trace_vdata), field("public_values", proof.public_values),
               field("gkr_proof", proof.gkr_proof),
               field("batch_constraint_proof", proof.batch_constraint_proof),
               field("stacking_proof", proof.stacking_proof), field("whir_proof", proof.whir_proof));
}

}  // namespace zkmem
