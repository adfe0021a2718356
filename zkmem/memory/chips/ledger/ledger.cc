#include "zkmem/memory/chips/ledger/ledger.h"

#include <algorithm>

namespace zkmem {
namespace {

Ext4 element_at(std::span<const BabyBear> values, size_t first) {
  std::array<BabyBear, Ext4::kDegree> coefficients;
  std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(first), coefficients.size(), coefficients.begin());
  return Ext4(coefficients);
}

}  // namespace

std::vector<LedgerToken> handed_on(std::span<const LedgerToken> revealed) {
  std::vector<LedgerToken> tokens(revealed.begin(), revealed.end());
  for (LedgerToken& token : tokens) token.segment = kHandedOn;
  return tokens;
}

TokenFingerprint::TokenFingerprint(const LedgerChallenge& challenge) : alpha_(challenge.alpha) {
  Ext4 power = Ext4::one();
  for (Ext4& p : powers_) p = power = power * challenge.beta;
}

Ext4 TokenFingerprint::operator()(const LedgerToken& token) const {
  Ext4 sum = alpha_;
  size_t field = 0;
  const auto add = [&](uint32_t value) { sum += powers_[field++] * BabyBear::from_canonical(value); };
  add(token.address_space);
  add(token.leaf_label);
  for (const uint32_t value : token.values) add(value);
  add(token.segment);
  return sum;
}

std::vector<BabyBear> ledger_public_values(const LedgerChallenge& challenge, const Ext4& sum) {
  std::vector<BabyBear> values;
  values.reserve(ledger_public::kEndsCount);
  const auto add = [&](const Ext4& element) {
    values.insert(values.end(), element.coefficients().begin(), element.coefficients().end());
  };
  add(challenge.alpha);
  const TokenFingerprint fingerprint(challenge);
  for (const Ext4& power : fingerprint.beta_powers()) add(power);
  add(sum);
  return values;
}

bool read_ledger_public_values(std::span<const BabyBear> values, LedgerChallenge& challenge, Ext4& sum) {
  if (values.size() < ledger_public::kSum + Ext4::kDegree) return false;
  challenge = {element_at(values, ledger_public::kAlpha), element_at(values, ledger_public::kBetaPowers)};
  sum = element_at(values, ledger_public::kSum);
  const std::vector<BabyBear> expected = ledger_public_values(challenge, sum);
  return std::equal(expected.begin(), expected.end(), values.begin());
}

}  // namespace zkmem
