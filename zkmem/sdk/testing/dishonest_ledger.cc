#include "zkmem/sdk/testing/dishonest_ledger.h"

#include <algorithm>

#include "zkmem/memory/chips/access_log/clock_air.h"
#include "zkmem/memory/traces/joined_traces.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/sdk/ledger_planning.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/unchecked_prover.h"
#include "zkmem/statement/claim_check.h"
#include "zkmem/statement/memory_global/statement.h"

namespace zkmem::testing {
namespace {

class Prover {
 public:
  Prover(StatementWorld world, const ProverSetting& setting)
      : context_(setting.context),
        world_(std::move(world)),
        proof_{global_memory_statement().new_claim(), {}} {
    claim().config = world_.airs.config;
    claim().parameters = setting.parameters;
  }

  ZkProof run(const DishonestLedger& dishonesty) {
    if (dishonesty.before_commitment) dishonesty.before_commitment(world_);
    proofs_ = dishonesty.proofs;
    for (size_t k = 0; dishonesty.proofs.empty() && k < world_.segments.size(); ++k) proofs_.push_back({k});
    claim_segments();
    claim().ledger.set_start(claim().hash, world_.given);
    claim().ledger.revealed = world_.revealed;
    claim_roots();
    if (dishonesty.claim) dishonesty.claim(claim().ledger);
    draw_challenge();
    if (dishonesty.challenge) claim().ledger.set_drawn(*dishonesty.challenge);
    if (dishonesty.before_sums) dishonesty.before_sums(world_);
    for (size_t k = 0; k < world_.segments.size(); ++k) put_challenge(k);
    if (dishonesty.before_proofs) dishonesty.before_proofs(world_);
    std::vector<AnyFacts> facts;
    for (size_t k = 0; k < proofs_.size(); ++k) {
      const Proof proof = prove_unchecked(context_, *key(k), traces_of(k).traces);
      proof_.segment_proofs.push_back(encode_proof(proof));
      auto bound = global_memory_statement().facts_of(claim().config, proof);
      if (bound.ok()) facts.push_back(*std::move(bound));
    }
    // Proofs that say nothing are rejected before their log is looked at.
    if (facts.size() == proofs_.size()) global_memory_statement().add_whole(claim(), facts);
    return std::move(proof_);
  }

 private:
  GlobalMemoryClaim& claim() { return claim_as<GlobalMemoryClaim>(*proof_.claim); }

  std::shared_ptr<const VerifyingKey> key(size_t k) {
    return shared_keys()
        .key(global_memory_statement(), claim().config, claim().parameters,
             claim().segments[k].log_stacked_height, HashSuite::kPoseidon2)
        .value();
  }

  // Side by side.
  JoinedTraces traces_of(size_t proof) const {
    JoinedTraces joined{world_.segments[proofs_[proof][0]].input(), {}};
    for (size_t i = 1; i < proofs_[proof].size(); ++i)
      joined =
          join_traces(context_, joined.traces, world_.segments[proofs_[proof][i]].input(), world_.airs.range);
    return joined;
  }

  void claim_segments() {
    for (size_t k = 0; k < proofs_.size(); ++k) {
      LogSegment& claimed = claim().segments.emplace_back();
      const JoinedTraces joined = traces_of(k);
      claimed.log_stacked_height =
          stacked_height_of(global_memory_statement(), claim().config, claim().parameters, joined.traces);
      const auto connector = std::ranges::find(joined.traces, world_.airs.connector, &AirTraces::air);
      if (connector == joined.traces.end()) continue;
      const std::vector<BabyBear>& said = connector->public_values;
      claimed.index = said[ClockConnectorAir::kSegmentIndex].as_canonical();
      claimed.is_last = said[ClockConnectorAir::kIsLast] == BabyBear::one();
      claimed.clock_end = said[ClockConnectorAir::kEnd].as_canonical();
    }
    claim().keys_digest = digest_of_keys(claim().hash, segment_keys(shared_keys(), claim()).value());
  }

  // Of the first proof that has roots, and of the last one.
  void claim_roots() {
    std::optional<Digest> initial;
    for (size_t k = 0; k < proofs_.size(); ++k) {
      for (const size_t part : proofs_[k]) {
        const auto& merkle = world_.segments[part].per_air[*world_.airs.merkle];
        if (!merkle) continue;
        const auto& ends = world_.segments[part].per_air[*world_.airs.rooted_ends];
        const bool is_free = ends && !ends->public_values[ledger_public::kFreeEnd].is_zero();
        if (!initial) initial = digest_at(merkle->public_values, 0);
        claim().ledger.set_roots(
            *initial, is_free ? std::nullopt : std::optional(digest_at(merkle->public_values, kDigestWidth)));
      }
    }
  }

  void draw_challenge() {
    std::vector<LedgerParts> parts;
    for (size_t k = 0; k < proofs_.size(); ++k) {
      LedgerParts& of_proof = parts.emplace_back();
      const JoinedTraces joined = traces_of(k);
      for (const size_t air : world_.airs.ledger_chips()) {
        of_proof.emplace_back();
        const auto traces = std::ranges::find(joined.traces, air, &AirTraces::air);
        if (traces == joined.traces.end()) continue;
        const ConstTraceView cached = traces->cached_mains[0];
        of_proof.back() =
            commit_ledger_part(context_, claim(), claim().segments[k].log_stacked_height, cached).value();
      }
    }
    ZKMEM_CHECK(draw_ledger_challenge(context_, shared_keys(), claim(), claim().ledger, {}, parts).ok());
  }

  void put_challenge(size_t k) {
    for (const size_t air : world_.airs.ledger_chips()) {
      auto& traces = world_.segments[k].per_air[air];
      if (!traces) continue;
      const std::vector<BabyBear> words = ledger_public_values(claim().ledger.drawn(), Ext4::zero());
      std::copy(words.begin(), words.end(), traces->public_values.begin());
    }
    sum_up(world_, k);
    Forge(world_, k).repair_lookups();
  }

  const Context& context_;
  StatementWorld world_;
  std::vector<std::vector<size_t>> proofs_;  // the world's segments in each
  ZkProof proof_;
};

}  // namespace

ZkProof prove_ledger(StatementWorld world, const DishonestLedger& dishonesty, const ProverSetting& setting) {
  return Prover(std::move(world), setting).run(dishonesty);
}

}  // namespace zkmem::testing
