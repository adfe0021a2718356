#include "zkmem/attack/mutate.h"

#include <algorithm>

#include "zkmem/attack/attack.h"
#include "zkmem/protocol/proof_codec.h"

namespace zkmem::attack {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kMostNamed = 100;

// With the witnesses of the last folding and the last queries taken out; empty: no proof's bytes.
Bytes without_last_witnesses(const Bytes& segment) {
  auto proof = decode_proof(segment);
  if (!proof.ok()) return {};
  for (auto* witnesses :
       {&proof->whir_proof.folding_pow_witnesses, &proof->whir_proof.query_phase_pow_witnesses}) {
    if (!witnesses->empty()) witnesses->back() = BabyBear::zero();
  }
  return encode_proof(*proof);
}

}  // namespace

bool differs_in_last_witnesses_only(const ZkProof& one, const ZkProof& other) {
  return one.claim == other.claim &&
         std::ranges::equal(one.segment_proofs, other.segment_proofs, [](const Bytes& a, const Bytes& b) {
           return a == b || without_last_witnesses(a) == without_last_witnesses(b);
         });
}

std::string stage_of(std::string_view said) {
  if (said.find("its proof does not decode: ") != said.npos) return "file";
  constexpr std::string_view kRejected = "its proof is rejected: ";
  const size_t at = said.find(kRejected);
  if (at == said.npos) return "statement";
  const std::string_view phase = said.substr(at + kRejected.size());
  return std::string(phase.substr(0, phase.find(':')));
}

MutationCounts::OfKind MutationCounts::total() const {
  OfKind all;
  for (const auto& [kind, one] : kinds) {
    all.made += one.made;
    for (const auto& [stage, count] : one.rejected) all.rejected[stage] += count;
    all.unbound_witnesses += one.unbound_witnesses;
    all.accepted += one.accepted;
  }
  return all;
}

Result<MutationCounts> mutate(const Context& context, const Mutator& mutator, uint64_t count, uint64_t seed,
                              const std::function<std::string(const ZkProof&)>& verdict,
                              const std::function<Status(uint64_t, const Mutant&)>& on_made) {
  MutationCounts counts;
  for (const std::string_view kind : kMutations) counts.kinds[kind] = {};
  for (uint64_t index = 0; index < count; ++index) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("altered proofs", static_cast<double>(index) / static_cast<double>(count));
    const Mutant mutant = mutator.make(seed, index);
    if (on_made) ZKMEM_RETURN_IF_ERROR(on_made(index, mutant));
    MutationCounts::OfKind& of_kind = counts.kinds[mutant.kind];
    ++of_kind.made;
    const auto decoded = decode_zkproof(mutant.bytes);
    if (!decoded.ok()) {
      ++of_kind.rejected["file"];
      continue;
    }
    if (const std::string said = verdict(*decoded); said != kAccepted) {
      ++of_kind.rejected[stage_of(said)];
    } else if (encode_zkproof(*decoded) == mutant.bytes &&
               differs_in_last_witnesses_only(mutator.original(), *decoded)) {
      ++of_kind.unbound_witnesses;
    } else {
      ++of_kind.accepted;
      if (counts.accepted.size() < kMostNamed)
        counts.accepted.push_back(std::string(mutant.kind) + ": " + mutant.place);
    }
  }
  return counts;
}

}  // namespace zkmem::attack
