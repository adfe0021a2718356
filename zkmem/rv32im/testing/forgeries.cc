#include "zkmem/rv32im/testing/forgeries.h"

#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im::testing {
namespace {

std::vector<std::vector<uint8_t>> sample_inputs() { return {std::vector<uint8_t>(60, 0x61)}; }

// A run and its traces, for good: forgers copy from them.
struct Sample {
  explicit Sample(std::shared_ptr<const Program> program) : run(std::move(program), sample_inputs()) {
    ZKMEM_CHECK(run.run() == StopReason::kTerminated);
    traces.emplace(run.traces());
  }
  ProvenRun run;
  std::optional<SegmentTraces> traces;
};

}  // namespace

std::string chip_name(size_t air) {
  const std::string& name = machine_under_test()[air].name;
  const size_t core = name.find(',');  // VmAirWrapper<adapter,core<sizes>>
  if (core == std::string::npos) return name;
  return name.substr(core + 1, name.find_first_of("<>", core) - core - 1);
}

Refusal refusal_of(const CheckReport& report) {
  static const BusNames kBuses = machine_bus_names();
  Refusal refusal;
  for (const std::string& shape : report.shape) refusal.insert("shape: " + shape);
  for (const uint16_t bus : report.unbalanced_buses) refusal.insert("bus " + kBuses.at(bus).name);
  for (const ConstraintFailure& failure : report.constraints)
    refusal.insert(chip_name(failure.air) + ": " + failure.expression);
  return refusal;
}

bool is_refusal(const Refusal& expected, const Refusal& found) {
  const auto matches = [](std::string_view pattern, std::string_view text) {
    constexpr std::string_view kRest = "…";
    for (bool anchored = true;; anchored = false) {
      const size_t end = pattern.find(kRest);
      const std::string_view part = pattern.substr(0, end);
      if (end == std::string_view::npos) return anchored ? text == part : text.ends_with(part);
      const size_t at = text.find(part);
      if (at == std::string_view::npos || (anchored && at != 0)) return false;
      text.remove_prefix(at + part.size());
      pattern.remove_prefix(end + kRest.size());
    }
  };
  return expected.size() == found.size() && std::ranges::all_of(expected, [&](const std::string& pattern) {
           return std::ranges::count_if(found,
                                        [&](const std::string& text) { return matches(pattern, text); }) == 1;
         });
}

std::shared_ptr<const Program> sample_program() {
  Assembler a;
  a.load_immediate(3, RandomProgram::kWindow);
  a << hint_input() << addi(6, 0, 3) << addi(5, 3, 64) << hint_buffer(5, 6) << addi(5, 3, 96)
    << hint_buffer(5, 6) << hint_storew(5);
  a.load_immediate(8, 0x12345678).load_immediate(9, 0x80000001);
  a << s_type(2, 3, 9, 0) << load(2, 11, 0, 3) << load(2, 0, 0, 3) << s_type(2, 3, 8, 4)
    << s_type(0, 3, 9, 5);
  a << load(0, 12, 1, 3) << load(1, 12, 2, 3);
  a << r_type(0x33, 3, 0, 10, 8, 9);                                    // sltu x10, x8, x9
  a << r_type(0x33, 0, 0, 13, 8, 9) << r_type(0x33, 0, 0, 14, 12, 11);  // two independent additions
  a << r_type(0x33, 1, 0, 15, 8, 9) << r_type(0x33, 5, 32, 15, 8, 9);
  a << r_type(0x33, 0, 1, 16, 8, 9) << r_type(0x33, 1, 1, 16, 8, 9) << r_type(0x33, 4, 1, 17, 8, 9)
    << r_type(0x33, 6, 1, 17, 9, 8);
  a << b_type(0, 8, 9, 8) << b_type(4, 8, 9, 8) << addi(0, 0, 0);
  a << jal(1, 4) << lui(18, 5) << auipc(19, 0) << jalr(1, 8, 19);
  return (a << terminate(0)).program();
}

Forger honest_sample() {
  static const Sample kSample(sample_program());
  return Forger(kSample.traces->input());
}

size_t row_with(Forger& forger, size_t air, std::string_view column, uint32_t value) {
  size_t row = 0;
  while (row < forger.height(air) && forger.value(air, row, column) != value) ++row;
  ZKMEM_CHECK(row < forger.height(air));
  return row;
}

bool is_padding(Forger& forger, size_t air, size_t row) {
  for (size_t c = 0; c < forger.trace(air).width(); ++c) {
    if (!forger.trace(air).at(row, c).is_zero()) return false;
  }
  return true;
}

Forger presented_as(const Program& program, const Program& other, const std::vector<uint32_t>& pc_of_index) {
  const Sample sample(std::make_shared<const Program>(other));
  Forger forger(sample.traces->input());
  forger.owned(kAirProgram).cached_mains[0] = program_table(program);
  const size_t height = forger.owned(kAirProgram).cached_mains[0].height();
  if (height != forger.height(kAirProgram)) forger.trace(kAirProgram) = Trace(height, 1);
  const auto translate = [&](BabyBear& pc) {
    const uint32_t index = (pc.as_canonical() - other.pc_base) / kPcStep;
    if (pc.as_canonical() >= other.pc_base && index < pc_of_index.size())
      pc = BabyBear::from_canonical(pc_of_index[index]);
  };
  for (size_t air = 0; air < kNumMachineAirs; ++air) {
    if (!forger.has(air)) continue;
    for (const char* name : {"from_state__pc", "inner__from_state__pc", "pc"}) {
      const auto& names = machine_under_test()[air].columns;
      if (std::find(names.begin(), names.end(), name) == names.end()) continue;
      for (BabyBear& pc : forger.column(air, name)) translate(pc);
    }
  }
  for (const ConnectorPublicValue i : {kInitialPc, kFinalPc})
    translate(forger.owned(kAirConnector).public_values[i]);
  return forger;
}

std::vector<uint32_t> own_pcs(const Program& program) {
  std::vector<uint32_t> pcs;
  for (size_t i = 0; i < program.instructions.size(); ++i) pcs.push_back(program.pc_of(i));
  return pcs;
}

std::vector<Forgery> forgeries() {
  std::vector<Forgery> list;
  add_row_forgeries(list);
  add_order_forgeries(list);
  add_trap_forgeries(list);
  std::ranges::stable_sort(list, {}, &Forgery::number);
  return list;
}

}  // namespace zkmem::rv32im::testing
