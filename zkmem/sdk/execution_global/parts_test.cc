// Runs on global memory whose ends are cut by address into several proofs: from the plan to the verdict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/testing/dishonest_run.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/statement/verify.h"

namespace zkmem {
namespace {

using namespace rv32im::testing;  // instruction words
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::shared_keys;

constexpr uint32_t kData = 0x00300000;

// Adds up a word of its data in rounds, keeps each sum beside it, and reveals the last one.
const std::vector<uint8_t>& elf() {
  static const std::vector<uint8_t> bytes = [] {
    Assembler code;
    code << lui(a0, kData >> 12) << addi(t0, zero, 24);
    code << lw(t1, 0, a0) << add(s0, s0, t1) << sw(s0, 64, a0) << addi(t0, t0, -1)
         << b_type(1, t0, zero, -16);
    code << reveal(s0, 8, zero) << terminate(0);
    ElfFile file;
    file.entry = Assembler::kBase;
    file.segments.push_back({.address = Assembler::kBase, .bytes = words(code.words())});
    file.segments.push_back({.address = kData, .bytes = words({7, 9, 11})});
    return file.build();
  }();
  return bytes;
}
ExecutionInput sample() {
  ExecutionInput input = testing::global_run_input(elf(), 200);
  input.part_leaves = 3;
  return input;
}

Result<VerificationReport> verified(const ZkProof& proof) {
  const Program program = rv32im::load_elf(elf()).value();
  const GivenProgram given(program);
  VerificationOptions options;
  options.allow_weak_params = true;
  options.subject = &given;
  return verify_zkproof(Context{}, shared_keys(), proof, options);
}

TEST(GlobalRunParts, AreProvenAndVerified) {
  const ZkProof proof = testing::proven_global_run(sample());
  ASSERT_GE(proof.claim->closing_proofs(), 3u);
  const auto report = verified(proof);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_THAT(report->shown,
              Contains(HasSubstr("tied by one ledger, its ends in " +
                                 std::to_string(proof.claim->closing_proofs()) + " parts, hashed")));
  ExecutionInput whole = sample();
  whole.part_leaves.reset();
  const ZkProof in_one = testing::proven_global_run(whole);
  EXPECT_LE(in_one.claim->closing_proofs(), 1u);
  EXPECT_EQ(claim_as<GlobalExecutionClaim>(*proof.claim).revealed(),
            claim_as<GlobalExecutionClaim>(*in_one.claim).revealed());
}

TEST(GlobalRunParts, StepsInAnyOrderGiveTheSameProof) {
  const testing::ScratchFolder scratch("run_parts");
  const WorkFolder folder = WorkFolder::create(scratch.path()).value();
  std::vector<std::string> notes;
  const Plan plan = sample().plan(Context{}, shared_keys(), folder, notes).value();
  EXPECT_EQ(folder.plan().value(), plan);
  for (size_t k = plan.segments.size(); k-- > 1;)
    ASSERT_TRUE(prove_segment(Context{}, shared_keys(), folder, folder.plan().value(), k).ok()) << k;
  const auto report = prove_segments(Context{}, shared_keys(), folder, plan, {});
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->resumed, plan.segments.size() - 1);
  EXPECT_EQ(encode_zkproof(assemble(Context{}, shared_keys(), folder, plan).value()),
            encode_zkproof(testing::proven_global_run(sample())));
  Plan other = plan;
  ++other.segments.back().leaves;
  EXPECT_THAT(
      prove_segment(Context{}, shared_keys(), folder, other, plan.claim->first_of_ends()).error().message,
      HasSubstr("of the ends, behind"));
}

}  // namespace
}  // namespace zkmem
