#include "zkmem/prover/logup_gkr.h"

#include <algorithm>
#include <optional>

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

// Groups of four nodes that are worked on together: 2^11 nodes of 32 bytes, which the second cache holds.
constexpr size_t kTileGroups = 512;
// Of which a thread takes so many at once.
constexpr size_t kGrainGroups = 8 * kTileGroups;
// Of inner layers that are not kept, so many are made tile by tile from the leaves.
constexpr unsigned kSkippedLayers = 2;

// Parents [first, first + p.size) of the leaves.
void make_parents(const Layer& leaves, size_t first, ExtSpan p, ExtSpan q) {
  vector_ops::fraction_parents_base(leaves.base_p.data() + 2 * first,
                                    leaves.q.span().part(2 * first, 2 * p.size), p, q);
}

// The tree of fractions. Its layers are built once, to find the root. The largest below the leaves are not
// kept but made through small tiles, from the leaves, as often as they are needed. Memory: 28 bytes an
// interaction, the leaves (20) and either the layers that are kept (8), or the second largest when its turn
// comes (8), or what is left of the largest or of the leaves' numerators once a variable is bound (8).
class FractionTree {
 public:
  FractionTree(const Workspace& context, std::span<const ProverTrace> traces, const LogUpShape& shape,
               unsigned layers, const LogUpChallenges& challenges)
      : context_(context), last_(layers), layers_(layers + 1) {
    Layer& leaves = layers_[last_];
    leaves.live = padded(shape.total_interactions, last_);
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
    for (unsigned i = last_ > kSkippedLayers + 1 ? last_ - kSkippedLayers : last_; i-- > 0;) build(i);
  }

  const Layer& layer(unsigned i) const { return layers_[i]; }
  const Layer& leaves() const { return layers_[last_]; }
  // Whether the layer is the one that is never stored.
  bool is_between(unsigned i) const { return i + 1 == last_ && layers_[i].live == 0; }
  // Its nodes, of which there are half as many as leaves, and those behind them.
  Layer between() const {
    Layer layer;
    layer.live = leaves().live / 2;
    layer.tail = leaves().tail.square();
    return layer;
  }

  // Gives a stored layer up.
  Layer take(unsigned i) {
    if (layers_[i].live == 0) build(i);
    return std::move(layers_[i]);
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

  // From the nearest stored layer below.
  void build(unsigned i) {
    unsigned from = i + 1;
    while (layers_[from].live == 0) ++from;
    Ext4 tail = layers_[from].tail;
    for (unsigned level = from; level > i; --level) tail = tail.square();
    const size_t parents = layers_[from].live >> (from - i);
    allocate(i, parents, tail);
    const ExtSpan p = layers_[i].p.span();
    const ExtSpan q = layers_[i].q.span();
    const size_t tile = from == i + 1 ? kGrain : kTileGroups;
    parallel_for(context_, (parents + tile - 1) / tile, 1, [&](size_t begin, size_t end) {
      for (size_t t = begin; t < end && !context_.is_cancelled(); ++t) {
        const size_t first = t * tile;
        const size_t count = std::min(tile, parents - first);
        make_nodes(i, from, first, p.part(first, count), q.part(first, count));
      }
    });
  }

  // Nodes [first, first + p.size) of layer i, through those between it and the stored layer `from`.
  void make_nodes(unsigned i, unsigned from, size_t first, ExtSpan p, ExtSpan q) const {
    const Layer& below = layers_[i + 1];
    if (i + 1 == last_) return make_parents(below, first, p, q);
    if (i + 1 == from) {
      return vector_ops::fraction_parents(below.p.span().part(2 * first, 2 * p.size),
                                          below.q.span().part(2 * first, 2 * p.size), p, q);
    }
    ExtArray tile_p(context_.memory(), 2 * p.size);
    ExtArray tile_q(context_.memory(), 2 * p.size);
    make_nodes(i + 1, from, 2 * first, tile_p.span(), tile_q.span());
    vector_ops::fraction_parents(static_cast<const ExtArray&>(tile_p).span(),
                                 static_cast<const ExtArray&>(tile_q).span(), p, q);
  }

  const Workspace& context_;
  unsigned last_;  // the leaves' layer
  std::vector<Layer> layers_;
};

// What one layer's rounds work on: a stored layer, or the leaves, or the layer between. P1 + lambda Q1 stands
// for P1 in nodes of the extension, which makes one product of two.
class LayerRounds {
 public:
  LayerRounds(const Workspace& context, const FractionTree& tree, bool between, Layer layer,
              const Ext4& lambda)
      : context_(context), tree_(tree), between_(between), layer_(std::move(layer)), lambda_(lambda) {}

