#include <algorithm>
#include <bit>

#include "zkmem/air/row_writer.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {

Trace program_table(const Program& program) {
  Trace trace(size_t{1} << program.log_table_height(), kColumnCount<ProgramExecutionColumns>);
  // Padding terminates with an exit code that says failure, at addresses past the whole program.
  const Instruction padding{kOpTerminate, {0, 0, 1}};
  const auto cell = [](uint32_t value) { return BabyBear::from_canonical(value); };
  RowWriter<ProgramExecutionColumns> writer(trace.view(), 0);
  size_t place = 0;
  for (size_t row = 0; row < trace.height(); ++row, ++place) {
    while (place < program.instructions.size() && !program.has_instruction(place)) ++place;
    const Instruction& instruction =
        place < program.instructions.size() ? program.instructions[place] : padding;
    const auto& [a, b, c, d, e, f, g] = instruction.operands;
    writer.next_unset().exec = {cell(program.pc_of(place)),
                                cell(instruction.opcode),
                                cell(a),
                                cell(b),
                                cell(c),
                                cell(d),
                                cell(e),
                                cell(f),
                                cell(g)};
  }
  return trace;
}

void fill_program_frequencies(const Program& program, std::span<const uint32_t> frequencies,
                              TraceView trace) {
  ZKMEM_CHECK(frequencies.size() == program.instructions.size() && trace.width() == 1);
  const std::span<BabyBear> cells = trace.column(0);
  size_t row = 0;
  for (size_t place = 0; place < frequencies.size(); ++place) {
    if (program.has_instruction(place)) cells[row++] = BabyBear::from_canonical(frequencies[place]);
  }
  std::fill(cells.begin() + static_cast<std::ptrdiff_t>(row), cells.end(), BabyBear::zero());
}

void fill_connector(uint32_t start_pc, const SegmentEnd& end, unsigned range_max_bits, TraceView trace) {
  ZKMEM_CHECK(trace.height() == 2 && trace.width() == kColumnCount<ConnectorColumns>);
  const uint32_t mask = (1U << range_max_bits) - 1;
  const BabyBear one = BabyBear::one();
  const BabyBear zero = BabyBear::zero();
  const ConnectorColumns<BabyBear> begin_row = {
      BabyBear::from_canonical(start_pc), one, zero, zero, one, one};
  const ConnectorColumns<BabyBear> end_row = {
      BabyBear::from_canonical(end.pc),
      BabyBear::from_canonical(end.timestamp),
      BabyBear::from_bool(end.exit_code.has_value()),
      BabyBear::from_canonical(end.exit_code.value_or(kSuspendExitCode)),
      BabyBear::from_canonical(end.timestamp & mask),
      zero};
  RowWriter<ConnectorColumns> writer(trace, 0);
  writer.push(begin_row);
  writer.push(end_row);
}

std::vector<BabyBear> connector_public_values(uint32_t start_pc, const SegmentEnd& end) {
  std::vector<BabyBear> values(kNumConnectorPublicValues);
  values[kInitialPc] = BabyBear::from_canonical(start_pc);
  values[kFinalPc] = BabyBear::from_canonical(end.pc);
  values[kExitCode] = BabyBear::from_canonical(end.exit_code.value_or(kSuspendExitCode));
  values[kIsTerminate] = BabyBear::from_bool(end.exit_code.has_value());
  return values;
}

void fill_phantom(const Instruction& instruction, uint32_t pc, uint32_t timestamp,
                  PhantomColumns<BabyBear>& row) {
  row.pc = BabyBear::from_canonical(pc);
  for (size_t i = 0; i < row.operands.size(); ++i) {
    row.operands[i] = BabyBear::from_canonical(instruction.operands[i]);
  }
  row.timestamp = BabyBear::from_canonical(timestamp);
  row.is_valid = BabyBear::one();
}

}  // namespace zkmem
