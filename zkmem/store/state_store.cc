#include "zkmem/store/state_store.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "zkmem/field/element_bytes.h"
#include "zkmem/hash/digest_bytes.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/store/lmdb_pages.h"

namespace zkmem {
namespace {

constexpr uint32_t kFormatVersion = 1;
constexpr unsigned kTables = 3;

lmdb::Bytes key_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Big-endian, so that LMDB's order is the order of commits.
std::array<uint8_t, 8> id_key(uint64_t id) {
  std::array<uint8_t, 8> key;
  for (size_t i = 0; i < 8; ++i) key[i] = static_cast<uint8_t>(id >> (56 - 8 * i));
  return key;
}

// Cells of another width are another page, even with the same digest.
std::vector<uint8_t> page_key(const Digest& digest, CellType type) {
  std::vector<uint8_t> key = digest_bytes(digest);
  key.push_back(static_cast<uint8_t>(cell_bytes(type)));
  return key;
}

struct VersionRecord {
  StateVersion version;
  uint32_t table_size = 0;           // bytes of the page table
  std::vector<uint8_t> table_frame;  // compressed
};

std::vector<uint8_t> encode_version(const VersionRecord& record) {
  ByteWriter out;
  out.write_u64(record.version.parent);
  write_digest(out, record.version.root);
  out.write_u64(record.version.unix_time);
  out.write_u32(static_cast<uint32_t>(record.version.phase));
  out.write_u32(static_cast<uint32_t>(record.version.note.size()));
  out.write_text(record.version.note);
  out.write_u32(record.table_size);
  out.write_bytes(record.table_frame);
  return std::move(out).take();
}

Result<VersionRecord> decode_version(uint64_t id, lmdb::Bytes bytes) {
  ByteCursor in(bytes);
  VersionRecord record;
  record.version.id = id;
  record.version.parent = in.u64("parent");
  record.version.root = read_digest(in, "root");
  record.version.unix_time = in.u64("time");
  const uint32_t phase = in.u32("phase");
  if (phase > static_cast<uint32_t>(RunPhase::kUnderWay)) {
    in.fail("phase", fmt::format("{}, there are 0 and 1", phase), 4);
  }
  const lmdb::Bytes note = in.bytes(in.u32("note's length"), "note");
  record.table_size = in.u32("page table's size");
  const lmdb::Bytes frame = in.bytes(in.remaining(), "page table");
  if (in.failed()) return in.error().in(fmt::format("version {}", id));
  record.version.phase = static_cast<RunPhase>(phase);
  record.version.note.assign(note.begin(), note.end());
  record.table_frame.assign(frame.begin(), frame.end());
  return record;
}

}  // namespace

StateStore::WriterLock::~WriterLock() {
  if (fd_ >= 0) ::close(fd_);
}

Status StateStore::WriterLock::take(const std::string& folder) {
  const std::string path = folder + "/writer.lock";
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) return io_error("open", path, errno);
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return io_error("lock", path, errno);
    char holder[32] = {};
    const ssize_t got = ::pread(fd_, holder, sizeof holder - 1, 0);
    return bad_input(fmt::format("state '{}' is being written by another process (pid {})", folder,
                                 got > 0 ? std::string_view(holder) : std::string_view("unknown")));
  }
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, pid.data(), pid.size(), 0) < 0)
    return io_error("write", path, errno);
  return {};
}

Result<StateStore> StateStore::open(const std::string& folder, Access access) {
  return open_folder(folder, access, nullptr);
}

Result<StateStore> StateStore::open_or_create(const std::string& folder, const MemoryConfig& config) {
  return open_folder(folder, Access::kWrite, &config);
}

