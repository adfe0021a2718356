// The keys of an application as `cargo openvm keygen` writes them, `app.pk` and `app.vk` (`AppProvingKey` and
// `AppVerifyingKey` of openvm-sdk 2.0.2, docs/spec/openvm-files.md). zkmem derives its keys itself; from such
// a file it takes which parameters are meant, and whether the file's key is the one that follows from them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/merkle_dimensions.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

struct AppKey {
  VerifyingKey key;
  MerkleDimensions memory;
  uint32_t num_public_values = 0;
};

// Each checks that the key is well formed and that its pre-hash is that of its content. A proving key is
// refused, with the extension's name, if its machine has more than rv32i, rv32m and io; what it holds for
// OpenVM's prover alone is passed over.
Result<AppKey> decode_app_vk(std::span<const uint8_t> bytes);
Result<AppKey> decode_app_pk(std::span<const uint8_t> bytes);

std::vector<uint8_t> encode_app_vk(AppKey& key);

// The parameters that the key is for, once it is known to be the key that zkmem derives for them. kBadInput
// names the first difference, with both values.
Result<ParameterChoice> parameters_of_app_key(KeyCache& keys, const AppKey& key);

}  // namespace zkmem
