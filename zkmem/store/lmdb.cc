#include "zkmem/store/lmdb.h"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "zkmem/store/lmdb_pages.h"

namespace zkmem::lmdb {
namespace {

constexpr const char* kDataName = "/data.mdb";

// Address space only: the file grows as pages are written.
constexpr size_t kMapBytes = size_t{1} << 38;

MDB_val value_of(Bytes bytes) {
  // LMDB's type has no const; it does not write through keys and values it is given.
  return {bytes.size(), const_cast<uint8_t*>(bytes.data())};
}
Bytes bytes_of(const MDB_val& value) { return {static_cast<const uint8_t*>(value.mv_data), value.mv_size}; }

bool is_allowed(const std::string& path, int mode) {
  return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

// LMDB's codes in words.
std::string describe(int code) {
  switch (code) {
    case MDB_INVALID:
      return "it is no LMDB file";
    case MDB_VERSION_MISMATCH:
      return "it has another format than this LMDB's";
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
      return "it is damaged, a page is missing or is not what it should be";
    case MDB_MAP_FULL:
      return "it has reached its largest size, " + std::to_string(kMapBytes) + " bytes";
    case MDB_READERS_FULL:
      return "too many processes read it at the same time";
    case MDB_TXN_FULL:
    case MDB_CURSOR_FULL:
      return "it is too much for one version";
    case MDB_PANIC:
      return "an earlier write to it failed";
    case MDB_INCOMPATIBLE:
      return "it is no state: a table is of another kind";
    default:
      return mdb_strerror(code);
  }
}

// To be read, as long as this lives.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return io_error("open", path, errno);
    struct stat info = {};
    MappedFile file;
    int error = ::fstat(fd, &info) == 0 ? 0 : errno;
    if (error == 0 && info.st_size > 0) {
      void* at = ::mmap(nullptr, static_cast<size_t>(info.st_size), PROT_READ, MAP_SHARED, fd, 0);
      if (at == MAP_FAILED)
        error = errno;
      else
        file.bytes_ = {static_cast<const uint8_t*>(at), static_cast<size_t>(info.st_size)};
    }
    ::close(fd);
    if (error != 0) return io_error("read", path, error);
    return file;
  }
  MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size());
  }
  Bytes bytes() const { return bytes_; }

 private:
  MappedFile() = default;
  Bytes bytes_;
};

}  // namespace

Result<Environment> Environment::open_with(const std::string& folder, unsigned max_tables, unsigned flags) {
  MDB_env* raw = nullptr;
  int code = mdb_env_create(&raw);
  if (code != 0) return bad_input("cannot prepare LMDB: " + std::string(mdb_strerror(code)));
  Environment env(raw, folder);
  code = mdb_env_set_maxdbs(raw, max_tables);
  if (code != 0) return env.error(code, "prepare");
  code = mdb_env_set_mapsize(raw, kMapBytes);
  if (code != 0) return env.error(code, "prepare");
  code = mdb_env_open(raw, folder.c_str(), MDB_NOTLS | flags, 0644);
  if (code != 0) return env.error(code, "open");
  return env;
}

Result<Environment> Environment::open(const std::string& folder, unsigned max_tables, bool writable) {
  // Even to read, LMDB wants to write its lock file.
  const std::string lock = folder + "/lock.mdb";
  const bool may_lock = is_allowed(lock, F_OK) ? is_allowed(lock, R_OK | W_OK) : is_allowed(folder, W_OK);
  const std::string data = folder + kDataName;
  if (writable && is_allowed(data, F_OK) && is_unbegun(data) && ::truncate(data.c_str(), 0) != 0)
    return io_error("begin", data, errno);
  if (is_allowed(data, R_OK)) {
    ZKMEM_ASSIGN_OR_RETURN(const MappedFile file, MappedFile::open(data));
    if (!file.bytes().empty()) {
      const Status head = check_head(file.bytes());
      if (!head.ok()) return head.error().in("cannot open '" + data + "'");
    }
  }
  const unsigned flags = writable ? 0u : unsigned{MDB_RDONLY} | (may_lock ? 0u : unsigned{MDB_NOLOCK});
  ZKMEM_ASSIGN_OR_RETURN(Environment env, open_with(folder, max_tables, flags));
  ZKMEM_RETURN_IF_ERROR(env.check_length());
  return env;
}

Environment::~Environment() {
  if (env_ != nullptr) mdb_env_close(env_);
}

