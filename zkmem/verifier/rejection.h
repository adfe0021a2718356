// Why a proof was rejected, as a value: the phase, the check, the place inside it, and both numbers.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "zkmem/base/result.h"
#include "zkmem/field/ext4.h"
#include "zkmem/hash/commitment.h"

namespace zkmem {

enum class VerifierPhase : uint8_t {
  kDecoding,
  kKey,
  kProofShape,
  kPreamble,
  kLogUpGkr,
  kBatchedConstraints,
  kStackedReduction,
  kWhir,
};

enum class VerifierCheck : uint8_t {
  kWellFormed,  // kDecoding and kKey
  // Proof shape.
  kHashSuite,
  kCommitmentWord,
  kTraceVDataCount,
  kPublicValueLists,
  kRequiredAir,
  kAbsentAirPublicValues,
  kCachedCommitments,
  kLogHeight,
  kPublicValues,
  kPresentTraces,
  kGkrLayers,
  kGkrSumcheckLayers,
  kGkrSumcheckRounds,
  kNumeratorTerms,
  kDenominatorTerms,
  kBatchUnivariateCoefficients,
  kBatchRounds,
  kBatchRoundValues,
  kOpenedTraces,
  kOpenedParts,
  kOpenedColumns,
  kStackingUnivariateCoefficients,
  kStackingRounds,
  kStackedWidth,
  kStackingCommitments,
  kStackingOpenings,
  kWhirSumcheckRounds,
  kCodewordCommitments,
  kOutOfDomainValues,
  kFoldingWitnesses,
  kQueryPhaseWitnesses,
  kInitialCommitments,
  kInitialQueries,
  kInitialWidth,
  kInitialRows,
  kInitialDepth,
  kInitialPaths,
  kCodewordRounds,
  kCodewordQueries,
  kCodewordValues,
  kCodewordDepth,
  kCodewordPaths,
  kFinalPolynomialLength,
  kTraceHeightSum,
  // Preamble.
  kPreprocessedHeight,
  // LogUp-GKR.
  kLogUpProofOfWork,
  kDenominatorWithoutInteractions,
  kRootNumerator,
  kRootDenominator,
  kLayerClaim,
  // Batched constraints.
  kNumeratorSum,
  kDenominatorSum,
  kBatchUnivariateSum,
  kBatchClaim,
  // Stacked reduction.
  kStackingUnivariateSum,
  kStackingClaim,
  // WHIR.
  kMuProofOfWork,
  kFoldingProofOfWork,
  kQueryPhaseProofOfWork,
  kOpenedLeaves,
  kSharedSiblings,
  kMerkleRoot,
  kFinalClaim,
};

const char* name_of(VerifierPhase phase);
const char* name_of(VerifierCheck check);

struct Rejection {
  VerifierPhase phase = VerifierPhase::kProofShape;
  VerifierCheck check = VerifierCheck::kWellFormed;
  std::string place;     // "air 3", "round 0 query 17", or empty
  std::string expected;  // both empty for kWellFormed, where the place says it all
  std::string found;

  // "logup-gkr: layer claim (layer 3): expected [1 2 3 4], found [5 6 7 8]"
  std::string message() const;
  Error error() const { return rejected(message()); }
};

// Accepted, or why not.
using Verdict = Result<void, Rejection>;

std::string describe(uint64_t value);
std::string describe(const Ext4& value);
std::string describe(const Commitment& value);

template <class Expected, class Found>
Rejection reject(VerifierPhase phase, VerifierCheck check, std::string place, const Expected& expected,
                 const Found& found) {
  return {phase, check, std::move(place), describe(expected), describe(found)};
}

// "expected 20 zero bits, found witness 123"
Rejection reject_pow(VerifierPhase phase, VerifierCheck check, std::string place, uint32_t bits,
                     BabyBear witness);

}  // namespace zkmem
