// What a run without a proof starts from: a program, or a run that was suspended; over memory of its own, or
// over what the persistent state holds. And what becomes of it: versions of the state, a root, a saved run.
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

namespace zkmem {

struct RunInput {
  std::string name;                   // of the file that the run comes from, for messages
  std::optional<Bytes> program_file;  // of a run that goes on it may be left out, and must be the same
  std::string program_name;
  std::optional<Bytes> saved_file;  // of the run to go on with, which knows the next three itself
  std::vector<Bytes> items;
  MemoryConfig config = MemoryConfig::openvm_v2_default();
  uint64_t segment_accesses = rv32im::kDefaultSegmentAccesses;
  std::vector<RawBytes> initial;
  std::string state;      // folder of the persistent state; empty: none
  bool recorded = false;  // the whole run is: one that goes on is executed from its beginning
};

struct RunStart {
  Bytes program_file;
  std::shared_ptr<const Program> program;
  rv32im::MachineOptions options;           // configuration, segments, inputs
  std::unique_ptr<rv32im::SavedRun> saved;  // of a run that goes on
  std::unique_ptr<RunVersions> versions;    // with a state: takes each finished segment
  // With a state: the version that a run under way left, which this one starts on; not of a run that goes on.
  std::optional<StateVersion> abandoned;
  // The memory that the whole run starts on, and its root. Without it (a saved run that only goes on) the
  // root is what the saved run says.
  std::optional<CellImage> first_image;
  Digest first_root{};
};

// Asked before a state is loaded whose memory has so many pages.
using StateCheck = std::function<Status(uint64_t pages)>;

Result<RunStart> start_run(const Context& context, RunInput input, const StateCheck& check_state);

// A machine with these options, where the run starts or goes on; one that is recorded starts in any case.
Result<rv32im::Machine> first_machine(const RunStart& start, rv32im::MachineOptions options);
// Executes up to where the run was saved, which must lead to the very state that was saved. kMemoryLimit is
// for the caller, as from Machine::run(). `on_segment`, which may be empty, is called when a segment is full.
Result<rv32im::StopReason> catch_up(const Context& context, const RunStart& start, rv32im::Machine& machine,
                                    const std::function<void()>& on_segment = {});
// A segment has ended: with a state a version of it, which is committed whoever asks to stop.
Status commit_segment(const RunStart& start, const rv32im::Machine& machine);
// The root of the memory as it is now: of the state's last version, from there, or anew.
Result<Digest> root_now(const RunStart& start, const rv32im::Machine& machine);
// The suspended run as a file.
Bytes saved_run(const RunStart& start, const rv32im::Machine& machine);

}  // namespace zkmem
