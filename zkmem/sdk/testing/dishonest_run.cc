#include "zkmem/sdk/testing/dishonest_run.h"

#include <algorithm>
#include <array>

#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/testing/forged_ledger.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/rv32im/testing/assembler.h"
#include "zkmem/sdk/execution_global/proving.h"
#include "zkmem/sdk/ledger_planning.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/unchecked_prover.h"
#include "zkmem/statement/execution_global/statement.h"

namespace zkmem::testing {
namespace {

using rv32im::testing::Forger;

constexpr auto kGlobal = rv32im::MachineMemory::kGlobal;

// What a row puts less what it takes.
Ext4 term_of(const LedgerChallenge& challenge, size_t air, const OwnedAirTraces& traces, size_t row) {
  const auto inverse = [&](auto... fields) { return fingerprint_of(challenge, token(fields...)).inverse(); };
  const Trace& cached = traces.cached_mains[0];
  const BabyBear zero = BabyBear::zero();
  const std::array<BabyBear, kLeafCells> zeros = {};
  if (air == rv32im::kAirSegmentBoundary) {
    const auto r = columns_at<SegmentTokenColumns>(cached, row);
    const BabyBear number = traces.public_values[ledger_public::kSegment];
    return (inverse(r.address_space, r.leaf_label, r.final, number) -
            inverse(r.address_space, r.leaf_label, r.initial, r.from)) *
           r.in_use;
  }
  if (air == rv32im::kAirLedgerEnds) {
    const auto r = columns_at<EndTokenColumns>(cached, row);
    return inverse(r.address_space, r.leaf_label, zeros, zero) * (r.in_use - r.given) -
           inverse(r.address_space, r.leaf_label, r.final, r.last) * (r.in_use - r.revealed);
  }
  if (air == rv32im::kAirRootedEnds) {
    const auto r = columns_at<RootedTokenColumns>(cached, row);
    return inverse(r.address_space, r.leaf_label, r.start, zero) * r.in_use -
           inverse(r.address_space, r.leaf_label, r.final, r.last) * (r.in_use - r.revealed);
  }
  const auto r = columns_at<ImageTokenColumns>(cached, row);
  return (inverse(r.address_space, r.leaf_label, r.initial, zero) -
          inverse(r.address_space, r.leaf_label, zeros, zero)) *
         r.in_use;
}

std::shared_ptr<const VerifyingKey> key_at(const Claim& claim, size_t k) {
  return shared_keys()
      .key(claim.statement(), claim.config, claim.parameters, claim.segment(k).log_stacked_height, claim.hash)
      .value();
}

}  // namespace

std::vector<uint8_t> accumulating_elf(uint32_t word) {
  using namespace rv32im::testing;  // instruction words
  Assembler code;
  code << lui(a0, kAccumulatedAt >> 12) << addi(t0, zero, 24) << lw(s0, 64, a0);
  code << lw(t1, 0, a0) << add(s0, s0, t1) << sw(s0, 64, a0) << addi(t0, t0, -1) << b_type(1, t0, zero, -16);
  code << reveal(s0, 8, zero) << terminate(0);
  ElfFile file;
  file.entry = Assembler::kBase;
  file.segments.push_back({.address = Assembler::kBase, .bytes = words(code.words())});
  file.segments.push_back({.address = kAccumulatedAt, .bytes = words({word})});
  return file.build();
}

ExecutionInput global_run_input(std::vector<uint8_t> elf, uint64_t segment_accesses,
                                std::vector<std::vector<uint8_t>> items) {
  ExecutionInput input(std::move(elf), std::move(items));
  input.machine = &OwnMachine::rv32im(kGlobal);
  input.segment_accesses = segment_accesses;
  input.parameters.family = ParameterFamily::kWeak;
  input.parameters.hash = HashSuite::kBlake3;
  return input;
}

ZkProof proven_global_run(const ExecutionInput& input, const Context& context) {
  const WorkFolder folder = WorkFolder::in_memory();
  std::vector<std::string> notes;
  const Plan plan = input.plan(context, shared_keys(), folder, notes).value();
  ZKMEM_CHECK(prove_segments(context, shared_keys(), folder, plan, {}).ok());
  return assemble(context, shared_keys(), folder, plan).value();
}

DishonestRun::DishonestRun(const ExecutionInput& input) : claim(global_execution_statement()) {
  const WorkFolder folder = WorkFolder::in_memory();
  std::vector<std::string> notes;
  const Plan plan = input.plan(Context{}, shared_keys(), folder, notes).value();
  claim = claim_as<GlobalExecutionClaim>(*plan.claim);
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    SegmentReport report;
    Stopwatch watch(report);
    const auto loaded = global_execution_proving().load(Context{}, folder, plan, k, watch).value();
    ZKMEM_CHECK(loaded->fill(Context{}, {}).ok());
    proofs.emplace_back(loaded->input(), kGlobal);
  }
  honest_ = std::make_shared<const std::vector<Forger>>(proofs);
}

bool DishonestRun::is_forged(const Forger& proof) const {
  return std::ranges::none_of(*honest_, [&](const Forger& honest) { return proof.is_like(honest); });
}

ZkProof DishonestRun::prove(const Context& context, const std::function<void(DishonestRun&)>& before_sums,
                            const std::function<void(DishonestRun&)>& before_proofs) {
  claim.keys_digest = digest_of_keys(claim.hash, segment_keys(shared_keys(), claim).value());
  draw_challenge(context);
  if (before_sums) before_sums(*this);
  for (Forger& proof : proofs) {
    const bool is_forged = this->is_forged(proof);
    sum_up(proof);
    if (is_forged) proof.rebalance_lookups();
  }
  if (before_proofs) before_proofs(*this);
  ZkProof made{claim, {}};
  for (size_t k = 0; k < proofs.size(); ++k) {
    made.segment_proofs.push_back(
        encode_proof(prove_unchecked(context, *key_at(claim, k), proofs[k].input())));
  }
  return made;
}

void DishonestRun::draw_challenge(const Context& context) {
  std::vector<LedgerParts> parts;
  for (size_t k = 0; k < proofs.size(); ++k) {
    LedgerParts& of_proof = parts.emplace_back();
    for (const size_t air : kRunLedgerChips) {
      of_proof.emplace_back();
      if (!proofs[k].has(air)) continue;
      const ConstTraceView cached = std::as_const(proofs[k].owned(air).cached_mains[0]).view();
      of_proof.back() =
          commit_ledger_part(context, claim, claim.segments[k].log_stacked_height, cached).value();
    }
  }
  for (const LedgerParts& of_proof : parts) {
    const auto& image = of_proof[2];
    if (!image) continue;
    claim.start_image = {image->commitment, image->log_height};
    break;
  }
  const std::array<Commitment, 1> about = {claim.program_commitment};
  ZKMEM_CHECK(draw_ledger_challenge(context, shared_keys(), claim, claim.ledger, about, parts).ok());
}

void DishonestRun::sum_up(Forger& proof) const {
  for (const size_t air : kRunLedgerChips) {
    if (!proof.has(air)) continue;
    OwnedAirTraces& traces = proof.owned(air);
    Ext4 sum = Ext4::zero();
    for (size_t row = 0; row < traces.common_main.height(); ++row) {
      for (size_t i = 0; i < Ext4::kDegree; ++i) traces.common_main.at(row, i) = sum[i];
      sum += term_of(claim.ledger.drawn(), air, traces, row);
    }
    const std::vector<BabyBear> words = ledger_public_values(claim.ledger.drawn(), sum);
    std::copy(words.begin(), words.end(), traces.public_values.begin());
  }
}

}  // namespace zkmem::testing
