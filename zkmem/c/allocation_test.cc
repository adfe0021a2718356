// Every allocation that a call makes fails once: the call says so, nothing leaks, and the next one works.
#include <gtest/gtest.h>

#include "zkmem/c/handles_for_test.h"
#include "zkmem/c/testing/failing_new.h"
#include "zkmem/protocol/golden_cases.h"

namespace zkmem::c::testing {
namespace {

using zkmem::testing::golden_bytes;

// Calls again and again, each time with one more allocation that succeeds, until all do. Returns how often.
template <class Call>
int64_t fail_everywhere(const Call& call) {
  EXPECT_EQ(call(nullptr), ZKMEM_OK);  // what is made once in a process
  const int64_t before = failing_new_blocks_in_use();
  for (int64_t allowed = 0;; ++allowed) {
    zkmem_error* error = nullptr;
    failing_new_after(allowed);
    const zkmem_code code = call(&error);
    failing_new_after(-1);
    if (code == ZKMEM_OK) return allowed;
    EXPECT_EQ(code, ZKMEM_OUT_OF_MEMORY) << zkmem_error_message(error);
    zkmem_error_free(error);
    EXPECT_EQ(failing_new_blocks_in_use(), before) << "with " << allowed << " allocations";
    if (::testing::Test::HasFailure()) return allowed;
  }
}

TEST(CAllocation, AKeyIsReadOrIsNot) {
  const auto bytes = golden_bytes("swirl/small/fib/vk.postcard");
  EXPECT_GT(fail_everywhere([&](zkmem_error** error) {
              zkmem_key* key = nullptr;
              const zkmem_code code = zkmem_key_read(span_of(bytes), &key, error);
              zkmem_key_free(key);
              return code;
            }),
            10);
}

TEST(CAllocation, AProofIsVerifiedOrIsNot) {
  const auto proof = golden_bytes("swirl/small/fib/proof.bin");
  Key key;
  ASSERT_EQ(zkmem_key_read(span_of(golden_bytes("swirl/small/fib/vk.postcard")), key.out(), nullptr),
            ZKMEM_OK);
  EXPECT_GT(
      fail_everywhere([&](zkmem_error** error) { return zkmem_verify(key.get(), span_of(proof), error); }),
      10);
}

TEST(CAllocation, AProofIsMadeOrIsNot) {
  // 2^4 rows of the Fibonacci sequence, as the golden case has them.
  const auto golden = golden_bytes("swirl/small/fib_tiny_h2/trace_air0_common.bin");
  const auto word = [&](size_t i) {
    const uint8_t* at = golden.data() + 4 * i;
    return uint32_t{at[0]} | uint32_t{at[1]} << 8 | uint32_t{at[2]} << 16 | uint32_t{at[3]} << 24;
  };
  const size_t height = word(0);
  const size_t width = word(1);
  std::vector<uint32_t> cells(height * width);
  for (size_t row = 0; row < height; ++row)
    for (size_t column = 0; column < width; ++column)
      cells[column * height + row] = word(2 + row * width + column);
  const uint32_t public_values[] = {cells[0], cells[height], cells[2 * height - 1]};
  zkmem_air_traces traces = {};
  traces.common_main = {cells.data(), height, width};
  traces.public_values = public_values;
  traces.num_public_values = 3;

  Key key;
  Prover prover;
  ASSERT_EQ(zkmem_key_read(span_of(golden_bytes("swirl/small/fib_tiny_h2/vk.postcard")), key.out(), nullptr),
            ZKMEM_OK);
  ASSERT_EQ(zkmem_prover_new(key.get(), prover.out(), nullptr), ZKMEM_OK);
  zkmem_context context = {};
  context.struct_size = sizeof context;
  context.threads = 1;
  const auto expected = golden_bytes("swirl/small/fib_tiny_h2/proof.bin");
  EXPECT_GT(fail_everywhere([&](zkmem_error** error) {
              zkmem_bytes* proof = nullptr;
              const zkmem_code code =
                  zkmem_prove(prover.get(), &context, ZKMEM_CANONICAL, &traces, 1, &proof, error);
              if (code == ZKMEM_OK) {
                EXPECT_TRUE(std::equal(expected.begin(), expected.end(), zkmem_bytes_data(proof)));
              }
              zkmem_bytes_free(proof);
              return code;
            }),
            100);
}

TEST(CAllocation, AnAccessHappensOrDoesNot) {
  const auto call = [&](zkmem_error** error) {
    zkmem_memory* memory = nullptr;
    zkmem_code code = zkmem_memory_open(nullptr, &memory, error);
    for (uint32_t i = 0; i < 3 && code == ZKMEM_OK; ++i)
      code = zkmem_memory_write_word(memory, 2, i << 20, i, error);
    zkmem_log* log = nullptr;
    if (code == ZKMEM_OK) code = zkmem_memory_take_log(memory, &log, error);
    if (code == ZKMEM_OK) {
      EXPECT_EQ(zkmem_log_length(log), 3u);
    }
    zkmem_log_free(log);
    zkmem_memory_free(memory);
    return code;
  };
  EXPECT_GT(fail_everywhere(call), 10);
}

}  // namespace
}  // namespace zkmem::c::testing
