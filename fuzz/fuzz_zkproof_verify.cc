// Verdicts on altered proof files of each statement: the mutator starts from honest ones, and knows what
// stands in one (zkmem/attack/mutator.h). What a verifier accepts claims what an honest proof does: no
// altered claim is accepted.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "fuzz/honest_proofs.h"
#include "fuzz/text_of.h"
#include "zkmem/attack/mutator.h"
#include "zkmem/statement/verify.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  using namespace zkmem;
  auto mutator = attack::Mutator::of({data, size});
  if (!mutator.ok() || seed % 4 == 0) {
    const auto& honest = fuzz::honest_proofs();
    mutator = attack::Mutator::of(honest[seed / 4 % honest.size()]);
  }
  if (mutator.ok()) {
    const attack::Mutant mutant = mutator->make(seed, seed / 64);
    if (mutant.bytes.size() <= max_size) {
      std::memcpy(data, mutant.bytes.data(), mutant.bytes.size());
      return mutant.bytes.size();
    }
  }
  return LLVMFuzzerMutate(data, size, max_size);
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  ZKMEM_CHECK(!zkmem::fuzz::decoded_honest_proofs().empty());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const auto proof = decode_zkproof({data, size});
  if (!proof.ok()) return 0;
  const auto& known = fuzz::decoded_honest_proofs();
  // The verifier's own configuration, never the file's: that of the honest proof which is nearest.
  const auto nearest = std::ranges::find_if(known, [&](const ZkProof& one) {
    return &one.claim->statement() == &proof->claim->statement() && one.claim->hash == proof->claim->hash;
  });
  VerificationOptions options;
  options.config = nearest != known.end() ? nearest->claim->config : known.front().claim->config;
  options.hash_suite = proof->claim->hash;
  options.allow_weak_params = true;
  options.exit_code.reset();
  const auto verdict = verify_zkproof(fuzz::one_thread(), testing::shared_keys(), *proof, options);
  if (verdict.ok())
    ZKMEM_CHECK(fuzz::is_honest(*proof->claim));
  else
    ZKMEM_CHECK(!verdict.error().message.empty());
  return 0;
}
