#include "zkmem/rv32im/check/program_check.h"

#include <chrono>
#include <memory>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "zkmem/base/progress_words.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/machine_ends.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/program_file.h"
#include "zkmem/rv32im/program_image.h"
#include "zkmem/rv32im/report.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

// "instruction 12 at 0x00200030, main+0x10 (sort.c:31): addi a0, a0, 1"
std::string instruction_text(const Program& program, const ExecutionRecord& record, size_t index,
                             const SourceMap* names) {
  const uint32_t pc_index = record.pc_index(index);
  const uint32_t pc = program.pc_of(pc_index);
  std::string text = fmt::format("instruction {} at 0x{:08x}", index, pc);
  if (const std::string place = names != nullptr ? names->describe(pc) : ""; !place.empty())
    text += ", " + place;
  if (pc_index < program.source_words.size()) text += ": " + disassemble(program.source_words[pc_index], pc);
  return text;
}

// Some challenge: a checker has nothing to draw one from, and nobody who could choose tokens for it.
LedgerChallenge checking_challenge() {
  const auto element = [](uint32_t first) {
    return Ext4({BabyBear::from_canonical(first), BabyBear::from_canonical(first ^ 0x1bd1e995U),
                 BabyBear::from_canonical(first ^ 0x1b873593U),
                 BabyBear::from_canonical(first ^ 0x2545f491U)});
  };
  return {element(0x0123cdef), element(0x3243f6a8)};
}

// What the memory of segment after segment hangs together by, as the machine has it.
class MemoryChain {
 public:
  static Result<MemoryChain> create(const Context& context, const Poseidon2Batch& hash,
                                    const Machine& machine, const MachineDefinition& definition) {
    MemoryChain chain(hash, definition);
    if (definition.memory() == MachineMemory::kGlobal) {
      chain.start_ = image_tokens(machine.initial_image());
    } else {
      ZKMEM_ASSIGN_OR_RETURN(chain.tree_,
                             tree_of_image(context, hash, machine.config(), machine.initial_image()));
    }
    return chain;
  }

  // Of the segment that the machine has just run, the next one.
  Result<SegmentTraces> traces(const Context& context, const Program& program, const Trace& table,
                               Machine& machine) {
    if (tree_) {
      ZKMEM_ASSIGN_OR_RETURN(SegmentTraces traces,
                             SegmentTraces::plan(context, hash_, program, table, *machine.record(),
                                                 *machine.memory(), *tree_, definition_));
      tree_ = traces.final_tree();
      return traces;
    }
    ZKMEM_ASSIGN_OR_RETURN(SegmentTraces traces,
                           SegmentTraces::plan(context, program, table, *machine.record(), *machine.memory(),
                                               {marks_, challenge_}, ++segments_, definition_));
    marks_.touch(traces.touched(), segments_);
    return traces;
  }
  // What has rows of its own when the run is over; none: nothing has.
  std::optional<BufferedTraces> ends(const Context& context, const Machine& machine) const {
    if (tree_) return std::nullopt;
    return make_machine_ends(context, {start_, run_leaves(start_, marks_, {})}, machine.image(), challenge_);
  }

 private:
  MemoryChain(const Poseidon2Batch& hash, const MachineDefinition& definition)
      : hash_(hash), definition_(definition) {}

  const Poseidon2Batch& hash_;
  const MachineDefinition& definition_;
  std::optional<MerkleTree> tree_;  // with roots
  LedgerChallenge challenge_ = checking_challenge();
  std::vector<LedgerToken> start_;
  LeafMarks marks_;
  uint32_t segments_ = 0;
};

// Of the ledger's chips in one proof's traces.
Ext4 ledger_sum(const ProvingInput& input) {
  Ext4 total = Ext4::zero();
  for (const AirTraces& chip : input) {
    LedgerChallenge challenge;
    Ext4 sum;
    if (chip.air != kAirSegmentBoundary && chip.air != kAirLedgerEnds && chip.air != kAirStartImage) continue;
    if (read_ledger_public_values(chip.public_values, challenge, sum)) total += sum;
  }
  return total;
}

}  // namespace