Result<StateStore> StateStore::open_folder(const std::string& folder, Access access,
                                           const MemoryConfig* create) {
  const bool exists = ::access((folder + "/data.mdb").c_str(), F_OK) == 0;
  if (!exists && create == nullptr) return bad_input("no state in '" + folder + "'");
  if (create == nullptr && lmdb::is_unbegun(folder + "/data.mdb"))
    return bad_input("no state in '" + folder + "': its data.mdb is empty");
  if (!exists) {
    ZKMEM_RETURN_IF_ERROR(create->validate());
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) return io_error("create", folder, code.value());
  }
  WriterLock lock;
  if (access == Access::kWrite) ZKMEM_RETURN_IF_ERROR(lock.take(folder));
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Environment env,
                         lmdb::Environment::open(folder, kTables, access == Access::kWrite));
  StateStore store(folder, std::move(lock), std::move(env), MemoryConfig{});

  std::optional<std::string> config;
  {
    ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, store.env_.read());
    ZKMEM_ASSIGN_OR_RETURN(const std::optional<MDB_dbi> meta, txn.table("meta", false));
    if (meta) {
      ZKMEM_ASSIGN_OR_RETURN(const auto format, txn.get(*meta, key_of("format")));
      ZKMEM_ASSIGN_OR_RETURN(const auto text, txn.get(*meta, key_of("config")));
      if (!format || format->size() != 4 || !text) return store.damaged("its description is incomplete");
      uint32_t version = 0;
      ZKMEM_CHECK(ByteReader(*format).read_u32(version));
      if (version != kFormatVersion) {
        return bad_input(
            fmt::format("state '{}' has format {}, this zkmem reads {}", folder, version, kFormatVersion));
      }
      config.emplace(text->begin(), text->end());
    }
  }
  if (config) {
    Result<MemoryConfig> parsed = parse_memory_config(*config);
    if (!parsed.ok()) return store.damaged("its configuration does not parse: " + parsed.error().message);
    store.config_ = std::move(parsed).value();
    if (create != nullptr && !store.config_.holds_as(*create)) {
      return bad_input(fmt::format("state '{}' has another configuration: {}", folder,
                                   describe_difference(store.config_, *create)));
    }
    return store;
  }
  // Nothing was ever committed (a first run may have died before).
  if (create == nullptr) return bad_input("no state in '" + folder + "'");
  store.config_ = *create;
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, store.env_.write());
  ZKMEM_ASSIGN_OR_RETURN(const auto meta, txn.table("meta", true));
  ZKMEM_RETURN_IF_ERROR(txn.table("versions", true));
  ZKMEM_RETURN_IF_ERROR(txn.table("pages", true));
  ByteWriter format;
  format.write_u32(kFormatVersion);
  ZKMEM_RETURN_IF_ERROR(txn.put(*meta, key_of("format"), format.bytes()));
  ZKMEM_RETURN_IF_ERROR(txn.put(*meta, key_of("config"), key_of(to_json(*create))));
  ZKMEM_RETURN_IF_ERROR(txn.commit());
  return store;
}

Error StateStore::damaged(const std::string& what) const {
  return bad_input(fmt::format("state '{}' is damaged: {}", folder_, what));
}

Result<StateStore::Tables> StateStore::tables(lmdb::Transaction& txn) const {
  Tables all = {};
  for (const auto& [name, slot] :
       {std::pair{"meta", &all.meta}, {"versions", &all.versions}, {"pages", &all.pages}}) {
    ZKMEM_ASSIGN_OR_RETURN(const auto table, txn.table(name, false));
    if (!table) return damaged(fmt::format("it has no table '{}'", name));
    *slot = *table;
  }
  return all;
}

Result<uint64_t> StateStore::id_of(lmdb::Bytes key) const {
  uint64_t id = 0;
  for (const uint8_t byte : key) id = id << 8 | byte;
  // The number behind the last is 0, too.
  if (key.size() != 8 || id == 0 || id + 1 == 0)
    return damaged(fmt::format("a version's number has {} bytes and is {}", key.size(), id));
  return id;
}

Result<StateVersion> StateStore::version_by_id(lmdb::Transaction& txn, const Tables& tables,
                                               uint64_t id) const {
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, txn.get(tables.versions, id_key(id)));
  if (!bytes) return damaged(fmt::format("version {} is missing", id));
  Result<VersionRecord> record = decode_version(id, *bytes);
  if (!record.ok()) return damaged(record.error().message);
  return record->version;
}

Result<PageTable> StateStore::page_table(lmdb::Transaction& txn, const Tables& tables,
                                         const StateVersion& version) const {
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, txn.get(tables.versions, id_key(version.id)));
  if (!bytes) return damaged(fmt::format("version {} is missing", version.id));
  Result<VersionRecord> record = decode_version(version.id, *bytes);
  if (!record.ok()) return damaged(record.error().message);
  Result<std::vector<uint8_t>> raw = decompress_bytes(record->table_frame, record->table_size);
  if (!raw.ok()) return damaged(fmt::format("page table of version {}: {}", version.id, raw.error().message));
  Result<PageTable> table = decode_page_table(*raw);
  if (!table.ok())
    return damaged(fmt::format("page table of version {}: {}", version.id, table.error().message));
  return table;
}

