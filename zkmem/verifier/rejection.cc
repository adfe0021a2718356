#include "zkmem/verifier/rejection.h"

namespace zkmem {

const char* name_of(VerifierPhase phase) {
  switch (phase) {
    case VerifierPhase::kDecoding:
      return "decoding";
    case VerifierPhase::kKey:
      return "verifying key";
    case VerifierPhase::kProofShape:
      return "proof shape";
    case VerifierPhase::kPreamble:
      return "preamble";
    case VerifierPhase::kLogUpGkr:
      return "logup-gkr";
    case VerifierPhase::kBatchedConstraints:
      return "batched constraints";
    case VerifierPhase::kStackedReduction:
      return "stacked reduction";
    case VerifierPhase::kWhir:
      return "whir";
  }
  return "unknown phase";
}

const char* name_of(VerifierCheck check) {
  switch (check) {
    case VerifierCheck::kWellFormed:
      return "not well formed";
    case VerifierCheck::kHashSuite:
      return "hash suite";
    case VerifierCheck::kCommitmentWord:
      return "commitment word below the modulus";
    case VerifierCheck::kTraceVDataCount:
      return "number of airs";
    case VerifierCheck::kPublicValueLists:
      return "number of public value lists";
    case VerifierCheck::kRequiredAir:
      return "presence of a required air";
    case VerifierCheck::kAbsentAirPublicValues:
      return "public values of an absent air";
    case VerifierCheck::kCachedCommitments:
      return "number of cached commitments";
    case VerifierCheck::kLogHeight:
      return "highest log height";
    case VerifierCheck::kPublicValues:
      return "number of public values";
    case VerifierCheck::kPresentTraces:
      return "least number of present traces";
    case VerifierCheck::kGkrLayers:
      return "number of layers";
    case VerifierCheck::kGkrSumcheckLayers:
      return "number of layers with a sumcheck";
    case VerifierCheck::kGkrSumcheckRounds:
      return "number of gkr sumcheck rounds";
    case VerifierCheck::kNumeratorTerms:
      return "number of numerator terms";
    case VerifierCheck::kDenominatorTerms:
      return "number of denominator terms";
    case VerifierCheck::kBatchUnivariateCoefficients:
      return "number of batch univariate coefficients";
    case VerifierCheck::kBatchRounds:
      return "number of batch sumcheck rounds";
    case VerifierCheck::kBatchRoundValues:
      return "number of values of a batch sumcheck round";
    case VerifierCheck::kOpenedTraces:
      return "number of opened traces";
    case VerifierCheck::kOpenedParts:
      return "number of opened parts";
    case VerifierCheck::kOpenedColumns:
      return "number of column openings";
    case VerifierCheck::kStackingUnivariateCoefficients:
      return "number of stacking univariate coefficients";
    case VerifierCheck::kStackingRounds:
      return "number of stacking sumcheck rounds";
    case VerifierCheck::kStackedWidth:
      return "most stacked columns";
    case VerifierCheck::kStackingCommitments:
      return "number of stacked commitments";
    case VerifierCheck::kStackingOpenings:
      return "number of stacking openings";
    case VerifierCheck::kWhirSumcheckRounds:
      return "number of whir sumcheck rounds";
    case VerifierCheck::kCodewordCommitments:
      return "number of codeword commitments";
    case VerifierCheck::kOutOfDomainValues:
      return "number of out-of-domain values";
    case VerifierCheck::kFoldingWitnesses:
      return "number of folding witnesses";
    case VerifierCheck::kQueryPhaseWitnesses:
      return "number of query phase witnesses";
    case VerifierCheck::kInitialCommitments:
      return "number of opened commitments";
    case VerifierCheck::kInitialQueries:
      return "number of initial round queries";
    case VerifierCheck::kInitialWidth:
      return "width of opened rows";
    case VerifierCheck::kInitialRows:
      return "number of opened row elements";
    case VerifierCheck::kInitialDepth:
      return "depth of initial round paths";
    case VerifierCheck::kInitialPaths:
      return "number of initial round path digests";
    case VerifierCheck::kCodewordRounds:
      return "number of opened codewords";
    case VerifierCheck::kCodewordQueries:
      return "number of codeword queries";
    case VerifierCheck::kCodewordValues:
      return "number of opened codeword values";
    case VerifierCheck::kCodewordDepth:
      return "depth of codeword paths";
    case VerifierCheck::kCodewordPaths:
      return "number of codeword path digests";
    case VerifierCheck::kFinalPolynomialLength:
      return "length of the final polynomial";
    case VerifierCheck::kTraceHeightSum:
      return "trace heights below a threshold";
    case VerifierCheck::kPreprocessedHeight:
      return "log height of a preprocessed trace";
    case VerifierCheck::kLogUpProofOfWork:
      return "logup proof of work";
    case VerifierCheck::kDenominatorWithoutInteractions:
      return "root denominator without interactions";
    case VerifierCheck::kRootNumerator:
      return "root numerator";
    case VerifierCheck::kRootDenominator:
      return "root denominator";
    case VerifierCheck::kLayerClaim:
      return "layer claim";
    case VerifierCheck::kNumeratorSum:
      return "sum of the numerator terms";
    case VerifierCheck::kDenominatorSum:
      return "sum of the denominator terms";
    case VerifierCheck::kBatchUnivariateSum:
      return "sum of the batch univariate round";
    case VerifierCheck::kBatchClaim:
      return "batched claim at the opened point";
    case VerifierCheck::kStackingUnivariateSum:
      return "sum of the stacking univariate round";
    case VerifierCheck::kStackingClaim:
      return "stacked claim at the opened point";
    case VerifierCheck::kMuProofOfWork:
      return "mu proof of work";
    case VerifierCheck::kFoldingProofOfWork:
      return "folding proof of work";
    case VerifierCheck::kQueryPhaseProofOfWork:
      return "query phase proof of work";
    case VerifierCheck::kOpenedLeaves:
      return "number of leaves that the queries open";
    case VerifierCheck::kSharedSiblings:
      return "number of siblings that the opened leaves need";
    case VerifierCheck::kMerkleRoot:
      return "merkle root";
    case VerifierCheck::kFinalClaim:
      return "claim about the final polynomial";
  }
  return "unknown check";
}

std::string describe(uint64_t value) { return std::to_string(value); }

namespace {

std::string describe_words(std::span<const uint32_t> words) {
  std::string out = "[";
  for (const uint32_t word : words) out += (out.size() > 1 ? " " : "") + std::to_string(word);
  return out + "]";
}

}  // namespace

std::string describe(const Ext4& value) {
  std::array<uint32_t, Ext4::kDegree> words;
  for (size_t i = 0; i < words.size(); ++i) words[i] = value[i].as_canonical();
  return describe_words(words);
}
std::string describe(const Commitment& value) { return describe_words(value.words); }

Rejection reject_pow(VerifierPhase phase, VerifierCheck check, std::string place, uint32_t bits,
                     BabyBear witness) {
  return {phase, check, std::move(place), std::to_string(bits) + " zero bits",
          "witness " + std::to_string(witness.as_canonical())};
}

std::string Rejection::message() const {
  std::string out = std::string(name_of(phase)) + ": " + name_of(check);
  if (!place.empty()) out += " (" + place + ")";
  if (!expected.empty()) out += ": expected " + expected + ", found " + found;
  return out;
}

}  // namespace zkmem
