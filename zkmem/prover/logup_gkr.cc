#include "zkmem/prover/logup_gkr.h"

#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/poly/eq.h"
#include "zkmem/protocol/schedule.h"
#include "zkmem/prover/fold.h"
#include "zkmem/prover/logup_leaves.h"
#include "zkmem/prover/small_poly.h"
#include "zkmem/prover/tensor.h"
#include "zkmem/prover/vector_ops.h"

namespace zkmem {
namespace {

constexpr size_t kLivePad = 64;
constexpr size_t kGrain = size_t{1} << 13;

// One layer of the tree: the first `live` of its 2^log_nodes nodes; the others are 0 / tail. The leaves'
// numerators stay in the base field until their first variable is bound.
struct Layer {
  size_t live = 0;
  ExtArray p;
  Buffer<BabyBear> base_p;
  ExtArray q;
  Ext4 tail;
};

size_t padded(size_t count, unsigned log_nodes) {
  return std::min((count + kLivePad - 1) / kLivePad * kLivePad, size_t{1} << log_nodes);
}

// Parents [first, first + p.size) of a layer's nodes.
void make_parents(const Layer& below, size_t first, ExtSpan p, ExtSpan q) {
  const ConstExtSpan child_q = below.q.span().part(2 * first, 2 * p.size);
  if (below.base_p.size() != 0) {
    vector_ops::fraction_parents_base(below.base_p.data() + 2 * first, child_q, p, q);
  } else {
    vector_ops::fraction_parents(below.p.span().part(2 * first, 2 * p.size), child_q, p, q);
  }
}

// The layers below the leaves are built once, to find the root. The largest of them is not kept: the second
// largest is made from the leaves through small tiles of it, and it is made again when its turn comes, when
// those above are gone. Memory: 36 bytes an interaction, the leaves (20) and the largest layer kept (8), or
// made again (16).
class FractionTree {
 public:
  FractionTree(const Workspace& context, std::span<const ProverTrace> traces, const LogUpShape& shape,
               unsigned layers, const LogUpChallenges& challenges)
      : context_(context), layers_(layers + 1) {
    Layer& leaves = layers_[layers];
    leaves.live = padded(shape.total_interactions, layers);
    leaves.tail = challenges.alpha;
    leaves.base_p = Buffer<BabyBear>(context.memory(), leaves.live);
    leaves.q = ExtArray(context.memory(), leaves.live);
    for (const ProverTrace& trace : traces)
      fill_logup_leaves(context, trace, challenges, leaves.base_p.span(), leaves.q.span());
    context.traces_are_idle();
    for (size_t i = shape.total_interactions; i < leaves.live; ++i) {
      leaves.base_p[i] = BabyBear::zero();
      leaves.q.set(i, leaves.tail);
    }
    const bool skip = layers >= 3;
    if (!skip) build(layers - 1);
    if (skip) build_through(layers - 2);
    for (unsigned i = layers - (skip ? 2 : 1); i-- > 0;) build(i);
  }

  const Layer& layer(unsigned i) const { return layers_[i]; }

  // Gives a layer up, with P1 + lambda Q1 in place of P1, which makes one product of two (leaves: not yet).
  Layer take(unsigned i, const Ext4& lambda) {
    if (layers_[i].live == 0) build(i);
    Layer layer = std::move(layers_[i]);
    if (layer.base_p.size() != 0) return layer;
    const ExtSpan p = layer.p.span();
    const ConstExtSpan q = layer.q.span();
    parallel_for(context_, layer.live / 2, kGrain, [&](size_t begin, size_t end) {
      const size_t count = 2 * (end - begin);
      vector_ops::mix_odd(p.part(2 * begin, count), q.part(2 * begin, count), lambda);
    });
    return layer;
  }

 private:
  void allocate(unsigned i, size_t parents, const Ext4& tail) {
    Layer& layer = layers_[i];
    layer.live = padded(parents, i);
    layer.tail = tail;
    layer.p = ExtArray(context_.memory(), layer.live);
    layer.q = ExtArray(context_.memory(), layer.live);
    for (size_t j = parents; j < layer.live; ++j) {
      layer.p.set(j, Ext4::zero());
      layer.q.set(j, layer.tail);
    }
  }

  void build(unsigned i) {
    const Layer& below = layers_[i + 1];
    const size_t parents = below.live / 2;
    allocate(i, parents, below.tail.square());
    const ExtSpan p = layers_[i].p.span();
    const ExtSpan q = layers_[i].q.span();
    parallel_for(context_, parents, kGrain, [&](size_t begin, size_t end) {
      make_parents(below, begin, p.part(begin, end - begin), q.part(begin, end - begin));
    });
  }

