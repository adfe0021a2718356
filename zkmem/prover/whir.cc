#include "zkmem/prover/whir.h"

#include <algorithm>
#include <mutex>

#include "zkmem/base/parallel.h"
#include "zkmem/protocol/schedule.h"
#include "zkmem/protocol/shared_paths.h"
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
                    std::span<const uint32_t> leaves, bool shared, WhirProof& proof) {
  for (const StackedCommitment& commitment : commitments) {
    const EncodedMatrix& matrix = commitment.encoded();
    InitialRoundOpening opening;
    opening.width = commitment.width();
    ZKMEM_ASSIGN_OR_RETURN(opening.rows, matrix.open(context, leaves));
    matrix.tree().append_siblings(leaves, shared, opening.siblings);
    if (!shared) proof.initial_merkle_depth = matrix.tree().depth();
    proof.initial_round_openings.push_back(std::move(opening));
  }
  proof.initial_num_leaves = static_cast<uint32_t>(leaves.size());
  return {};
}

Result<CodewordOpening> open_codeword(const Workspace& context, const EncodedMatrix& matrix,
                                      std::span<const uint32_t> leaves, bool shared) {
  CodewordOpening opening;
  opening.num_leaves = static_cast<uint32_t>(leaves.size());
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<BabyBear> cells, matrix.open(context, leaves));
  for (size_t i = 0; i < cells.size(); i += 4)
    opening.values.push_back(Ext4({cells[i], cells[i + 1], cells[i + 2], cells[i + 3]}));
  matrix.tree().append_siblings(leaves, shared, opening.siblings);
  return opening;
}

// The phase's state between its rounds. f is the polynomial that is folded, and `weights` the table that its
// values are summed with. In round 0 f is given by its coefficients, as the traces' columns are, and the
// weight is a tensor: its table is only written when the first queries are added.
class WhirProver {
 public:
  WhirProver(const Workspace& context, Transcript& transcript, const SystemParams& params,
             std::span<const StackedCommitment> commitments, WhirProof& proof)
      : context_(context),
        transcript_(transcript),
        params_(params),
        commitments_(commitments),
        proof_(proof),
        shared_(shares_paths(params.hash)) {}

  // Memory: f, 16 bytes a row of the stacked height.
  Status combine_columns(std::span<const Ext4> u) {
    ZKMEM_ASSIGN_OR_RETURN(proof_.mu_pow_witness,
                           grind(context_, transcript_, schedule::whir_mu_work(params_)));
    const Ext4 mu = schedule::whir_mu(transcript_);
    f_ = combined_table(context_, commitments_, params_, mu);
    context_.traces_are_idle();
    for (const Ext4& x : powers_of_two(u[0], params_.l_skip)) add_variable(x);
    for (const Ext4& x : u.subspan(1)) add_variable(x);
    return context_.check_cancelled();
  }

  Status run_round(uint32_t i) {
    for (uint32_t j = 0; j < params_.whir.k; ++j) ZKMEM_RETURN_IF_ERROR(fold(i, j));
    EncodedTable next;
    ExtArray out_of_domain;
    ZKMEM_RETURN_IF_ERROR(commit_folded(i, next, out_of_domain));
    ZKMEM_ASSIGN_OR_RETURN(const BabyBear witness,
                           grind(context_, transcript_, schedule::whir_query_work(params_, i)));
    proof_.query_phase_pow_witnesses.push_back(witness);
    const std::vector<uint32_t> queries = schedule::whir_queries(transcript_, params_, i);
    const Ext4 gamma = schedule::whir_gamma(transcript_, i);
    ZKMEM_RETURN_IF_ERROR(open(i, queries));
    if (is_last(i)) return {};
    if (i == 0) {
      if (!shared_) proof_.codeword_merkle_depth = next.matrix.tree().depth();
      weights_ = tensor_table(context_, std::span(tensor_).subspan(params_.whir.k), tensor_scale_);
    }
    add_claims(i, static_cast<const ExtArray&>(out_of_domain).span(), queries, gamma);
    codeword_ = std::move(next);
    return {};
  }

 private:
  bool is_last(uint32_t i) const { return i + 1 == params_.whir.num_rounds(); }

  void add_variable(const Ext4& x) {
    tensor_.push_back({Ext4::one() - x.doubled(), x});
    coefficient_tensor_.push_back({tensor_.back().zero + tensor_.back().one, tensor_.back().one});
  }

  // Binds one variable. Memory: f and the weights, 16 bytes an entry each, are halved in place.
  Status fold(uint32_t i, uint32_t j) {
    ZKMEM_RETURN_IF_ERROR(context_.check_cancelled());
    context_.report("whir", static_cast<double>(i * params_.whir.k + j) / params_.whir.num_sumcheck_rounds());
    proof_.whir_sumcheck_polys.push_back(i == 0 ? tensor_message(j) : table_message());
    schedule::whir_sumcheck(transcript_, i, j, proof_.whir_sumcheck_polys.back());
    ZKMEM_ASSIGN_OR_RETURN(const BabyBear witness,
                           grind(context_, transcript_, schedule::whir_folding_work(params_, i, j)));
    proof_.folding_pow_witnesses.push_back(witness);
    const Ext4 alpha = schedule::whir_alpha(transcript_, i, j);
    if (i == 0) {
      fold_coefficients(context_, f_, alpha);
      tensor_scale_ *= tensor_[j].zero + alpha * (tensor_[j].one - tensor_[j].zero);
    } else {
      fold_values(context_, f_, alpha);
      fold_values(context_, weights_, alpha);
    }
    return {};
  }

