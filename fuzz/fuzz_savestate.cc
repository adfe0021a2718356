// A saved run: there is one encoding of a state. The mutator knows the sections.
#include <cstddef>
#include <cstdint>

#include <xxhash.h>

#include "fuzz/sections.h"
#include "fuzz/text_of.h"
#include "zkmem/rv32im/savestate.h"

namespace {

uint64_t checksum(uint32_t kind, std::span<const uint8_t> payload) {
  return XXH3_64bits_withSeed(payload.data(), payload.size(), (uint64_t{kind} << 32) ^ payload.size());
}

const zkmem::fuzz::SectionFormat kFormat = {8, checksum};

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  return zkmem::fuzz::mutate_sections(kFormat, data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const auto run = rv32im::decode_saved_run({data, size});
  if (!run.ok()) return 0;
  // Configurations have several spellings, of which one is written.
  const Bytes once = rv32im::encode_saved_run(*run);
  const auto again = rv32im::decode_saved_run(once);
  ZKMEM_CHECK(again.ok() && again->config == run->config && again->state.image == run->state.image);
  fuzz::expect_equal(rv32im::encode_saved_run(*again), once);
  return 0;
}
