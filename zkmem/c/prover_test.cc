// Keys, traces and proofs through the C interface: the golden cases' bytes, and what is refused.
#include <thread>

#include <gtest/gtest.h>

#include "zkmem/c/handles_for_test.h"
#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/trace_files.h"

namespace zkmem::c::testing {
namespace {

using zkmem::testing::golden_bytes;

// A golden case's traces in memory that belongs to the caller.
class GoldenTraces {
 public:
  GoldenTraces(const std::string& name, zkmem_encoding encoding) : encoding_(encoding) {
    const auto key = decode_verifying_key(golden_bytes(name + "/vk.postcard")).value();
    const auto files = read_trace_directory(std::string(ZKMEM_TESTDATA) + "/" + name, key.inner).value();
    for (const AirTraces& air : files.input()) {
      zkmem_air_traces traces = {};
      traces.air = air.air;
      traces.common_main = keep(air.common_main);
      traces.preprocessed = keep(air.preprocessed);
      auto& cached = cached_.emplace_back();
      for (const ConstTraceView& part : air.cached_mains) cached.push_back(keep(part));
      traces.cached_mains = cached.data();
      traces.num_cached_mains = cached.size();
      auto& values = words_.emplace_back();
      for (const BabyBear value : air.public_values) values.push_back(word(value));
      traces.public_values = values.data();
      traces.num_public_values = values.size();
      traces_.push_back(traces);
    }
  }
  const zkmem_air_traces* data() const { return traces_.data(); }
  size_t size() const { return traces_.size(); }
  zkmem_air_traces& operator[](size_t i) { return traces_[i]; }
  uint32_t& common_cell(size_t i) { return const_cast<uint32_t*>(traces_[i].common_main.cells)[0]; }

 private:
  uint32_t word(BabyBear x) const { return encoding_ == ZKMEM_MONTGOMERY ? x.monty() : x.as_canonical(); }
  zkmem_matrix keep(const ConstTraceView& view) {
    auto& cells = words_.emplace_back();
    for (size_t i = 0; i < view.height() * view.width(); ++i) cells.push_back(word(view.data()[i]));
    return {cells.data(), view.height(), view.width()};
  }

  zkmem_encoding encoding_;
  std::vector<std::vector<uint32_t>> words_;
  std::vector<std::vector<zkmem_matrix>> cached_;
  std::vector<zkmem_air_traces> traces_;
};

class CProver : public ::testing::Test {
 protected:
  void open(const std::string& name) {
    ASSERT_EQ(zkmem_key_read(span_of(golden_bytes(name + "/vk.postcard")), key_.out(), error_.out()),
              ZKMEM_OK);
    ASSERT_EQ(zkmem_prover_new(key_.get(), prover_.out(), error_.out()), ZKMEM_OK);
  }
  zkmem_code prove(const GoldenTraces& traces, zkmem_encoding encoding, Bytes& proof) {
    return zkmem_prove(prover_.get(), nullptr, encoding, traces.data(), traces.size(), proof.out(),
                       error_.out());
  }
  static std::vector<uint8_t> copy(Bytes& bytes) {
    const zkmem_span all = span_of(bytes);
    return {all.data, all.data + all.size};
  }

