#include "zkmem/hash/digest_bytes.h"

#include "zkmem/field/element_bytes.h"

namespace zkmem {

Digest read_digest(ByteCursor& in, const char* what) {
  Digest digest;
  for (BabyBear& word : digest) word = read_element(in, what);
  return digest;
}

Commitment read_commitment(ByteCursor& in, HashSuite suite, const char* what) {
  if (suite != HashSuite::kBlake3) return to_commitment(read_digest(in, what));
  Commitment commitment;
  for (uint32_t& word : commitment.words) word = in.u32(what);
  return commitment;
}

void write_digest(ByteWriter& out, const Digest& digest) { write_elements(out, digest); }

void write_commitment(ByteWriter& out, const Commitment& commitment) {
  for (const uint32_t word : commitment.words) out.write_u32(word);
}

}  // namespace zkmem
