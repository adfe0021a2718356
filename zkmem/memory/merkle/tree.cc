#include "zkmem/memory/merkle/tree.h"

#include <algorithm>

#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"

namespace zkmem {
namespace {

using merkle::kPageLevels;
using merkle::Page;
using merkle::PageRef;

// Page depth d (0 at the bottom) holds the nodes at heights 3d … 3d + 2.
unsigned page_depths(const MerkleDimensions& dimensions) {
  return (dimensions.height() + kPageLevels - 1) / kPageLevels;
}

constexpr size_t kPagesAtOnce = 64;

// The scratch of one piece of an update; sized for kPagesAtOnce pages.
struct Scratch {
  std::vector<Digest> before;  // the pages' digests as they were
  std::vector<Digest> initial;
  std::vector<Digest> final;
  std::vector<Digest> initial_children;
  std::vector<Digest> final_children;
  std::vector<uint8_t> touched;
  std::vector<uint32_t> changed;  // nodes whose children differ from before
  std::vector<Digest> pairs;      // their children
  std::vector<Digest> hashes;
};

// One piece of an update: pages [first, last) of a depth, all levels of them.
class PageUpdate {
 public:
  PageUpdate(const Poseidon2Batch& hash, const TouchedNodes& touched, const MerkleVisitor& visitor,
             unsigned depth, std::span<Page* const> pages, std::span<Page* const> parents, const Digest& root)
      : hash_(hash),
        touched_(touched),
        visitor_(visitor),
        depth_(depth),
        pages_(pages),
        parents_(parents),
        root_(root) {}

  // `bottom` holds the new digests of the touched nodes at the lowest height of this depth; `above` takes
  // those of the nodes above the pages.
  void run(size_t first, size_t last, std::span<const Digest> bottom, std::span<Digest> above,
           Scratch& scratch) const {
    const unsigned low = depth_ * kPageLevels;
    const unsigned high = std::min(low + kPageLevels, touched_.height());
    const std::span<const uint64_t> tops = touched_.level(high);
    scratch.before.clear();
    for (size_t k = first; k < last; ++k) {
      scratch.before.insert(scratch.before.end(), pages_[k]->digests.begin(), pages_[k]->digests.end());
    }
    {
      const auto [begin, end] = range(low, high, tops[first], tops[last - 1]);
      size_t k = first;
      for (size_t m = begin; m < end; ++m) {
        const uint64_t node = touched_.level(low)[m];
        while (tops[k] != node >> (high - low)) ++k;
        pages_[k]->digests[Page::slot(0, node)] = bottom[m];
      }
    }
    for (unsigned h = low + 1; h <= high; ++h) level(h, high, first, last, above, scratch);
  }

 private:
  using Range = std::pair<size_t, size_t>;

  // Positions at height h of the descendants of the nodes [from, to] at height `high`.
  Range range(unsigned h, unsigned high, uint64_t from, uint64_t to) const {
    const std::span<const uint64_t> nodes = touched_.level(h);
    const auto begin = std::lower_bound(nodes.begin(), nodes.end(), from << (high - h));
    const auto end = std::lower_bound(begin, nodes.end(), (to + 1) << (high - h));
    return {static_cast<size_t>(begin - nodes.begin()), static_cast<size_t>(end - nodes.begin())};
  }

  void level(unsigned h, unsigned high, size_t first, size_t last, std::span<Digest> above,
             Scratch& scratch) const {
    const unsigned child_level = h - 1 - depth_ * kPageLevels;
    const std::span<const uint64_t> tops = touched_.level(high);
    const auto [begin, end] = range(h, high, tops[first], tops[last - 1]);
    const std::span<const uint64_t> nodes = touched_.level(h).subspan(begin, end - begin);
    gather(h, high, nodes, first, scratch);
    scratch.hashes.resize(scratch.changed.size());
    compress_pairs(hash_, scratch.pairs, scratch.hashes);
    std::copy(scratch.initial.begin(), scratch.initial.end(), scratch.final.begin());
    for (size_t i = 0; i < scratch.changed.size(); ++i) scratch.final[scratch.changed[i]] = scratch.hashes[i];
    if (visitor_) visit(h, begin, nodes, scratch);
    if (h == high) {
      std::copy(scratch.final.begin(), scratch.final.end(),
                above.begin() + static_cast<std::ptrdiff_t>(begin));
      return;
    }
    size_t k = first;
    for (size_t i = 0; i < nodes.size(); ++i) {
      while (tops[k] != nodes[i] >> (high - h)) ++k;
      pages_[k]->digests[Page::slot(child_level + 1, nodes[i])] = scratch.final[i];
    }
  }

