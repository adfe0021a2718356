#include "zkmem/memory/traces/ledger_sums.h"

#include <random>

#include <gtest/gtest.h>

namespace zkmem {
namespace {

// Columns of a chip that has everything: what keeps a row from putting and taking, the leaf, two lists of
// values and two segments.
constexpr size_t kNotPut = 0;
constexpr size_t kNotTaken = 1;
constexpr size_t kSpace = 2;
constexpr size_t kPutValues = 4;
constexpr size_t kTakenValues = kPutValues + kLeafCells;
constexpr size_t kPutSegment = kTakenValues + kLeafCells;
constexpr size_t kTakenSegment = kPutSegment + 1;
constexpr size_t kWidth = kTakenSegment + 1;

BabyBear random_element(std::mt19937& random) {
  return BabyBear::from_canonical(static_cast<uint32_t>(random() % BabyBear::kModulus));
}

Ext4 random_extension(std::mt19937& random) {
  return Ext4(
      {random_element(random), random_element(random), random_element(random), random_element(random)});
}

Trace random_rows(size_t height, size_t rows, std::mt19937& random) {
  Trace trace(height, kWidth);
  for (size_t row = 0; row < rows; ++row) {
    trace.at(row, kNotPut) = BabyBear::from_bool(random() % 2 == 0);
    trace.at(row, kNotTaken) = BabyBear::from_bool(random() % 2 == 0);
    for (size_t i = kSpace; i < kWidth; ++i) trace.at(row, i) = random_element(random);
  }
  return trace;
}

LedgerToken token_of(const Trace& trace, size_t row, const TokenColumns& columns) {
  LedgerToken token{trace.at(row, kSpace).as_canonical(), trace.at(row, kSpace + 1).as_canonical()};
  for (size_t i = 0; columns.values && i < kLeafCells; ++i)
    token.values[i] = trace.at(row, *columns.values + i).as_canonical();
  token.segment = columns.segment ? trace.at(row, *columns.segment).as_canonical() : columns.constant_segment;
  return token;
}

bool has(const Trace& trace, size_t row, const TokenColumns& columns) {
  return !columns.except || trace.at(row, *columns.except).is_zero();
}

// The sums are those of the tokens' fingerprints, one by one.
void expect_sums(const LedgerColumns& columns, size_t height, size_t rows, unsigned threads) {
  std::mt19937 random(static_cast<uint32_t>(height + rows));
  const LedgerChallenge challenge{random_extension(random), random_extension(random)};
  const Trace cached = random_rows(height, rows, random);
  Trace sums(height, Ext4::kDegree);
  Context context;
  context.threads = threads;
  const Ext4 sum = fill_ledger_sums(context, challenge, columns, cached.view(), rows, sums.view());

  const TokenFingerprint fingerprint(challenge);
  Ext4 expected;
  for (size_t row = 0; row < height; ++row) {
    for (size_t i = 0; i < Ext4::kDegree; ++i)
      ASSERT_EQ(sums.at(row, i), expected[i]) << "row " << row << " of " << rows << ", coefficient " << i;
    if (row >= rows) continue;
    if (has(cached, row, columns.put)) expected += fingerprint(token_of(cached, row, columns.put)).inverse();
    if (has(cached, row, columns.taken))
      expected -= fingerprint(token_of(cached, row, columns.taken)).inverse();
  }
  EXPECT_EQ(sum, expected);
}

const LedgerColumns kSegment{kSpace,
                             {.values = kPutValues, .constant_segment = 7},
                             {.values = kTakenValues, .segment = kTakenSegment}};
const LedgerColumns kEnds{
    kSpace, {.except = kNotPut}, {.values = kTakenValues, .segment = kTakenSegment, .except = kNotTaken}};
const LedgerColumns kAll{kSpace,
                         {.values = kPutValues, .segment = kPutSegment, .except = kNotPut},
                         {.values = kTakenValues, .segment = kTakenSegment, .except = kNotTaken}};

TEST(LedgerSums, AreThoseOfTheFingerprintsAtEveryNumberOfRows) {
  for (const LedgerColumns& columns : {kSegment, kEnds, kAll}) {
    for (size_t rows = 0; rows <= 64; ++rows) expect_sums(columns, 64, rows, 1);
    for (size_t height = 1; height <= 32; height *= 2) expect_sums(columns, height, height, 1);
  }
}

TEST(LedgerSums, DoNotDependOnHowRowsAreShared) {
  for (const unsigned threads : {1U, 2U}) expect_sums(kAll, 16384, 10001, threads);
}

}  // namespace
}  // namespace zkmem
