#include "zkmem/rv32im/check/program_check.h"

#include <chrono>
#include <memory>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "zkmem/base/progress_words.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/program_file.h"
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
  ZKMEM_ASSIGN_OR_RETURN(CellImage memory, initial_image(*program, options.config, below));
  ZKMEM_ASSIGN_OR_RETURN(Machine machine, Machine::create(program, std::move(options), std::move(memory)));
  ZKMEM_ASSIGN_OR_RETURN(MerkleTree tree,
                         tree_of_image(context, hash, machine.config(), machine.initial_image()));
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
    ZKMEM_ASSIGN_OR_RETURN(SegmentTraces traces, SegmentTraces::plan(inner, hash, *program, table, record,
                                                                     *machine.memory(), tree, definition));
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
    tree = traces.final_tree();
    if (reason != StopReason::kSegmentFull) break;
    machine.next_segment();
  }
  result.ok = true;
  result.exit_code = machine.exit_code().value_or(0);
  return result;
}

}  // namespace zkmem::rv32im
