#include "zkmem/prover/grind.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "zkmem/base/parallel.h"
#include "zkmem/hash/blake3_roles.h"
#include "zkmem/hash/blake3_simd.h"
#include "zkmem/hash/simd.h"

namespace zkmem {
namespace {

// The smallest witness in [begin, end) that passes, or `end`.
using Search = std::function<uint64_t(uint64_t begin, uint64_t end)>;

Search search_of(Transcript& transcript, unsigned bits) {
  if (transcript.suite() == HashSuite::kBlake3) {
    return [state = transcript.chain_state(), bits](uint64_t begin, uint64_t end) {
      return simd_blake3_grind(blake3_mode(Blake3Role::kProofOfWork), state, bits, begin, end);
    };
  }
  const GrindTask task = {transcript.sponge().state(), transcript.sponge().absorbed(), bits};
  return [task](uint64_t begin, uint64_t end) -> uint64_t {
    return simd_grind(task, static_cast<uint32_t>(begin), static_cast<uint32_t>(end));
  };
}

}  // namespace

Result<BabyBear> grind(const Context& context, Transcript& transcript, const ProofOfWork& work) {
  const unsigned bits = work.bits;
  if (bits == 0) return BabyBear::zero();
  const Search search = search_of(transcript, bits);
  constexpr uint64_t kWitnesses = BabyBear::kModulus;
  constexpr uint64_t kPiece = 1 << 11;
  // Rounds of one piece per thread and some: whoever finds a witness, the smallest of the round wins.
  const unsigned pieces = thread_count(context) * 4;
  for (uint64_t start = 0; start < kWitnesses; start += kPiece * pieces) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    std::vector<uint64_t> found(pieces, kWitnesses);
    parallel_for(context, pieces, 1, [&](size_t first, size_t last) {
      for (size_t i = first; i < last; ++i) {
        // An earlier piece's witness makes this one moot when run in order; harmless otherwise.
        const uint64_t begin = std::min(start + i * kPiece, kWitnesses);
        const uint64_t end = std::min(begin + kPiece, kWitnesses);
        const uint64_t w = begin < end ? search(begin, end) : end;
        if (w != end) found[i] = w;
      }
    });
    const uint64_t smallest = *std::min_element(found.begin(), found.end());
    if (smallest == kWitnesses) continue;
    const BabyBear witness = BabyBear::from_u64(smallest);
    ZKMEM_CHECK(transcript.check_pow(bits, witness, work.label));
    return witness;
  }
  return limit_reached("no witness for " + std::to_string(bits) + " bits of proof of work among " +
                       std::to_string(kWitnesses));
}

}  // namespace zkmem
