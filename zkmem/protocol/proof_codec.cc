#include "zkmem/protocol/proof_codec.h"

#include <string>
#include <utility>

#include "zkmem/base/bytes.h"
#include "zkmem/base/check.h"
#include "zkmem/protocol/proof_reader.h"
#include "zkmem/protocol/shared_paths.h"

namespace zkmem {
namespace {

// 2^k rows per query: k above the field's two-adicity belongs to no key.
constexpr uint32_t kMaxFoldingFactor = BabyBear::kTwoAdicity;

// The first word: the codec's version, and above it the hash suite.
constexpr uint32_t kSuiteShift = 16;
constexpr uint32_t kVersionMask = (1U << kSuiteShift) - 1;

void read_trace_vdata(ProofReader& in, Proof& proof) {
  const uint32_t num_airs = in.u32("number of airs");
  const size_t bitmap_bytes = num_airs / 8 + (num_airs % 8 != 0 ? 1 : 0);
  // Each AIR costs four more bytes later, for the length of its public values.
  if (!in.room(num_airs, kElementBytes, "number of airs")) return;
  if (bitmap_bytes != 0 && !in.room(bitmap_bytes, 1, "presence bitmap")) return;
  std::vector<uint8_t> bitmap(bitmap_bytes);
  for (uint8_t& byte : bitmap) byte = in.u8("presence bitmap");
  if (num_airs % 8 != 0 && bitmap.back() >> (num_airs % 8) != 0)
    in.fail("presence bitmap", "padding bits of byte " + std::to_string(bitmap.back()) + " are set");
  proof.trace_vdata.resize(num_airs);
  for (uint32_t air = 0; air < num_airs && !in.failed(); ++air) {
    if ((bitmap[air / 8] >> (air % 8) & 1) == 0) continue;
    TraceVData data;
    data.log_height = in.u32("log_height");
    data.cached_commitments = in.commitment_vector("cached commitments");
    proof.trace_vdata[air] = std::move(data);
  }
}

GkrProof read_gkr(ProofReader& in) {
  GkrProof proof;
  proof.logup_pow_witness = in.field("logup_pow_witness");
  proof.q0_claim = in.ext("q0_claim");
  const uint32_t layers = in.count(4 * ProofReader::kExtBytes, "claims_per_layer");
  proof.claims_per_layer.reserve(layers);
  for (uint32_t i = 0; i < layers && !in.failed(); ++i) {
    GkrLayerClaims claims;
    claims.p_xi_0 = in.ext("p_xi_0");
    claims.p_xi_1 = in.ext("p_xi_1");
    claims.q_xi_0 = in.ext("q_xi_0");
    claims.q_xi_1 = in.ext("q_xi_1");
    proof.claims_per_layer.push_back(claims);
  }
  for (uint32_t layer = 1; layer < layers && !in.failed(); ++layer) {
    std::vector<std::array<Ext4, 3>> polys;
    if (!in.room(layer, 3 * ProofReader::kExtBytes, "gkr sumcheck_polys")) break;
    polys.reserve(layer);
    for (uint32_t j = 0; j < layer; ++j) {
      std::array<Ext4, 3> poly;
      for (Ext4& value : poly) value = in.ext("gkr sumcheck_polys");
      polys.push_back(poly);
    }
    proof.sumcheck_polys.push_back(std::move(polys));
  }
  return proof;
}

BatchConstraintProof read_batch(ProofReader& in) {
  BatchConstraintProof proof;
  proof.numerator_term_per_air = in.ext_vector("numerator_term_per_air");
  const size_t traces = proof.numerator_term_per_air.size();
  proof.denominator_term_per_air = in.exts(traces, "denominator_term_per_air");
  proof.univariate_round_coeffs = in.ext_vector("batch univariate_round_coeffs");
  const uint32_t rounds = in.u32("batch sumcheck_round_polys");
  if (rounds != 0) {
    const uint32_t values = in.u32("batch sumcheck degree");
    // Empty polynomials would be rounds that cost no bytes.
    if (values == 0) in.fail("batch sumcheck degree", std::to_string(rounds) + " rounds of 0 values");
    if (values != 0 && in.room(rounds, ProofReader::kExtBytes, "batch sumcheck_round_polys")) {
      for (uint32_t i = 0; i < rounds && !in.failed(); ++i)
        proof.sumcheck_round_polys.push_back(in.exts(values, "batch sumcheck_round_polys"));
    }
  }
  for (size_t t = 0; t < traces && !in.failed(); ++t) {
    std::vector<std::vector<Ext4>> parts;
    const uint32_t num_parts = in.count(kElementBytes, "column_openings parts");
    for (uint32_t part = 0; part < num_parts && !in.failed(); ++part)
      parts.push_back(in.ext_vector("column_openings"));
    proof.column_openings.push_back(std::move(parts));
  }
  return proof;
}

std::vector<std::array<Ext4, 2>> read_pairs(ProofReader& in, const char* what) {
  std::vector<std::array<Ext4, 2>> polys;
  const uint32_t rounds = in.count(2 * ProofReader::kExtBytes, what);
  polys.reserve(rounds);
  for (uint32_t i = 0; i < rounds && !in.failed(); ++i) {
    const Ext4 at_1 = in.ext(what);
    const Ext4 at_2 = in.ext(what);
    polys.push_back({at_1, at_2});
  }
  return polys;
}

StackingProof read_stacking(ProofReader& in) {
  StackingProof proof;
  proof.univariate_round_coeffs = in.ext_vector("stacking univariate_round_coeffs");
  proof.sumcheck_round_polys = read_pairs(in, "stacking sumcheck_round_polys");
  const uint32_t commits = in.count(kElementBytes, "stacking_openings");
  for (uint32_t i = 0; i < commits && !in.failed(); ++i)
    proof.stacking_openings.push_back(in.ext_vector("stacking_openings"));
  return proof;
}

void read_initial_openings(ProofReader& in, uint32_t k, size_t stacking_commits, bool shared,
                           WhirProof& proof) {
  // Without opened leaves a commitment costs no bytes here, so its number must be the one that cost bytes
  // before.
  const uint32_t commits = in.u32("number of commitments");
  if (commits == 0 || commits != stacking_commits)
    in.fail("number of commitments", std::to_string(commits) + ", but " + std::to_string(stacking_commits) +
                                         " have stacking openings");
  proof.initial_num_leaves = in.u32("round 0 leaves");
  if (in.failed()) return;
  proof.initial_round_openings.resize(commits);
  const uint64_t leaves = proof.initial_num_leaves;
  if (leaves == 0) return;
  if (!shared) proof.initial_merkle_depth = in.u32("round 0 merkle depth");
  for (InitialRoundOpening& opening : proof.initial_round_openings) opening.width = in.u32("stacked width");
  for (InitialRoundOpening& opening : proof.initial_round_openings) {
    if (opening.width == 0) continue;
    // Their product may not fit 64 bits: the bytes bound the number of rows first, then the width.
    const uint64_t num_rows = leaves << k;
    if (!in.room(num_rows, kElementBytes, "initial_round_opened_rows")) return;
    if (!in.room(opening.width, num_rows * kElementBytes, "initial_round_opened_rows")) return;
    opening.rows = in.fields(num_rows * opening.width, "initial_round_opened_rows");
    if (in.failed()) return;
  }
  // The same leaves of every tree, so as many siblings.
  const uint64_t siblings =
      shared ? in.u32("round 0 siblings") : leaves * uint64_t{proof.initial_merkle_depth};
  for (InitialRoundOpening& opening : proof.initial_round_openings)
    opening.siblings = in.commitments(siblings, "initial_round_merkle_proofs");
}

CodewordOpening read_opened_values(ProofReader& in, uint32_t k) {
  CodewordOpening opening;
  opening.num_leaves = in.count(ProofReader::kExtBytes, "later round leaves");
  opening.values = in.exts(uint64_t{opening.num_leaves} << k, "codeword_opened_values");
  return opening;
}

void read_shared_codeword_openings(ProofReader& in, uint32_t k, size_t rounds, WhirProof& proof) {
  for (size_t round = 1; round < rounds && !in.failed(); ++round) {
    CodewordOpening opening = read_opened_values(in, k);
    opening.siblings = in.commitment_vector("codeword_merkle_proofs");
    proof.codeword_openings.push_back(std::move(opening));
  }
}

void read_codeword_openings(ProofReader& in, uint32_t k, size_t rounds, WhirProof& proof) {
  for (size_t round = 1; round < rounds && !in.failed(); ++round)
    proof.codeword_openings.push_back(read_opened_values(in, k));
  proof.codeword_merkle_depth = in.u32("round 1 merkle depth");
  if (rounds == 1 && proof.codeword_merkle_depth != 0)
    in.fail("round 1 merkle depth",
            std::to_string(proof.codeword_merkle_depth) + " although there is no round 1");
  for (size_t i = 0; i < proof.codeword_openings.size() && !in.failed(); ++i) {
    CodewordOpening& opening = proof.codeword_openings[i];
    if (i > proof.codeword_merkle_depth) {
      in.fail("round 1 merkle depth", std::to_string(proof.codeword_merkle_depth) +
                                          " is used up before round " + std::to_string(i + 1));
      return;
    }
    const uint64_t depth = proof.codeword_merkle_depth - i;
    opening.siblings = in.commitments(opening.num_leaves * depth, "codeword_merkle_proofs");
  }
}

WhirProof read_whir(ProofReader& in, size_t stacking_commits, bool shared) {
  WhirProof proof;
  proof.mu_pow_witness = in.field("mu_pow_witness");
  proof.whir_sumcheck_polys = read_pairs(in, "whir_sumcheck_polys");
  proof.codeword_commits = in.commitment_vector("codeword_commits");
  const size_t sumchecks = proof.whir_sumcheck_polys.size();
  const size_t rounds = proof.codeword_commits.size() + 1;
  if (sumchecks % rounds != 0)
    in.fail("whir_sumcheck_polys",
            std::to_string(sumchecks) + " sumcheck rounds do not divide into " + std::to_string(rounds));
  const size_t k = sumchecks / rounds;
  if (k > kMaxFoldingFactor)
    in.fail("whir_sumcheck_polys",
            std::to_string(k) + " per round is above " + std::to_string(kMaxFoldingFactor));
  proof.ood_values = in.exts(rounds - 1, "ood_values");
  proof.folding_pow_witnesses = in.fields(sumchecks, "folding_pow_witnesses");
  proof.query_phase_pow_witnesses = in.fields(rounds, "query_phase_pow_witnesses");
  if (in.failed()) return proof;
  const auto folding = static_cast<uint32_t>(k);
  read_initial_openings(in, folding, stacking_commits, shared, proof);
  if (shared) {
    read_shared_codeword_openings(in, folding, rounds, proof);
  } else {
    read_codeword_openings(in, folding, rounds, proof);
  }
  proof.final_poly = in.ext_vector("final_poly");
  return proof;
}

}  // namespace

uint32_t proof_codec_version(HashSuite suite) { return shares_paths(suite) ? 4 : 3; }

Result<Proof> decode_proof(std::span<const uint8_t> bytes) {
  ProofReader in(bytes);
  Proof proof;
  const uint32_t version = in.u32("codec version");
  const uint32_t suite = version >> kSuiteShift;
  if (suite > static_cast<uint32_t>(HashSuite::kBlake3))
    in.fail("hash suite",
            std::to_string(suite) + " is above " + std::to_string(static_cast<uint32_t>(HashSuite::kBlake3)));
  if (in.failed()) return in.error().in("proof");
  proof.hash = static_cast<HashSuite>(suite);
  const uint32_t expected = proof_codec_version(proof.hash);
  if ((version & kVersionMask) != expected)
    in.fail("codec version", std::to_string(version & kVersionMask) + " is not " + std::to_string(expected) +
                                 ", that of hash suite " + std::string(to_string(proof.hash)));
  if (in.failed()) return in.error().in("proof");
  in.set_suite(proof.hash);
  proof.common_main_commit = in.commitment("common_main_commit");
  read_trace_vdata(in, proof);
  const uint32_t num_airs = in.count(kElementBytes, "public values");
  for (uint32_t air = 0; air < num_airs && !in.failed(); ++air)
    proof.public_values.push_back(in.field_vector("public values"));
  if (!in.failed()) proof.gkr_proof = read_gkr(in);
  if (!in.failed()) proof.batch_constraint_proof = read_batch(in);
  if (!in.failed()) proof.stacking_proof = read_stacking(in);
  if (!in.failed())
    proof.whir_proof = read_whir(in, proof.stacking_proof.stacking_openings.size(), shares_paths(proof.hash));
  if (Status status = in.finish(); !status.ok()) return status.error().in("proof");
  return proof;
}

namespace {

class ProofWriter {
 public:
  void u32(uint64_t value) {
    ZKMEM_CHECK(value <= UINT32_MAX);
    bytes_.write_u32(static_cast<uint32_t>(value));
  }
  void u8(uint8_t value) { bytes_.write_u8(value); }
  void field(BabyBear value) { write_element(bytes_, value); }
  void ext(const Ext4& value) {
    for (const BabyBear coefficient : value.coefficients()) field(coefficient);
  }
  void commitment(const Commitment& value) { write_commitment(bytes_, value); }
  template <class Items>
  void fields(const Items& items) {
    for (const BabyBear item : items) field(item);
  }
  template <class Items>
  void exts(const Items& items) {
    for (const Ext4& item : items) ext(item);
  }
  void commitments(const std::vector<Commitment>& items) {
    for (const Commitment& item : items) commitment(item);
  }
  void ext_vector(const std::vector<Ext4>& items) {
    u32(items.size());
    exts(items);
  }
  std::vector<uint8_t> take() && { return std::move(bytes_).take(); }

