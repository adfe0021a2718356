// Logs and programs through the C interface, from accesses to a verdict in words.
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/c/handles_for_test.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::c::testing {
namespace {

zkmem_prove_options weak_options() {
  zkmem_prove_options options = {};
  options.struct_size = sizeof options;
  options.parameters = "weak";
  return options;
}
zkmem_verify_options accepting_weak() {
  zkmem_verify_options options = {};
  options.struct_size = sizeof options;
  options.allow_weak_params = 1;
  return options;
}

std::vector<uint8_t> guest(const std::string& name) {
  return read_file(std::string(ZKMEM_SOURCE_DIR) + "/examples/guests/" + name).value();
}

class CStatement : public ::testing::Test {
 protected:
  Log log_of(uint32_t value) {
    Memory memory;
    EXPECT_EQ(zkmem_memory_open(nullptr, memory.out(), nullptr), ZKMEM_OK);
    EXPECT_EQ(zkmem_memory_write_word(memory.get(), 2, 64, value, nullptr), ZKMEM_OK);
    uint32_t word = 0;
    EXPECT_EQ(zkmem_memory_read_word(memory.get(), 2, 64, &word, nullptr), ZKMEM_OK);
    Log log;
    EXPECT_EQ(zkmem_memory_take_log(memory.get(), log.out(), nullptr), ZKMEM_OK);
    return log;
  }

  zkmem_prove_options weak_ = weak_options();
  zkmem_verify_options accepting_ = accepting_weak();
  Failure error_;
};

TEST_F(CStatement, ALogIsProvenAndVerified) {
  Log log = log_of(5);
  Bytes proof;
  ASSERT_EQ(zkmem_prove_log(log.get(), &weak_, nullptr, proof.out(), error_.out()), ZKMEM_OK)
      << error_.message();
  Report report;
  ASSERT_EQ(zkmem_verify_log(span_of(proof), log.get(), &accepting_, nullptr, report.out(), error_.out()),
            ZKMEM_OK)
      << error_.message();
  EXPECT_GT(zkmem_report_num_shown(report.get()), 0u);
  EXPECT_GT(zkmem_report_num_not_shown(report.get()), 0u);
  EXPECT_NE(std::string_view(zkmem_report_not_shown(report.get(), 0)), "");
  EXPECT_NE(std::string_view(zkmem_report_shown(report.get(), 0)), "");
  EXPECT_EQ(zkmem_report_shown(report.get(), 1000), nullptr);
  EXPECT_LT(zkmem_report_proven_bits(report.get()), 100);

  Log other = log_of(6);
  EXPECT_EQ(zkmem_verify_log(span_of(proof), other.get(), &accepting_, nullptr, report.out(), error_.out()),
            ZKMEM_REJECTED);
  // Weak parameters are not accepted unasked, nor is another hash suite.
  EXPECT_EQ(zkmem_verify_log(span_of(proof), log.get(), nullptr, nullptr, report.out(), error_.out()),
            ZKMEM_REJECTED);
  const auto claimed = decode_zkproof({zkmem_bytes_data(proof.get()), zkmem_bytes_size(proof.get())});
  accepting_.hash = claimed->claim->hash == HashSuite::kBlake3 ? ZKMEM_HASH_POSEIDON2 : ZKMEM_HASH_BLAKE3;
  EXPECT_EQ(zkmem_verify_proof(span_of(proof), &accepting_, nullptr, report.out(), error_.out()),
            ZKMEM_REJECTED);
  accepting_.hash = 9;
  EXPECT_EQ(zkmem_verify_proof(span_of(proof), &accepting_, nullptr, report.out(), error_.out()),
            ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "hash: 9 is none");
}

TEST_F(CStatement, TheHashAskedForIsUsed) {
  Log log = log_of(5);
  for (const zkmem_hash hash : {ZKMEM_HASH_POSEIDON2, ZKMEM_HASH_BLAKE3}) {
    weak_.hash = hash;
    Bytes proof;
    ASSERT_EQ(zkmem_prove_log(log.get(), &weak_, nullptr, proof.out(), error_.out()), ZKMEM_OK);
    accepting_.hash = hash;
    Report report;
    EXPECT_EQ(zkmem_verify_proof(span_of(proof), &accepting_, nullptr, report.out(), error_.out()), ZKMEM_OK)
        << error_.message();
  }
}

TEST_F(CStatement, AnInconsistentLogIsRejected) {
  constexpr std::string_view kText =
      "{\"op\":\"write\",\"as\":2,\"ptr\":8,\"size\":4,\"values\":[1,2,3,4]}\n"
      "{\"op\":\"read\",\"as\":2,\"ptr\":8,\"size\":4,\"values\":[9,9,9,9]}\n";
  Log log;
  const zkmem_span text = {reinterpret_cast<const uint8_t*>(kText.data()), kText.size()};
  ASSERT_EQ(zkmem_log_read(text, nullptr, log.out(), error_.out()), ZKMEM_OK) << error_.message();
  EXPECT_EQ(zkmem_check_log(log.get(), &weak_, nullptr, error_.out()), ZKMEM_REJECTED);
  EXPECT_NE(error_.message().find("line 2"), std::string::npos) << error_.message();
  Bytes proof;
  EXPECT_EQ(zkmem_prove_log(log.get(), &weak_, nullptr, proof.out(), error_.out()), ZKMEM_REJECTED);
  EXPECT_EQ(proof.get(), nullptr);
  Log consistent = log_of(5);
  EXPECT_EQ(zkmem_check_log(consistent.get(), &weak_, nullptr, error_.out()), ZKMEM_OK);
}

TEST_F(CStatement, AProgramRunsIsCheckedProvenAndVerified) {
  const std::vector<uint8_t> elf = guest("elf/fib.elf");
  const std::vector<uint8_t> input = guest("inputs/fib.txt");
  const zkmem_span items[] = {span_of(input)};
  std::string printed;
  zkmem_run_options options = {};
  options.struct_size = sizeof options;
  options.print = [](void* user, const uint8_t* data, size_t size) {
    static_cast<std::string*>(user)->append(reinterpret_cast<const char*>(data), size);
  };
  options.user = &printed;
  CRun run;
  ASSERT_EQ(zkmem_run_program(span_of(elf), items, 1, &options, nullptr, run.out(), error_.out()), ZKMEM_OK)
      << error_.message();
  EXPECT_EQ(zkmem_run_exit_code(run.get()), 0u);
  EXPECT_GT(zkmem_run_instructions(run.get()), 100u);
  EXPECT_EQ(zkmem_run_public_values(run.get()).size, 32u);
  EXPECT_FALSE(printed.empty());

  options.max_instructions = 10;
  EXPECT_EQ(zkmem_run_program(span_of(elf), items, 1, &options, nullptr, run.out(), error_.out()),
            ZKMEM_LIMIT);
  EXPECT_EQ(zkmem_run_program(span_of(input), items, 1, &options, nullptr, run.out(), error_.out()),
            ZKMEM_BAD_INPUT);

  EXPECT_EQ(zkmem_check_program(span_of(elf), items, 1, nullptr, nullptr, error_.out()), ZKMEM_OK);
  Bytes proof;
  ASSERT_EQ(zkmem_prove_program(span_of(elf), items, 1, &weak_, nullptr, proof.out(), error_.out()), ZKMEM_OK)
      << error_.message();
  Report report;
  ASSERT_EQ(
      zkmem_verify_program(span_of(proof), span_of(elf), &accepting_, nullptr, report.out(), error_.out()),
      ZKMEM_OK)
      << error_.message();
  const std::vector<uint8_t> other = guest("elf/sort.elf");
  EXPECT_EQ(
      zkmem_verify_program(span_of(proof), span_of(other), &accepting_, nullptr, report.out(), error_.out()),
      ZKMEM_REJECTED);
  accepting_.exit_code = 3;
  EXPECT_EQ(
      zkmem_verify_program(span_of(proof), span_of(elf), &accepting_, nullptr, report.out(), error_.out()),
      ZKMEM_REJECTED);
  accepting_.any_exit_code = 1;
  const uint32_t root[8] = {2013265921};
  accepting_.final_root = root;
  EXPECT_EQ(
      zkmem_verify_program(span_of(proof), span_of(elf), &accepting_, nullptr, report.out(), error_.out()),
      ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "final_root: word 0 is 2013265921, the field's size is 2013265921");
}

TEST_F(CStatement, ATrapSaysWhere) {
  const std::vector<uint8_t> elf = guest("elf/trap.elf");
  CRun run;
  EXPECT_EQ(zkmem_run_program(span_of(elf), nullptr, 0, nullptr, nullptr, run.out(), error_.out()),
            ZKMEM_TRAP);
  EXPECT_NE(error_.message().find("host_read"), std::string::npos) << error_.message();
  EXPECT_EQ(zkmem_run_program(span_of(elf), nullptr, 2, nullptr, nullptr, run.out(), error_.out()),
            ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "inputs is null");
}

TEST_F(CStatement, NothingButAProofIsAProof) {
  Report report;
  const uint8_t bytes[] = {1, 2, 3};
  EXPECT_EQ(zkmem_verify_proof({bytes, 3}, nullptr, nullptr, report.out(), error_.out()), ZKMEM_REJECTED);
  EXPECT_EQ(zkmem_verify_proof({nullptr, 3}, nullptr, nullptr, report.out(), error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_EQ(zkmem_verify_log({bytes, 3}, nullptr, nullptr, nullptr, report.out(), error_.out()),
            ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "log is null");
}

}  // namespace
}  // namespace zkmem::c::testing
