// Test support: real proofs of forged traces, under the machine's key.
#pragma once

#include <string>

#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/system_params.h"
#include "zkmem/rv32im/testing/forgeries.h"
#include "zkmem/sdk/testing/prover_setting.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem::testing {

struct DishonestOutcome {
  std::string refusal;  // the prover's, when it looks at what it proves; empty: it found nothing wrong
  Verdict verdict;      // the verifier's, on the proof of a prover that does not look
  Proof proof;
  SystemParams params;  // of the key
  uint32_t log_stacked_height = 0;
};
DishonestOutcome prove_dishonestly(const rv32im::testing::Forger& forger, const ProverSetting& setting = {});

// Whether a bus is among what refuses it: then the verifier finds that first.
bool breaks_a_bus(const rv32im::testing::Forgery& forgery);

}  // namespace zkmem::testing