  Key key_;
  Prover prover_;
  Failure error_;
};

TEST_F(CProver, ProvesTheGoldenCasesByteForByteInEitherEncoding) {
  for (const char* name : {"swirl/small/prep_cached", "swirl/small/mixture", "swirl/small/fib3_one_absent"}) {
    open(name);
    const std::vector<uint8_t> expected = golden_bytes(std::string(name) + "/proof.bin");
    for (const zkmem_encoding encoding : {ZKMEM_MONTGOMERY, ZKMEM_CANONICAL}) {
      Bytes proof;
      ASSERT_EQ(prove(GoldenTraces(name, encoding), encoding, proof), ZKMEM_OK) << error_.message();
      EXPECT_EQ(copy(proof), expected) << name;
      EXPECT_EQ(zkmem_bytes_data(proof.get())[expected.size()], 0);
      EXPECT_EQ(zkmem_verify(key_.get(), span_of(proof), error_.out()), ZKMEM_OK);
    }
  }
}

TEST_F(CProver, CommitsAsTheKeysPreprocessedTrace) {
  const std::string name = "swirl/small/prep_cached";
  open(name);
  const GoldenTraces traces(name, ZKMEM_CANONICAL);
  const auto key = decode_verifying_key(golden_bytes(name + "/vk.postcard")).value();
  uint32_t commitment[8];
  ASSERT_EQ(zkmem_commit(key_.get(), nullptr, ZKMEM_CANONICAL, &traces.data()[0].preprocessed, commitment,
                         error_.out()),
            ZKMEM_OK);
  const Commitment& expected = key.inner.per_air[0].preprocessed_data->commit;
  EXPECT_TRUE(std::ranges::equal(commitment, expected.words));
}

TEST_F(CProver, AKeyIsItsBytes) {
  const auto golden = golden_bytes("swirl/small/fib/vk.postcard");
  open("swirl/small/fib");
  Bytes written;
  ASSERT_EQ(zkmem_key_write(key_.get(), written.out(), error_.out()), ZKMEM_OK);
  EXPECT_EQ(copy(written), golden);
  uint32_t words[8] = {};
  zkmem_key_pre_hash(key_.get(), words);
  EXPECT_TRUE(std::ranges::equal(words, decode_verifying_key(golden)->pre_hash.words));
  EXPECT_GT(zkmem_key_proven_bits(key_.get()), 0);
}

TEST_F(CProver, AWrongKeyIsAnError) {
  auto bytes = golden_bytes("swirl/small/fib/vk.postcard");
  bytes[bytes.size() / 2] ^= 1;
  Key key;
  EXPECT_EQ(zkmem_key_read(span_of(bytes), key.out(), error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_EQ(key.get(), nullptr);
  // And a proof under another key is refused.
  open("swirl/small/fib");
  const auto other = golden_bytes("swirl/small/mixture/proof.bin");
  EXPECT_EQ(zkmem_verify(key_.get(), span_of(other), error_.out()), ZKMEM_REJECTED);
  EXPECT_FALSE(error_.message().empty());
}

TEST_F(CProver, TracesThatDoNotFitAreRefusedByName) {
  const std::string name = "swirl/small/prep_cached";
  open(name);
  Bytes proof;
  GoldenTraces traces(name, ZKMEM_MONTGOMERY);
  traces[0].common_main.height = 3;
  EXPECT_EQ(prove(traces, ZKMEM_MONTGOMERY, proof), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "traces[0].common_main: height 3 is no power of two up to 134217728");
  traces = GoldenTraces(name, ZKMEM_MONTGOMERY);
  traces[0].num_public_values = 1000;
  traces[0].public_values = nullptr;
  EXPECT_EQ(prove(traces, ZKMEM_MONTGOMERY, proof), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "traces[0].public_values is null");
  traces = GoldenTraces(name, ZKMEM_MONTGOMERY);
  traces.common_cell(0) = BabyBear::kModulus;
  EXPECT_EQ(prove(traces, ZKMEM_MONTGOMERY, proof), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(),
            "traces[0].common_main: column 0, row 0 is 2013265921, the field's size is 2013265921");
  traces = GoldenTraces(name, ZKMEM_MONTGOMERY);
  traces[0].air = 5;
  EXPECT_EQ(prove(traces, ZKMEM_MONTGOMERY, proof), ZKMEM_BAD_INPUT);
  EXPECT_EQ(prove(traces, 7, proof), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "encoding: 7 is none");
  EXPECT_EQ(proof.get(), nullptr);
}

TEST_F(CProver, TracesThatBreakAConstraintAreRejected) {
  const std::string name = "swirl/small/fib";
  open(name);
  GoldenTraces traces(name, ZKMEM_CANONICAL);
  traces.common_cell(0) += 1;
  Bytes proof;
  EXPECT_EQ(prove(traces, ZKMEM_CANONICAL, proof), ZKMEM_REJECTED) << error_.message();
}

TEST_F(CProver, ABudgetIsHeldAndACancelledProofIsNone) {
  const std::string name = "swirl/app20/fib";
  open(name);
  const GoldenTraces traces(name, ZKMEM_MONTGOMERY);
  uint64_t bytes = 0;
  ASSERT_EQ(zkmem_proving_memory(key_.get(), 1, traces.data(), traces.size(), &bytes, error_.out()),
            ZKMEM_OK);
  EXPECT_GT(bytes, 1000u);
  zkmem_context context = {};
  context.struct_size = sizeof context;
  context.threads = 1;
  context.memory_budget = bytes - 1;
  Bytes proof;
  const auto proven = [&] {
    return zkmem_prove(prover_.get(), &context, ZKMEM_MONTGOMERY, traces.data(), traces.size(), proof.out(),
                       error_.out());
  };
  EXPECT_EQ(proven(), ZKMEM_LIMIT);
  EXPECT_NE(error_.message().find(std::to_string(bytes)), std::string::npos) << error_.message();
  context.memory_budget = 0;
  context.progress = [](void*, const char*, double) -> int32_t { return 1; };
  EXPECT_EQ(proven(), ZKMEM_CANCELLED);
  EXPECT_EQ(proof.get(), nullptr);
}

TEST_F(CProver, ThreadsTakeTurns) {
  const std::string name = "swirl/small/mixture";
  open(name);
  const GoldenTraces traces(name, ZKMEM_MONTGOMERY);
  const auto expected = golden_bytes(name + "/proof.bin");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 3; ++j) {
        Bytes proof;
        EXPECT_EQ(zkmem_prove(prover_.get(), nullptr, ZKMEM_MONTGOMERY, traces.data(), traces.size(),
                              proof.out(), nullptr),
                  ZKMEM_OK);
        EXPECT_EQ(copy(proof), expected);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(CProver, CellsChangeTheirEncodingInPlace) {
  std::vector<uint32_t> cells = {0, 1, 2, 2013265920, 12345};
  const std::vector<uint32_t> canonical = cells;
  ASSERT_EQ(zkmem_cells_to_montgomery(cells.data(), cells.size(), error_.out()), ZKMEM_OK);
  EXPECT_EQ(cells[1], BabyBear::one().monty());
  ASSERT_EQ(zkmem_cells_to_canonical(cells.data(), cells.size(), error_.out()), ZKMEM_OK);
  EXPECT_EQ(cells, canonical);
  cells[4] = 2013265921;
  EXPECT_EQ(zkmem_cells_to_montgomery(cells.data(), cells.size(), error_.out()), ZKMEM_BAD_INPUT);
  EXPECT_EQ(error_.message(), "word 4 is 2013265921, the field's size is 2013265921");
  EXPECT_EQ(cells[1], 1u);
}

}  // namespace
}  // namespace zkmem::c::testing