 private:
  ByteWriter bytes_;
};

void write_preamble(ProofWriter& out, const Proof& proof) {
  out.u32(proof_codec_version(proof.hash) | static_cast<uint32_t>(proof.hash) << kSuiteShift);
  out.commitment(proof.common_main_commit);
  const size_t num_airs = proof.trace_vdata.size();
  out.u32(num_airs);
  std::vector<uint8_t> bitmap((num_airs + 7) / 8);
  for (size_t air = 0; air < num_airs; ++air)
    if (proof.trace_vdata[air].has_value())
      bitmap[air / 8] = static_cast<uint8_t>(bitmap[air / 8] | 1U << (air % 8));
  for (const uint8_t byte : bitmap) out.u8(byte);
  for (const std::optional<TraceVData>& data : proof.trace_vdata) {
    if (!data.has_value()) continue;
    out.u32(data->log_height);
    out.u32(data->cached_commitments.size());
    out.commitments(data->cached_commitments);
  }
  out.u32(proof.public_values.size());
  for (const std::vector<BabyBear>& values : proof.public_values) {
    out.u32(values.size());
    out.fields(values);
  }
}

void write_gkr(ProofWriter& out, const GkrProof& proof) {
  out.field(proof.logup_pow_witness);
  out.ext(proof.q0_claim);
  out.u32(proof.claims_per_layer.size());
  for (const GkrLayerClaims& claims : proof.claims_per_layer) {
    out.ext(claims.p_xi_0);
    out.ext(claims.p_xi_1);
    out.ext(claims.q_xi_0);
    out.ext(claims.q_xi_1);
  }
  for (const auto& layer : proof.sumcheck_polys)
    for (const auto& poly : layer) out.exts(poly);
}

void write_batch(ProofWriter& out, const BatchConstraintProof& proof) {
  out.ext_vector(proof.numerator_term_per_air);
  out.exts(proof.denominator_term_per_air);
  out.ext_vector(proof.univariate_round_coeffs);
  out.u32(proof.sumcheck_round_polys.size());
  if (!proof.sumcheck_round_polys.empty()) {
    out.u32(proof.sumcheck_round_polys[0].size());
    for (const std::vector<Ext4>& poly : proof.sumcheck_round_polys) out.exts(poly);
  }
  for (const auto& parts : proof.column_openings) {
    out.u32(parts.size());
    for (const std::vector<Ext4>& part : parts) out.ext_vector(part);
  }
}

void write_stacking(ProofWriter& out, const StackingProof& proof) {
  out.ext_vector(proof.univariate_round_coeffs);
  out.u32(proof.sumcheck_round_polys.size());
  for (const auto& poly : proof.sumcheck_round_polys) out.exts(poly);
  out.u32(proof.stacking_openings.size());
  for (const std::vector<Ext4>& opening : proof.stacking_openings) out.ext_vector(opening);
}

void write_whir(ProofWriter& out, const WhirProof& proof, bool shared) {
  out.field(proof.mu_pow_witness);
  out.u32(proof.whir_sumcheck_polys.size());
  for (const auto& poly : proof.whir_sumcheck_polys) out.exts(poly);
  out.u32(proof.codeword_commits.size());
  out.commitments(proof.codeword_commits);
  out.exts(proof.ood_values);
  out.fields(proof.folding_pow_witnesses);
  out.fields(proof.query_phase_pow_witnesses);
  out.u32(proof.initial_round_openings.size());
  out.u32(proof.initial_num_leaves);
  if (proof.initial_num_leaves != 0) {
    if (!shared) out.u32(proof.initial_merkle_depth);
    for (const InitialRoundOpening& opening : proof.initial_round_openings) out.u32(opening.width);
    for (const InitialRoundOpening& opening : proof.initial_round_openings) out.fields(opening.rows);
    if (shared) out.u32(proof.initial_round_openings[0].siblings.size());
    for (const InitialRoundOpening& opening : proof.initial_round_openings) {
      ZKMEM_CHECK(!shared || opening.siblings.size() == proof.initial_round_openings[0].siblings.size());
      out.commitments(opening.siblings);
    }
  }
  for (const CodewordOpening& opening : proof.codeword_openings) {
    out.u32(opening.num_leaves);
    out.exts(opening.values);
    if (shared) {
      out.u32(opening.siblings.size());
      out.commitments(opening.siblings);
    }
  }
  if (!shared) {
    out.u32(proof.codeword_merkle_depth);
    for (const CodewordOpening& opening : proof.codeword_openings) out.commitments(opening.siblings);
  }
  out.ext_vector(proof.final_poly);
}

}  // namespace

std::vector<uint8_t> encode_proof(const Proof& proof) {
  ProofWriter out;
  write_preamble(out, proof);
  write_gkr(out, proof.gkr_proof);
  write_batch(out, proof.batch_constraint_proof);
  write_stacking(out, proof.stacking_proof);
  write_whir(out, proof.whir_proof, shares_paths(proof.hash));
  return std::move(out).take();
}

}  // namespace zkmem
