// Files of `cargo openvm`, by the first byte: app.vk, app.pk, an application's proof, an executable. What
// decodes and is written again decodes to the same: bitcode has many encodings of one value, so bytes may
// differ.
#include <cstddef>
#include <cstdint>

#include "zkmem/base/check.h"
#include "zkmem/rv32im/vmexe.h"
#include "zkmem/statement/openvm/app_key.h"
#include "zkmem/statement/openvm/app_proof.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::span<const uint8_t> bytes(data + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      if (auto key = zkmem::decode_app_vk(bytes); key.ok()) {
        const auto again = zkmem::decode_app_vk(zkmem::encode_app_vk(*key));
        ZKMEM_CHECK(again.ok() && again->key == key->key);
      }
      break;
    case 1:
      static_cast<void>(zkmem::decode_app_pk(bytes));
      break;
    case 2:
      if (auto proof = zkmem::decode_app_proof(bytes); proof.ok()) {
        const auto again = zkmem::decode_app_proof(zkmem::encode_app_proof(*proof));
        ZKMEM_CHECK(again.ok() && again->segments == proof->segments &&
                    again->public_values == proof->public_values);
        static zkmem::KeyCache keys;
        static_cast<void>(zkmem::zkproof_of_app(keys, *proof));
      }
      break;
    default:
      if (const auto program = zkmem::rv32im::load_vmexe(bytes); program.ok()) {
        const auto again = zkmem::rv32im::load_vmexe(zkmem::rv32im::encode_vmexe(*program));
        ZKMEM_CHECK(again.ok() && again->instructions == program->instructions);
      }
      break;
  }
  return 0;
}
