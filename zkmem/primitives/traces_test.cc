// The lookup tables' traces: against the golden ones, at every thread count, on every instruction set.
#include <algorithm>
#include <bit>
#include <map>

#include <gtest/gtest.h>

#include "zkmem/base/file.h"
#include "zkmem/field/simd_target.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/poseidon2_trace.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

// A golden trace: u32le height, u32le width, row-major canonical words.
Trace golden_trace(const std::string& name) {
  const auto bytes = read_file(std::string(ZKMEM_TESTDATA) + "/openvm-v2/" + name);
  EXPECT_TRUE(bytes.ok()) << name;
  const auto word = [&](size_t i) {
    const uint8_t* b = bytes->data() + 4 * i;
    return uint32_t{b[0]} | (uint32_t{b[1]} << 8) | (uint32_t{b[2]} << 16) | (uint32_t{b[3]} << 24);
  };
  Trace trace(word(0), word(1));
  for (size_t i = 0; i < trace.height() * trace.width(); ++i) {
    trace.at(i / trace.width(), i % trace.width()) = BabyBear::from_canonical(word(2 + i));
  }
  return trace;
}

using Row = std::vector<uint32_t>;
std::vector<Row> sorted_rows(const Trace& trace) {
  std::vector<Row> rows(trace.height(), Row(trace.width()));
  for (size_t r = 0; r < trace.height(); ++r) {
    for (size_t c = 0; c < trace.width(); ++c) rows[r][c] = trace.at(r, c).as_canonical();
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<Poseidon2State> random_inputs(size_t count, uint32_t distinct) {
  std::vector<Poseidon2State> inputs(count);
  uint64_t seed = 12345;
  for (Poseidon2State& input : inputs) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    const uint64_t which = (seed >> 33) % distinct;
    for (size_t i = 0; i < 16; ++i) input[i] = BabyBear::from_u64(which * 1000003 * (i + 1) + i);
  }
  return inputs;
}

class GoldenTraces : public ::testing::TestWithParam<const char*> {};

TEST_P(GoldenTraces, Poseidon2RowsAreTheReferencesUpToTheirOrder) {
  const Trace golden = golden_trace(std::string(GetParam()) + "/trace_air3_common.bin");
  std::vector<Poseidon2State> lookups;
  for (size_t row = 0; row < golden.height(); ++row) {
    Poseidon2State input;
    for (size_t i = 0; i < 16; ++i) input[i] = golden.at(row, 1 + i);
    lookups.insert(lookups.end(), golden.at(row, 299).as_canonical(), input);
  }
  const Poseidon2Rows rows = distinct_poseidon2_inputs({}, lookups);
  Trace trace(golden.height(), 300);
  fill_poseidon2({}, rows, Poseidon2Sbox::kRegister, trace.view());
  EXPECT_EQ(sorted_rows(trace), sorted_rows(golden));
}

TEST_P(GoldenTraces, RangeCheckerTraceIsTheReferences) {
  const Trace golden = golden_trace(std::string(GetParam()) + "/trace_air4_common.bin");
  const unsigned bits = static_cast<unsigned>(std::bit_width(golden.height())) - 2;
  RangeCounts counts(bits);
  for (size_t row = 0; row + 1 < golden.height(); ++row) {
    counts.add(golden.at(row, 0).as_canonical(), golden.at(row, 1).as_canonical(),
               golden.at(row, 3).as_canonical());
  }
  Trace trace(golden.height(), 4);
  fill_variable_range_checker({}, counts, trace.view());
  EXPECT_TRUE(trace == golden);
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenTraces, ::testing::Values("mem_a_tiny/small", "mem_a/app20"),
                         [](const auto& test) { return test.index == 0 ? "tiny" : "app20"; });

TEST(Poseidon2Rows, KeepTheOrderOfFirstUseAtEveryThreadCount) {
  const std::vector<Poseidon2State> lookups = random_inputs(50000, 700);
  std::map<std::vector<uint32_t>, size_t> place;
  Poseidon2Rows expected;
  for (const Poseidon2State& input : lookups) {
    std::vector<uint32_t> key;
    for (const BabyBear word : input) key.push_back(word.as_canonical());
    const auto [it, is_new] = place.try_emplace(key, expected.inputs.size());
    if (is_new) {
      expected.inputs.push_back(input);
      expected.multiplicities.push_back(0);
    }
    ++expected.multiplicities[it->second];
  }
  for (const unsigned threads : {1U, 2U, 5U}) {
    Context context;
    context.threads = threads;
    const Poseidon2Rows rows = distinct_poseidon2_inputs(context, lookups);
    EXPECT_TRUE(rows.inputs == expected.inputs) << threads;
    EXPECT_EQ(rows.multiplicities, expected.multiplicities) << threads;
  }
  EXPECT_TRUE(distinct_poseidon2_inputs({}, {}).inputs.empty());
}

TEST(Poseidon2Trace, EveryInstructionSetAgreesWithTheScalarReference) {
  const std::vector<Poseidon2State> inputs = random_inputs(75, 1000);
  for (const Poseidon2Sbox sbox : {Poseidon2Sbox::kRegister, Poseidon2Sbox::kExpression}) {
    Trace expected(128, poseidon2_width(sbox) - 2);
    fill_poseidon2_rows_scalar(inputs.data(), inputs.size(), sbox, expected.view().data(), 128);
    Poseidon2State permuted = inputs[3];
    poseidon2_permute(permuted);
    for (size_t i = 0; i < 16; ++i) EXPECT_EQ(expected.at(3, expected.width() - 16 + i), permuted[i]);
    for (const std::string& target : simd_targets()) {
      ASSERT_TRUE(pin_simd_target(target));
      Trace trace(128, expected.width());
      fill_poseidon2_rows_simd(inputs.data(), inputs.size(), sbox, trace.view().data(), 128);
      EXPECT_TRUE(trace == expected) << target;
    }
    ASSERT_TRUE(pin_simd_target(""));
  }
}

}  // namespace
}  // namespace zkmem
