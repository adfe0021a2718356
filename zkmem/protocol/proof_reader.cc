#include "zkmem/protocol/proof_reader.h"

namespace zkmem {

Ext4 ProofReader::ext(const char* what) {
  Ext4 value;
  for (size_t i = 0; i < Ext4::kDegree; ++i) value[i] = field(what);
  return value;
}

std::vector<Ext4> ProofReader::exts(uint64_t items, const char* what) {
  std::vector<Ext4> out;
  if (!room(items, kExtBytes, what)) return out;
  out.reserve(static_cast<size_t>(items));  // as many as bytes are there for
  for (uint64_t i = 0; i < items && !failed(); ++i) out.push_back(ext(what));
  return out;
}

std::vector<Commitment> ProofReader::commitments(uint64_t items, const char* what) {
  std::vector<Commitment> out;
  if (!room(items, kDigestBytes, what)) return out;
  out.reserve(static_cast<size_t>(items));  // as many as bytes are there for
  for (uint64_t i = 0; i < items && !failed(); ++i) out.push_back(commitment(what));
  return out;
}

}  // namespace zkmem
