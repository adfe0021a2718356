// Altered proofs, made from honest ones: by their bytes, and by what stands in them, decoded, changed and
// encoded again. Each part of a proof is as likely as any other, however long it is, so that every phase of a
// verifier sees changes that pass the phases before it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "zkmem/protocol/proof.h"

namespace zkmem::interop {

struct HonestProof {
  std::string name;
  std::vector<uint8_t> key;
  std::vector<uint8_t> bytes;
  Proof proof;
};

struct AlteredProof {
  size_t key = 0;  // whose key it is held against: of all honest proofs, the index
  const char* kind = "";
  std::string place;  // what was done, for people
  std::vector<uint8_t> bytes;
};

inline constexpr const char* kChangeKinds[] = {"value", "witness", "number",        "list",
                                               "range", "graft",   "another's key", "bytes"};

// The index-th of a seed's. The bytes may be the honest ones, where a change came to nothing.
AlteredProof alter(const std::vector<HonestProof>& honest, uint64_t seed, uint64_t index);

}  // namespace zkmem::interop
