#include "zkmem/protocol/proof_reader.h"

namespace zkmem {

void ProofReader::fail(const char* what, const std::string& reason) {
  if (error_.empty()) error_ = "byte " + std::to_string(reader_.offset()) + ": " + what + ": " + reason;
}

uint32_t ProofReader::u32(const char* what) {
  uint32_t value = 0;
  if (failed()) return 0;
  if (!reader_.read_u32(value)) fail(what, "the bytes end here");
  return value;
}

uint8_t ProofReader::u8(const char* what) {
  uint8_t value = 0;
  if (failed()) return 0;
  if (!reader_.read_u8(value)) fail(what, "the bytes end here");
  return value;
}

BabyBear ProofReader::field(const char* what) {
  const uint32_t value = u32(what);
  if (value < BabyBear::kModulus) return BabyBear::from_canonical(value);
  fail(what,
       "field element " + std::to_string(value) + " is not below " + std::to_string(BabyBear::kModulus));
  return BabyBear::zero();
}

Ext4 ProofReader::ext(const char* what) {
  Ext4 value;
  for (size_t i = 0; i < Ext4::kDegree; ++i) value[i] = field(what);
  return value;
}

Commitment ProofReader::commitment(const char* what) {
  Commitment value;
  for (uint32_t& word : value.words)
    word = suite_ == HashSuite::kBlake3 ? u32(what) : field(what).as_canonical();
  return value;
}

bool ProofReader::room(uint64_t items, size_t item_bytes, const char* what) {
  if (failed()) return false;
  if (items <= reader_.remaining() / item_bytes) return true;
  fail(what, std::to_string(items) + " items of at least " + std::to_string(item_bytes) +
                 " bytes, but only " + std::to_string(reader_.remaining()) + " bytes are left");
  return false;
}

uint32_t ProofReader::count(size_t item_bytes, const char* what) {
  const uint32_t items = u32(what);
  return room(items, item_bytes, what) ? items : 0;
}

std::vector<BabyBear> ProofReader::fields(uint64_t items, const char* what) {
  std::vector<BabyBear> out;
  if (!room(items, kFieldBytes, what)) return out;
  out.reserve(items);
  for (uint64_t i = 0; i < items && !failed(); ++i) out.push_back(field(what));
  return out;
}

std::vector<Ext4> ProofReader::exts(uint64_t items, const char* what) {
  std::vector<Ext4> out;
  if (!room(items, kExtBytes, what)) return out;
  out.reserve(items);
  for (uint64_t i = 0; i < items && !failed(); ++i) out.push_back(ext(what));
  return out;
}

std::vector<Commitment> ProofReader::commitments(uint64_t items, const char* what) {
  std::vector<Commitment> out;
  if (!room(items, Commitment::kBytes, what)) return out;
  out.reserve(items);
  for (uint64_t i = 0; i < items && !failed(); ++i) out.push_back(commitment(what));
  return out;
}

}  // namespace zkmem
