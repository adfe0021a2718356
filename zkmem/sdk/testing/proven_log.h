// Test support: access logs and their proofs, made in the steps that `zkmem prove` takes, with weak
// parameters.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/statement/memory/claim.h"
#include "zkmem/statement/verify.h"

namespace zkmem::testing {

// Small tables, so that a proof takes milliseconds: registers and memory of bytes, field cells, and bytes
// that are only read.
MemoryConfig tiny_config(MemoryProfile profile, BoundaryMode mode = BoundaryMode::kPersistent);

// The log of what `run` does with a controller.
LogFile log_of(const MemoryConfig& config,
               const std::function<void(MemoryController<BabyBear>& controller)>& run);
LogFile random_log(const MemoryConfig& config, uint64_t seed, uint32_t accesses);

FileBytes zklog_of(const LogFile& log);

// The log goes through its file format, as it does for a user.
MemoryInput input_of(const LogFile& log, uint64_t segment_accesses = uint64_t{1} << 22);

// The same for a log in global memory.
GlobalMemoryInput global_input_of(const LogFile& log, uint64_t segment_accesses = uint64_t{1} << 22);

// What a log's proof claims.
inline MemoryClaim& claim_of(ZkProof& proof) { return claim_as<MemoryClaim>(*proof.claim); }
inline const MemoryClaim& claim_of(const ZkProof& proof) { return claim_as<MemoryClaim>(*proof.claim); }

// Shared by all tests of a process.
KeyCache& shared_keys();

// Plan, segments, assembly, and once through the file.
Result<ZkProof> prove_log(const MemoryInput& input, const std::string& name, unsigned threads = 0);

// As `zkmem verify --config … --log … --allow-weak-params`.
Result<VerificationReport> verify_log(const ZkProof& proof, const LogFile& log, const Context& context = {});
// "accepted" or why not.
std::string verdict(const ZkProof& proof, const LogFile& log, const Context& context = {});
// Without a log to compare with.
std::string verdict(const ZkProof& proof, const MemoryConfig& config, const Context& context = {});
// Likewise, of a verifier who has the memory that it starts on.
std::string verdict(const ZkProof& proof, const MemoryConfig& config, const CellImage& image,
                    const Context& context = {});

}  // namespace zkmem::testing
