// The RV32IM machine: a program, its memory, its streams, and how far it has come. It runs until the program
// terminates or traps, a segment is full, a number of instructions is done or the caller cancels: each of
// these is a stop between two instructions, and running on from any of them gives what an uninterrupted run
// gives.
//
// Segments: one ends before the first instruction whose accesses might exceed the limit (an instruction never
// spans two), also after as many instructions as accesses are allowed, and before the clock could overflow.
// Where a segment ends depends on nothing but the program and its input. Not thread-safe; machines are
// independent of each other.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/raw_bytes.h"
#include "zkmem/rv32im/memory_backend.h"
#include "zkmem/rv32im/micro_op.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/extension.h"
#include "zkmem/vm/machine_state.h"
#include "zkmem/vm/program.h"
#include "zkmem/vm/streams.h"
#include "zkmem/vm/trap.h"

namespace zkmem::rv32im {

inline constexpr uint64_t kDefaultSegmentAccesses = uint64_t{1} << 22;

// What a run costs in memory, in bytes, as its caller counts it, and how much it may be. No run costs more
// than `most`: the machine stops (kMemoryLimit) when what it is about to do might.
struct MemoryLimit {
  uint64_t most = UINT64_MAX;
  uint64_t page = 0;         // for each page touched
  uint64_t access = 0;       // for each access of the segment under way
  uint64_t instruction = 0;  // for each instruction of it
  uint64_t output = 0;       // for each byte of output() kept

  // The most that an ordinary instruction adds: three accesses, one of them to a page that is new.
  uint64_t fast_instruction() const { return page + 3 * access + instruction; }
};

struct MachineOptions {
  MemoryConfig config = MemoryConfig::openvm_v2_default();
  uint64_t segment_accesses = kDefaultSegmentAccesses;
  bool record = false;       // keep the execution record of the current segment, and its log
  bool count = false;        // instead: count what ran in the current segment, and mark what it accessed
  LogSink log_sink;          // with record: takes each ended segment's log; the last one's is memory()->log()
  bool keep_output = false;  // output() gathers what the program prints
  // False for a run that is done again, on memory that holds no more than its accesses need: the text of its
  // print instructions, which is no access, is not looked at.
  bool prints = true;
  std::vector<Bytes> inputs;
  std::function<void(std::span<const uint8_t>)> print;  // may be empty
  std::vector<const InstructionExtension*> extensions;  // must outlive the machine
  MemoryLimit memory;
};

enum class StopReason : uint8_t {
  kTerminated,
  kTrapped,
  kSegmentFull,
  kInstructionLimit,
  kMemoryLimit,
  kCancelled
};

class Machine {
 public:
  // Refuses a configuration without the three spaces a program needs, and programs no machine of these
  // extensions runs.
  static Result<Machine> create(std::shared_ptr<const Program> program, MachineOptions options);
  // The same on this memory (initial_image() of program_image.h).
  static Result<Machine> create(std::shared_ptr<const Program> program, MachineOptions options,
                                CellImage memory);
  // Goes on from a state. With `record` or `count`, only from a segment's start (the last times of a segment
  // under way are not part of a state). `options.inputs` are not looked at.
  static Result<Machine> resume(std::shared_ptr<const Program> program, MachineOptions options,
                                MachineState state);

  ~Machine();
  Machine(Machine&&) noexcept;
  Machine& operator=(Machine&&) noexcept;

  // Runs until one of the stops; at most `max_instructions` more.
  StopReason run(const Context& context, uint64_t max_instructions = UINT64_MAX);
  // After kSegmentFull: the record, or the counts, and the log of the segment that ended are gone.
  void next_segment();
  // run() and next_segment() until another stop than kSegmentFull.
  StopReason run_through(const Context& context, uint64_t max_instructions = UINT64_MAX);

  const Program& program() const;
  const MemoryConfig& config() const;
  uint32_t pc() const;
  uint32_t clock() const;
  uint64_t instructions() const;
  std::optional<uint32_t> exit_code() const;
  const std::optional<Trap>& trap() const;
  // Accesses of the whole run by space; end timestamps of the segments so far, the current one last.
  AccessCounts accesses() const;
  std::vector<uint32_t> segment_ends() const;
  uint64_t touched_pages() const;
  // What going on needs: what the run costs by now, by options.memory, and what the next instructions may
  // add.
  uint64_t memory_needed() const;
  void set_memory_limit(uint64_t most);
  const Bytes& output() const;
  // A cell of a u8 space now.
  uint8_t peek_byte(Address a) const;
  // What the reveal instructions wrote: the cells of space 3.
  std::vector<uint8_t> public_values() const;
  // The contents of memory now, and at the start of the run (or of the state it was resumed from).
  CellImage image() const;
  const CellImage& initial_image() const;

  // The current segment's record, complete once the segment has ended; null without `record`.
  const ExecutionRecord* record() const;
  // The recorded memory: log, last timestamps, the image at the segment's start; null without `record`.
  MemoryCore* memory();

  // Likewise with `count`: how often what ran, and the memory of marked words over the image at the segment's
  // start.
  const SegmentCounts* counts() const;
  const AddressMap* marked_memory() const;

  MachineState save() const;

 private:
  struct State;
  explicit Machine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace zkmem::rv32im
