// Openings of cells, of one range and of several: one encoding each; a wrong root is refused, and what is
// verified against the root that it gives says the same cells. Trees of three levels of spaces and 7 of
// leaves, or of the default's size.
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/memory/merkle/opening_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const std::span<const uint8_t> bytes(data, size);
  const auto said = opening_dimensions(bytes);
  for (const MerkleDimensions& dimensions : {MerkleDimensions{3, 7}, MerkleDimensions{}}) {
    if (const auto opening = decode_opening(dimensions, bytes); opening.ok()) {
      ZKMEM_CHECK(said.ok() && *said == dimensions);
      fuzz::expect_equal(encode_opening(dimensions, *opening), bytes);
      ZKMEM_CHECK(!verify_opening(Digest{}, dimensions, *opening).ok());
    }
    if (const auto opening = decode_shared_opening(dimensions, bytes); opening.ok()) {
      ZKMEM_CHECK(said.ok() && *said == dimensions && is_shared_opening(bytes));
      fuzz::expect_equal(encode_shared_opening(dimensions, *opening), bytes);
      ZKMEM_CHECK(opening->values().size() == opening->ranges.size());
      ZKMEM_CHECK(!verify_shared_opening(Digest{}, dimensions, *opening).ok());
    }
  }
  return 0;
}