  std::array<Ext4, 2> tensor_message(uint32_t j) const {
    const TensorFactor factor = tensor_[j];
    const auto sums = tensor_sums(context_, f_, std::span(coefficient_tensor_).subspan(j + 1));
    return {tensor_scale_ * factor.one * (sums.even + sums.odd),
            tensor_scale_ * (factor.one.doubled() - factor.zero) * (sums.even + sums.odd.doubled())};
  }

  std::array<Ext4, 2> table_message() const {
    const auto sums = product_sums(context_, f_, weights_);
    return {sums.at_1, sums.at_2};
  }

  // Sends f: as the next codeword's root and a value outside its domain, or as it is. Memory: f's
  // coefficients beside its values, the next codeword's tree and one coset, an eq table; all of 2^-k of f's
  // size at first.
  Status commit_folded(uint32_t i, EncodedTable& next, ExtArray& out_of_domain) {
    ExtArray coefficients = copy_of(context_, f_);
    if (i == 0) {
      f_ = copy_of(context_, f_);  // gives the large table back
      transform(context_, f_, true);
    } else {
      transform(context_, coefficients, false);
    }
    if (is_last(i)) {
      for (size_t x = 0; x < coefficients.size(); ++x) proof_.final_poly.push_back(coefficients.get(x));
      schedule::whir_final_polynomial(transcript_, proof_.final_poly);
      return {};
    }
    const uint32_t variables = params_.log_stacked_height() - (i + 1) * params_.whir.k;
    ZKMEM_ASSIGN_OR_RETURN(next, encode_table(context_, std::move(coefficients), params_.log_domain(i + 1),
                                              params_.whir.k, params_.hash));
    proof_.codeword_commits.push_back(next.matrix.root());
    const Ext4 z0 = schedule::whir_codeword(transcript_, i, next.matrix.root());
    out_of_domain = eq_table(context_, powers_of_two(z0, variables), Ext4::one());
    proof_.ood_values.push_back(dot(context_, f_, out_of_domain));
    schedule::whir_out_of_domain(transcript_, i, proof_.ood_values.back());
    return {};
  }

  // Opens the round's codeword. Memory: the opened rows, and the chunks that they are in.
  Status open(uint32_t i, const std::vector<uint32_t>& queries) {
    const std::vector<uint32_t> leaves = shared_ ? opened_leaves(queries) : queries;
    if (i == 0) {
      ZKMEM_RETURN_IF_ERROR(open_initial(context_, commitments_, leaves, shared_, proof_));
      context_.traces_are_idle();
      return {};
    }
    ZKMEM_ASSIGN_OR_RETURN(CodewordOpening opening,
                           open_codeword(context_, codeword_.matrix, leaves, shared_));
    proof_.codeword_openings.push_back(std::move(opening));
    return {};
  }

  // What the opened points claim goes to the weights. Memory: 4 KiB a query.
  void add_claims(uint32_t i, ConstExtSpan out_of_domain, std::span<const uint32_t> queries,
                  const Ext4& gamma) {
    vector_ops::add_scaled(out_of_domain, gamma, weights_.span());
    std::vector<BabyBear> points;
    std::vector<Ext4> coefficients;
    const BabyBear omega = BabyBear::two_adic_generator(params_.log_domain(i) - params_.whir.k);
    Ext4 power = gamma.square();
    for (const uint32_t query : queries) {
      points.push_back(omega.pow(query));
      coefficients.push_back(power);
      power *= gamma;
    }
    add_query_weights(context_, points, coefficients, weights_);
  }

  const Workspace& context_;
  Transcript& transcript_;
  const SystemParams& params_;
  std::span<const StackedCommitment> commitments_;
  WhirProof& proof_;
  const bool shared_;
  ExtArray f_;
  ExtArray weights_;
  std::vector<TensorFactor> tensor_;
  std::vector<TensorFactor> coefficient_tensor_;  // the weight's sums over what a coefficient counts for
  Ext4 tensor_scale_ = Ext4::one();
  EncodedTable codeword_;  // of the round before
};

}  // namespace

Status prove_whir(const Workspace& context, Transcript& transcript, const SystemParams& params,
                  std::span<const StackedCommitment> commitments, std::span<const Ext4> u, WhirProof& proof) {
  context.report("whir", 0);
  WhirProver prover(context, transcript, params, commitments, proof);
  ZKMEM_RETURN_IF_ERROR(prover.combine_columns(u));
  for (uint32_t i = 0; i < params.whir.num_rounds(); ++i) ZKMEM_RETURN_IF_ERROR(prover.run_round(i));
  return {};
}

}  // namespace zkmem
