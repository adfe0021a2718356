// A suspended run as one file: the program, how the run was set up, its inputs and the machine's state
// between two instructions (docs/spec/savestate.md). Everything needed to go on elsewhere is inside; a
// damaged file is refused with the byte offset of the damage, and nothing in it is trusted before its
// checksum and its bounds are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/vm/machine_state.h"
#include "zkmem/vm/streams.h"

namespace zkmem::rv32im {

struct SavedRun {
  explicit SavedRun(MachineState machine) : state(std::move(machine)) {}

  Bytes program_file;  // the ELF file
  MemoryConfig config;
  uint64_t segment_accesses = 0;
  std::array<uint32_t, 8> initial_root{};  // of the memory the whole run started on, canonical words
  // With a state: the root of its version that the segment under way began on. Going on over the state needs
  // that version to be its head.
  std::optional<std::array<uint32_t, 8>> segment_root;
  MachineState state;  // the inputs are in its streams
};

Bytes encode_saved_run(const SavedRun& run);
Result<SavedRun> decode_saved_run(std::span<const uint8_t> file);

}  // namespace zkmem::rv32im