// And of all else that LMDB takes for granted.
Status Environment::check_length() const {
  MDB_txn* snapshot = nullptr;
  if (const int code = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &snapshot)) return error(code, "read");
  const Transaction ends_it(*this, snapshot);
  ZKMEM_ASSIGN_OR_RETURN(const MappedFile file, MappedFile::open(folder_ + kDataName));
  const Status checked = check_pages(file.bytes(), mdb_txn_id(snapshot));
  return checked.ok() ? checked : Status(checked.error().in("'" + folder_ + kDataName + "' is damaged"));
}

Result<Transaction> Environment::read() const {
  MDB_txn* txn = nullptr;
  if (const int code = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn)) return error(code, "read");
  return Transaction(*this, txn);
}

Result<Transaction> Environment::write() const {
  MDB_txn* txn = nullptr;
  if (const int code = mdb_txn_begin(env_, nullptr, 0, &txn)) return error(code, "write");
  return Transaction(*this, txn);
}

Error Environment::error(int code, const std::string& action) const {
  const std::string file = folder_ + "/data.mdb";
  if (code == ENOMEM)
    return limit_reached("cannot map '" + file + "' into memory: " + std::to_string(kMapBytes) +
                         " bytes of address space are not to be had");
  if (code > 0) return io_error(action, file, code);
  const bool is_limit =
      code == MDB_MAP_FULL || code == MDB_READERS_FULL || code == MDB_TXN_FULL || code == MDB_CURSOR_FULL;
  return {is_limit ? ErrorKind::kLimit : ErrorKind::kBadInput,
          "cannot " + action + " '" + file + "': " + describe(code)};
}

Transaction::~Transaction() {
  if (txn_ != nullptr) mdb_txn_abort(txn_);
}

Result<std::optional<MDB_dbi>> Transaction::table(const char* name, bool create) {
  MDB_dbi table = 0;
  const int code = mdb_dbi_open(txn_, name, create ? unsigned{MDB_CREATE} : 0u, &table);
  if (code == MDB_NOTFOUND) return std::optional<MDB_dbi>();
  if (code != 0) return env_->error(code, "open a table of");
  return std::optional<MDB_dbi>(table);
}

Result<std::optional<Bytes>> Transaction::get(MDB_dbi table, Bytes key) {
  MDB_val k = value_of(key);
  MDB_val v = {};
  const int code = mdb_get(txn_, table, &k, &v);
  if (code == MDB_NOTFOUND) return std::optional<Bytes>();
  if (code != 0) return env_->error(code, "read");
  return std::optional<Bytes>(bytes_of(v));
}

Status Transaction::put(MDB_dbi table, Bytes key, Bytes value) {
  MDB_val k = value_of(key);
  MDB_val v = value_of(value);
  if (const int code = mdb_put(txn_, table, &k, &v, 0)) return env_->error(code, "write");
  return {};
}

Result<std::vector<std::pair<Bytes, Bytes>>> Transaction::all(MDB_dbi table) {
  MDB_cursor* cursor = nullptr;
  if (const int code = mdb_cursor_open(txn_, table, &cursor)) return env_->error(code, "read");
  std::vector<std::pair<Bytes, Bytes>> pairs;
  MDB_val k = {};
  MDB_val v = {};
  int code = 0;
  while ((code = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) pairs.emplace_back(bytes_of(k), bytes_of(v));
  mdb_cursor_close(cursor);
  if (code != MDB_NOTFOUND) return env_->error(code, "read");
  return pairs;
}

Result<std::optional<std::pair<Bytes, Bytes>>> Transaction::last(MDB_dbi table) {
  MDB_cursor* cursor = nullptr;
  if (const int code = mdb_cursor_open(txn_, table, &cursor)) return env_->error(code, "read");
  MDB_val k = {};
  MDB_val v = {};
  const int code = mdb_cursor_get(cursor, &k, &v, MDB_LAST);
  mdb_cursor_close(cursor);
  if (code == MDB_NOTFOUND) return std::optional<std::pair<Bytes, Bytes>>();
  if (code != 0) return env_->error(code, "read");
  return std::optional(std::pair(bytes_of(k), bytes_of(v)));
}

Status Transaction::commit() {
  if (const int code = mdb_txn_commit(std::exchange(txn_, nullptr))) return env_->error(code, "commit to");
  return {};
}

}  // namespace zkmem::lmdb
