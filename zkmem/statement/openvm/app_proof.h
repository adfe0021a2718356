// The proof of an application as `cargo openvm prove app` writes it, `NAME.app.proof` (`ContinuationVmProof`
// of openvm-circuit 2.0.2, docs/spec/openvm-files.md): the segments' proofs and the public values opened
// against the last one's memory. It says neither which program nor which parameters: those are what the
// proofs show. As a proof file of zkmem it is a claim about an execution with everything derived from its
// proofs.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/merkle/public_values.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem {

struct AppProof {
  std::vector<Proof> segments;
  PublicValuesProof public_values;
};

// Whether a file of this name is taken for one; its bytes have no mark of their own.
bool is_app_proof_name(std::string_view path);

Result<AppProof> decode_app_proof(std::span<const uint8_t> bytes);
std::vector<uint8_t> encode_app_proof(AppProof& proof);

// An execution's proof as OpenVM's file. kBadInput unless it is of OpenVM's machine, hash and parameters.
Result<std::vector<uint8_t>> app_proof_file(const ZkProof& proof);

// OpenVM's file as a proof to verify with verify_zkproof. Nothing is verified here; kRejected if the proofs
// are none of OpenVM's RV32IM machine under parameters that zkmem knows.
Result<ZkProof> zkproof_of_app(KeyCache& keys, AppProof& proof);

}  // namespace zkmem
