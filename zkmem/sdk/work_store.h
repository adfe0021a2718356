// Where a work folder's files are: on disk or in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/result.h"

namespace zkmem {

using FileBytes = std::vector<uint8_t>;

class WorkStore {
 public:
  virtual ~WorkStore() = default;
  virtual Result<FileBytes> read(const std::string& name) const = 0;
  // The file appears whole or not at all.
  virtual Status write(const std::string& name, std::span<const uint8_t> bytes) = 0;
  virtual bool has(const std::string& name) const = 0;
  // In alphabetical order.
  virtual Result<std::vector<std::string>> names() const = 0;
  virtual Status remove(const std::string& name) = 0;
  // The store itself, when it is empty.
  virtual Status remove_itself() = 0;
};

std::shared_ptr<WorkStore> disk_store(const std::string& folder);
// Safe to use from several threads.
std::shared_ptr<WorkStore> memory_store();

}  // namespace zkmem
