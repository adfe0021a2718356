// For tests: a golden statement under attack. Verifying a changed proof starts at the first phase that the
// change can reach: the phases before it are functions of what did not change, and their outcome was kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "zkmem/hash/hash_backend.h"
#include "zkmem/protocol/proof.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/transcript/transcript.h"
#include "zkmem/verifier/logup_gkr.h"
#include "zkmem/verifier/proof_shape.h"
#include "zkmem/verifier/rejection.h"

namespace zkmem::testing {

class AttackedProof {
 public:
  // A golden case's directory, such as "swirl/small/fib".
  explicit AttackedProof(const std::string& golden_case, const HashBackend& hash = scalar_hash_backend());

  const VerifyingKey& key() const { return key_; }
  const Proof& proof() const { return proof_; }
  const std::vector<uint8_t>& key_bytes() const { return key_bytes_; }
  const std::vector<uint8_t>& proof_bytes() const { return proof_bytes_; }

  Verdict verify(const Proof& changed) const;
  Verdict verify_bytes(std::span<const uint8_t> changed) const;

  // Byte offsets of the proof's four-byte words: all of it but the presence bitmap.
  std::vector<size_t> word_offsets() const;

  // Where the last round's last folding witness and its query phase witness lie in the bytes. Nothing binds
  // the latter (swirl.md section 15). In a statement so small that its polynomial has folded to a constant
  // before, nothing binds the former either: every folding gives the same, and every query opens alike.
  size_t folding_witness_offset() const { return folding_witness_offset_; }
  size_t query_witness_offset() const { return query_witness_offset_; }
  // Whether a proof with these two last witnesses is to be accepted, as the reference does: by the golden
  // transcript's words alone. Both pass their proof of work; and the queries are the same ones, or all open
  // alike.
  bool are_equivalent_witnesses(uint32_t folding_witness, uint32_t query_witness) const;

 private:
  void keep_phases();
  void replay_until_last_witnesses(const std::string& golden_case);
  uint32_t last_index_bits() const;
  bool last_round_opens_anywhere(std::span<const uint32_t> queries) const;

  const HashBackend& hash_;
  std::vector<uint8_t> key_bytes_;
  std::vector<uint8_t> proof_bytes_;
  VerifyingKey key_;
  Proof proof_;
  size_t folding_witness_offset_ = 0;
  size_t query_witness_offset_ = 0;
  Transcript before_last_witnesses_{HashSuite::kPoseidon2};
  std::vector<uint32_t> last_queries_;

  std::optional<LeafClaim> leaves_;
  Transcript after_gkr_{HashSuite::kPoseidon2};
  std::vector<Ext4> r_;
  Transcript after_batch_{HashSuite::kPoseidon2};
  std::vector<Ext4> u_;
  Transcript after_stacking_{HashSuite::kPoseidon2};
};

}  // namespace zkmem::testing
