#include "zkmem/attack/mutator.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "zkmem/attack/claim_fields.h"
#include "zkmem/attack/dice.h"
#include "zkmem/protocol/proof_codec.h"

namespace zkmem::attack {
namespace {

using Bytes = std::vector<uint8_t>;

struct Altered {
  std::string place;
  Bytes bytes;
};
using Maybe = std::optional<Altered>;  // nothing: it cannot be done to this proof

std::ptrdiff_t offset(size_t at) { return static_cast<std::ptrdiff_t>(at); }

// --- Bytes of the file -----------------------------------------------------------------------------------

Maybe flip_byte(const Bytes& file, Dice& dice) {
  Bytes bytes = file;
  const size_t at = dice.below(bytes.size());
  const size_t change = dice.one_in(2) ? size_t{1} << dice.below(8) : 1 + dice.below(255);
  bytes[at] = static_cast<uint8_t>(bytes[at] ^ change);
  return Altered{fmt::format("byte {} ^ {:#04x}", at, change), std::move(bytes)};
}

Maybe swap_bytes(const Bytes& file, Dice& dice) {
  Bytes bytes = file;
  const TwoRanges at = two_ranges(bytes.size(), dice);
  std::swap_ranges(bytes.begin() + offset(at.first), bytes.begin() + offset(at.first + at.length),
                   bytes.begin() + offset(at.second));
  return Altered{fmt::format("{} bytes at {} and {}", at.length, at.first, at.second), std::move(bytes)};
}

// The end, or a range.
Maybe truncate_bytes(const Bytes& file, Dice& dice) {
  Bytes bytes = file;
  const bool is_end = dice.one_in(2);
  const size_t length = is_end ? 1 + dice.below(bytes.size()) : dice.length(bytes.size());
  const size_t at = is_end ? bytes.size() - length : dice.below(bytes.size() - length + 1);
  bytes.erase(bytes.begin() + offset(at), bytes.begin() + offset(at + length));
  return Altered{fmt::format("{} bytes from {}", length, at), std::move(bytes)};
}

// Over another place, or in between.
Maybe splice_bytes(const Bytes& file, Dice& dice) {
  Bytes bytes = file;
  const size_t length = dice.length(bytes.size());
  const size_t from = dice.below(bytes.size() - length + 1);
  const size_t to = dice.below(bytes.size() - length + 1);
  const auto source = file.begin() + offset(from);
  const bool is_between = dice.one_in(4);
  if (is_between) {
    bytes.insert(bytes.begin() + offset(to), source, source + offset(length));
  } else {
    std::copy_n(source, length, bytes.begin() + offset(to));
  }
  return Altered{fmt::format("{} bytes of {} {} {}", length, from, is_between ? "before" : "over", to),
                 std::move(bytes)};
}

// --- Words of a segment's proof: elements, digests' words, counts ------------------------------------------

// Where they begin: behind version, commitment, number of AIRs and the bitmap of those that are present.
constexpr size_t kBitmapOffset = 4 + 32 + 4;
constexpr size_t kWord = 4;

struct Words {
  size_t first = 0;  // byte
  size_t count = 0;
  size_t at(size_t word) const { return first + kWord * word; }
};
Words words_of(const Bytes& segment) {
  const Result<Proof> proof = decode_proof(segment);
  if (!proof.ok()) return {};
  const size_t first = kBitmapOffset + (proof->trace_vdata.size() + 7) / 8;
  return {first, (segment.size() - first) / kWord};
}

Altered encoded(std::string place, const ZkProof& proof) { return {std::move(place), encode_zkproof(proof)}; }

Maybe flip_word(ZkProof proof, Dice& dice) {
  const size_t k = dice.below(proof.segment_proofs.size());
  Bytes& segment = proof.segment_proofs[k];
  const Words words = words_of(segment);
  const size_t at = words.at(dice.below(words.count));
  uint64_t value = 0;
  for (size_t i = 0; i < kWord; ++i) value |= uint64_t{segment[at + i]} << (8 * i);
  // Elements stay canonical; a count goes up or down by one as often as it becomes any.
  const uint64_t change =
      dice.one_in(2) ? (dice.one_in(2) ? 1 : BabyBear::kModulus - 1) : 1 + dice.below(BabyBear::kModulus - 1);
  const uint64_t other = (value + change) % BabyBear::kModulus;
  for (size_t i = 0; i < kWord; ++i) segment[at + i] = static_cast<uint8_t>(other >> (8 * i));
  return encoded(fmt::format("segment {}, word at byte {}: {} for {}", k, at, other, value), proof);
}

Maybe swap_words(ZkProof proof, Dice& dice) {
  const size_t k = dice.below(proof.segment_proofs.size());
  Bytes& segment = proof.segment_proofs[k];
  const Words words = words_of(segment);
  const TwoRanges at = two_ranges(words.count, dice);
  std::swap_ranges(segment.begin() + offset(words.at(at.first)),
                   segment.begin() + offset(words.at(at.first + at.length)),
                   segment.begin() + offset(words.at(at.second)));
  return encoded(fmt::format("segment {}, {} words at bytes {} and {}", k, at.length, words.at(at.first),
                             words.at(at.second)),
                 proof);
}

// The file's length of it is right.
Maybe truncate_words(ZkProof proof, Dice& dice) {
  const size_t k = dice.below(proof.segment_proofs.size());
  Bytes& segment = proof.segment_proofs[k];
  const size_t length = dice.length(words_of(segment).count);
  segment.resize(segment.size() - kWord * length);
  return encoded(fmt::format("segment {}, its proof's last {} words", k, length), proof);
}

// Of any segment over another place of any.
Maybe splice_words(ZkProof proof, Dice& dice) {
  const size_t from = dice.below(proof.segment_proofs.size());
  const size_t to = dice.below(proof.segment_proofs.size());
  const Bytes source = proof.segment_proofs[from];
  Bytes& target = proof.segment_proofs[to];
  const Words read = words_of(source);
  const Words written = words_of(target);
  const size_t length = dice.length(std::min(read.count, written.count));
  const size_t first = dice.below(read.count - length + 1);
  // As often the same place of another segment as any place.
  const bool is_same_place = from != to && first + length <= written.count && dice.one_in(2);
  const size_t place = is_same_place ? first : dice.below(written.count - length + 1);
  std::copy_n(source.begin() + offset(read.at(first)), kWord * length,
              target.begin() + offset(written.at(place)));
  return encoded(fmt::format("{} words of segment {} from byte {} over segment {} at {}", length, from,
                             read.at(first), to, written.at(place)),
                 proof);
}

// --- Fields of the claim, and whole segments
// -----------------------------------------------------------------

Maybe flip_field(ZkProof proof, Dice& dice) {
  std::string place = change_field(*proof.claim, dice);
  return encoded(std::move(place), proof);
}

// What of a segment goes to another place.
enum class Part { kProof, kClaim, kBoth };
Part any_part(Dice& dice) { return static_cast<Part>(dice.below(3)); }
const char* name_of(Part part) {
  return part == Part::kProof ? "proof" : part == Part::kClaim ? "claim" : "claim and proof";
}

Maybe swap_segments(ZkProof proof, Dice& dice) {
  const size_t count = proof.segment_proofs.size();
  if (count < 2) return {};
  const size_t a = dice.below(count);
  const size_t b = (a + 1 + dice.below(count - 1)) % count;
  const Part part = any_part(dice);
  if (part != Part::kClaim) std::swap(proof.segment_proofs[a], proof.segment_proofs[b]);
  if (part != Part::kProof) {
    const SegmentFields of_a(*proof.claim, a);
    SegmentFields(*proof.claim, b).write(*proof.claim, a);
    of_a.write(*proof.claim, b);
  }
  return encoded(fmt::format("{} of segments {} and {}", name_of(part), a, b), proof);
}

Maybe drop_segments(ZkProof proof, Dice& dice) {
  const size_t count = proof.segment_proofs.size();
  if (count < 2) return {};
  const size_t left = 1 + dice.below(count - 1);
  proof.segment_proofs.resize(left);
  proof.claim->resize_segments(left);
  return encoded(fmt::format("{} of {} segments", count - left, count), proof);
}

// Over another, or once more behind the last one.
Maybe splice_segments(ZkProof proof, Dice& dice) {
  const size_t count = proof.segment_proofs.size();
  const size_t from = dice.below(count);
  const SegmentFields fields(*proof.claim, from);
  if (count < 2 || dice.one_in(4)) {
    proof.segment_proofs.push_back(proof.segment_proofs[from]);
    proof.claim->resize_segments(count + 1);
    fields.write(*proof.claim, count);
    return encoded(fmt::format("segment {} once more at the end", from), proof);
  }
  const size_t to = (from + 1 + dice.below(count - 1)) % count;
  const Part part = any_part(dice);
  if (part != Part::kClaim) proof.segment_proofs[to] = proof.segment_proofs[from];
  if (part != Part::kProof) fields.write(*proof.claim, to);
  return encoded(fmt::format("{} of segment {} over segment {}", name_of(part), from, to), proof);
}

}  // namespace

Result<Mutator> Mutator::of(std::span<const uint8_t> file) {
  ZKMEM_ASSIGN_OR_RETURN(ZkProof proof, decode_zkproof(file));
  for (size_t k = 0; k < proof.segment_proofs.size(); ++k) {
    const Result<Proof> segment = decode_proof(proof.segment_proofs[k]);
    if (!segment.ok()) return segment.error().in(fmt::format("segment {}", k));
  }
  if (proof.segment_proofs.empty()) return bad_input("it has no segments");
  return Mutator(file, std::move(proof));
}

Mutant Mutator::make(uint64_t seed, uint64_t index) const {
  constexpr Maybe (*kOfBytes[])(const Bytes&, Dice&) = {&flip_byte, &swap_bytes, &truncate_bytes,
                                                        &splice_bytes};
  constexpr Maybe (*kOfWords[])(ZkProof, Dice&) = {&flip_word, &swap_words, &truncate_words, &splice_words};
  constexpr Maybe (*kOfFields[])(ZkProof, Dice&) = {&flip_field, &swap_segments, &drop_segments,
                                                    &splice_segments};
  Dice dice(seed, index);
  for (;;) {  // flips of bytes always end it
    const size_t kind = dice.below(std::size(kMutations));
    const size_t what = dice.below(3);
    Maybe altered = what == 0   ? kOfBytes[kind](file_, dice)
                    : what == 1 ? kOfWords[kind](proof_, dice)
                                : kOfFields[kind](proof_, dice);
    if (altered && altered->bytes != file_)
      return {kMutations[kind], std::move(altered->place), std::move(altered->bytes)};
  }
}

}  // namespace zkmem::attack