  // The nodes' children before and after, their digests before, and which of them need hashing.
  void gather(unsigned h, unsigned high, std::span<const uint64_t> nodes, size_t first,
              Scratch& scratch) const {
    const unsigned child_level = h - 1 - depth_ * kPageLevels;
    const std::span<const uint64_t> tops = touched_.level(high);
    scratch.initial_children.resize(2 * nodes.size());
    scratch.final_children.resize(2 * nodes.size());
    scratch.initial.resize(nodes.size());
    scratch.final.resize(nodes.size());
    scratch.changed.clear();
    scratch.pairs.clear();
    size_t k = first;
    for (size_t i = 0; i < nodes.size(); ++i) {
      while (tops[k] != nodes[i] >> (high - h)) ++k;
      const Digest* before = &scratch.before[(k - first) * std::tuple_size_v<decltype(Page::digests)>];
      const size_t children = Page::slot(child_level, 2 * nodes[i]);
      const Digest* after = &pages_[k]->digests[children];
      for (size_t side = 0; side < 2; ++side) {
        scratch.initial_children[2 * i + side] = before[children + side];
        scratch.final_children[2 * i + side] = after[side];
      }
      scratch.initial[i] =
          h == high ? before_above(high, nodes[i], k) : before[Page::slot(child_level + 1, nodes[i])];
      if (before[children] != after[0] || before[children + 1] != after[1]) {
        scratch.changed.push_back(static_cast<uint32_t>(i));
        scratch.pairs.insert(scratch.pairs.end(), after, after + 2);
      }
    }
  }

  void visit(unsigned h, size_t begin, std::span<const uint64_t> nodes, Scratch& scratch) const {
    const std::span<const uint64_t> below = touched_.level(h - 1);
    scratch.touched.resize(nodes.size());
    auto child =
        static_cast<size_t>(std::lower_bound(below.begin(), below.end(), 2 * nodes[0]) - below.begin());
    for (size_t i = 0; i < nodes.size(); ++i) {
      uint8_t bits = 0;
      for (; child < below.size() && below[child] >> 1 == nodes[i]; ++child) {
        bits = static_cast<uint8_t>(bits | ((below[child] & 1) == 0 ? 1 : 2));
      }
      scratch.touched[i] = bits;
    }
    visitor_({h, begin, nodes, scratch.initial, scratch.final, scratch.initial_children,
              scratch.final_children, scratch.touched});
  }

  // The digest, before the update, of the node above page k.
  const Digest& before_above(unsigned high, uint64_t node, size_t k) const {
    if (high == touched_.height()) return root_;
    return parents_[k]->digests[Page::slot(0, node)];
  }

