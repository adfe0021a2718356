#include "zkmem/sdk/work_folder.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <xxhash.h>

#include "zkmem/base/bytes.h"
#include "zkmem/sdk/work_lock.h"

namespace zkmem {
namespace {

constexpr size_t kChecksumBytes = 8;
constexpr const char* kPlanName = "plan.json";
constexpr const char* kGrowingName = "growing.json";

// What follows `stem` and a number in `name`; nothing: it is no such name.
std::optional<std::string_view> numbered_part(std::string_view name, std::string_view stem) {
  if (!name.starts_with(stem)) return std::nullopt;
  const size_t end = name.find_first_not_of("0123456789", stem.size());
  if (end == stem.size() || name.size() == stem.size()) return std::nullopt;
  return end == std::string_view::npos ? std::string_view() : name.substr(end);
}

// docs/spec/work-folder.md lists them.
bool is_work_file(std::string_view name) {
  // What a killed process left of a file that was not whole yet.
  if (const size_t part = name.rfind(".part."); part != std::string_view::npos) {
    if (numbered_part(name.substr(part), ".part.") == "") name = name.substr(0, part);
  }
  for (const std::string_view known : {kPlanName, kGrowingName, WorkLock::kFileName, WorkFolder::kEndName,
                                       WorkFolder::kImageName, "program.elf", "state"}) {
    if (name == known) return true;
  }
  if (numbered_part(name, "input") == "") return true;
  const auto part = numbered_part(name, "segment");
  return part == ".start" || part == ".log" || part == ".proof";
}

}  // namespace

Result<WorkFolder> WorkFolder::create(const std::string& path) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code) return io_error("create", path, code.value());
  return WorkFolder(path, disk_store(path), true);
}

Result<WorkFolder> WorkFolder::open(const std::string& path) {
  WorkFolder folder(path, disk_store(path), true);
  // In this order: the one takes the other's place.
  if (!folder.has_growing_plan() && !folder.has_plan()) return bad_input("no plan in '" + path + "'");
  return folder;
}

WorkFolder WorkFolder::in_memory() { return {"work in memory", memory_store(), false}; }

std::string WorkFolder::spill_folder() const {
  std::error_code code;
  return on_disk_ ? path_ : std::filesystem::temp_directory_path(code).string();
}

bool WorkFolder::has_plan() const { return store_->has(kPlanName); }
bool WorkFolder::has_growing_plan() const { return store_->has(kGrowingName); }

Result<Plan> WorkFolder::plan(const Statement* own) const {
  const char* name = kGrowingName;
  Result<FileBytes> bytes = has_plan() ? Result<FileBytes>(FileBytes()) : read(kGrowingName);
  if (has_plan()) {  // by now
    name = kPlanName;
    bytes = read(kPlanName);
  }
  if (!bytes.ok()) return bytes.error();
  Result<Plan> plan = parse_plan({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, own);
  if (!plan.ok()) return plan.error().in(file(name));
  if (plan->is_growing != (name == kGrowingName))
    return bad_input(file(name) + ": a growing plan is in " + kGrowingName + ", a whole one in " + kPlanName);
  return plan;
}

Status WorkFolder::write_json(const char* name, const Plan& plan) const {
  const std::string text = to_json(plan);
  return store_->write(name, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

Status WorkFolder::write_plan(const Plan& plan) const {
  ZKMEM_CHECK(!plan.is_growing);
  ZKMEM_RETURN_IF_ERROR(write_json(kPlanName, plan));
  return has_growing_plan() ? store_->remove(kGrowingName) : Status();
}

Status WorkFolder::write_growing_plan(const Plan& plan) const {
  ZKMEM_CHECK(plan.is_growing);
  return write_json(kGrowingName, plan);
}

Result<FileBytes> WorkFolder::read(const std::string& name) const { return store_->read(name); }

Status WorkFolder::write(const std::string& name, std::span<const uint8_t> bytes) const {
  return store_->write(name, bytes);
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

Result<size_t> WorkFolder::count_proofs() const {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<std::string> all, store_->names());
  return static_cast<size_t>(std::count_if(all.begin(), all.end(), [](const std::string& name) {
    return numbered_part(name, "segment") == ".proof";
  }));
}

Status WorkFolder::check_only_work() const {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<std::string> all, store_->names());
  // Where there is no plan and never was a lock, names alone are not enough.
  const bool is_work = all.empty() || has_plan() || has_growing_plan() || store_->has(WorkLock::kFileName);
  for (const std::string& name : all) {
    if (!is_work || !is_work_file(name))
      return bad_input(fmt::format(
          "'{}' holds '{}', which is no work of ours: choose another name, or move it", path_, name));
  }
  return {};
}

Status WorkFolder::clear() const {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<std::string> all, store_->names());
  for (const std::string& name : all) {
    if (!is_work_file(name) || name == WorkLock::kFileName) continue;
    ZKMEM_RETURN_IF_ERROR(store_->remove(name));
  }
  return {};
}

// The lock last: whatever a process that is killed here leaves is known as work by it.
Status WorkFolder::remove() const {
  ZKMEM_RETURN_IF_ERROR(clear());
  if (store_->has(WorkLock::kFileName)) ZKMEM_RETURN_IF_ERROR(store_->remove(WorkLock::kFileName));
  return store_->remove_itself();
}

Status WorkFolder::give_up(const WorkLock& planning) const {
  return planning.take_rest() ? remove() : clear();
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