  const Layer& layer() const { return layer_; }

  // The first round's sums; `point` are the variables after its own.
  vector_ops::GkrSums first_sums(std::span<const Ext4> point) {
    Weights weights(context_, point, layer_.live / 4);
    parallel_for(context_, weights.num_blocks(), grain_of(weights), [&](size_t begin, size_t end) {
      Tile tile(context_, between_ ? 4 * weights.block() : 0);
      for (size_t b = begin; b < end && !context_.is_cancelled(); ++b) {
        const size_t first = 4 * b * weights.block();
        const ConstExtSpan low = weights.low_of(b);
        weights.add(b, sums_of(first, 4 * low.size, low, tile));
      }
    });
    return weights.total();
  }

  // Binds the lowest variable, and returns the next round's sums unless `point`, the variables after that
  // round's, is null: one pass does both, while what it halves is in the cache. Nodes are folded in place
  // where that is possible; what is left is again made of whole groups of four.
  vector_ops::GkrSums fold(const Ext4& r, size_t nodes_left, const std::span<const Ext4>* point) {
    const size_t live = layer_.live / 2;
    const size_t padded_live = std::min((live + 3) / 4 * 4, nodes_left);
    const bool leaves = layer_.base_p.size() != 0;
    ExtArray new_p = leaves || between_ ? ExtArray(context_.memory(), padded_live) : ExtArray();
    ExtArray new_q = between_ ? ExtArray(context_.memory(), padded_live) : ExtArray();
    const ExtSpan p = new_p.size() != 0 ? new_p.span() : layer_.p.span();
    const ExtSpan q = new_q.size() != 0 ? new_q.span() : layer_.q.span();
    const size_t groups = (padded_live + 3) / 4;
    std::optional<Weights> weights;
    if (point != nullptr) weights.emplace(context_, *point, groups);
    const size_t block = weights ? weights->block() : kTileGroups;
    for_halving(context_, (groups + block - 1) / block, std::max<size_t>(1, kGrainGroups / block),
                [&](size_t begin, size_t end) {
                  Tile tile(context_, between_ ? 8 * block : 0);
                  for (size_t b = begin; b < end && !context_.is_cancelled(); ++b) {
                    const size_t first = 4 * b * block;
                    const size_t last = std::min(first + 4 * block, padded_live);
                    const size_t count = std::min(last, live) - first;
                    fold_nodes(first, r, p.part(first, count), q.part(first, count), tile);
                    for (size_t i = first + count; i < last; ++i) {
                      p.set(i, i % 2 != 0 ? lambda_ * layer_.tail : Ext4::zero());
                      q.set(i, layer_.tail);
                    }
                    if (weights) {
                      weights->add(b, vector_ops::gkr_sums(p.part(first, last - first),
                                                           q.part(first, last - first), weights->low_of(b)));
                    }
                  }
                });
    if (new_p.size() != 0) layer_.p = std::move(new_p);
    if (new_q.size() != 0) layer_.q = std::move(new_q);
    layer_.p.truncate(padded_live);
    layer_.q.truncate(padded_live);
    layer_.base_p = Buffer<BabyBear>();
    layer_.live = padded_live;
    between_ = false;
    return weights ? weights->total() : vector_ops::GkrSums();
  }

 private:
  // A tensor over groups, block by block, and the sums that its blocks are weighted into.
  class Weights {
   public:
    Weights(const Workspace& context, std::span<const Ext4> point, size_t groups)
        : tensor_(context, factors_of(point)), groups_(groups), sums_((groups + block() - 1) / block()) {}
    size_t block() const { return tensor_.low().size; }
    size_t num_blocks() const { return sums_.size(); }
    ConstExtSpan low_of(size_t b) const {
      return tensor_.low().part(0, std::min(block(), groups_ - b * block()));
    }
    void add(size_t b, const vector_ops::GkrSums& sums) {
      sums_[b].at_1 = sums.at_1 * tensor_.high(b);
      sums_[b].leading = sums.leading * tensor_.high(b);
    }
    vector_ops::GkrSums total() const {
      vector_ops::GkrSums total;
      for (const vector_ops::GkrSums& sum : sums_) {
        total.at_1 += sum.at_1;
        total.leading += sum.leading;
      }
      return total;
    }

   private:
    static std::vector<TensorFactor> factors_of(std::span<const Ext4> point) {
      std::vector<TensorFactor> factors;
      for (const Ext4& x : point) factors.push_back(eq_factor(x));
      return factors;
    }
    SplitTensor tensor_;
    size_t groups_;
    std::vector<vector_ops::GkrSums> sums_;
  };