  // Layer i from layer i + 2.
  void build_through(unsigned i) {
    const Layer& below = layers_[i + 2];
    const size_t between = below.live / 2;
    allocate(i, between / 2, below.tail.square().square());
    const ExtSpan p = layers_[i].p.span();
    const ExtSpan q = layers_[i].q.span();
    constexpr size_t kTile = 1024;
    parallel_for(context_, between / 2, kTile, [&](size_t begin, size_t end) {
      const size_t count = end - begin;
      ExtArray tile_p(context_.memory(), 2 * count);
      ExtArray tile_q(context_.memory(), 2 * count);
      make_parents(below, 2 * begin, tile_p.span(), tile_q.span());
      vector_ops::fraction_parents(tile_p.span(), tile_q.span(), p.part(begin, count), q.part(begin, count));
    });
  }

  const Workspace& context_;
  std::vector<Layer> layers_;
};

vector_ops::GkrSums weighted_sums(const Workspace& context, const Layer& layer, const Ext4& lambda,
                                  std::span<const Ext4> point) {
  std::vector<TensorFactor> factors;
  for (const Ext4& x : point) factors.push_back(eq_factor(x));
  const SplitTensor weights(context, factors);
  const size_t groups = layer.live / 4;
  const size_t block = weights.low().size;
  const size_t blocks = (groups + block - 1) / block;
  std::vector<vector_ops::GkrSums> sums(blocks);
  parallel_for(context, blocks, std::max<size_t>(1, kGrain / block), [&](size_t begin, size_t end) {
    for (size_t b = begin; b < end; ++b) {
      const size_t first = b * block;
      const size_t count = std::min(block, groups - first);
      const ConstExtSpan q = layer.q.span().part(4 * first, 4 * count);
      const ConstExtSpan low = weights.low().part(0, count);
      sums[b] = layer.base_p.size() != 0
                    ? vector_ops::gkr_sums_base(layer.base_p.data() + 4 * first, q, lambda, low)
                    : vector_ops::gkr_sums(layer.p.span().part(4 * first, 4 * count), q, low);
      sums[b].at_1 *= weights.high(b);
      sums[b].leading *= weights.high(b);
    }
  });
  vector_ops::GkrSums total;
  for (const vector_ops::GkrSums& sum : sums) {
    total.at_1 += sum.at_1;
    total.leading += sum.leading;
  }
  return total;
}

// Halves the live nodes by binding the lowest variable, in place; the result is again made of whole groups of
// four.
void fold(const Workspace& context, Layer& layer, const Ext4& r, size_t nodes_left, const Ext4& lambda) {
  const size_t live = layer.live / 2;
  const size_t padded_live = std::min((live + 3) / 4 * 4, nodes_left);
  const bool leaves = layer.base_p.size() != 0;
  if (leaves) layer.p = ExtArray(context.memory(), padded_live);
  const ExtSpan p = layer.p.span();
  const ExtSpan q = layer.q.span();
  for_halving(context, live / 2, kGrain, [&](size_t begin, size_t end) {
    const size_t count = end - begin;
    const ExtSpan out_p = p.part(2 * begin, 2 * count);
    const ExtSpan out_q = q.part(2 * begin, 2 * count);
    vector_ops::fold_quads(q.part(4 * begin, 4 * count), r, out_q);
    if (leaves) {
      vector_ops::fold_quads_base(layer.base_p.data() + 4 * begin, out_q, lambda, r, out_p);
    } else {
      vector_ops::fold_quads(p.part(4 * begin, 4 * count), r, out_p);
    }
  });
  layer.p.truncate(padded_live);
  layer.q.truncate(padded_live);
  for (size_t i = live; i < padded_live; ++i) {
    layer.p.set(i, i % 2 != 0 ? lambda * layer.tail : Ext4::zero());
    layer.q.set(i, layer.tail);
  }
  layer.base_p = Buffer<BabyBear>();
  layer.live = padded_live;
}

// The proof's layers, from the root to the leaves: each ends with a claim about the next at a point.
class LayerProver {
 public:
  LayerProver(const Workspace& context, Transcript& transcript, FractionTree& tree, GkrProof& proof)
      : context_(context), transcript_(transcript), tree_(tree), proof_(proof) {}

  // Memory: none beside the tree's.
  void prove_root() {
    proof_.q0_claim = tree_.layer(0).q.get(0);
    schedule::gkr_root(transcript_, proof_.q0_claim);
    const Layer& top = tree_.layer(1);
    const auto numerator = [&](size_t i) {
      return top.base_p.size() != 0 ? Ext4(top.base_p[i]) : top.p.get(i);
    };
    finish_layer(0, {numerator(0), numerator(1), top.q.get(0), top.q.get(1)}, {});
  }

