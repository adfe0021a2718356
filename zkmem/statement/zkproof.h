// The proof file: what is claimed, and one SWIRL proof per segment. Nothing in it is trusted: verification
// derives keys and parameters itself and compares every word of the statement with what the proofs bind. One
// encoding per proof: anything non-canonical or trailing is refused. Bytes: docs/spec/zkproof.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/hash/poseidon2.h"
#include "zkmem/memory/config.h"
#include "zkmem/memory/merkle/public_values.h"

namespace zkmem {

enum class StatementKind : uint8_t {
  kExecution = 1,  // a program ran on OpenVM 2's RV32IM machine
  kMemory = 2,     // an access log is consistent
};

// Which parameters, up to the stacked height. Their values are derived, never read.
enum class ParameterFamily : uint8_t {
  kApp = 1,   // 100 proven bits
  kWeak = 2,  // a few bits only, for tests; refused unless the verifier's caller allows it
};

// What one segment's proof is claimed to show. Fields of the other kind are zero.
struct SegmentClaim {
  uint32_t log_stacked_height = 0;
  Digest initial_root = {};  // of the memory before; zero in volatile mode
  Digest final_root = {};
  // kExecution
  uint32_t start_pc = 0;
  uint32_t end_pc = 0;
  bool is_terminate = false;
  // kMemory
  uint32_t index = 0;
  uint32_t clock_end = 0;
  bool is_last = false;
  friend bool operator==(const SegmentClaim&, const SegmentClaim&) = default;
};

struct Statement {
  StatementKind kind = StatementKind::kExecution;
  MemoryConfig config;
  ParameterFamily parameters = ParameterFamily::kApp;
  // kExecution
  Digest program_commitment = {};
  uint32_t exit_code = 0;
  PublicValuesProof public_values;  // against the last segment's final root
  // kMemory
  Digest log_digest = {};

  Digest keys_digest = {};  // over the keys in use, in order of first use
  std::vector<SegmentClaim> segments;
  friend bool operator==(const Statement&, const Statement&) = default;
};

struct ZkProof {
  Statement statement;
  std::vector<std::vector<uint8_t>> segment_proofs;  // canonical SWIRL proofs, one per claim
};

std::vector<uint8_t> encode_zkproof(const ZkProof& proof);

// Allocates no more than the input's size; the error names the byte offset.
Result<ZkProof> decode_zkproof(std::span<const uint8_t> bytes);

// Whether the bytes start like a proof file.
bool looks_like_zkproof(std::span<const uint8_t> bytes);

}  // namespace zkmem
