#include "zkmem/attack/claim_fields.h"

#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "zkmem/statement/fields.h"
#include "zkmem/statement/statement.h"

namespace zkmem::attack {
namespace {

// A visitor of one function for all types.
template <class Visit>
class EachField final : public FieldVisitor {
 public:
  explicit EachField(Visit visit) : visit_(std::move(visit)) {}
  void byte(const char* name, uint32_t& value) override { visit_(name, value); }
  void word(const char* name, uint32_t& value) override { visit_(name, value); }
  void flag(const char* name, bool& value) override { visit_(name, value); }
  void digest(const char* name, Digest& value) override { visit_(name, value); }
  void commitment(const char* name, Commitment& value) override { visit_(name, value); }
  void tokens(const char* name, std::vector<LedgerToken>& value) override { visit_(name, value); }
  void public_values(const char* name, PublicValuesProof& value) override { visit_(name, value); }

 private:
  Visit visit_;
};

BabyBear other_than(BabyBear value, Dice& dice) {
  return value + BabyBear::from_u64(1 + dice.below(BabyBear::kModulus - 1));
}
uint32_t other_cell(uint32_t value, Dice& dice) {
  return other_than(BabyBear::from_u64(value), dice).as_canonical();
}

// A bit, so that a byte stays one; or a step.
void change(uint32_t& value, Dice& dice) {
  value = value > 0 && dice.one_in(4) ? value - 1 : value ^ uint32_t { 1 } << dice.below(8);
}
void change(bool& value, Dice&) { value = !value; }
void change(Digest& value, Dice& dice) {
  BabyBear& word = value[dice.below(value.size())];
  word = other_than(word, dice);
}
void change(Commitment& value, Dice& dice) {
  uint32_t& word = value.words[dice.below(Commitment::kWords)];
  word = other_cell(word, dice);
}
void change(std::vector<LedgerToken>& value, Dice& dice) {
  if (value.empty() || dice.one_in(8)) {
    value.push_back(value.empty() ? LedgerToken{} : value.back());
    return;
  }
  LedgerToken& token = value[dice.below(value.size())];
  switch (dice.below(5)) {
    case 0:
      value.pop_back();
      break;
    case 1:
      change(token.address_space, dice);
      break;
    case 2:
      change(token.leaf_label, dice);
      break;
    case 3:
      change(token.segment, dice);
      break;
    default: {
      uint32_t& cell = token.values[dice.below(token.values.size())];
      cell = other_cell(cell, dice);
    }
  }
}
void change(PublicValuesProof& value, Dice& dice) {
  if (!value.public_values.empty() && dice.one_in(2)) {
    BabyBear& one = value.public_values[dice.below(value.public_values.size())];
    one = other_than(one, dice);
  } else if (!value.siblings.empty() && dice.one_in(2)) {
    change(value.siblings[dice.below(value.siblings.size())], dice);
  } else {
    change(value.commitment, dice);
  }
}

using Value = std::variant<uint32_t, bool, Digest, Commitment, std::vector<LedgerToken>, PublicValuesProof>;

template <class Visit>
void visit_segment(Claim& claim, size_t k, Visit visit) {
  EachField fields(std::move(visit));
  claim.statement().visit_segment(claim, k, fields);
}
template <class Visit>
void visit_all(Claim& claim, const Visit& visit) {
  EachField head([&](const char* name, auto& value) { visit(std::string(name), value); });
  claim.statement().visit_head(claim, head);
  std::string keys = "keys' digest";
  visit(keys, claim.keys_digest);
  for (size_t k = 0; k < claim.num_segments(); ++k) {
    visit_segment(claim, k, [&](const char* name, auto& value) {
      visit(fmt::format("segment {}, {}", k, name), value);
    });
  }
}

}  // namespace

std::string change_field(Claim& claim, Dice& dice) {
  size_t count = 0;
  visit_all(claim, [&](const std::string&, auto&) { ++count; });
  const size_t chosen = dice.below(count);
  size_t at = 0;
  std::string changed;
  visit_all(claim, [&](const std::string& name, auto& value) {
    if (at++ != chosen) return;
    change(value, dice);
    changed = "claim: " + name;
  });
  return changed;
}

struct SegmentFields::Values {
  std::vector<Value> list;
};

SegmentFields::SegmentFields(Claim& claim, size_t k) : values_(std::make_unique<Values>()) {
  visit_segment(claim, k, [&](const char*, const auto& value) { values_->list.emplace_back(value); });
}

SegmentFields::~SegmentFields() = default;

void SegmentFields::write(Claim& claim, size_t k) const {
  size_t at = 0;
  visit_segment(claim, k, [&](const char*, auto& value) {
    value = std::get<std::remove_cvref_t<decltype(value)>>(values_->list[at++]);
  });
}

}  // namespace zkmem::attack
