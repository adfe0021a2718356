// Attacks on the order of instructions and on what a segment claims about its run: everything consistent but
// the chain of (pc, time).
#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/rv32im/testing/forgeries.h"

namespace zkmem::rv32im::testing {
namespace {

// Straight-line code whose rows say nothing of pc but from_state.
Program straight_program() {
  Assembler a;
  a.load_immediate(8, 7).load_immediate(9, 11);
  a << r_type(0x33, 0, 0, 13, 8, 9) << r_type(0x33, 4, 0, 14, 8, 8) << addi(0, 0, 0) << addi(15, 8, 3)
    << terminate(0);
  return *a.program();
}

// #18: time relabelled, every address still monotonic: an idle tick is slipped in.
Forger slipped_tick() {
  const Program program = straight_program();
  Program with_pause = program;
  const Instruction nop = program.instructions[6];
  ZKMEM_CHECK(nop.opcode == kOpPhantom);
  with_pause.instructions.insert(with_pause.instructions.begin() + 5, nop);
  std::vector<uint32_t> pcs = own_pcs(with_pause);
  for (size_t i = 6; i < pcs.size(); ++i) pcs[i] -= kPcStep;
  Forger forger = presented_as(program, with_pause, pcs);
  // The pause's own row disappears.
  forger.copy_row(kAirPhantom, 1, 0);
  forger.clear_row(kAirPhantom, 1);
  forger.rebalance_lookups();
  return forger;
}

// #23: two instructions in the other order.
Forger reordered() {
  const Program program = straight_program();
  Program swapped = program;
  std::swap(swapped.instructions[4], swapped.instructions[5]);
  std::vector<uint32_t> pcs = own_pcs(swapped);
  std::swap(pcs[4], pcs[5]);
  Forger forger = presented_as(program, swapped, pcs);
  forger.rebalance_lookups();
  return forger;
}

// #23: one left out.
Forger skipped() {
  const Program program = straight_program();
  Program shorter = program;
  shorter.instructions.erase(shorter.instructions.begin() + 5);
  std::vector<uint32_t> pcs = own_pcs(shorter);
  for (size_t i = 5; i < pcs.size(); ++i) pcs[i] += kPcStep;
  Forger forger = presented_as(program, shorter, pcs);
  forger.rebalance_lookups();
  return forger;
}

// #39: one more in a public value of the connector.
Forger other_claim(ConnectorPublicValue value) {
  Forger forger = honest_sample();
  forger.owned(kAirConnector).public_values[value] += BabyBear::one();
  return forger;
}

}  // namespace

void add_order_forgeries(std::vector<Forgery>& list) {
  list.push_back({18, "timestamps relabelled", slipped_tick, {"bus execution"}});
  list.push_back({23, "two instructions in the other order", reordered, {"bus execution"}});
  list.push_back({23, "an instruction skipped", skipped, {"bus execution"}});
  list.push_back({39,
                  "another initial pc",
                  [] { return other_claim(kInitialPc); },
                  {"VmConnectorAir: is_transition * (pc - public_values[0])"}});
  list.push_back({39,
                  "another final pc",
                  [] { return other_claim(kFinalPc); },
                  {"VmConnectorAir: is_transition * (next.pc - public_values[1])"}});
  list.push_back(
      {39,
       "another exit code",
       [] { return other_claim(kExitCode); },
       {"VmConnectorAir: is_transition * next.is_terminate * (next.exit_code - public_values[2])"}});
  list.push_back({39,
                  "is_terminate 2",
                  [] { return other_claim(kIsTerminate); },
                  {"VmConnectorAir: is_transition * (next.is_terminate - public_values[3])"}});
  list.push_back({39,
                  "an exit code that no instruction gives",
                  [] {
                    Forger forger = honest_sample();
                    forger.set(kAirConnector, 1, "exit_code", 1);
                    forger.owned(kAirConnector).public_values[kExitCode] = BabyBear::one();
                    forger.rebalance_lookups();
                    return forger;
                  },
                  {"bus program"}});
}

}  // namespace zkmem::rv32im::testing
