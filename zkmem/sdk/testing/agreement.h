// Test support: executor, checker and prover must say the same of a program.
#pragma once

#include "zkmem/base/error.h"
#include "zkmem/sdk/testing/proven_program.h"

namespace zkmem::testing {

std::vector<std::vector<uint8_t>> two_items(uint8_t fill);

// The program runs to its end, its circuits hold, a proof of it verifies, and all say the same about the run.
void expect_accepted_by_all(const ProgramInput& input);

// All three refuse, for the same reason, and nothing is left that could be taken for a proof.
void expect_refused_by_all(const ProgramInput& input, ErrorKind kind);

// Both, for programs made by changing words at random (rv32im/testing/mutated_programs.h).
void expect_mutants_agreed(uint64_t seed, size_t trials, size_t keep);

}  // namespace zkmem::testing
