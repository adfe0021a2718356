// A temporary file without a name: written once from front to back, then read where it is mapped. Its pages
// are the system's to drop and read again, so what is in it does not count against memory. It goes with the
// object, or with the process, however that ends. Movable; one owner, no locking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "zkmem/base/result.h"

namespace zkmem {

class UnnamedFile {
 public:
  // In `directory`, which names the file system; kIo if that cannot be.
  static Result<UnnamedFile> create(const std::string& directory);
  ~UnnamedFile();
  UnnamedFile(UnnamedFile&& other) noexcept;
  UnnamedFile& operator=(UnnamedFile&& other) noexcept;

  // kIo if the file system is full, or refuses for another reason. Before map().
  Status append(std::span<const std::byte> bytes);
  uint64_t size() const { return size_; }

  // The whole content, read-only; null for an empty file.
  Result<const std::byte*> map();
  // The mapped pages are given back; each comes from the file again when it is next read.
  void release_pages() const;

 private:
  UnnamedFile() = default;

  std::string directory_;  // for messages
  int descriptor_ = -1;
  uint64_t size_ = 0;
  void* mapping_ = nullptr;
};

}  // namespace zkmem
