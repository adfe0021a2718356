// What `zkmem run` starts from: the files its options name, read and checked.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/poseidon2.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/savestate.h"
#include "zkmem/store/run_versions.h"

namespace zkmem::cli {

struct RunOptions {
  std::string program;
  std::string stdin_path;
  std::vector<std::string> inputs;
  uint64_t segment_accesses = rv32im::kDefaultSegmentAccesses;
  std::string profile;
  std::string config;
  std::string state;
  std::string log;
  uint64_t max_instructions = UINT64_MAX;
  std::string save;
  std::string resume;
  std::string budget;
  std::vector<std::string> initial;
  bool exit_code = false;
  bool json = false;

  // For messages: the file that the run comes from.
  const std::string& source() const { return resume.empty() ? program : resume; }
};

struct RunStart {
  Bytes program_file;
  std::shared_ptr<const Program> program;
  rv32im::MachineOptions options;           // configuration, segments, inputs
  std::vector<RawBytes> initial;            // of --initial
  std::unique_ptr<rv32im::SavedRun> saved;  // with --resume
  std::unique_ptr<RunVersions> versions;    // with --state: takes each finished segment
  // With --state: the version that a run under way left, which this one starts on (not with --resume).
  std::optional<StateVersion> abandoned;
  // The memory that the whole run starts on, and its root. Without it (a saved run that only goes on) the
  // root is what the saved run says.
  std::optional<CellImage> first_image;
  Digest first_root{};
};

// Asked before a state is loaded whose memory has so many pages.
using StateCheck = std::function<Status(uint64_t pages)>;

Result<RunStart> start_run(const Context& context, const RunOptions& options, const StateCheck& check_state);

}  // namespace zkmem::cli
