#include "zkmem/prover/merkle_tree.h"

#include <algorithm>

#include "zkmem/base/parallel.h"
#include "zkmem/dft/twiddles.h"
#include "zkmem/hash/blake3_roles.h"
#include "zkmem/hash/blake3_simd.h"
#include "zkmem/hash/simd.h"

namespace zkmem {
namespace {

// What the two suites hash rows and nodes to, and how.
struct Poseidon2Kernels {
  using Node = Digest;
  static constexpr bool kHasGroups = false;
  static void hash_rows(std::span<const BabyBear* const> columns, std::span<Node> out) {
    simd_hash_columns(columns, 0, out);
  }
  static void compress(std::span<const Node> left, std::span<const Node> right, std::span<Node> out) {
    simd_compress(left, right, out);
  }
  static Commitment commitment(const Node& node) { return to_commitment(node); }
};

struct Blake3Kernels {
  using Node = Blake3Words;
  // Of one column, rows and the trees over queries in one go: what they cost is moving digests of words.
  static constexpr bool kHasGroups = true;
  static void hash_groups(const BabyBear* column, unsigned k, std::span<Node> out) {
    simd_blake3_groups(blake3_mode(Blake3Role::kRow), blake3_mode(Blake3Role::kNode), column, k, out);
  }
  static void hash_rows(std::span<const BabyBear* const> columns, std::span<Node> out) {
    simd_blake3_columns(blake3_mode(Blake3Role::kRow), columns, 0, out);
  }
  static void compress(std::span<const Node> left, std::span<const Node> right, std::span<Node> out) {
    simd_blake3_compress(blake3_mode(Blake3Role::kNode), left, right, out);
  }
  static Commitment commitment(const Node& node) { return {node}; }
};

template <class Kernels>
class TreeOf final : public CommitmentTree {
 public:
  using Node = typename Kernels::Node;

  TreeOf(WorkMemory& memory, unsigned log_queries) : memory_(memory) {
    for (unsigned i = log_queries + 1; i-- > 0;) layers_.emplace_back(memory, size_t{1} << i);
  }

  void hash_queries(std::span<const BabyBear* const> columns, unsigned k, size_t first_query,
                    size_t count) override {
    if constexpr (Kernels::kHasGroups) {
      if (columns.size() == 1 && k <= 8)
        return Kernels::hash_groups(columns[0], k, layers_.front().span().subspan(first_query, count));
    }
    const size_t group = size_t{1} << k;
    // Row digests, then rearranged so that the j-th rows of all queries are contiguous: the pairs of a
    // query's tree are again halves (rows are bit-reversed inside the query, too).
    Buffer<Node> scratch(memory_, 2 * count * group);
    const std::span<Node> rows = scratch.span().first(count * group);
    const std::span<Node> by_place = scratch.span().subspan(count * group);
    Kernels::hash_rows(columns, rows);
    for (size_t q = 0; q < count; ++q)
      for (size_t j = 0; j < group; ++j) by_place[j * count + q] = rows[q * group + j];
    for (size_t half = group / 2; half > 0; half /= 2) {
      const size_t pairs = half * count;
      Kernels::compress(by_place.first(pairs), by_place.subspan(pairs, pairs), by_place.first(pairs));
    }
    std::copy_n(by_place.begin(), count, layers_.front().span().subspan(first_query).begin());
  }

  void finish(const Context& context) override {
    for (size_t i = 1; i < layers_.size(); ++i) {
      const std::span<const Node> below = layers_[i - 1].span();
      const std::span<Node> layer = layers_[i].span();
      parallel_for(context, layer.size(), 1024, [&](size_t begin, size_t end) {
        Kernels::compress(below.subspan(begin, end - begin), below.subspan(layer.size() + begin, end - begin),
                          layer.subspan(begin, end - begin));
      });
    }
  }

  Commitment root() const override { return Kernels::commitment(layers_.back()[0]); }
  unsigned depth() const override { return static_cast<unsigned>(layers_.size()) - 1; }

  Commitment node(TreeNode place) const override {
    return Kernels::commitment(layers_[place.level][reverse_bits(place.index, depth() - place.level)]);
  }

 private:
  WorkMemory& memory_;
  std::vector<Buffer<Node>> layers_;
};

}  // namespace

void CommitmentTree::append_siblings(std::span<const uint32_t> queries, bool shared,
                                     std::vector<Commitment>& out) const {
  if (shared) {
    for (const TreeNode place : shared_siblings(queries, depth())) out.push_back(node(place));
    return;
  }
  for (const uint32_t query : queries)
    for (uint32_t level = 0; level < depth(); ++level) out.push_back(node({level, query >> level ^ 1}));
}

std::unique_ptr<CommitmentTree> CommitmentTree::create(HashSuite suite, WorkMemory& memory,
                                                       unsigned log_queries) {
  if (suite == HashSuite::kBlake3) return std::make_unique<TreeOf<Blake3Kernels>>(memory, log_queries);
  return std::make_unique<TreeOf<Poseidon2Kernels>>(memory, log_queries);
}

}  // namespace zkmem