std::string describe_segment(const CheckReport& report, std::span<const CheckedAir> airs,
                             const Program& program, const ExecutionRecord& record,
                             const SegmentTraces& traces, const SourceMap* names) {
  std::string text = describe(report, airs, machine_bus_names());
  for (const auto& [air, row] : report.rows()) {
    if (row >= traces.instructions().used_rows(air)) continue;
    text += fmt::format(
        "row {} of {} is {}\n", row, airs[air].name,
        instruction_text(program, record, traces.instructions().instruction_of_row(air, row), names));
  }
  return text;
}

Result<ProgramCheck> check_program(const Context& context, const Poseidon2Batch& hash,
                                   std::span<const uint8_t> elf_file,
                                   std::vector<std::vector<uint8_t>> inputs, uint64_t segment_accesses,
                                   uint64_t max_instructions, const MachineDefinition& definition,
                                   std::span<const RawBytes> initial) {
  const auto extensions = definition.instruction_extensions();
  ZKMEM_ASSIGN_OR_RETURN(Program loaded, load_program(elf_file, extensions));
  const auto program = std::make_shared<const Program>(std::move(loaded));
  const SourceMap names(elf_file);
  MachineOptions options;
  options.record = true;
  options.inputs = std::move(inputs);
  options.segment_accesses = segment_accesses;
  options.extensions = extensions;
  const CellImage zeros(options.config, BabyBear::kModulus);
  ZKMEM_ASSIGN_OR_RETURN(const CellImage below, memory_below(*program, options.config, zeros, initial));
  ZKMEM_ASSIGN_OR_RETURN(CellImage image, initial_image(*program, options.config, below));
  ZKMEM_ASSIGN_OR_RETURN(Machine machine, Machine::create(program, std::move(options), std::move(image)));
  ZKMEM_ASSIGN_OR_RETURN(MemoryChain memory, MemoryChain::create(context, hash, machine, definition));
  Ext4 ledger = Ext4::zero();
  const Trace table = program_table(*program);
  const std::vector<CheckedAir> airs = checked_machine_airs(definition);

  ProgramCheck result;
  for (;;) {
    const Context inner = with_words(context, fmt::format("segment {}: ", result.segments + 1));
    inner.report("execute", 0);
    const StopReason reason = machine.run(inner, max_instructions - machine.instructions());
    if (reason == StopReason::kCancelled) return cancelled();
    if (reason == StopReason::kInstructionLimit) return instruction_limit_error(machine);
    if (reason == StopReason::kTrapped) {
      return Error{ErrorKind::kTrap, trap_report(*program, names, *machine.trap())};
    }
    const ExecutionRecord& record = *machine.record();
    ZKMEM_ASSIGN_OR_RETURN(SegmentTraces traces, memory.traces(inner, *program, table, machine));
    inner.report("traces", 0);
    ZKMEM_RETURN_IF_ERROR(traces.fill(inner));
    const auto start = std::chrono::steady_clock::now();
    ZKMEM_ASSIGN_OR_RETURN(const CheckReport report,
                           check_traces(inner, airs, traces.input(), {.buses = machine_bus_names()}));
    result.check_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    result.cells += report.cells;
    result.messages += report.messages;
    result.instructions = machine.instructions();
    const AccessCounts accesses = machine.accesses();
    result.accesses = std::accumulate(accesses.begin(), accesses.end(), uint64_t{0});
    if (!report.ok()) {
      result.report = fmt::format("segment {}:\n", result.segments) +
                      describe_segment(report, airs, *program, record, traces, &names);
      return result;
    }
    ++result.segments;
    ledger += ledger_sum(traces.input());
    if (reason != StopReason::kSegmentFull) break;
    machine.next_segment();
  }
  if (const auto ends = memory.ends(context, machine)) {
    ZKMEM_ASSIGN_OR_RETURN(const CheckReport report,
                           check_traces(context, airs, ends->traces, {.buses = machine_bus_names()}));
    result.cells += report.cells;
    result.messages += report.messages;
    if (!report.ok()) {
      result.report = "the ends:\n" + describe(report, airs, machine_bus_names());
      return result;
    }
    if (!(ledger + ledger_sum(ends->traces)).is_zero()) {
      result.report = "the ledger's sums do not add up to 0";
      return result;
    }
  }
  result.ok = true;
  result.exit_code = machine.exit_code().value_or(0);
  return result;
}

}  // namespace zkmem::rv32im