  // Nodes of the layer between, made where they are wanted.
  struct Tile {
    Tile(const Workspace& context, size_t nodes) {
      if (nodes == 0) return;
      p = ExtArray(context.memory(), nodes);
      q = ExtArray(context.memory(), nodes);
    }
    ExtArray p;
    ExtArray q;
  };

  static size_t grain_of(const Weights& weights) {
    return std::max<size_t>(1, kGrainGroups / weights.block());
  }

  void mix(ExtSpan p, ConstExtSpan q) const { vector_ops::mix_odd(p, q, lambda_); }

  void make_between(size_t first, size_t count, Tile& tile) const {
    make_parents(tree_.leaves(), first, tile.p.span().part(0, count), tile.q.span().part(0, count));
    mix(tile.p.span().part(0, count), tile.q.span().part(0, count));
  }

  // Of nodes [first, first + count), unmixed so far.
  vector_ops::GkrSums sums_of(size_t first, size_t count, ConstExtSpan low, Tile& tile) {
    if (between_) {
      make_between(first, count, tile);
      return vector_ops::gkr_sums(tile.p.span().part(0, count), tile.q.span().part(0, count), low);
    }
    const ConstExtSpan q = layer_.q.span().part(first, count);
    if (layer_.base_p.size() != 0)
      return vector_ops::gkr_sums_base(layer_.base_p.data() + first, q, lambda_, low);
    mix(layer_.p.span().part(first, count), q);
    return vector_ops::gkr_sums(layer_.p.span().part(first, count), q, low);
  }

  // To nodes [first, first + p.size) from twice as many.
  void fold_nodes(size_t first, const Ext4& r, ExtSpan p, ExtSpan q, Tile& tile) const {
    const size_t count = 2 * p.size;
    if (between_) {
      make_between(2 * first, count, tile);
      vector_ops::fold_quads(tile.p.span().part(0, count), r, p);
      vector_ops::fold_quads(tile.q.span().part(0, count), r, q);
      return;
    }
    vector_ops::fold_quads(layer_.q.span().part(2 * first, count), r, q);
    if (layer_.base_p.size() != 0) {
      vector_ops::fold_quads_base(layer_.base_p.data() + 2 * first, q, lambda_, r, p);
    } else {
      vector_ops::fold_quads(layer_.p.span().part(2 * first, count), r, p);
    }
  }

  const Workspace& context_;
  const FractionTree& tree_;
  bool between_;
  Layer layer_;
  Ext4 lambda_;
};

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

  // That of layer j + 1's nodes: j rounds.
  void prove_layer(unsigned j) {
    const Ext4 lambda = schedule::gkr_lambda(transcript_, j);
    const bool between = tree_.is_between(j + 1);
    LayerRounds rounds(context_, tree_, between, between ? tree_.between() : tree_.take(j + 1), lambda);
    // claim is the sum divided by the weight of the variables bound so far; each round's polynomial is then
    // eq(xi_s, X) t(X), t quadratic.
    Ext4 claim = claim_p_ + lambda * claim_q_;
    Ext4 bound = Ext4::one();
    std::vector<Ext4> rho;
    std::vector<std::array<Ext4, 3>> polys;
    vector_ops::GkrSums sums = rounds.first_sums(std::span(xi_).subspan(1));
    for (unsigned s = 0; s < j; ++s) {
      const std::span<const Ext4> rest = std::span(xi_).subspan(s + 1);
      add_tail(rounds.layer(), lambda, rest, sums);
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
      const std::span<const Ext4> next = s + 1 < j ? rest.subspan(1) : rest;
      sums = rounds.fold(r, size_t{2} << rest.size(), s + 1 < j ? &next : nullptr);
    }
    proof_.sumcheck_polys.push_back(std::move(polys));
    const Layer& layer = rounds.layer();
    const Ext4 q0 = layer.q.get(0);
    const Ext4 q1 = layer.q.get(1);
    finish_layer(j, {layer.p.get(0), layer.p.get(1) - lambda * q1, q0, q1}, std::move(rho));
  }

  std::vector<Ext4> point() && { return std::move(xi_); }

 private:
  // Adds the nodes behind the stored ones, which are all the same.
  static void add_tail(const Layer& layer, const Ext4& lambda, std::span<const Ext4> rest,
                       vector_ops::GkrSums& sums) {
    if (layer.live / 4 >= size_t{1} << rest.size()) return;
    const Ext4 weight = Ext4::one() - eq_prefix_sum(rest, layer.live / 4);
    sums.at_1 += weight * lambda * layer.tail.square();
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