Result<std::vector<StateVersion>> StateStore::versions() const {
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, env_.read());
  ZKMEM_ASSIGN_OR_RETURN(const Tables t, tables(txn));
  ZKMEM_ASSIGN_OR_RETURN(const auto pairs, txn.all(t.versions));
  std::vector<StateVersion> list;
  for (const auto& [key, value] : pairs) {
    ZKMEM_ASSIGN_OR_RETURN(const uint64_t id, id_of(key));
    Result<VersionRecord> record = decode_version(id, value);
    if (!record.ok()) return damaged(record.error().message);
    list.push_back(std::move(record->version));
  }
  return list;
}

Result<std::optional<StateVersion>> StateStore::head() const {
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, env_.read());
  ZKMEM_ASSIGN_OR_RETURN(const Tables t, tables(txn));
  ZKMEM_ASSIGN_OR_RETURN(const auto key, txn.get(t.meta, key_of("head")));
  if (!key) return std::optional<StateVersion>();
  ZKMEM_ASSIGN_OR_RETURN(const uint64_t id, id_of(*key));
  ZKMEM_ASSIGN_OR_RETURN(StateVersion version, version_by_id(txn, t, id));
  return std::optional<StateVersion>(std::move(version));
}

Result<StateVersion> StateStore::find(const Digest& root) const {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<StateVersion> all, versions());
  const auto found =
      std::find_if(all.rbegin(), all.rend(), [&](const StateVersion& v) { return v.root == root; });
  if (found == all.rend())
    return bad_input(fmt::format("state '{}' has no version with the root {} (image list shows those it has)",
                                 folder_, digest_to_hex(root)));
  return *found;
}

Result<std::vector<StateVersion>> StateStore::history() const {
  std::vector<StateVersion> chain;
  ZKMEM_ASSIGN_OR_RETURN(const auto newest, head());
  if (!newest) return chain;
  chain.push_back(*newest);
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, env_.read());
  ZKMEM_ASSIGN_OR_RETURN(const Tables t, tables(txn));
  while (const uint64_t parent = chain.back().parent) {
    if (parent >= chain.back().id)
      return damaged(fmt::format("version {} comes from {}", chain.back().id, parent));
    ZKMEM_ASSIGN_OR_RETURN(StateVersion version, version_by_id(txn, t, parent));
    chain.push_back(std::move(version));
  }
  return chain;
}

Result<size_t> StateStore::num_pages(const StateVersion& version) const {
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, env_.read());
  ZKMEM_ASSIGN_OR_RETURN(const Tables t, tables(txn));
  ZKMEM_ASSIGN_OR_RETURN(const PageTable table, page_table(txn, t, version));
  return table.size();
}

Result<LoadedState> StateStore::load(const Context& context, const Poseidon2Batch& hash,
                                     const StateVersion& version) const {
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, env_.read());
  ZKMEM_ASSIGN_OR_RETURN(const Tables t, tables(txn));
  ZKMEM_ASSIGN_OR_RETURN(const PageTable table, page_table(txn, t, version));
  CellImage image(config_, BabyBear::kModulus);
  for (const auto& [id, digest] : table) {
    const std::string place = fmt::format("page {} of space {}", id.page, id.space);
    if (!config_.has_space(id.space) ||
        uint64_t{id.page} * kPageCells >= config_.spaces[id.space].num_cells) {
      return damaged(place + " is outside the configured spaces");
    }
    const CellType type = config_.spaces[id.space].cell_type;
    ZKMEM_ASSIGN_OR_RETURN(const auto frame, txn.get(t.pages, page_key(digest, type)));
    if (!frame) return damaged(place + " is missing");
    Result<std::vector<uint8_t>> cells = decompress_bytes(*frame, kPageCells * cell_bytes(type));
    if (!cells.ok()) return damaged(place + ": " + cells.error().message);
    if (type == CellType::kField) {
      if (const auto cell = first_not_an_element(*cells)) {
        return damaged(
            fmt::format("{}: cell {} is not below the modulus {}", place, *cell, BabyBear::kModulus));
      }
    }
    image.set_page(id, *cells);
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
  }
  ZKMEM_ASSIGN_OR_RETURN(MerkleTree tree, tree_of_image(context, hash, config_, image));
  for (const auto& [id, digest] : table) {
    const Digest found = page_digest(tree, config_, id);
    if (found != digest) {
      return damaged(fmt::format("page {} of space {} (cells {} to {}) does not have its digest", id.page,
                                 id.space, uint64_t{id.page} * kPageCells,
                                 (uint64_t{id.page} + 1) * kPageCells - 1));
    }
  }
  if (tree.root() != version.root) {
    return damaged(fmt::format("the pages of version {} do not give its root", version.id));
  }
  return LoadedState{version, std::move(image), std::move(tree)};
}

