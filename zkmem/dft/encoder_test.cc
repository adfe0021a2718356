#include "zkmem/dft/encoder.h"

#include <random>

#include <gtest/gtest.h>

#include "zkmem/field/simd_target.h"

namespace zkmem {
namespace {

std::vector<BabyBear> random_cells(size_t count, uint32_t seed) {
  std::mt19937 rng(seed);
  std::vector<BabyBear> cells(count);
  for (BabyBear& cell : cells) cell = BabyBear::from_u64(rng());
  return cells;
}

BabyBear horner(const std::vector<BabyBear>& coefficients, BabyBear x) {
  BabyBear y;
  for (size_t i = coefficients.size(); i-- > 0;) y = y * x + coefficients[i];
  return y;
}

class SimdEncoder : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { ASSERT_TRUE(pin_simd_target(GetParam())); }
  void TearDown() override { ASSERT_TRUE(pin_simd_target("")); }
};

TEST_P(SimdEncoder, CodewordsAreEvaluationsInBitReversedOrder) {
  for (const unsigned log_degree : {0U, 1U, 3U, 4U, 7U, 8U, 11U, 12U, 14U}) {
    for (const unsigned log_blowup : {1U, 2U, 4U}) {
      const Encoder encoder(log_degree, log_blowup);
      const std::vector<BabyBear> coefficients = random_cells(encoder.degree(), log_degree);
      const std::vector<BabyBear> codeword = encoder.encode(coefficients);
      const BabyBear omega = BabyBear::two_adic_generator(encoder.log_domain());
      const size_t step = std::max<size_t>(1, encoder.domain() / 61);
      for (size_t i = 0; i < encoder.domain(); i += step) {
        const BabyBear x = omega.pow(reverse_bits(i, encoder.log_domain()));
        ASSERT_EQ(codeword[i], horner(coefficients, x)) << log_degree << " " << log_blowup << " " << i;
      }
    }
  }
}

// Values are encoded as the message that they stand for, whichever pass turns them into it.
TEST_P(SimdEncoder, ValuesAreEncodedAsTheirMessage) {
  for (const unsigned log_block : {1U, 2U, 3U, 4U, 5U, 6U}) {
    for (const unsigned log_degree : {6U, 8U, 11U, 12U, 14U}) {
      const std::vector<BabyBear> values = random_cells(size_t{1} << log_degree, log_block);
      std::vector<BabyBear> message = values;
      values_to_message(message, log_block);
      const Encoder encoder(log_degree, 1, log_block);
      const std::vector<BabyBear> codeword = encoder.encode(values);
      ASSERT_EQ(codeword, Encoder(log_degree, 1).encode(message)) << log_block << " " << log_degree;

      // The words of a query alone, and rows that are not there.
      std::vector<const BabyBear*> rows;
      for (size_t i = 0; i < encoder.chunk_rows(); ++i) rows.push_back(&values[i * encoder.chunk()]);
      std::vector<BabyBear> words(encoder.chunk());
      std::vector<BabyBear> buffer(encoder.chunk_rows() * encoder.band_width());
      for (size_t band = 0; band < encoder.num_bands(); ++band) {
        encoder.first_pass(rows, band, 1, buffer.data());
        std::copy_n(buffer.begin(), encoder.band_width(), &words[band * encoder.band_width()]);
      }
      encoder.second_pass_part(encoder.chunk_rows(), 8, 3, words.data());
      for (size_t i = 0; i < 8; ++i) ASSERT_EQ(words[i], codeword[encoder.degree() + 8 + i]);
    }
  }
}

// Of the first pass only what leads to the wanted chunks is worked out.
TEST_P(SimdEncoder, WantedChunksAreThoseOfTheWholePass) {
  for (const unsigned log_degree : {12U, 13U, 14U, 15U, 17U}) {
    const Encoder encoder(log_degree, 1);
    const std::vector<BabyBear> cells = random_cells(encoder.degree(), log_degree);
    std::vector<const BabyBear*> rows;
    for (size_t i = 0; i < encoder.chunk_rows(); ++i) rows.push_back(&cells[i * encoder.chunk()]);
    std::mt19937 rng(log_degree);
    std::vector<bool> wanted(encoder.num_chunks());
    for (int i = 0; i < 5; ++i) wanted[rng() % wanted.size()] = true;
    std::vector<uint32_t> before(wanted.size() + 1);
    for (size_t c = 0; c < wanted.size(); ++c) before[c + 1] = before[c] + (wanted[c] ? 1 : 0);
    std::vector<BabyBear> whole(encoder.chunk_rows() * encoder.band_width());
    std::vector<BabyBear> part = whole;
    for (size_t coset = 0; coset < 2; ++coset) {
      encoder.first_pass(rows, 3, coset, whole.data());
      encoder.first_pass(rows, 3, coset, before, part.data());
      for (size_t row = 0; row < encoder.chunk_rows(); ++row) {
        if (!wanted[coset * encoder.chunk_rows() + row]) continue;
        for (size_t w = 0; w < encoder.band_width(); ++w) {
          const size_t i = row * encoder.band_width() + w;
          ASSERT_EQ(part[i], whole[i]) << log_degree << " " << row;
        }
      }
    }
  }
}

TEST_P(SimdEncoder, NullRowsAreZeros) {
  for (const unsigned log_degree : {12U, 13U, 15U}) {
    const Encoder encoder(log_degree, 1);
    const std::vector<BabyBear> zeros(encoder.chunk());
    const std::vector<BabyBear> cells = random_cells(encoder.chunk(), 3);
    std::vector<const BabyBear*> given(encoder.chunk_rows(), cells.data());
    std::vector<const BabyBear*> null = given;
    for (size_t i = 0; i < given.size(); i += 2) given[i] = zeros.data();
    for (size_t i = 0; i < null.size(); i += 2) null[i] = nullptr;
    std::vector<BabyBear> expected(encoder.chunk_rows() * encoder.band_width());
    std::vector<BabyBear> found = expected;
    for (size_t band = 0; band < encoder.num_bands(); band += 7) {
      encoder.first_pass(given, band, 1, expected.data());
      encoder.first_pass(null, band, 1, found.data());
      ASSERT_EQ(expected, found) << log_degree << " " << band;
    }
  }
}

// A query's words alone, from the first pass on.
TEST_P(SimdEncoder, PartsOfAChunkAreTheCodewordsWords) {
  for (const unsigned log_degree : {3U, 6U, 11U, 13U}) {
    const Encoder encoder(log_degree, 2);
    const std::vector<BabyBear> coefficients = random_cells(encoder.degree(), log_degree);
    const std::vector<BabyBear> codeword = encoder.encode(coefficients);
    std::vector<const BabyBear*> rows;
    for (size_t i = 0; i < encoder.chunk_rows(); ++i) rows.push_back(&coefficients[i * encoder.chunk()]);
    std::vector<BabyBear> buffer(encoder.chunk_rows() * encoder.band_width());
    for (size_t chunk = 0; chunk < encoder.num_chunks(); chunk += 3) {
      std::vector<BabyBear> words(encoder.chunk());
      for (size_t band = 0; band < encoder.num_bands(); ++band) {
        encoder.first_pass(rows, band, chunk / encoder.chunk_rows(), buffer.data());
        std::copy_n(&buffer[chunk % encoder.chunk_rows() * encoder.band_width()], encoder.band_width(),
                    &words[band * encoder.band_width()]);
      }
      for (const unsigned log_count : {0U, 1U, 3U}) {
        const size_t count = size_t{1} << log_count;
        for (size_t first = 0; first < encoder.chunk(); first += count * (1 + encoder.chunk() / 64)) {
          std::vector<BabyBear> part = words;
          encoder.second_pass_part(chunk, first, log_count, part.data());
          for (size_t i = 0; i < count; ++i)
            ASSERT_EQ(part[i], codeword[chunk * encoder.chunk() + first + i]) << log_degree << " " << first;
        }
      }
    }
  }
}

TEST_P(SimdEncoder, MessagesAreSubsetSumsOfInterpolants) {
  for (const unsigned log_block : {1U, 2U, 3U, 4U, 5U}) {
    const size_t n = size_t{1} << log_block;
    for (const size_t blocks : {1U, 3U, 16U, 40U}) {
      const std::vector<BabyBear> values = random_cells(n * blocks, log_block);
      std::vector<BabyBear> message = values;
      values_to_message(message, log_block);
      const BabyBear root = BabyBear::two_adic_generator(log_block);
      for (size_t b = 0; b < blocks; ++b) {
        std::vector<BabyBear> c(message.begin() + static_cast<ptrdiff_t>(b * n),
                                message.begin() + static_cast<ptrdiff_t>((b + 1) * n));
        for (unsigned bit = 0; bit < log_block; ++bit)
          for (size_t i = n; i-- > 0;)
            if ((i >> bit & 1) != 0) c[i] -= c[i ^ (size_t{1} << bit)];
        for (size_t z = 0; z < n; ++z)
          ASSERT_EQ(horner(c, root.pow(z)), values[b * n + z]) << log_block << " " << b;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, SimdEncoder, testing::ValuesIn(simd_targets()),
                         [](const auto& target) { return target.param; });

}  // namespace
}  // namespace zkmem
