// Test support: programs with words changed at random. What still runs to its end is gathered in one program,
// sequence after sequence, since a proof costs the same whether it is about ten instructions or ten thousand;
// what traps, what ends early and what no loader takes is kept apart.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "zkmem/rv32im/decoder.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/testing/random_program.h"

namespace zkmem::rv32im::testing {

struct MutatedPrograms {
  Assembler accepted;    // all sequences that run through, one after the other
  size_t sequences = 0;  // in it
  size_t endless = 0;    // left out: they did not end in time
  std::vector<std::pair<TrapCause, Assembler>> trapping;
  std::vector<Assembler> early;    // terminate before their end (ecall, ebreak and CSR words do)
  std::vector<Assembler> unknown;  // with a word that is no instruction
};

// `trials` sequences of a few instructions, one or two words of each changed in one to three bits; at most
// `keep` of each kind that is kept apart.
inline MutatedPrograms mutated_programs(uint64_t seed, size_t trials, size_t keep,
                                        const std::vector<std::vector<uint8_t>>& items) {
  constexpr uint64_t kTime = 200000;  // instructions
  RandomProgram random(seed);
  MutatedPrograms result;
  Assembler body = random.start();
  uint64_t length = 0;
  std::map<TrapCause, size_t> trapped;
  for (size_t trial = 0; trial < trials; ++trial) {
    Assembler candidate = body;
    candidate.load_immediate(RandomProgram::kWindowRegister, RandomProgram::kWindow);  // a change may hit it
    const size_t first = candidate.words().size();
    for (int i = 0; i < 4; ++i) random.emit(candidate);
    const size_t added = candidate.words().size() - first;
    for (uint32_t changes = 1 + random.below(2); changes != 0; --changes) {
      const size_t at = first + random.below(static_cast<uint32_t>(added));
      uint32_t word = candidate.words()[at];
      for (uint32_t bits = 1 + random.below(3); bits != 0; --bits) word ^= uint32_t{1} << random.below(32);
      candidate.replace(at, word);
    }
    const Assembler whole = RandomProgram::finish(candidate);
    bool known = true;
    for (const uint32_t word : whole.words()) known &= decode(word).has_value();
    if (!known) {
      if (result.unknown.size() < keep) result.unknown.push_back(whole);
      continue;
    }
    MachineOptions options;
    options.inputs = items;
    Machine machine = Machine::create(whole.program(), options).value();
    switch (machine.run_through(Context{}, kTime)) {
      case StopReason::kTerminated:
        if (machine.pc() != whole.here() - 4) {
          if (result.early.size() < keep) result.early.push_back(whole);
        } else if (machine.instructions() > length) {  // it skipped nothing of what was there before
          length = machine.instructions();
          body = candidate;
          ++result.sequences;
        }
        break;
      case StopReason::kTrapped:
        if (trapped[machine.trap()->cause]++ < keep)
          result.trapping.emplace_back(machine.trap()->cause, whole);
        break;
      default:
        ++result.endless;
    }
  }
  result.accepted = RandomProgram::finish(body);
  return result;
}

}  // namespace zkmem::rv32im::testing