Result<StateVersion> StateStore::commit(const CellImage& image, const MerkleTree& tree,
                                        const std::string& note, RunPhase phase) {
  PageTable table;
  for (const PageId id : image.pages()) {
    const Digest digest = page_digest(tree, config_, id);
    // A page of zeros only is as good as none: equal memories have equal tables.
    if (digest != zero_page_digest(config_)) table.emplace(id, digest);
  }
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, env_.write());
  ZKMEM_ASSIGN_OR_RETURN(const Tables t, tables(txn));
  for (const auto& [id, digest] : table) {
    const std::vector<uint8_t> key = page_key(digest, config_.spaces[id.space].cell_type);
    ZKMEM_ASSIGN_OR_RETURN(const auto known, txn.get(t.pages, key));
    if (!known) ZKMEM_RETURN_IF_ERROR(txn.put(t.pages, key, compress_bytes(image.page(id))));
  }
  ZKMEM_ASSIGN_OR_RETURN(const auto newest, txn.last(t.versions));
  ZKMEM_ASSIGN_OR_RETURN(const auto head_id, txn.get(t.meta, key_of("head")));
  VersionRecord record;
  record.version.id = 1;
  if (newest) {
    ZKMEM_ASSIGN_OR_RETURN(const uint64_t last, id_of(newest->first));
    record.version.id = last + 1;
  }
  if (head_id) {
    ZKMEM_ASSIGN_OR_RETURN(record.version.parent, id_of(*head_id));
  }
  record.version.root = tree.root();
  record.version.unix_time = static_cast<uint64_t>(std::time(nullptr));
  record.version.note = note;
  record.version.phase = phase;
  const std::vector<uint8_t> raw = encode_page_table(table);
  record.table_size = static_cast<uint32_t>(raw.size());
  record.table_frame = compress_bytes(raw);
  const auto key = id_key(record.version.id);
  ZKMEM_RETURN_IF_ERROR(txn.put(t.versions, key, encode_version(record)));
  ZKMEM_RETURN_IF_ERROR(txn.put(t.meta, key_of("head"), key));
  ZKMEM_RETURN_IF_ERROR(txn.commit());
  return record.version;
}

Result<StateVersion> StateStore::rollback(const Digest& root) {
  ZKMEM_ASSIGN_OR_RETURN(StateVersion version, find(root));
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, env_.write());
  ZKMEM_ASSIGN_OR_RETURN(const Tables t, tables(txn));
  ZKMEM_RETURN_IF_ERROR(txn.put(t.meta, key_of("head"), id_key(version.id)));
  ZKMEM_RETURN_IF_ERROR(txn.commit());
  return version;
}

Result<std::vector<PageId>> StateStore::differing_pages(const StateVersion& a, const StateVersion& b) const {
  ZKMEM_ASSIGN_OR_RETURN(lmdb::Transaction txn, env_.read());
  ZKMEM_ASSIGN_OR_RETURN(const Tables t, tables(txn));
  ZKMEM_ASSIGN_OR_RETURN(PageTable of_a, page_table(txn, t, a));
  ZKMEM_ASSIGN_OR_RETURN(const PageTable of_b, page_table(txn, t, b));
  std::vector<PageId> pages;
  for (const auto& [id, digest] : of_b) {
    const auto found = of_a.find(id);
    if (found == of_a.end() || found->second != digest) pages.push_back(id);
    if (found != of_a.end()) of_a.erase(found);
  }
  for (const auto& [id, digest] : of_a) pages.push_back(id);
  std::sort(pages.begin(), pages.end());
  return pages;
}

}  // namespace zkmem
