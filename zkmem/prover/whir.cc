#include "zkmem/prover/whir.h"

#include <algorithm>
#include <mutex>

#include "zkmem/base/parallel.h"
#include "zkmem/prover/fold.h"
#include "zkmem/prover/grind.h"
#include "zkmem/prover/small_poly.h"
#include "zkmem/prover/tensor.h"
#include "zkmem/prover/vector_ops.h"

namespace zkmem {
namespace {

constexpr size_t kGrain = size_t{1} << 13;

// Coefficients to values on the hypercube, or back.
void transform(const Workspace& context, ExtArray& table, bool sums) {
  const ExtSpan all = table.span();
  unsigned log_size = 0;
  while (size_t{1} << log_size < all.size) ++log_size;
  parallel_for(context, 4, 1, [&](size_t begin, size_t end) {
    for (size_t c = begin; c < end; ++c) {
      if (sums) {
        vector_ops::subset_sums(all.plane[c], log_size);
      } else {
        vector_ops::subset_differences(all.plane[c], log_size);
      }
    }
  });
}

// The coefficients of the columns' mu-combination: combine, then to the message.
ExtArray combined_table(const Workspace& context, std::span<const StackedCommitment> commitments,
                        const SystemParams& params, const Ext4& mu) {
  const size_t size = size_t{1} << params.log_stacked_height();
  ExtArray table(context.memory(), size);
  const ExtSpan all = table.span();
  std::vector<const ColumnRows*> columns;
  for (const StackedCommitment& commitment : commitments)
    for (const ColumnRows& rows : commitment.columns()) columns.push_back(&rows);
  std::vector<Ext4> powers = {Ext4::one()};
  while (powers.size() < columns.size()) powers.push_back(powers.back() * mu);
  const size_t chunks = columns.front()->size();
  const size_t chunk = size / chunks;
  parallel_for(context, chunks, 1, [&](size_t begin, size_t end) {
    std::vector<const BabyBear*> cells;
    std::vector<Ext4> coefficients;
    for (size_t i = begin; i < end && !context.is_cancelled(); ++i) {
      cells.clear();
      coefficients.clear();
      for (size_t j = 0; j < columns.size(); ++j) {
        const BabyBear* rows = (*columns[j])[i];
        if (rows == nullptr) continue;
        cells.push_back(rows);
        coefficients.push_back(powers[j]);
      }
      const ExtSpan out = all.part(i * chunk, chunk);
      vector_ops::combine_columns(cells, coefficients, 0, out, false);
      for (BabyBear* plane : out.plane) values_to_message({plane, chunk}, params.l_skip);
    }
  });
  return table;
}

ExtArray copy_of(const Workspace& context, const ExtArray& table) {
  ExtArray copy(context.memory(), table.size());
  for (size_t c = 0; c < 4; ++c) std::copy_n(table.span().plane[c], table.size(), copy.span().plane[c]);
  return copy;
}

// Sums over y of table(0, y) and table(1, y) times the tensor's value.
vector_ops::HalfSums tensor_sums(const Workspace& context, const ExtArray& table,
                                 std::span<const TensorFactor> rest) {
  const SplitTensor weights(context, rest);
  const size_t block = weights.low().size;
  std::vector<vector_ops::HalfSums> sums(weights.num_high());
  parallel_for(context, sums.size(), std::max<size_t>(1, kGrain / block), [&](size_t begin, size_t end) {
    for (size_t b = begin; b < end; ++b) {
      sums[b] = vector_ops::half_sums(table.span().part(2 * b * block, 2 * block), weights.low());
      sums[b].even *= weights.high(b);
      sums[b].odd *= weights.high(b);
    }
  });
  vector_ops::HalfSums total;
  for (const vector_ops::HalfSums& sum : sums) {
    total.even += sum.even;
    total.odd += sum.odd;
  }
  return total;
}

vector_ops::ProductSums product_sums(const Workspace& context, const ExtArray& f, const ExtArray& w) {
  const size_t pairs = f.size() / 2;
  vector_ops::ProductSums total;
  std::mutex mutex;
  parallel_for(context, pairs, kGrain, [&](size_t begin, size_t end) {
    const size_t count = 2 * (end - begin);
    const auto part =
        vector_ops::product_sums(f.span().part(2 * begin, count), w.span().part(2 * begin, count));
    const std::lock_guard lock(mutex);
    total.at_1 += part.at_1;
    total.at_2 += part.at_2;
  });
  return total;
}

// weights[b] += sum_q coefficients[q] eq(pow(points[q]), b): with b split in two, for each high half a sum of
// base-field tables over the low half.
void add_query_weights(const Workspace& context, std::span<const BabyBear> points,
                       std::span<const Ext4> coefficients, ExtArray& weights) {
  unsigned variables = 0;
  while (size_t{1} << variables < weights.size()) ++variables;
  const unsigned low_variables = std::min(variables, 10u);
  const size_t low_size = size_t{1} << low_variables;
  const size_t queries = points.size();
  Buffer<BabyBear> low(context.memory(), queries * low_size);
  std::vector<const BabyBear*> columns;
  const size_t high_size = weights.size() / low_size;
  std::vector<std::vector<Ext4>> high(high_size, std::vector<Ext4>(queries));
  for (size_t q = 0; q < queries; ++q) {
    BabyBear* table = low.data() + q * low_size;
    columns.push_back(table);
    BabyBear z = points[q];
    table[0] = BabyBear::one();
    for (unsigned i = 0; i < low_variables; ++i, z = z.square()) {
      for (size_t y = 0; y < size_t{1} << i; ++y) {
        table[y | size_t{1} << i] = table[y] * z;
        table[y] -= table[y | size_t{1} << i];
      }
    }
    high[0][q] = coefficients[q];
    for (unsigned i = low_variables; i < variables; ++i, z = z.square()) {
      const size_t half = size_t{1} << (i - low_variables);
      for (size_t y = 0; y < half; ++y) {
        high[y + half][q] = high[y][q] * z;
        high[y][q] -= high[y + half][q];
      }
    }
  }
  const ExtSpan all = weights.span();
  parallel_for(context, high_size, 1, [&](size_t begin, size_t end) {
    for (size_t h = begin; h < end; ++h)
      vector_ops::combine_columns(columns, high[h], 0, all.part(h * low_size, low_size), true);
  });
}

std::vector<Ext4> powers_of_two(const Ext4& z, size_t count) {
  std::vector<Ext4> powers;
  for (Ext4 x = z; powers.size() < count; x = x.square()) powers.push_back(x);
  return powers;
}

Ext4 dot(const Workspace& context, const ExtArray& a, const ExtArray& b) {
  Ext4 total;
  std::mutex mutex;
  parallel_for(context, a.size(), kGrain, [&](size_t begin, size_t end) {
    const Ext4 part = vector_ops::dot(a.span().part(begin, end - begin), b.span().part(begin, end - begin));
    const std::lock_guard lock(mutex);
    total += part;
  });
  return total;
}

// A table of coefficients, encoded as four base-field columns.
struct EncodedTable {
  ExtArray coefficients;
  EncodedMatrix matrix;
};

Result<EncodedTable> encode_table(const Workspace& context, ExtArray coefficients, unsigned log_domain,
                                  unsigned k, HashSuite suite) {
  unsigned log_degree = 0;
  while (size_t{1} << log_degree < coefficients.size()) ++log_degree;
  EncodedTable table;
  table.coefficients = std::move(coefficients);
  const Encoder encoder(log_degree, log_domain - log_degree);
  std::vector<ColumnRows> columns(4);
  for (size_t c = 0; c < 4; ++c)
    for (size_t i = 0; i < encoder.chunk_rows(); ++i)
      columns[c].push_back(table.coefficients.span().plane[c] + i * encoder.chunk());
  ZKMEM_ASSIGN_OR_RETURN(table.matrix, EncodedMatrix::encode(context, encoder, std::move(columns), k, suite));
  return table;
}

Status open_initial(const Workspace& context, std::span<const StackedCommitment> commitments,
                    std::span<const uint32_t> queries, WhirProof& proof) {
  for (const StackedCommitment& commitment : commitments) {
    const EncodedMatrix& matrix = commitment.encoded();
    InitialRoundOpening opening;
    opening.width = commitment.width();
    ZKMEM_ASSIGN_OR_RETURN(opening.rows, matrix.open(context, queries));
    for (const uint32_t query : queries) matrix.tree().append_path(query, opening.merkle_paths);
    proof.initial_merkle_depth = matrix.tree().depth();
    proof.initial_round_openings.push_back(std::move(opening));
  }
  proof.initial_num_queries = static_cast<uint32_t>(queries.size());
  return {};
}

Result<CodewordOpening> open_codeword(const Workspace& context, const EncodedMatrix& matrix,
                                      std::span<const uint32_t> queries) {
  CodewordOpening opening;
  opening.num_queries = static_cast<uint32_t>(queries.size());
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<BabyBear> cells, matrix.open(context, queries));
  for (size_t i = 0; i < cells.size(); i += 4)
    opening.values.push_back(Ext4({cells[i], cells[i + 1], cells[i + 2], cells[i + 3]}));
  for (const uint32_t query : queries) matrix.tree().append_path(query, opening.merkle_paths);
  return opening;
}

}  // namespace

