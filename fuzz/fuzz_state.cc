// The persistent state's folder. The first byte decides what the rest is: changes of single records of an
// honest state (what a table's key holds is replaced, cut, or changed in some bytes, page tables and pages
// are compressed anew so that what they hold is looked at), or changes of bytes of its data file, which are
// LMDB's pages: that of a small state, of one whose tables have more pages and large values, or of one in
// which nothing was committed; cut, too, or counted from a tree's root. What opens says what it holds or what
// is damaged; a memory that loads is one that was committed: its root says so. Half of the inputs are then
// written to, as a run does: what is committed, or gone back to, is the head.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <unistd.h>

#include "fuzz/choices.h"
#include "fuzz/text_of.h"
#include "zkmem/base/bytes.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/store/state_store.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file

struct Record {
  size_t table = 0;
  std::vector<uint8_t> key;
  std::vector<uint8_t> value;
};

constexpr std::array<const char*, 3> kTables = {"meta", "versions", "pages"};

class World {
 public:
  World() {
    const char* given = std::getenv("ZKMEM_FUZZ_SCRATCH");
    const std::filesystem::path base =
        std::filesystem::exists("/dev/shm") ? "/dev/shm" : (given != nullptr ? given : "/tmp");
    folder_ = base / ("zkmem_fuzz_state_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    config_.pointer_max_bits = 14;
    config_.spaces = {AddressSpaceConfig{},
                      {CellType::kU8, 128, 4, Permissions::kReadWrite, "registers"},
                      {CellType::kU8, 16384, 4, Permissions::kReadWrite, "memory"},
                      {CellType::kField, 256, 1, Permissions::kReadWrite, "field"}};
    ZKMEM_CHECK(config_.validate().ok());
    ZKMEM_CHECK(StateStore::open_or_create(folder_, config_).ok());
    begun_ = content();
    {
      StateStore store = StateStore::open_or_create(folder_, config_).value();
      for (uint32_t n = 1; n <= 2; ++n) {
        const CellImage image = memory(n);
        ZKMEM_CHECK(store.commit(image, tree_of(image), "n", RunPhase::kUnderWay).ok());
      }
    }
    {
      const lmdb::Environment env = lmdb::Environment::open(folder_, kTables.size(), false).value();
      lmdb::Transaction txn = env.read().value();
      for (size_t t = 0; t < kTables.size(); ++t) {
        const MDB_dbi table = **txn.table(kTables[t], false);
        const auto all = txn.all(table).value();
        for (const auto& [key, value] : all)
          records_.push_back({t, {key.begin(), key.end()}, {value.begin(), value.end()}});
      }
    }
    bytes_ = content();
    write_empty();
    StateStore store = StateStore::open_or_create(folder_, config_).value();
    for (uint32_t n = 1; n <= 24; ++n) {
      CellImage image = memory(n);
      // Bytes that zstd does not make fewer.
      fuzz::Dice random(n);
      for (uint32_t cell = 0; n <= 3 && cell < 4096; ++cell)
        ZKMEM_CHECK(image.set({2, 4096 + cell}, random() >> 8 & 0xff).ok());
      ZKMEM_CHECK(store.commit(image, tree_of(image), std::string(200, 'n'), RunPhase::kFinished).ok());
    }
    large_ = content();
  }
  ~World() { std::filesystem::remove_all(folder_); }

  void change_records(ByteReader& in) const {
    std::vector<Record> records = records_;
    std::array<uint8_t, 3> change{};
    std::span<const uint8_t> bytes;
    while (in.read_u8(change[0]) && in.read_u8(change[1]) && in.read_u8(change[2]) &&
           in.read_bytes(std::min<size_t>(change[2], in.remaining()), bytes)) {
      Record& record = records[change[0] % records.size()];
      switch (change[1] % 8) {
        case 0:
          record.value.assign(bytes.begin(), bytes.end());
          break;
        case 1:
          record.value.resize(record.value.size() - std::min<size_t>(change[2], record.value.size()));
          break;
        case 2:
          record.key.assign(bytes.begin(), bytes.end());
          break;
        case 3:
          records.push_back({change[0] % kTables.size(), {bytes.begin(), bytes.end()}, record.value});
          break;
        case 4: {  // a frame of these bytes, a page's with zeros after them, behind what the record begins
                   // with
          std::vector<uint8_t> framed(bytes.begin(), bytes.end());
          if (record.table == 2 && !record.key.empty())
            framed.resize(size_t{kPageCells} * std::min<uint8_t>(record.key.back(), 4));
          record.value.resize(std::min<size_t>(record.table == 2 ? 0 : 61, record.value.size()));
          for (const uint8_t byte : compress_bytes(framed)) record.value.push_back(byte);
          break;
        }
        default: {
          if (record.value.empty()) break;
          size_t at = change[1] / 8 * 8 % record.value.size();
          for (const uint8_t byte : bytes) record.value[at++ % record.value.size()] = byte;
          break;
        }
      }
    }
    write_empty();
    lmdb::Environment env = lmdb::Environment::open(folder_, kTables.size(), true).value();
    lmdb::Transaction txn = env.write().value();
    for (size_t t = 0; t < kTables.size(); ++t) {
      const MDB_dbi table = **txn.table(kTables[t], true);
      for (const Record& record : records) {
        if (record.table == t && !record.key.empty() && record.key.size() < 500)
          ZKMEM_CHECK(txn.put(table, record.key, record.value).ok());
      }
    }
    ZKMEM_CHECK(txn.commit().ok());
  }

  void change_bytes(ByteReader& in, unsigned how) const {
    constexpr size_t kPageBytes = 4096;
    std::vector<char> bytes = how % 4 == 3 ? begun_ : how % 4 == 1 ? large_ : bytes_;
    uint16_t place = 0;
    uint8_t value = 0;
    if (how % 4 >= 2 && in.read_u16(place)) bytes.resize(place % bytes.size());
    // Where the root of the newest free list, or list of tables, begins.
    uint64_t root = 0;
    if (how / 32 % 4 >= 2 && bytes.size() >= 2 * kPageBytes) {
      const size_t newer = bytes[kPageBytes + 144] > bytes[144] ? kPageBytes : 0;
      std::memcpy(&root, bytes.data() + newer + (how / 32 % 2 == 0 ? 80 : 128), sizeof root);
      root = root * kPageBytes < bytes.size() ? root * kPageBytes : 0;
    }
    while (!bytes.empty() && in.read_u16(place) && in.read_u8(value))
      bytes[(root + place) % bytes.size()] = static_cast<char>(value);
    write_empty();
    std::ofstream(data(), std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  void read() const {
    const auto store = StateStore::open(folder_, StateStore::Access::kRead);
    if (!store.ok()) return;
    static_cast<void>(store->head().ok());
    static_cast<void>(store->history().ok());
    const auto versions = store->versions();
    if (!versions.ok()) return;
    for (const StateVersion& version : *versions) {
      static_cast<void>(store->num_pages(version).ok());
      static_cast<void>(store->differing_pages(versions->front(), version).ok());
      const auto loaded = store->load(context_, scalar_poseidon2_batch(), version);
      // Its cells hash to the root that it says, whatever was changed: a page by another's name is none.
      if (loaded.ok())
        ZKMEM_CHECK(
            loaded->tree.root() == version.root &&
            tree_of_image(context_, scalar_poseidon2_batch(), store->config(), loaded->image)->root() ==
                version.root);
    }
  }

  // With the right configuration, or another one.
  void write(bool with_another, uint32_t value) const {
    MemoryConfig config = config_;
    if (with_another) config.spaces[3].num_cells *= 2;
    auto store = StateStore::open_or_create(folder_, config);
    // One writer at a time.
    if (store.ok()) ZKMEM_CHECK(!StateStore::open(folder_, StateStore::Access::kWrite).ok());
    if (!store.ok() || with_another) return;
    const auto versions = store->versions();
    if (versions.ok() && !versions->empty()) {
      const Digest& root = (*versions)[value % versions->size()].root;
      if (store->rollback(root).ok()) expect_head(*store, root);
    }
    const CellImage image = memory(value);
    const MerkleTree tree = tree_of(image);
    static_cast<void>(store->find(tree.root()).ok());
    if (store->commit(image, tree, "n", RunPhase::kFinished).ok()) expect_head(*store, tree.root());
  }

 private:
  std::string data() const { return folder_ + "/data.mdb"; }
  std::vector<char> content() const {
    std::ifstream file(data(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  CellImage memory(uint32_t n) const {
    CellImage image(config_, BabyBear::kModulus);
    ZKMEM_CHECK(image.set({1, 4}, n).ok() && image.set({2, 8192}, 7).ok() &&
                image.set({3, 3}, 1000 * n).ok());
    return image;
  }
  MerkleTree tree_of(const CellImage& image) const {
    return tree_of_image(context_, scalar_poseidon2_batch(), config_, image).value();
  }
  static void expect_head(const StateStore& store, const Digest& root) {
    const auto head = store.head();
    ZKMEM_CHECK(head.ok() && head->has_value() && (*head)->root == root);
  }
  void write_empty() const {
    std::filesystem::remove(data());
    std::filesystem::remove(folder_ + "/lock.mdb");
  }

  std::string folder_;
  Context context_ = [] {
    Context context;
    context.threads = 1;
    return context;
  }();
  MemoryConfig config_ = MemoryConfig::hybrid_default();
  std::vector<Record> records_;
  std::vector<char> begun_;  // the file of a state without versions
  std::vector<char> bytes_;
  std::vector<char> large_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const World world;
  if (size == 0) return 0;
  ByteReader in(std::span(data + 1, size - 1));
  if (data[0] % 2 == 0)
    world.change_records(in);
  else
    world.change_bytes(in, data[0] / 2);
  world.read();
  if (data[0] / 8 % 2 != 0) world.write(data[0] / 16 % 4 == 3, data[0] / 32);
  return 0;
}
