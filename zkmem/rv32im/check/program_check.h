// Runs a program and checks every constraint of every row and every bus of its segments, without a proof. A
// failure is reported with the instructions whose rows it involves: pc, assembly, symbol and source line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "zkmem/air/check/row_checker.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/batch.h"
#include "zkmem/rv32im/chips/checked_machine.h"
#include "zkmem/rv32im/chips/machine_definition.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/source_map.h"

namespace zkmem::rv32im {

struct ProgramCheck {
  bool ok = false;
  std::string report;  // several lines; empty if ok
  size_t segments = 0;
  uint64_t instructions = 0;
  uint64_t accesses = 0;
  uint64_t cells = 0;
  uint64_t messages = 0;
  double check_seconds = 0;  // constraints and buses, without running and filling traces
  uint32_t exit_code = 0;
};

// The report on one segment in words, empty if all is well. `names` may be null.
std::string describe_segment(const CheckReport& report, std::span<const CheckedAir> airs,
                             const Program& program, const ExecutionRecord& record,
                             const SegmentTraces& traces, const SourceMap* names);

// Over zeros and the bytes in `initial`. Stops at the first segment that fails. A program that traps is an
// error of kind kTrap, one that does not end within `max_instructions` of kind kLimit.
Result<ProgramCheck> check_program(const Context& context, const Poseidon2Batch& hash,
                                   std::span<const uint8_t> elf_file,
                                   std::vector<std::vector<uint8_t>> inputs,
                                   uint64_t segment_accesses = kDefaultSegmentAccesses,
                                   uint64_t max_instructions = UINT64_MAX,
                                   const MachineDefinition& definition = MachineDefinition::rv32im(),
                                   std::span<const RawBytes> initial = {});

}  // namespace zkmem::rv32im