Status prove_whir(const Workspace& context, Transcript& transcript, const SystemParams& params,
                  std::span<const StackedCommitment> commitments, std::span<const Ext4> u, WhirProof& proof) {
  const WhirConfig& whir = params.whir;
  const uint32_t m = params.log_stacked_height();
  const uint32_t k = whir.k;
  context.report("whir", 0);
  ZKMEM_ASSIGN_OR_RETURN(proof.mu_pow_witness, grind(context, transcript, whir.mu_pow_bits, "whir.mu"));
  const Ext4 mu = transcript.sample_ext("whir.mu");
  ExtArray f = combined_table(context, commitments, params, mu);
  context.traces_are_idle();
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());

  // In the first round f is given by its coefficients, as the traces' columns are, and the weight is a
  // tensor: its table is only written when the first queries are added.
  std::vector<TensorFactor> tensor;
  std::vector<TensorFactor> coefficient_tensor;  // the weight's sums over what a coefficient counts for
  const auto add_variable = [&](const Ext4& x) {
    tensor.push_back({Ext4::one() - x.doubled(), x});
    coefficient_tensor.push_back({tensor.back().zero + tensor.back().one, tensor.back().one});
  };
  for (const Ext4& x : powers_of_two(u[0], params.l_skip)) add_variable(x);
  for (const Ext4& x : u.subspan(1)) add_variable(x);
  Ext4 tensor_scale = Ext4::one();
  ExtArray weights;

  EncodedTable codeword;
  for (uint32_t i = 0; i < whir.num_rounds(); ++i) {
    for (uint32_t j = 0; j < k; ++j) {
      ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
      context.report("whir", static_cast<double>(i * k + j) / whir.num_sumcheck_rounds());
      std::array<Ext4, 2> poly;
      if (i == 0) {
        const TensorFactor factor = tensor[j];
        const auto sums = tensor_sums(context, f, std::span(coefficient_tensor).subspan(j + 1));
        poly[0] = tensor_scale * factor.one * (sums.even + sums.odd);
        poly[1] = tensor_scale * (factor.one.doubled() - factor.zero) * (sums.even + sums.odd.doubled());
      } else {
        const auto sums = product_sums(context, f, weights);
        poly = {sums.at_1, sums.at_2};
      }
      transcript.observe_ext(poly[0], Label("whir.round{}.sumcheck{}.s({})", i, j, 1));
      transcript.observe_ext(poly[1], Label("whir.round{}.sumcheck{}.s({})", i, j, 2));
      proof.whir_sumcheck_polys.push_back(poly);
      ZKMEM_ASSIGN_OR_RETURN(const BabyBear witness, grind(context, transcript, whir.folding_pow_bits,
                                                           Label("whir.round{}.fold{}", i, j)));
      proof.folding_pow_witnesses.push_back(witness);
      const Ext4 alpha = transcript.sample_ext(Label("whir.round{}.alpha{}", i, j));
      if (i == 0) {
        fold_coefficients(context, f, alpha);
        tensor_scale *= tensor[j].zero + alpha * (tensor[j].one - tensor[j].zero);
      } else {
        fold_values(context, f, alpha);
        fold_values(context, weights, alpha);
      }
    }
    const bool last = i + 1 == whir.num_rounds();
    const uint32_t variables = m - (i + 1) * k;
    ExtArray coefficients = copy_of(context, f);
    if (i == 0) {
      f = copy_of(context, f);  // gives the large table back
      transform(context, f, true);
    } else {
      transform(context, coefficients, false);
    }
    EncodedTable next;
    ExtArray ood_eq;
    if (last) {
      for (size_t x = 0; x < coefficients.size(); ++x) {
        proof.final_poly.push_back(coefficients.get(x));
        transcript.observe_ext(proof.final_poly[x], Label("whir.final_poly.coeff{}", x));
      }
    } else {
      ZKMEM_ASSIGN_OR_RETURN(
          next, encode_table(context, std::move(coefficients), params.log_domain(i + 1), k, params.hash));
      proof.codeword_commits.push_back(next.matrix.root());
      transcript.observe_commitment(next.matrix.root(), Label("whir.round{}.codeword_commit", i));
      const Ext4 z0 = transcript.sample_ext(Label("whir.round{}.z0", i));
      ood_eq = eq_table(context, powers_of_two(z0, variables), Ext4::one());
      proof.ood_values.push_back(dot(context, f, ood_eq));
      transcript.observe_ext(proof.ood_values.back(), Label("whir.round{}.ood_y0", i));
    }
    ZKMEM_ASSIGN_OR_RETURN(const BabyBear witness, grind(context, transcript, whir.query_phase_pow_bits,
                                                         Label("whir.round{}.query", i)));
    proof.query_phase_pow_witnesses.push_back(witness);
    const uint32_t log_domain = params.log_domain(i);
    std::vector<uint32_t> queries;
    for (uint32_t q = 0; q < whir.rounds[i].num_queries; ++q)
      queries.push_back(transcript.sample_bits(log_domain - k, Label("whir.round{}.query{}", i, q)));
    const Ext4 gamma = transcript.sample_ext(Label("whir.round{}.gamma", i));
    if (i == 0) {
      ZKMEM_RETURN_IF_ERROR(open_initial(context, commitments, queries, proof));
      context.traces_are_idle();
    } else {
      ZKMEM_ASSIGN_OR_RETURN(CodewordOpening opening, open_codeword(context, codeword.matrix, queries));
      proof.codeword_openings.push_back(std::move(opening));
    }
    if (last) break;
    if (i == 0) {
      proof.codeword_merkle_depth = next.matrix.tree().depth();
      weights = tensor_table(context, std::span(tensor).subspan(k), tensor_scale);
    }
    vector_ops::add_scaled(static_cast<const ExtArray&>(ood_eq).span(), gamma, weights.span());
    std::vector<BabyBear> points;
    std::vector<Ext4> coefficients_of;
    const BabyBear omega = BabyBear::two_adic_generator(log_domain - k);
    Ext4 power = gamma.square();
    for (const uint32_t query : queries) {
      points.push_back(omega.pow(query));
      coefficients_of.push_back(power);
      power *= gamma;
    }
    add_query_weights(context, points, coefficients_of, weights);
    codeword = std::move(next);
  }
  return {};
}

}  // namespace zkmem
