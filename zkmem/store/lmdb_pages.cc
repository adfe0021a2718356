#include "zkmem/store/lmdb_pages.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace zkmem::lmdb {
namespace {

// As LMDB 0.9 lays them out on a 64-bit little-endian machine (mdb.c: MDB_page, MDB_node, MDB_db, MDB_meta).
constexpr size_t kPageHeader = 16;  // number, pad, flags, lower, upper or the number of pages
constexpr size_t kNodeHeader = 8;   // size or page, flags, key's size
constexpr size_t kTreeBytes = 48;
constexpr uint64_t kNoPage = UINT64_MAX;
constexpr uint32_t kMagic = 0xbeefc0de;
constexpr uint32_t kVersion = 1;
constexpr unsigned kMostDepth = 32;
constexpr uint16_t kBranch = 1, kLeaf = 2, kOverflow = 4, kMeta = 8;
constexpr uint16_t kKinds = 0x6f;  // those, and kinds of duplicates, which no table of ours has
constexpr uint16_t kBigData = 1, kSubTree = 2;
constexpr uint16_t kIntegerKeys = 8;

template <class T>
T load(std::span<const uint8_t> bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

struct Tree {
  uint32_t pad = 0;  // of the free list: bytes of a page
  uint16_t flags = 0;
  uint16_t depth = 0;
  std::array<uint64_t, 3> pages{};  // branches, leaves, overflow: statistics
  uint64_t entries = 0;
  uint64_t root = 0;
};
static_assert(sizeof(Tree) == kTreeBytes);

struct Meta {
  uint32_t magic = 0;
  uint32_t version = 0;
  uint64_t address = 0;
  uint64_t map_bytes = 0;
  Tree free;
  Tree main;
  uint64_t last_page = 0;
  uint64_t id = 0;  // of the transaction that has written it
};

Error at_page(uint64_t page, std::string_view what) {
  return bad_input(fmt::format("page {}: {}", page, what));
}

Result<Meta> read_meta(std::span<const uint8_t> file, size_t number, size_t page_bytes) {
  const size_t at = number * page_bytes;
  if (file.size() < at + kPageHeader + sizeof(Meta) || (load<uint16_t>(file, at + 10) & kKinds) != kMeta)
    return bad_input("it is no LMDB file");
  const auto meta = load<Meta>(file, at + kPageHeader);
  if (meta.magic != kMagic || meta.version != kVersion) return bad_input("it is no LMDB file");
  return meta;
}

// Both, the newer one last.
struct Head {
  size_t page_bytes = 0;
  std::array<Meta, 2> metas;
};

Result<Head> read_head(std::span<const uint8_t> file) {
  Head head;
  ZKMEM_ASSIGN_OR_RETURN(head.metas[0], read_meta(file, 0, 0));
  head.page_bytes = head.metas[0].free.pad;
  if (!std::has_single_bit(head.page_bytes) || head.page_bytes < 512 || head.page_bytes > 65536)
    return at_page(0, fmt::format("pages of {} bytes, there are none", head.page_bytes));
  ZKMEM_ASSIGN_OR_RETURN(head.metas[1], read_meta(file, 1, head.page_bytes));
  for (size_t k = 0; k < 2; ++k) {
    const Meta& meta = head.metas[k];
    if (meta.free.pad != head.page_bytes)
      return at_page(k,
                     fmt::format("pages of {} bytes, in the other one {}", meta.free.pad, head.page_bytes));
    if ((meta.free.flags & ~kIntegerKeys) != 0 || meta.main.flags != 0)
      return at_page(k, "flags that no state has");
    if (meta.last_page >= UINT64_MAX / head.page_bytes) return at_page(k, "its last page is too far");
  }
  const bool second = head.metas[1].id > head.metas[0].id;
  const Meta& newer = head.metas[second ? 1 : 0];
  if (newer.id != 0 && (newer.id % 2 == 1) != second)
    return at_page(second ? 1 : 0, fmt::format("transaction {} is in the other one's place", newer.id));
  return head;
}

class Walk {
 public:
  Walk(std::span<const uint8_t> file, size_t page_bytes, const Meta& meta)
      : file_(file), page_bytes_(page_bytes), num_pages_(meta.last_page + 1), is_seen_(num_pages_) {}

  enum class Kind : uint8_t { kFree, kMain, kTable };

  Status tree(const Tree& tree, Kind kind) {
    if (tree.root == kNoPage) {
      if (tree.entries != 0) return at_page(0, "a tree without pages has entries");
      return {};
    }
    if (tree.depth == 0 || tree.depth > kMostDepth)
      return at_page(tree.root, fmt::format("a tree of depth {}", tree.depth));
    struct Place {
      uint64_t page;
      unsigned depth;
    };
    std::vector<Place> todo = {{tree.root, 1}};
    uint64_t entries = 0;
    while (!todo.empty()) {
      const Place place = todo.back();
      todo.pop_back();
      ZKMEM_RETURN_IF_ERROR(take(place.page, 1));
      const bool is_leaf = place.depth == tree.depth;
      ZKMEM_ASSIGN_OR_RETURN(const size_t count, check_layout(place.page, is_leaf, kind));
      if (is_leaf) {
        entries += count;
        ZKMEM_RETURN_IF_ERROR(check_values(place.page, count, kind));
        continue;
      }
      for (size_t i = 0; i < count; ++i) {
        const size_t node = node_at(place.page, i);
        const uint64_t below = load<uint32_t>(file_, node) | uint64_t{load<uint16_t>(file_, node + 4)} << 32;
        todo.push_back({below, place.depth + 1});
      }
    }
    if (entries != tree.entries)
      return at_page(tree.root, fmt::format("its tree has {} entries, recorded {}", entries, tree.entries));
    return {};
  }

 private:
  size_t start_of(uint64_t page) const { return page * page_bytes_; }
  size_t node_at(uint64_t page, size_t i) const {
    return start_of(page) + load<uint16_t>(file_, start_of(page) + kPageHeader + 2 * i);
  }
  std::span<const uint8_t> key_at(size_t node) const {
    return file_.subspan(node + kNodeHeader, load<uint16_t>(file_, node + 6));
  }

  // Nobody else may have these pages.
  Status take(uint64_t page, uint64_t count) {
    if (page < 2 || page >= num_pages_ || count > num_pages_ - page)
      return at_page(page, fmt::format("the file has pages 2 to {}", num_pages_ - 1));
    for (uint64_t k = page; k < page + count; ++k) {
      if (is_seen_[k]) return at_page(k, "is used twice");
      is_seen_[k] = true;
    }
    return {};
  }

  // How many nodes the page has; all of them lie within it, and their keys ascend.
  Result<size_t> check_layout(uint64_t page, bool is_leaf, Kind kind) const {
    const size_t start = start_of(page);
    if (load<uint64_t>(file_, start) != page) return at_page(page, "has another number");
    if ((load<uint16_t>(file_, start + 10) & kKinds) != (is_leaf ? kLeaf : kBranch))
      return at_page(page, "is not the kind of page that is there");
    const size_t lower = load<uint16_t>(file_, start + 12);
    const size_t upper = load<uint16_t>(file_, start + 14);
    if (lower < kPageHeader || lower % 2 != 0 || lower > upper || upper > page_bytes_)
      return at_page(page, fmt::format("its free room is from {} to {} of {}", lower, upper, page_bytes_));
    const size_t count = (lower - kPageHeader) / 2;
    if (count < (is_leaf || kind == Kind::kFree ? 1 : 2))
      return at_page(page, fmt::format("has {} nodes", count));
    size_t used = 0;
    for (size_t i = 0; i < count; ++i) {
      const size_t offset = node_at(page, i) - start;
      if (offset < upper || offset % 2 != 0 || offset + kNodeHeader > page_bytes_)
        return at_page(page, fmt::format("node {} is at {}", i, offset));
      const size_t node = start + offset;
      const uint16_t flags = load<uint16_t>(file_, node + 4);
      size_t size = kNodeHeader + load<uint16_t>(file_, node + 6);
      if (is_leaf) {
        if ((flags & ~(kBigData | kSubTree)) != 0 ||
            (flags & kSubTree) != (kind == Kind::kMain ? kSubTree : 0))
          return at_page(page, fmt::format("node {} has the flags {}", i, flags));
        size += (flags & kBigData) != 0 ? sizeof(uint64_t) : load<uint32_t>(file_, node);
      }
      if (size > page_bytes_ - offset) return at_page(page, fmt::format("node {} has {} bytes", i, size));
      used += (size + 1) / 2 * 2;
      if (i > (is_leaf ? 0 : 1)) ZKMEM_RETURN_IF_ERROR(check_order(page, i, kind));
    }
    if (used != page_bytes_ - upper)
      return at_page(page, fmt::format("its nodes have {} bytes of {}", used, page_bytes_ - upper));
    return count;
  }

  Status check_order(uint64_t page, size_t i, Kind kind) const {
    const std::span<const uint8_t> before = key_at(node_at(page, i - 1));
    const std::span<const uint8_t> key = key_at(node_at(page, i));
    bool ascends = false;
    if (kind == Kind::kFree) {
      if (before.size() != sizeof(uint64_t) || key.size() != sizeof(uint64_t))
        return at_page(page, "a key of the free list is no number");
      ascends = load<uint64_t>(before, 0) < load<uint64_t>(key, 0);
    } else {
      ascends = std::ranges::lexicographical_compare(before, key);
    }
    return ascends ? Status() : Status(at_page(page, fmt::format("key {} does not ascend", i)));
  }

  Status check_values(uint64_t page, size_t count, Kind kind) {
    for (size_t i = 0; i < count; ++i) {
      const size_t node = node_at(page, i);
      const uint64_t size = load<uint32_t>(file_, node);
      size_t at = node + kNodeHeader + load<uint16_t>(file_, node + 6);
      if ((load<uint16_t>(file_, node + 4) & kBigData) != 0) {
        const auto first = load<uint64_t>(file_, at);
        const uint64_t pages = (kPageHeader - 1 + size) / page_bytes_ + 1;
        ZKMEM_RETURN_IF_ERROR(take(first, pages));
        const size_t start = start_of(first);
        if (load<uint64_t>(file_, start) != first ||
            (load<uint16_t>(file_, start + 10) & kKinds) != kOverflow ||
            load<uint32_t>(file_, start + 12) != pages)
          return at_page(first, fmt::format("are not the {} pages of a large value", pages));
        at = start + kPageHeader;
      }
      const std::span<const uint8_t> value = file_.subspan(at, size);
      if (kind == Kind::kFree) ZKMEM_RETURN_IF_ERROR(take_free(page, key_at(node), value));
      if (kind == Kind::kMain) {
        if (value.size() != kTreeBytes) return at_page(page, "a table's description is of another size");
        const auto table = load<Tree>(value, 0);
        if (table.flags != 0) return at_page(page, "a table is of another kind");
        ZKMEM_RETURN_IF_ERROR(tree(table, Kind::kTable));
      }
    }
    return {};
  }

  // The pages that a transaction has let go: their number, then they themselves, descending.
  Status take_free(uint64_t page, std::span<const uint8_t> key, std::span<const uint8_t> value) {
    if (key.size() != sizeof(uint64_t)) return at_page(page, "a key of the free list is no number");
    if (value.size() < sizeof(uint64_t)) return at_page(page, "a list of free pages is cut short");
    const auto count = load<uint64_t>(value, 0);
    if (count > value.size() / sizeof(uint64_t) - 1)
      return at_page(page, fmt::format("{} free pages in {} bytes", count, value.size()));
    uint64_t last = UINT64_MAX;
    for (size_t i = 1; i <= count; ++i) {
      const auto free = load<uint64_t>(value, i * sizeof(uint64_t));
      if (free >= last) return at_page(page, "free pages do not descend");
      ZKMEM_RETURN_IF_ERROR(take(free, 1));
      last = free;
    }
    return {};
  }

  std::span<const uint8_t> file_;
  size_t page_bytes_;
  uint64_t num_pages_;
  std::vector<bool> is_seen_;
};

}  // namespace

Status check_head(std::span<const uint8_t> file) {
  const auto head = read_head(file);
  return head.ok() ? Status() : Status(head.error());
}

bool is_unbegun(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return false;
  const auto size = static_cast<size_t>(in.tellg());
  if (size == 0) return true;
  if (size > 65536) return false;
  std::vector<uint8_t> bytes(size);
  in.seekg(0);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  const auto first = read_meta(bytes, 0, 0);
  // Transaction 1 writes the second page and makes the tables; the first page is next written by one that
  // commits something.
  return in.good() && first.ok() && first->id == 0 && first->last_page == 1 &&
         size < 2 * size_t{first->free.pad};
}

Status check_pages(std::span<const uint8_t> file, uint64_t id) {
  ZKMEM_ASSIGN_OR_RETURN(const Head head, read_head(file));
  const Meta& meta = head.metas[id % 2];
  if (meta.id != id) return at_page(id % 2, fmt::format("is of transaction {}, not {}", meta.id, id));
  if (meta.last_page >= file.size() / head.page_bytes) {
    // The two pages at the beginning may be all there is.
    if (meta.last_page > 1 || meta.main.root != kNoPage)
      return bad_input(fmt::format("it has {} bytes, its pages need {}", file.size(),
                                   (meta.last_page + 1) * head.page_bytes));
  }
  Walk walk(file, head.page_bytes, meta);
  ZKMEM_RETURN_IF_ERROR(walk.tree(meta.main, Walk::Kind::kMain));
  return walk.tree(meta.free, Walk::Kind::kFree);
}

}  // namespace zkmem::lmdb
