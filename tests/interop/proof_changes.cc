#include "tests/interop/proof_changes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "zkmem/attack/dice.h"
#include "zkmem/protocol/proof_codec.h"

namespace zkmem::interop {
namespace {

using attack::Dice;

// What can be changed in one part of a proof.
struct Part {
  std::string name;
  std::vector<BabyBear*> elements = {};
  std::vector<uint32_t*> words = {};    // of commitments
  std::vector<uint32_t*> numbers = {};  // heights, widths, depths, counts
  std::vector<std::function<const char*(Dice&)>> lists = {};
};

template <class T>
const char* change_list(std::vector<T>& list, Dice& dice) {
  if (list.empty()) {
    list.emplace_back();
    return "one put in";
  }
  const auto at = list.begin() + static_cast<ptrdiff_t>(dice.below(list.size()));
  switch (dice.below(7)) {
    case 0:
      list.pop_back();
      return "last taken out";
    case 1:
      list.erase(at);
      return "one taken out";
    case 2:
      list.push_back(T(list.back()));
      return "last doubled";
    case 3:
      list.insert(at, T(*at));
      return "one doubled";
    case 4:
      std::iter_swap(at, list.begin() + static_cast<ptrdiff_t>(dice.below(list.size())));
      return "two swapped";
    case 5:
      std::reverse(list.begin(), list.end());
      return "turned round";
    default:
      list.clear();
      return "emptied";
  }
}

void gather(Part& part, BabyBear& element) { part.elements.push_back(&element); }
void gather(Part& part, Ext4& element) {
  for (size_t i = 0; i < Ext4::kDegree; ++i) part.elements.push_back(&element[i]);
}
void gather(Part& part, uint32_t& number) { part.numbers.push_back(&number); }
void gather(Part& part, Commitment& commitment) {
  for (uint32_t& word : commitment.words) part.words.push_back(&word);
}
void gather(Part& part, GkrLayerClaims& claims) {
  for (Ext4* value : {&claims.p_xi_0, &claims.p_xi_1, &claims.q_xi_0, &claims.q_xi_1}) gather(part, *value);
}
template <class T, size_t kCount>
void gather(Part& part, std::array<T, kCount>& items) {
  for (T& item : items) gather(part, item);
}
template <class T>
void gather(Part& part, std::vector<T>& list) {
  part.lists.emplace_back([&list](Dice& dice) { return change_list(list, dice); });
  for (T& item : list) gather(part, item);
}

template <class T>
Part part_of(const char* name, T& items) {
  Part part{name};
  gather(part, items);
  return part;
}

// A suite's shared siblings have one count for all openings of a round: no list that can be changed alone.
void gather_siblings(Part& part, std::vector<Commitment>& siblings) {
  for (Commitment& sibling : siblings) gather(part, sibling);
}

Part presence_of(Proof& proof) {
  Part part{"trace_vdata"};
  for (std::optional<TraceVData>& data : proof.trace_vdata) {
    part.lists.emplace_back([&data](Dice&) {
      if (data.has_value()) {
        data.reset();
        return "now absent";
      }
      data.emplace();
      return "now present";
    });
    if (!data.has_value()) continue;
    gather(part, data->log_height);
    gather(part, data->cached_commitments);
  }
  part.lists.emplace_back([&proof](Dice& dice) { return change_list(proof.trace_vdata, dice); });
  return part;
}

void add_openings(WhirProof& whir, std::vector<Part>& parts) {
  Part counts{"whir counts"};
  for (uint32_t* count : {&whir.initial_num_leaves, &whir.initial_merkle_depth, &whir.codeword_merkle_depth})
    gather(counts, *count);
  Part rows{"initial rows"};
  Part siblings{"initial siblings"};
  for (InitialRoundOpening& opening : whir.initial_round_openings) {
    gather(counts, opening.width);
    gather(rows, opening.rows);
    gather_siblings(siblings, opening.siblings);
  }
  Part values{"codeword values"};
  Part paths{"codeword siblings"};
  for (CodewordOpening& opening : whir.codeword_openings) {
    gather(counts, opening.num_leaves);
    gather(values, opening.values);
    gather(paths, opening.siblings);
  }
  counts.lists.emplace_back([&whir](Dice& dice) {
    const char* done = change_list(whir.initial_round_openings, dice);
    if (whir.initial_round_openings.empty())
      whir.initial_num_leaves = 0;  // else there would be counts of none
    return done;
  });
  counts.lists.emplace_back([&whir](Dice& dice) { return change_list(whir.codeword_openings, dice); });
  for (Part* part : {&counts, &rows, &siblings, &values, &paths}) parts.push_back(std::move(*part));
}

std::vector<Part> parts_of(Proof& proof) {
  GkrProof& gkr = proof.gkr_proof;
  BatchConstraintProof& batch = proof.batch_constraint_proof;
  StackingProof& stacking = proof.stacking_proof;
  WhirProof& whir = proof.whir_proof;
  std::vector<Part> parts = {
      part_of("common_main_commit", proof.common_main_commit),
      presence_of(proof),
      part_of("public_values", proof.public_values),
      part_of("logup_pow_witness", gkr.logup_pow_witness),
      part_of("q0_claim", gkr.q0_claim),
      part_of("claims_per_layer", gkr.claims_per_layer),
      part_of("gkr sumcheck_polys", gkr.sumcheck_polys),
      part_of("numerator_term_per_air", batch.numerator_term_per_air),
      part_of("denominator_term_per_air", batch.denominator_term_per_air),
      part_of("batch univariate_round_coeffs", batch.univariate_round_coeffs),
      part_of("batch sumcheck_round_polys", batch.sumcheck_round_polys),
      part_of("column_openings", batch.column_openings),
      part_of("stacking univariate_round_coeffs", stacking.univariate_round_coeffs),
      part_of("stacking sumcheck_round_polys", stacking.sumcheck_round_polys),
      part_of("stacking_openings", stacking.stacking_openings),
      part_of("mu_pow_witness", whir.mu_pow_witness),
      part_of("whir_sumcheck_polys", whir.whir_sumcheck_polys),
      part_of("codeword_commits", whir.codeword_commits),
      part_of("ood_values", whir.ood_values),
      part_of("folding_pow_witnesses", whir.folding_pow_witnesses),
      part_of("query_phase_pow_witnesses", whir.query_phase_pow_witnesses),
      part_of("final_poly", whir.final_poly),
  };
  add_openings(whir, parts);
  return parts;
}

// Of those that have what is asked for, any.
template <class Has>
Part& one_with(std::vector<Part>& parts, Dice& dice, Has&& has) {
  std::vector<Part*> fit;
  for (Part& part : parts)
    if (has(part)) fit.push_back(&part);
  return *fit[dice.below(fit.size())];
}

BabyBear any_element(Dice& dice) {
  return BabyBear::from_canonical(static_cast<uint32_t>(dice.below(BabyBear::kModulus)));
}

BabyBear another_element(BabyBear old, const std::vector<BabyBear*>& others, Dice& dice) {
  switch (dice.below(6)) {
    case 0:
      return old + BabyBear::one();
    case 1:
      return -old;
    case 2:
      return BabyBear::zero();
    case 3:
      return old.doubled();
    case 4:
      return *others[dice.below(others.size())];
    default:
      return any_element(dice);
  }
}

uint32_t another_number(uint32_t old, Dice& dice) {
  switch (dice.below(5)) {
    case 0:
      return old + 1;
    case 1:
      return old - 1;
    case 2:
      return 0;
    case 3:
      return old ^ 1U << dice.below(10);
    default:
      return static_cast<uint32_t>(dice.below(40));
  }
}

std::string change_value(Proof& proof, Dice& dice) {
  std::vector<Part> parts = parts_of(proof);
  std::string place;
  for (size_t times = dice.one_in(4) ? 2 + dice.below(3) : 1; times > 0; --times) {
    Part& part = one_with(parts, dice, [](const Part& p) { return !p.elements.empty() || !p.words.empty(); });
    const size_t count = part.elements.size() + part.words.size();
    const size_t at = dice.below(count);
    if (at < part.elements.size()) {
      *part.elements[at] = another_element(*part.elements[at], part.elements, dice);
    } else {
      *part.words[at - part.elements.size()] = any_element(dice).as_canonical();
    }
    place += fmt::format("{}{} word {}", place.empty() ? "" : ", ", part.name, at);
  }
  return place;
}

// Other witnesses that pass a few bits of work are found by chance, so this is where a change can be
// accepted.
std::string change_witness(Proof& proof, Dice& dice) {
  std::vector<Part> parts = parts_of(proof);
  Part& part = one_with(parts, dice, [](const Part& p) {
    return p.name.ends_with("witness") || (p.name.ends_with("witnesses") && !p.elements.empty());
  });
  const size_t at = dice.one_in(2) ? part.elements.size() - 1 : dice.below(part.elements.size());
  const auto witness = static_cast<uint32_t>(dice.below(1U << 16));
  *part.elements[at] = BabyBear::from_canonical(witness);
  return fmt::format("{} {} is {}", part.name, at, witness);
}

std::string change_number(Proof& proof, Dice& dice) {
  std::vector<Part> parts = parts_of(proof);
  Part& part = one_with(parts, dice, [](const Part& p) { return !p.numbers.empty(); });
  uint32_t& number = *part.numbers[dice.below(part.numbers.size())];
  const uint32_t old = std::exchange(number, another_number(number, dice));
  return fmt::format("{}: {} for {}", part.name, number, old);
}

std::string change_a_list(Proof& proof, Dice& dice) {
  std::vector<Part> parts = parts_of(proof);
  Part& part = one_with(parts, dice, [](const Part& p) { return !p.lists.empty(); });
  const size_t at = dice.below(part.lists.size());
  const char* done = part.lists[at](dice);
  return fmt::format("{} list {}: {}", part.name, at, done);
}

// Many elements at once, as a linear map would: scaled, added to, or those of one place at another.
std::string change_range(Proof& proof, Dice& dice) {
  std::vector<Part> parts = parts_of(proof);
  Part& part = one_with(parts, dice, [](const Part& p) { return p.elements.size() > 1; });
  const bool all = dice.one_in(2);
  const size_t count = all ? part.elements.size() : 1 + dice.below(part.elements.size());
  const size_t first = dice.below(part.elements.size() - count + 1);
  const std::span<BabyBear*> range = std::span(part.elements).subspan(first, count);
  const BabyBear by = dice.one_in(2) ? -BabyBear::one() : any_element(dice);
  switch (dice.below(3)) {
    case 0:
      for (BabyBear* element : range) *element = *element * by;
      break;
    case 1:
      for (BabyBear* element : range) *element = *element + by;
      break;
    default: {
      const size_t from = dice.below(part.elements.size() - count + 1);
      std::vector<BabyBear> moved;
      for (size_t i = 0; i < count; ++i) moved.push_back(*part.elements[from + i]);
      for (size_t i = 0; i < count; ++i) *range[i] = moved[i];
      break;
    }
  }
  return fmt::format("{} words {} to {}", part.name, first, first + count);
}

// Phases of another proof, as honest as this one.
std::string graft(Proof& proof, const Proof& donor, Dice& dice) {
  switch (dice.below(9)) {
    case 0:
      proof.common_main_commit = donor.common_main_commit;
      return "common_main_commit";
    case 1:
      proof.trace_vdata = donor.trace_vdata;
      return "trace_vdata";
    case 2:
      proof.public_values = donor.public_values;
      return "public_values";
    case 3:
      proof.gkr_proof = donor.gkr_proof;
      return "gkr_proof";
    case 4:
      proof.batch_constraint_proof = donor.batch_constraint_proof;
      return "batch_constraint_proof";
    case 5:
      proof.stacking_proof = donor.stacking_proof;
      return "stacking_proof";
    case 6:
      proof.whir_proof = donor.whir_proof;
      return "whir_proof";
    case 7:
      proof.whir_proof.initial_round_openings = donor.whir_proof.initial_round_openings;
      return "initial_round_openings";
    default:
      proof.whir_proof.codeword_openings = donor.whir_proof.codeword_openings;
      proof.whir_proof.codeword_commits = donor.whir_proof.codeword_commits;
      return "codewords";
  }
}

void change_word(std::vector<uint8_t>& bytes, Dice& dice) {
  if (bytes.size() < 4) return;
  const size_t at = dice.below(bytes.size() / 4) * 4 + (dice.one_in(8) ? dice.below(4) : 0);
  if (at + 4 > bytes.size()) return;
  uint32_t word = 0;
  for (size_t i = 0; i < 4; ++i) word |= uint32_t{bytes[at + i]} << 8 * i;
  const std::array<uint32_t, 6> others = {word + 1, word - 1,   word + BabyBear::kModulus,
                                          0,        UINT32_MAX, BabyBear::kModulus - 1};
  word = others[dice.below(others.size())];
  for (size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<uint8_t>(word >> 8 * i);
}

std::string change_bytes(std::vector<uint8_t>& bytes, Dice& dice) {
  const auto place = [&](size_t at) { return bytes.begin() + static_cast<ptrdiff_t>(at); };
  const size_t at = dice.below(bytes.size());
  const size_t length = std::min(bytes.size() - at, (dice.one_in(2) ? 4 : 1) * (1 + dice.below(8)));
  switch (dice.below(7)) {
    case 0:
      bytes[at] = static_cast<uint8_t>(bytes[at] ^ 1U << dice.below(8));
      return fmt::format("a bit of byte {}", at);
    case 1:
    case 2:
      change_word(bytes, dice);
      return "a word";
    case 3:
      bytes.erase(place(at), place(at + length));
      return fmt::format("{} bytes taken out at {}", length, at);
    case 4:
      for (size_t i = 0; i < length; ++i) bytes.insert(place(at), static_cast<uint8_t>(dice.below(256)));
      return fmt::format("{} bytes put in at {}", length, at);
    case 5:
      if (dice.one_in(2)) {
        bytes.resize(at);
        return fmt::format("cut at {}", at);
      }
      bytes.resize(bytes.size() + length);
      return fmt::format("{} zeros behind", length);
    default: {
      if (bytes.size() < 2) return "nothing";
      const attack::TwoRanges two = attack::two_ranges(bytes.size(), dice);
      std::swap_ranges(place(two.first), place(two.first + two.length), place(two.second));
      return fmt::format("{} bytes of {} and {} swapped", two.length, two.first, two.second);
    }
  }
}

// One of the same suite: the openings of others are laid out otherwise.
const HonestProof& choose_donor(const std::vector<HonestProof>& honest, HashSuite suite, Dice& dice) {
  std::vector<const HonestProof*> fit;
  for (const HonestProof& one : honest)
    if (one.proof.hash == suite) fit.push_back(&one);
  return *fit[dice.below(fit.size())];
}

// Small proofs more often: they are judged sooner.
size_t choose_case(const std::vector<HonestProof>& honest, Dice& dice) {
  std::vector<size_t> weights;
  size_t sum = 0;
  for (const HonestProof& one : honest) {
    weights.push_back(1 + static_cast<size_t>(1e5 / std::sqrt(static_cast<double>(one.bytes.size()))));
    sum += weights.back();
  }
  size_t chosen = dice.below(sum);
  size_t at = 0;
  while (chosen >= weights[at]) chosen -= weights[at++];
  return at;
}

}  // namespace

AlteredProof alter(const std::vector<HonestProof>& honest, uint64_t seed, uint64_t index) {
  Dice dice(seed, index);
  AlteredProof altered;
  altered.key = choose_case(honest, dice);
  const size_t kind = dice.below(std::size(kChangeKinds));
  altered.kind = kChangeKinds[kind];
  altered.bytes = honest[altered.key].bytes;
  Proof proof = honest[altered.key].proof;
  const HonestProof& other = honest[dice.below(honest.size())];
  switch (kind) {
    case 0:
      altered.place = change_value(proof, dice);
      break;
    case 1:
      altered.place = change_witness(proof, dice);
      break;
    case 2:
      altered.place = change_number(proof, dice);
      break;
    case 3:
      altered.place = change_a_list(proof, dice);
      break;
    case 4:
      altered.place = change_range(proof, dice);
      break;
    case 5: {
      const HonestProof& donor = choose_donor(honest, proof.hash, dice);
      altered.place = fmt::format("{} of {}", graft(proof, donor.proof, dice), donor.name);
      break;
    }
    case 6:
      altered.place = other.name;
      altered.bytes = other.bytes;
      return altered;
    default:
      for (size_t times = 1 + dice.below(2); times > 0 && !altered.bytes.empty(); --times)
        altered.place += (altered.place.empty() ? "" : ", ") + change_bytes(altered.bytes, dice);
      return altered;
  }
  altered.bytes = encode_proof(proof);
  return altered;
}

}  // namespace zkmem::interop