  const Poseidon2Batch& hash_;
  const TouchedNodes& touched_;
  const MerkleVisitor& visitor_;
  unsigned depth_;
  std::span<Page* const> pages_;
  std::span<Page* const> parents_;  // the page above each of pages_; empty at the top
  const Digest& root_;
};

size_t page_bytes(const Page& page) {
  size_t bytes = sizeof(Page);
  if (page.children) {
    bytes += sizeof(*page.children);
    for (const PageRef& child : *page.children) {
      if (child) bytes += page_bytes(*child.get());
    }
  }
  return bytes;
}

}  // namespace

TouchedNodes::TouchedNodes(const MerkleDimensions& dimensions, std::span<const uint64_t> leaves)
    : nodes_(leaves.begin(), leaves.end()) {
  const unsigned height = dimensions.height();
  for (size_t i = 0; i < leaves.size(); ++i) {
    ZKMEM_CHECK((leaves[i] >> height) == 0 && (i == 0 || leaves[i - 1] < leaves[i]));
  }
  first_ = {0, nodes_.size()};
  for (unsigned h = 1; h <= height; ++h) {
    const size_t begin = first_[h - 1];
    const size_t end = first_[h];
    for (size_t i = begin; i < end; ++i) {
      const uint64_t parent = nodes_[i] >> 1;
      if (nodes_.size() == end || nodes_.back() != parent) nodes_.push_back(parent);
    }
    first_.push_back(nodes_.size());
  }
}

MerkleTree::MerkleTree(const MerkleDimensions& dimensions)
    : dimensions_(dimensions), root_(zero_subtree_roots()[dimensions.height()]) {
  ZKMEM_CHECK(dimensions.height() >= 1 && dimensions.height() < 64);
}

const Page* MerkleTree::page_at(unsigned depth, uint64_t page) const {
  const Page* at = top_.get();
  for (unsigned d = page_depths(dimensions_) - 1; at != nullptr && d > depth; --d) {
    const unsigned shift = (d - 1 - depth) * kPageLevels;
    at = (*at->children)[(page >> shift) & (merkle::kPageFanout - 1)].get();
  }
  return at;
}

Digest MerkleTree::node(unsigned height, uint64_t index) const {
  ZKMEM_CHECK(height <= dimensions_.height() && (index >> (dimensions_.height() - height)) == 0);
  if (height == dimensions_.height()) return root_;
  const unsigned depth = height / kPageLevels;
  const unsigned level = height % kPageLevels;
  const Page* page = page_at(depth, index >> (kPageLevels - level));
  return page == nullptr ? zero_subtree_roots()[height] : page->digests[Page::slot(level, index)];
}

std::vector<Digest> MerkleTree::leaf_hashes(const Context& context, std::span<const uint64_t> leaves) const {
  std::vector<Digest> digests(leaves.size());
  parallel_for(context, leaves.size(), 4096, [&](size_t begin, size_t end) {
    const Page* page = nullptr;
    for (size_t i = begin; i < end; ++i) {
      const uint64_t number = leaves[i] / merkle::kPageFanout;
      if (i == begin || leaves[i - 1] / merkle::kPageFanout != number) page = page_at(0, number);
      digests[i] = page == nullptr ? zero_subtree_roots()[0] : page->digests[Page::slot(0, leaves[i])];
    }
  });
  return digests;
}

std::vector<Digest> MerkleTree::siblings(unsigned height, uint64_t index) const {
  std::vector<Digest> path;
  for (; height < dimensions_.height(); ++height, index >>= 1) path.push_back(node(height, index ^ 1));
  return path;
}

std::vector<Digest> MerkleTree::top(unsigned levels) const {
  std::vector<Digest> digests;
  for (unsigned depth = 0; depth <= levels; ++depth) {
    for (uint64_t i = 0; i < uint64_t{1} << depth; ++i)
      digests.push_back(node(dimensions_.height() - depth, i));
  }
  return digests;
}

// The pages that hold touched nodes, by depth, made private to this tree; parallel to the levels above them.
std::vector<std::vector<Page*>> MerkleTree::own_pages(const Context& context, const TouchedNodes& touched) {
  const unsigned depths = page_depths(dimensions_);
  const auto own = [](PageRef& ref, unsigned depth) {
    if (!ref) {
      ref = PageRef(
          new Page(std::span(zero_subtree_roots()).subspan(depth * kPageLevels, kPageLevels), depth == 0));
    } else if (ref.get()->owners.load(std::memory_order_acquire) != 1) {
      ref = PageRef(new Page(*ref.get()));
    }
    return ref.get();
  };
  std::vector<std::vector<Page*>> pages(depths);
  pages[depths - 1] = {own(top_, depths - 1)};
  for (unsigned depth = depths - 1; depth-- > 0;) {
    const std::span<const uint64_t> tops = touched.level((depth + 1) * kPageLevels);
    const std::span<const uint64_t> parents =
        touched.level(std::min((depth + 2) * kPageLevels, dimensions_.height()));
    const unsigned shift = std::min(kPageLevels, dimensions_.height() - (depth + 1) * kPageLevels);
    pages[depth].resize(tops.size());
    parallel_for(context, tops.size(), 1024, [&](size_t begin, size_t end) {
      auto parent = static_cast<size_t>(
          std::lower_bound(parents.begin(), parents.end(), tops[begin] >> shift) - parents.begin());
      for (size_t i = begin; i < end; ++i) {
        while (parents[parent] != tops[i] >> shift) ++parent;
        PageRef& ref = (*pages[depth + 1][parent]->children)[tops[i] & (merkle::kPageFanout - 1)];
        pages[depth][i] = own(ref, depth);
      }
    });
  }
  return pages;
}

void MerkleTree::update(const Context& context, const Poseidon2Batch& hash, const TouchedNodes& touched,
                        std::span<const Digest> leaves, const MerkleVisitor& visitor) {
  ZKMEM_CHECK(touched.height() == dimensions_.height() && leaves.size() == touched.level(0).size());
  if (leaves.empty()) return;
  const std::vector<std::vector<Page*>> pages = own_pages(context, touched);
  std::vector<Digest> bottom;
  std::vector<Digest> above;
  for (unsigned depth = 0; depth < pages.size(); ++depth) {
    const unsigned high = std::min((depth + 1) * kPageLevels, dimensions_.height());
    const std::span<const uint64_t> tops = touched.level(high);
    std::vector<Page*> parents;
    if (depth + 1 < pages.size()) {
      const std::span<const uint64_t> up = touched.level(std::min(high + kPageLevels, dimensions_.height()));
      const unsigned shift = std::min(kPageLevels, dimensions_.height() - high);
      parents.resize(tops.size());
      for (size_t i = 0, p = 0; i < tops.size(); ++i) {
        while (up[p] != tops[i] >> shift) ++p;
        parents[i] = pages[depth + 1][p];
      }
    }
    above.resize(tops.size());
    const PageUpdate piece(hash, touched, visitor, depth, pages[depth], parents, root_);
    const std::span<const Digest> below = depth == 0 ? leaves : std::span<const Digest>(bottom);
    parallel_for(context, tops.size(), kPagesAtOnce, [&](size_t begin, size_t end) {
      static thread_local Scratch scratch;
      piece.run(begin, end, below, above, scratch);
    });
    std::swap(bottom, above);
  }
  root_ = bottom[0];
}

size_t MerkleTree::memory_bytes() const { return sizeof(*this) + (top_ ? page_bytes(*top_.get()) : 0); }

}  // namespace zkmem