  // That of layer j + 1's nodes: j rounds. Memory: the layer is the tree's, and folded in place; the leaves'
  // numerators take 8 bytes a leaf once they are in the extension.
  void prove_layer(unsigned j) {
    const Ext4 lambda = schedule::gkr_lambda(transcript_, j);
    Layer layer = tree_.take(j + 1, lambda);
    // claim is the sum divided by the weight of the variables bound so far; each round's polynomial is then
    // eq(xi_s, X) t(X), t quadratic.
    Ext4 claim = claim_p_ + lambda * claim_q_;
    Ext4 bound = Ext4::one();
    std::vector<Ext4> rho;
    std::vector<std::array<Ext4, 3>> polys;
    for (unsigned s = 0; s < j; ++s) {
      const std::span<const Ext4> rest = std::span(xi_).subspan(s + 1);
      const size_t groups = size_t{1} << rest.size();
      const vector_ops::GkrSums sums = round_sums(layer, lambda, rest);
      const Ext4 t1 = sums.at_1;
      const Ext4 t0 = (claim - xi_[s] * t1) * (Ext4::one() - xi_[s]).inverse();
      const Ext4 linear = t1 - t0 - sums.leading;
      const auto t = [&](const Ext4& x) { return t0 + x * (linear + x * sums.leading); };
      std::array<Ext4, 3> poly;
      for (uint32_t x = 1; x <= 3; ++x) {
        const Ext4 point = Ext4::from_canonical(x);
        poly[x - 1] = bound * eq1(xi_[s], point) * t(point);
      }
      polys.push_back(poly);
      const Ext4 r = schedule::gkr_round(transcript_, j, s, poly);
      rho.push_back(r);
      claim = t(r);
      bound *= eq1(xi_[s], r);
      fold(context_, layer, r, 2 * groups, lambda);
    }
    proof_.sumcheck_polys.push_back(std::move(polys));
    const Ext4 q0 = layer.q.get(0);
    const Ext4 q1 = layer.q.get(1);
    finish_layer(j, {layer.p.get(0), layer.p.get(1) - lambda * q1, q0, q1}, std::move(rho));
  }

  std::vector<Ext4> point() && { return std::move(xi_); }

 private:
  // The stored nodes' sums, and those of the nodes behind them, which are all the same.
  vector_ops::GkrSums round_sums(const Layer& layer, const Ext4& lambda, std::span<const Ext4> rest) const {
    vector_ops::GkrSums sums = weighted_sums(context_, layer, lambda, rest);
    if (layer.live / 4 < size_t{1} << rest.size()) {
      const Ext4 weight = Ext4::one() - eq_prefix_sum(rest, layer.live / 4);
      sums.at_1 += weight * lambda * layer.tail.square();
    }
    return sums;
  }

  void finish_layer(unsigned j, const GkrLayerClaims& claims, std::vector<Ext4> rho) {
    proof_.claims_per_layer.push_back(claims);
    const Ext4 mu = schedule::gkr_claims(transcript_, j, claims);
    claim_p_ = claims.p_xi_0 + mu * (claims.p_xi_1 - claims.p_xi_0);
    claim_q_ = claims.q_xi_0 + mu * (claims.q_xi_1 - claims.q_xi_0);
    rho.insert(rho.begin(), mu);
    xi_ = std::move(rho);
  }

  const Workspace& context_;
  Transcript& transcript_;
  FractionTree& tree_;
  GkrProof& proof_;
  std::vector<Ext4> xi_;
  Ext4 claim_p_;
  Ext4 claim_q_;
};

}  // namespace

Result<std::vector<Ext4>> prove_logup_gkr(const Workspace& context, Transcript& transcript,
                                          std::span<const ProverTrace> traces, const LogUpShape& shape,
                                          uint32_t l_skip, const LogUpChallenges& challenges, GkrProof& proof,
                                          SelfCheck self_check) {
  proof.q0_claim = Ext4::one();
  const unsigned layers = shape.num_layers(l_skip);
  if (layers == 0) return std::vector<Ext4>();
  context.report("logup", 0);
  FractionTree tree(context, traces, shape, layers, challenges);
  ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  if (self_check == SelfCheck::kOn && !tree.layer(0).p.get(0).is_zero()) {
    return rejected("interactions do not balance: the sum of all " +
                    std::to_string(shape.total_interactions) + " fractions is not 0");
  }
  LayerProver prover(context, transcript, tree, proof);
  prover.prove_root();
  for (unsigned j = 1; j < layers; ++j) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("logup", static_cast<double>(j) / layers);
    prover.prove_layer(j);
  }
  return std::move(prover).point();
}

}  // namespace zkmem
