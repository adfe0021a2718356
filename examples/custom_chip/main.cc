// Runs a program with the new instruction, makes all traces and checks every constraint; then cheats and is
// caught.
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include "packed_add.h"
#include "zkmem/air/check/row_checker.h"
#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/checked_machine.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/vm/chips/system_chips.h"

int main() {
  using namespace zkmem;
  using namespace zkmem::rv32im;

  // lui x8, 0x01020; addi x8, x8, -1; padd8 x9, x8, x8; padd8 x10, x9, x8; terminate 0
  const std::array<uint32_t, 5> words = {0x01020437, 0xfff40413, packed_add::padd8(9, 8, 8),
                                         packed_add::padd8(10, 9, 8), 0x0000000b};
  const MachineDefinition padd8_machine = MachineDefinition::with({packed_add::extension()}).value();
  const InstructionExtension& extension = *padd8_machine.instruction_extensions().front();
  auto program = std::make_shared<Program>();
  program->pc_base = program->pc_start = 0x1000;
  for (const uint32_t word : words) {
    auto instruction = decode(word);
    if (!instruction) instruction = extension.decode(word);
    program->instructions.push_back(instruction.value());
    program->source_words.push_back(word);
  }

  const Context context;
  const Poseidon2Batch& hash = scalar_poseidon2_batch();
  MachineOptions options;
  options.record = true;
  options.extensions = {&extension};
  Machine machine = Machine::create(program, std::move(options)).value();
  const MerkleTree start = tree_of_image(context, hash, machine.config(), machine.initial_image()).value();
  if (machine.run(context) != StopReason::kTerminated) return 1;

  const Trace table = program_table(*program);
  auto traces = SegmentTraces::plan(context, hash, *program, table, *machine.record(), *machine.memory(),
                                    start, padd8_machine)
                    .value();
  if (!traces.fill(context).ok()) return 1;

  const std::vector<CheckedAir> airs = checked_machine_airs(padd8_machine);
  ProvingInput input = traces.input();
  const CheckReport honest = check_traces(context, airs, input, {.buses = machine_bus_names()}).value();
  std::printf("honest: %s", honest.ok() ? "every constraint holds\n" : describe(honest, airs, {}).c_str());

  // One more in the lowest byte of the first sum: the carry is no bit any more, and the next read finds
  // another value.
  OwnedAirTraces forged;
  const ConstTraceView view = input.back().common_main;
  forged.common_main = Trace(view.height(), view.width());
  std::copy_n(view.data(), view.height() * view.width(), forged.common_main.view().data());
  const std::vector<std::string>& columns = airs.back().columns;
  const auto column = static_cast<size_t>(std::ranges::find(columns, "a__0") - columns.begin());
  forged.common_main.at(0, column) += BabyBear::one();
  input.back() = forged.view(kNumMachineAirs);
  const CheckReport cheat = check_traces(context, airs, input, {.buses = machine_bus_names()}).value();
  std::printf("forged: %s", cheat.ok() ? "accepted\n" : "refused\n");
  return honest.ok() && !cheat.ok() ? 0 : 1;
}
