// LMDB with owners for its handles and Results for its codes; just what the state store needs. One process
// may hold one environment of a folder at a time. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <lmdb.h>

#include "zkmem/base/result.h"

namespace zkmem::lmdb {

using Bytes = std::span<const uint8_t>;

class Transaction;

class Environment {
 public:
  // Opens the folder's environment, creating its files when writable, which only the writers' lock allows.
  // Refuses a data file that LMDB would fault on (lmdb_pages.h). Where this process may not write, it is read
  // without LMDB's lock: a writer may then change pages under the reader, who must check what it reads.
  static Result<Environment> open(const std::string& folder, unsigned max_tables, bool writable);

  Environment(Environment&& other) noexcept
      : env_(std::exchange(other.env_, nullptr)), folder_(std::move(other.folder_)) {}
  Environment& operator=(Environment&& other) noexcept {
    std::swap(env_, other.env_);
    std::swap(folder_, other.folder_);
    return *this;
  }
  ~Environment();

  Result<Transaction> read() const;
  Result<Transaction> write() const;
  // In words, naming the file; `action` is what failed, "open".
  Error error(int code, const std::string& action) const;

 private:
  Environment(MDB_env* env, std::string folder) : env_(env), folder_(std::move(folder)) {}
  static Result<Environment> open_with(const std::string& folder, unsigned max_tables, unsigned flags);
  Status check_length() const;

  MDB_env* env_ = nullptr;
  std::string folder_;
};

// Aborted unless committed. Values read stay valid until it ends.
class Transaction {
 public:
  Transaction(const Environment& env, MDB_txn* txn) : env_(&env), txn_(txn) {}
  Transaction(Transaction&& other) noexcept : env_(other.env_), txn_(std::exchange(other.txn_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // nullopt: there is no such table (and `create` is false).
  Result<std::optional<MDB_dbi>> table(const char* name, bool create);
  Result<std::optional<Bytes>> get(MDB_dbi table, Bytes key);
  Status put(MDB_dbi table, Bytes key, Bytes value);
  // All pairs, by ascending key.
  Result<std::vector<std::pair<Bytes, Bytes>>> all(MDB_dbi table);
  // The pair with the greatest key.
  Result<std::optional<std::pair<Bytes, Bytes>>> last(MDB_dbi table);
  Status commit();

 private:
  const Environment* env_;
  MDB_txn* txn_;
};

}  // namespace zkmem::lmdb
