#include "zkmem/base/unnamed_file.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace zkmem {

Result<UnnamedFile> UnnamedFile::create(const std::string& directory) {
  UnnamedFile file;
  file.directory_ = directory;
  file.descriptor_ = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file.descriptor_ < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
    // A file system that does not know files without names: one is made and taken away at once.
    std::string name = directory + "/zkmem.XXXXXX";
    file.descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (file.descriptor_ >= 0) ::unlink(name.c_str());
  }
  if (file.descriptor_ < 0) return io_error("create a temporary file in", directory, errno);
  return file;
}

UnnamedFile::~UnnamedFile() {
  if (mapping_ != nullptr) ::munmap(mapping_, size_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

UnnamedFile::UnnamedFile(UnnamedFile&& other) noexcept { *this = std::move(other); }

UnnamedFile& UnnamedFile::operator=(UnnamedFile&& other) noexcept {
  std::swap(directory_, other.directory_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  std::swap(mapping_, other.mapping_);
  return *this;
}

Status UnnamedFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return io_error("write a temporary file in", directory_, errno);
    }
    bytes = bytes.subspan(static_cast<size_t>(written));
    size_ += static_cast<uint64_t>(written);
  }
  return {};
}

Result<const std::byte*> UnnamedFile::map() {
  if (size_ == 0) return nullptr;
  void* mapping = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, descriptor_, 0);
  if (mapping == MAP_FAILED) return io_error("map a temporary file in", directory_, errno);
  mapping_ = mapping;
  return static_cast<const std::byte*>(mapping_);
}

void UnnamedFile::release_pages() const {
  if (mapping_ != nullptr) ::madvise(mapping_, size_, MADV_DONTNEED);
}

}  // namespace zkmem
