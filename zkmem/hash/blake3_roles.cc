#include "zkmem/hash/blake3_roles.h"

#include <array>

#include "zkmem/hash/blake3_constants.h"

namespace zkmem {
namespace {

using blake3_constants::kDeriveKeyMaterial;

constexpr std::array<std::string_view, kNumBlake3Roles> kContexts = {
    "zkmem hash suite blake3 v1 row",           "zkmem hash suite blake3 v1 node",
    "zkmem hash suite blake3 v1 transcript",    "zkmem hash suite blake3 v1 proof of work",
    "zkmem hash suite blake3 v1 verifying key", "zkmem hash suite blake3 v1 key list",
    "zkmem hash suite blake3 v1 log digest",
};

// blake3_derive_key_mode of the contexts, written out so that nothing has to be set up before use.
constexpr std::array<Blake3Mode, kNumBlake3Roles> kModes = {{
    {{0x94e20c46, 0x7eb7f818, 0x1ab6fc45, 0x442ed2c8, 0x557fb033, 0x4e043a74, 0x8cdcc04e, 0xd2d8aab8},
     kDeriveKeyMaterial},
    {{0x936f6c44, 0x52687f8f, 0x9c2b747c, 0x346c972a, 0x0d69a595, 0x6cb22b2a, 0x33029a27, 0xb35149a9},
     kDeriveKeyMaterial},
    {{0x3bc022c2, 0x2b8bed2b, 0xe62c50d4, 0xc82c2cd2, 0xa18ac81c, 0x62c5e48d, 0x8f20cf36, 0xa98772e6},
     kDeriveKeyMaterial},
    {{0x38d9f542, 0x1bb7b39e, 0xbbaf1227, 0x05d6ff92, 0x31f1db12, 0xbfd1b43d, 0xa767d5b3, 0xc35d327f},
     kDeriveKeyMaterial},
    {{0xf6904cf8, 0x74bc5cc0, 0x14a29b97, 0xb8c62809, 0x1bd4d0d8, 0xa36319d6, 0xabf6e9a0, 0x600e8358},
     kDeriveKeyMaterial},
    {{0x4b5be032, 0x90012544, 0x5cec5813, 0x3995b8f0, 0xef05e6bc, 0xb00c12a4, 0xe517898f, 0x590a2a0e},
     kDeriveKeyMaterial},
    {{0x7a01e636, 0x0856f623, 0xb34177c5, 0x388cb78c, 0xf40b480a, 0xba420673, 0x8fcd48a8, 0x5425e7df},
     kDeriveKeyMaterial},
}};

}  // namespace

std::string_view blake3_context(Blake3Role role) { return kContexts[static_cast<size_t>(role)]; }

const Blake3Mode& blake3_mode(Blake3Role role) { return kModes[static_cast<size_t>(role)]; }

Blake3Words blake3_digest(Blake3Role role, std::span<const uint8_t> input) {
  return Blake3Output(blake3_mode(role), input).next_digest();
}

}  // namespace zkmem
