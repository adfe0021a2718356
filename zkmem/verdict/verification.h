// `zkmem verify`, but for files and terminals: what a user says a proof must show, and what it does show. The
// command line runs it, and so does whatever verifies where there is no command line.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/hash/hash_backend.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/verify.h"
#include "zkmem/statement/zkproof.h"
#include "zkmem/verdict/given_file.h"
#include "zkmem/verdict/proof_subject.h"

namespace zkmem::verdict {

// The command's arguments, as texts. Empty ones were not given.
struct VerificationRequest {
  GivenFile proof;
  SubjectRequest subject;
  GivenFile app_vk;
  GivenFile app_pk;
  std::string params;
  std::string hash;
  std::string initial_root;
  std::string final_root;
  std::string exit_code = "0";
  std::string public_values;
  bool allow_weak_params = false;
};

// A proof that was accepted.
struct Finding {
  VerificationReport report;
  nlohmann::ordered_json json;

  // A line for each sentence, what is not shown first.
  std::string text() const;
};

class Verification {
 public:
  explicit Verification(VerificationRequest request);
  Verification(const Verification&) = delete;
  Verification& operator=(const Verification&) = delete;

  // Reads what was given. kRejected: the bytes are no proof.
  Status read();
  // After read(). `hash` as in VerificationOptions.
  Result<Finding> verify(const Context& context, const HashBackend* hash);

 private:
  Status read_wanted();
  Status read_proof();

  VerificationRequest request_;
  VerificationOptions wanted_;
  KeyCache keys_;
  ProofSubject subject_;
  std::optional<ZkProof> proof_;
};

}  // namespace zkmem::verdict
