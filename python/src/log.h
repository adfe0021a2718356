// Access logs as Python holds them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "log_columns.h"
#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/log_file.h"

namespace zkmem::python {

namespace nb = nanobind;

// Never changes once it is made; shared with whatever proves it.
class Log {
 public:
  explicit Log(LogFile file) : file_(std::move(file)) {}
  const LogFile& file() const { return file_; }
  // Decoded when first asked for, and kept.
  std::shared_ptr<const DecodedLog> columns() const;

 private:
  LogFile file_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const DecodedLog> columns_;
};

// (space, pointer, bytes, name) for each piece of memory that something starts on.
using InitialBytes = std::vector<std::tuple<uint32_t, uint32_t, nb::bytes, std::string>>;

// The options that say how a log is read: `config` is JSON; empty texts: not given.
Result<LogOptions> log_options(const std::string& config, const std::string& config_name,
                               const std::string& profile, const std::string& memory,
                               const InitialBytes& initial);

// The memory that options describe and nothing else does, and what it starts on.
struct StartOfMemory {
  MemoryConfig config;
  MemoryImage<BabyBear> image;
};
Result<StartOfMemory> start_memory(const LogOptions& options);

std::span<const uint8_t> view_of(const nb::bytes& bytes);
std::vector<uint8_t> bytes_of(const nb::bytes& bytes);
nb::bytes to_bytes(std::span<const uint8_t> bytes);

void bind_log(nb::module_& module);

}  // namespace zkmem::python
