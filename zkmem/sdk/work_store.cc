#include "zkmem/sdk/work_store.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <mutex>

#include <unistd.h>

#include "zkmem/base/file.h"

namespace zkmem {
namespace {

class DiskStore final : public WorkStore {
 public:
  explicit DiskStore(std::string folder) : folder_(std::move(folder)) {}

  Result<FileBytes> read(const std::string& name) const override { return read_file(file(name)); }
  Status write(const std::string& name, std::span<const uint8_t> bytes) override {
    return write_file(file(name), bytes);
  }
  bool has(const std::string& name) const override { return ::access(file(name).c_str(), F_OK) == 0; }
  Result<std::vector<std::string>> names() const override {
    std::vector<std::string> names;
    std::error_code code;
    std::filesystem::directory_iterator it(folder_, code);
    for (; !code && it != std::filesystem::directory_iterator(); it.increment(code))
      names.push_back(it->path().filename().string());
    if (code) return io_error("read", folder_, code.value());
    std::sort(names.begin(), names.end());
    return names;
  }
  Status remove(const std::string& name) override {
    if (::unlink(file(name).c_str()) != 0) return io_error("remove", file(name), errno);
    return {};
  }
  Status remove_itself() override {
    if (::rmdir(folder_.c_str()) != 0 && errno != ENOTEMPTY && errno != EEXIST)
      return io_error("remove", folder_, errno);
    return {};
  }

 private:
  std::string file(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
};

class MemoryStore final : public WorkStore {
 public:
  Result<FileBytes> read(const std::string& name) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = files_.find(name);
    if (found == files_.end()) return bad_input("there is no '" + name + "' in this work");
    return found->second;
  }
  Status write(const std::string& name, std::span<const uint8_t> bytes) override {
    const std::scoped_lock lock(mutex_);
    files_[name].assign(bytes.begin(), bytes.end());
    return {};
  }
  bool has(const std::string& name) const override {
    const std::scoped_lock lock(mutex_);
    return files_.contains(name);
  }
  Result<std::vector<std::string>> names() const override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, bytes] : files_) names.push_back(name);
    return names;
  }
  Status remove(const std::string& name) override {
    const std::scoped_lock lock(mutex_);
    files_.erase(name);
    return {};
  }
  Status remove_itself() override { return {}; }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, FileBytes> files_;
};

}  // namespace

std::shared_ptr<WorkStore> disk_store(const std::string& folder) {
  return std::make_shared<DiskStore>(folder);
}
std::shared_ptr<WorkStore> memory_store() { return std::make_shared<MemoryStore>(); }

}  // namespace zkmem
