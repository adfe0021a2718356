// Attacks on the instruction chips, on real proofs: forged traces (rv32im/testing/forgeries.h) are refused by
// the prover, and a prover that does not look makes a proof that the verifier rejects, in the phase that is
// there for it: the sum over all buses is no 0, or constraints do not hold. forged_proofs_slow_test.cc goes
// through all of them.
#include <set>

#include <gtest/gtest.h>

#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/testing/expect_rejected.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem {
namespace {

using rv32im::testing::Forgery;

// One of each number.
TEST(ForgedProofs, AreRefusedByProverAndVerifier) {
  std::set<int> numbers;
  for (const Forgery& forgery : rv32im::testing::forgeries()) {
    if (numbers.insert(forgery.number).second) testing::expect_rejected(forgery);
  }
  EXPECT_EQ(numbers, (std::set<int>{5, 6, 18, 20, 22, 23, 24, 25, 28, 35, 39, 40}));
}

// And what the prover is asked for without a forgery is accepted: the test above rejects for a reason.
TEST(ForgedProofs, TheHonestTracesAreAccepted) {
  const auto outcome = testing::prove_dishonestly(rv32im::testing::honest_sample());
  EXPECT_EQ(outcome.refusal, "");
  EXPECT_TRUE(outcome.verdict.ok());
}

// What no circuit sees (docs/spec/program.md): the program's table is padded with words that terminate with
// code 1, so a run that went past the last word, where the executor traps, can be presented as one that ended
// there with that code.
TEST(ForgedProofs, ARunPastTheEndIsOneThatFailed) {
  using namespace rv32im::testing;
  Assembler falls_off;
  falls_off << addi(8, 0, 1) << addi(9, 0, 2) << addi(10, 0, 3) << addi(11, 0, 4) << addi(12, 0, 5);
  const Result<testing::RunFacts> run = testing::executed({testing::elf_of(falls_off), {}});
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().kind, ErrorKind::kTrap);
  Assembler fails = falls_off;
  const Program program = *falls_off.program();
  const Program other = *(fails << terminate(1)).program();
  Forger forger = presented_as(program, other, own_pcs(other));
  forger.rebalance_lookups();
  EXPECT_EQ(refusal_of(forger.check()), Refusal{});
  const auto outcome = testing::prove_dishonestly(forger);
  EXPECT_EQ(outcome.refusal, "");
  EXPECT_TRUE(outcome.verdict.ok());
  EXPECT_EQ(forger.owned(rv32im::kAirConnector).public_values[kExitCode], BabyBear::one());
  // Any other code is refused.
  const Program success = *(Assembler(falls_off) << terminate(0)).program();
  Forger lie = presented_as(program, success, own_pcs(success));
  lie.rebalance_lookups();
  EXPECT_EQ(refusal_of(lie.check()), (Refusal{"bus program"}));
}

// The table of `program` read at 2^4 times its height: its first column is all of its cells, the others are
// 0, so that every pc has a row that terminates with code 0. The commitment is the same.
Trace stretched_table(const Program& program) {
  const Trace table = program_table(program);
  Trace stretched(16 * table.height(), table.width());
  for (size_t c = 0; c < table.width(); ++c)
    for (size_t r = 0; r < table.height(); ++r) stretched.at(c * table.height() + r, 0) = table.at(r, c);
  return stretched;
}

// Attack 17: a commitment is to cells, laid end to end, and opens as a table of another height as well. The
// proof is valid; that it is about another program, the statement has to see.
TEST(ForgedProofs, Attack17AProgramsTableOfAnotherHeightIsAnotherProgram) {
  using namespace rv32im::testing;
  Assembler fails;
  for (int32_t i = 0; i < 40; ++i) fails << addi(8, 0, i);  // columns of more cells than the smallest unit
  fails << terminate(1);
  const Program program = *fails.program();
  Program ends = program;  // what the stretched table says of the first pc
  ends.instructions[0] = {kOpTerminate, {}};
  Forger forger = presented_as(ends, ends, own_pcs(ends));
  forger.owned(rv32im::kAirProgram).cached_mains[0] = stretched_table(program);
  forger.trace(rv32im::kAirProgram) = Trace(size_t{16} << program.log_table_height(), 1);
  forger.rebalance_lookups();
  const auto outcome = testing::prove_dishonestly(forger);
  EXPECT_EQ(outcome.refusal, "");
  ASSERT_TRUE(outcome.verdict.ok()) << outcome.verdict.error().message();

  ExecutionClaim claim;
  claim.config = MemoryConfig::openvm_v2_default();
  claim.resize_segments(1);
  std::vector<AnyFacts> facts;
  facts.push_back(execution_statement().facts_of(claim.config, outcome.proof).value());
  ASSERT_TRUE(execution_statement().add_segment(claim, 0, *facts[0]).ok());
  claim.program_commitment = static_cast<const ExecutionFacts&>(*facts[0]).program_commitment;
  EXPECT_TRUE(claim.segments[0].is_terminate);
  EXPECT_EQ(static_cast<const ExecutionFacts&>(*facts[0]).exit_code, 0u);
  ProgramIdentity identity = identity_of(Context{}, program, claim.config, outcome.params).value();
  EXPECT_EQ(identity.commitment, claim.program_commitment) << "the attack is none";
  EXPECT_EQ(
      KnownProgram(identity).compare(Context{}, claim, facts, false).error().message,
      "the proof is about another program: it reads the given one's cells as a table of 2^10 rows, not of "
      "2^6");
  identity.log_table_height = 10;
  EXPECT_TRUE(KnownProgram(identity).compare(Context{}, claim, facts, false).ok());
}

// Executing data: a word that is no instruction has no row, so a run that goes on over it, as if it were one,
// is refused.
TEST(ForgedProofs, ARunOverDataIsRefused) {
  using namespace rv32im::testing;
  Assembler with_nop;
  with_nop << addi(8, 0, 1) << addi(0, 0, 0) << addi(9, 0, 2) << addi(10, 0, 3) << terminate(0);
  const Program run = *with_nop.program();
  Program with_data = run;
  with_data.instructions[1] = {kNoInstruction, {}};
  with_data.source_words[1] = 0x464c457f;
  Forger forger = presented_as(with_data, run, own_pcs(run));
  forger.rebalance_lookups();
  EXPECT_EQ(refusal_of(forger.check()), (Refusal{"bus program"}));
  const auto outcome = testing::prove_dishonestly(forger);
  EXPECT_FALSE(outcome.verdict.ok());
  // The table without its data is what an honest run of a program around it proves against.
  Assembler around;
  around << addi(8, 0, 1) << jal(0, 8) << 0x464c457f << addi(9, 0, 2) << terminate(0);
  const auto proven = testing::proven({testing::elf_of(around), {}}, testing::ScratchFolder("around_data"));
  ASSERT_TRUE(proven.ok()) << proven.error().message;
  EXPECT_EQ(proven->instructions, 4u);
}

}  // namespace
}  // namespace zkmem
