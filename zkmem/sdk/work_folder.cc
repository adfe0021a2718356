#include "zkmem/sdk/work_folder.h"

#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include "zkmem/base/bytes.h"
#include "zkmem/base/file.h"

namespace zkmem {
namespace {

constexpr size_t kChecksumBytes = 8;
constexpr const char* kPlanName = "plan.json";

}  // namespace

Result<WorkFolder> WorkFolder::create(const std::string& path) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code) return io_error("create", path, code.value());
  return WorkFolder(path);
}

Result<WorkFolder> WorkFolder::open(const std::string& path) {
  WorkFolder folder(path);
  if (!folder.has_plan()) return bad_input("no plan in '" + path + "'");
  return folder;
}

bool WorkFolder::has_plan() const { return ::access(file(kPlanName).c_str(), F_OK) == 0; }

Result<Plan> WorkFolder::plan() const {
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, read(kPlanName));
  Result<Plan> plan = parse_plan({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!plan.ok()) return plan.error().in(file(kPlanName));
  return plan;
}

Status WorkFolder::write_plan(const Plan& plan) const { return write_file(file(kPlanName), to_json(plan)); }

Result<FileBytes> WorkFolder::read(const std::string& name) const { return read_file(file(name)); }

Status WorkFolder::write(const std::string& name, std::span<const uint8_t> bytes) const {
  return write_file(file(name), bytes);
}

Result<FileBytes> WorkFolder::read_checked(const std::string& name) const {
  ZKMEM_ASSIGN_OR_RETURN(FileBytes bytes, read(name));
  uint64_t expected = 0;
  ByteReader in(bytes);
  if (!in.read_u64(expected))
    return bad_input(fmt::format("{}: {} bytes are no file of ours", file(name), bytes.size()));
  const uint64_t found = XXH3_64bits(bytes.data() + kChecksumBytes, bytes.size() - kChecksumBytes);
  if (found != expected) {
    return bad_input(
        fmt::format("{}: damaged: its checksum is {:016x}, recorded {:016x}", file(name), found, expected));
  }
  bytes.erase(bytes.begin(), bytes.begin() + kChecksumBytes);
  return bytes;
}

Status WorkFolder::write_checked(const std::string& name, std::span<const uint8_t> bytes) const {
  ByteWriter out;
  out.write_u64(XXH3_64bits(bytes.data(), bytes.size()));
  out.write_bytes(bytes);
  return write(name, out.bytes());
}

std::optional<FileBytes> WorkFolder::finished_proof(size_t segment) const {
  Result<FileBytes> bytes = read_checked(proof_name(segment));
  if (!bytes.ok()) return std::nullopt;
  return std::move(bytes).value();
}

Status WorkFolder::remove() const {
  std::error_code code;
  std::filesystem::remove_all(path_, code);
  if (code) return io_error("remove", path_, code.value());
  return {};
}

std::string content_checksum(std::span<const FileBytes> parts) {
  XXH128_hash_t digest = XXH3_128bits(nullptr, 0);
  for (const FileBytes& part : parts) {
    const XXH128_hash_t own = XXH3_128bits(part.data(), part.size());
    const uint64_t words[] = {digest.low64, digest.high64, own.low64, own.high64, part.size()};
    digest = XXH3_128bits(words, sizeof words);
  }
  return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

std::string run_name(std::string_view verb, std::string_view path, std::string_view input_checksum) {
  return fmt::format("{} {} [{}]", verb, path.substr(path.rfind('/') + 1), input_checksum.substr(0, 8));
}

}  // namespace zkmem
