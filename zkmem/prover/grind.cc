#include "zkmem/prover/grind.h"

#include <algorithm>
#include <vector>

#include "zkmem/base/parallel.h"
#include "zkmem/hash/simd.h"

namespace zkmem {

Result<BabyBear> grind(const Context& context, Transcript& transcript, unsigned bits, Label label) {
  if (bits == 0) return BabyBear::zero();
  const GrindTask task = {transcript.sponge().state(), transcript.sponge().absorbed(), bits};
  constexpr uint32_t kPiece = 1 << 11;
  // Rounds of one piece per thread and some: whoever finds a witness, the smallest of the round wins.
  const unsigned pieces = thread_count(context) * 4;
  for (uint64_t start = 0; start < BabyBear::kModulus; start += uint64_t{kPiece} * pieces) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    std::vector<uint32_t> found(pieces, BabyBear::kModulus);
    parallel_for(context, pieces, 1, [&](size_t first, size_t last) {
      for (size_t i = first; i < last; ++i) {
        // An earlier piece's witness makes this one moot when run in order; harmless otherwise.
        const uint64_t begin = std::min<uint64_t>(start + i * kPiece, BabyBear::kModulus);
        const uint64_t end = std::min<uint64_t>(begin + kPiece, BabyBear::kModulus);
        const uint32_t w = simd_grind(task, static_cast<uint32_t>(begin), static_cast<uint32_t>(end));
        if (w != end) found[i] = w;
      }
    });
    const uint32_t smallest = *std::min_element(found.begin(), found.end());
    if (smallest == BabyBear::kModulus) continue;
    const BabyBear witness = BabyBear::from_canonical(smallest);
    ZKMEM_CHECK(transcript.check_pow(bits, witness, label));
    return witness;
  }
  return limit_reached("no witness for " + std::to_string(bits) + " bits of proof of work among " +
                       std::to_string(BabyBear::kModulus));
}

}  // namespace zkmem
