// Files of `cargo openvm`, by the first byte: app.vk, app.pk, an application's proof, an executable. What
// decodes and is written again decodes to the same: bitcode has many encodings of one value, so bytes may
// differ. From 128 on it is the key of the machine itself, altered as the rest says and hashed anew: it is
// taken for the machine's exactly if nothing is altered.
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "fuzz/choices.h"
#include "zkmem/base/check.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/rv32im/vmexe.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/openvm/app_key.h"
#include "zkmem/statement/openvm/app_proof.h"

namespace {

using zkmem::AppKey;
using zkmem::fuzz::Choices;

zkmem::KeyCache& keys() {
  static zkmem::KeyCache made;
  return made;
}

AppKey machines_key(uint32_t log_stacked_height = 20) {
  static const zkmem::MemoryConfig config = zkmem::execution_statement().default_config();
  AppKey app;
  app.key = **keys().key(zkmem::execution_statement(), config, zkmem::ParameterFamily::kApp,
                         log_stacked_height, zkmem::HashSuite::kPoseidon2);
  app.memory = {config.addr_space_height, config.address_height()};
  app.num_public_values = static_cast<uint32_t>(config.spaces[3].num_cells);
  return app;
}

bool is_same(const AppKey& a, const AppKey& b) {
  return a.key == b.key && a.memory.address_space_height == b.memory.address_space_height &&
         a.memory.address_height == b.memory.address_height && a.num_public_values == b.num_public_values;
}

// One number of the key, or one thing that it has.
void alter(AppKey& app, Choices& in) {
  zkmem::VerifyingKeyContent& content = app.key.inner;
  zkmem::SystemParams& params = content.params;
  zkmem::AirVerifyingKey& air = content.per_air[in.byte() % content.per_air.size()];
  zkmem::ConstraintDag& dag = air.symbolic_constraints;
  uint32_t* const numbers[] = {&params.l_skip,
                               &params.n_stack,
                               &params.w_stack,
                               &params.log_blowup,
                               &params.whir.k,
                               &params.whir.rounds[in.byte() % params.whir.rounds.size()].num_queries,
                               &params.whir.mu_pow_bits,
                               &params.whir.query_phase_pow_bits,
                               &params.whir.folding_pow_bits,
                               &params.whir.proximity.m,
                               &params.whir.proximity.list_start_round,
                               &params.logup.max_interaction_count,
                               &params.logup.log_max_message_length,
                               &params.logup.pow_bits,
                               &params.max_constraint_degree,
                               &air.params.width.common_main,
                               &air.params.num_public_values,
                               &app.memory.address_space_height,
                               &app.memory.address_height,
                               &app.num_public_values,
                               &content.trace_height_constraints[0].threshold};
  const uint8_t what = in.byte();
  if (what < 192) {
    uint32_t& number = *numbers[what % std::size(numbers)];
    number = in.flag() ? in.byte() : number + 1;
    return;
  }
  switch (what % 8) {
    case 0:
      content.per_air.pop_back();
      break;
    case 1:
      params.whir.rounds.pop_back();
      break;
    case 2:
      if (!dag.constraint_idx.empty()) dag.constraint_idx.pop_back();
      break;
    case 3:
      if (!dag.interactions.empty()) dag.interactions.pop_back();
      break;
    case 4:
      if (air.preprocessed_data) air.preprocessed_data->commit.words[0] ^= 1;
      break;
    case 5:
      air.is_required = !air.is_required;
      break;
    case 6:
      content.trace_height_constraints.pop_back();
      break;
    default:
      std::swap(air, content.per_air.front());
      break;
  }
}

void read_altered_key(Choices in) {
  AppKey app = machines_key();
  while (in.remaining() > 0 && !app.key.inner.per_air.empty() && !app.key.inner.params.whir.rounds.empty() &&
         !app.key.inner.trace_height_constraints.empty())
    alter(app, in);
  app.key.pre_hash = zkmem::verifying_key_pre_hash(app.key.inner);
  const auto read = zkmem::decode_app_vk(zkmem::encode_app_vk(app));
  if (!read.ok()) return;
  const auto parameters = zkmem::parameters_of_app_key(keys(), *read);
  if (!parameters.ok()) {
    ZKMEM_CHECK(!parameters.error().message.empty() && !is_same(*read, machines_key()));
    return;
  }
  ZKMEM_CHECK(is_same(*read, machines_key(*parameters->log_stacked_height)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::span<const uint8_t> bytes(data + 1, size - 1);
  if (data[0] >= 128) {
    read_altered_key(Choices(bytes));
    return 0;
  }
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
        // As a proof file of zkmem, and back.
        if (const auto zkproof = zkmem::zkproof_of_app(keys(), *proof); zkproof.ok()) {
          const auto file = zkmem::app_proof_file(*zkproof);
          ZKMEM_CHECK(file.ok());
          const auto same = zkmem::decode_app_proof(*file);
          ZKMEM_CHECK(same.ok() && same->segments == again->segments &&
                      same->public_values == again->public_values);
        }
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
