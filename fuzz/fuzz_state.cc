// The persistent state's folder. The first byte decides what the rest is: changes of single records of an
// honest state (what a table's key holds is replaced, cut, or changed in some bytes, page tables and pages
// are compressed anew so that what they hold is looked at), or changes of bytes of its data file, which are
// LMDB's pages. What opens says what it holds or what is damaged; a memory that loads is one that was
// committed: its root says so.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <unistd.h>

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
    MemoryConfig config = MemoryConfig::hybrid_default();
    config.pointer_max_bits = 14;
    config.spaces = {AddressSpaceConfig{},
                     {CellType::kU8, 128, 4, Permissions::kReadWrite, "registers"},
                     {CellType::kU8, 16384, 4, Permissions::kReadWrite, "memory"},
                     {CellType::kField, 256, 1, Permissions::kReadWrite, "field"}};
    ZKMEM_CHECK(config.validate().ok());
    {
      StateStore store = StateStore::open_or_create(folder_, config).value();
      for (uint32_t n = 1; n <= 2; ++n) {
        CellImage image(config, BabyBear::kModulus);
        ZKMEM_CHECK(image.set({1, 4}, n).ok() && image.set({2, 8192}, 7).ok() &&
                    image.set({3, 3}, 1000 * n).ok());
        const MerkleTree tree = tree_of_image(context_, scalar_poseidon2_batch(), config, image).value();
        ZKMEM_CHECK(store.commit(image, tree, "n", RunPhase::kUnderWay).ok());
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
    std::ifstream file(data(), std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
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
        case 4:  // a frame of these bytes, behind what the record begins with
          record.value.resize(std::min<size_t>(record.table == 2 ? 0 : 61, record.value.size()));
          for (const uint8_t byte : compress_bytes(bytes)) record.value.push_back(byte);
          break;
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

  void change_bytes(ByteReader& in) const {
    std::vector<char> bytes = bytes_;
    uint16_t place = 0;
    uint8_t value = 0;
    while (in.read_u16(place) && in.read_u8(value)) bytes[place % bytes.size()] = static_cast<char>(value);
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

 private:
  std::string data() const { return folder_ + "/data.mdb"; }
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
  std::vector<Record> records_;
  std::vector<char> bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const World world;
  if (size == 0) return 0;
  ByteReader in(std::span(data + 1, size - 1));
  if (data[0] % 2 == 0)
    world.change_records(in);
  else
    world.change_bytes(in);
  world.read();
  return 0;
}
