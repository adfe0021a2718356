// A folder of work that any scheduler can run: plan.json, the input, one start per segment, and one proof per
// finished segment. On disk, or in memory for work that one process begins and ends. Every file appears whole
// or not at all, so a killed run leaves a folder that can be resumed. docs/spec/work-folder.md lists the
// files.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/work_store.h"

namespace zkmem {

class WorkLock;

class WorkFolder {
 public:
  // Makes the folder if it is not there.
  static Result<WorkFolder> create(const std::string& path);
  static Result<WorkFolder> open(const std::string& path);

  // In memory: copies of the folder share its files, which go with the last one.
  static WorkFolder in_memory();

  // Of work in memory, what messages call it.
  const std::string& path() const { return path_; }
  // A folder on disk for files that may not stay in memory.
  std::string spill_folder() const;

  // The plan, or while it is written what there is of it (`is_growing`). `own` as for parse_plan().
  Result<Plan> plan(const Statement* own = nullptr) const;
  // Written last when planning: a folder with a plan is complete.
  Status write_plan(const Plan& plan) const;
  bool has_plan() const;
  // A plan that is growing, instead of what it was before; the whole plan takes its place.
  Status write_growing_plan(const Plan& plan) const;
  bool has_growing_plan() const;

  // "program.elf", "input0", …; a checksum goes before the content of those that are not the
  // user's.
  Result<FileBytes> read(const std::string& name) const;
  Status write(const std::string& name, std::span<const uint8_t> bytes) const;

  // Our own files carry a checksum: a damaged one is refused, naming it.
  Result<FileBytes> read_checked(const std::string& name) const;
  Status write_checked(const std::string& name, std::span<const uint8_t> bytes) const;

  static constexpr const char* kEndName = "end";  // the memory after the last segment, as a start
  static constexpr const char* kImageName =
      "image";  // the memory before the first segment, where a verifier has it
  static std::string start_name(size_t segment) { return "segment" + std::to_string(segment) + ".start"; }
  static std::string log_name(size_t segment) { return "segment" + std::to_string(segment) + ".log"; }
  static std::string proof_name(size_t segment) { return "segment" + std::to_string(segment) + ".proof"; }
  static std::string input_name(size_t item) { return "input" + std::to_string(item); }

  // The finished segment's proof, if it is there and undamaged.
  std::optional<FileBytes> finished_proof(size_t segment) const;

  // How many segments have a proof here, undamaged or not.
  Result<size_t> count_proofs() const;
  // Refuses a folder that holds anything else than a work folder does, naming it: nobody's files are taken
  // for unfinished work.
  Status check_only_work() const;
  // Deletes everything this class put into the folder but the lock.
  Status clear() const;
  // Deletes the lock, too, and the folder, unless it holds something else.
  Status remove() const;
  // By who planned and failed: remove(), or where others are at work on segments clear().
  Status give_up(const WorkLock& planning) const;

 private:
  WorkFolder(std::string path, std::shared_ptr<WorkStore> store, bool on_disk)
      : path_(std::move(path)), store_(std::move(store)), on_disk_(on_disk) {}
  Status write_json(const char* name, const Plan& plan) const;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

  std::string path_;
  std::shared_ptr<WorkStore> store_;
  bool on_disk_;
};

// Names a set of byte strings by content, for telling one input from another; not a commitment.
std::string content_checksum(std::span<const FileBytes> parts);

// What the notes of a state's versions call a run: "prove sort.elf [5b0c9a61]".
std::string run_name(std::string_view verb, std::string_view path, std::string_view input_checksum);

}  // namespace zkmem
