#include "zkmem/statement/openvm/app_key.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/merkle/public_values.h"
#include "zkmem/protocol/verifying_key_check.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/openvm/proving_key.h"

namespace zkmem {

template <class A>
void visit(A& a, typename A::Node& node, const char*, AppKey& app) {
  visit_fields(a, node, field("vk", app.key), field("memory_dimensions", AppMemoryDimensions{app.memory}),
               field("num_user_pvs", usize(app.num_public_values)));
}

namespace {

constexpr const char* kVerifyingKey = "application verifying key";
constexpr const char* kProvingKey = "application proving key";

Status check_key(const VerifyingKey& key) {
  ZKMEM_RETURN_IF_ERROR(check_verifying_key(key.inner));
  const Commitment expected = verifying_key_pre_hash(key.inner);
  if (key.pre_hash == expected) return {};
  return bad_input(fmt::format("its pre-hash is {}, its content hashes to {}",
                               commitment_to_hex(key.pre_hash), commitment_to_hex(expected)));
}

// The first of several numbers that differs.
class Difference {
 public:
  Difference& compare(std::string_view what, uint64_t found, uint64_t own) {
    if (found != own && text_.empty()) text_ = fmt::format("{} is {}, zkmem's is {}", what, found, own);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string params_difference(const SystemParams& found, const SystemParams& own) {
  Difference difference;
  difference.compare("l_skip", found.l_skip, own.l_skip)
      .compare("n_stack", found.n_stack, own.n_stack)
      .compare("w_stack", found.w_stack, own.w_stack)
      .compare("log_blowup", found.log_blowup, own.log_blowup)
      .compare("whir.k", found.whir.k, own.whir.k)
      .compare("the number of whir.rounds", found.whir.num_rounds(), own.whir.num_rounds());
  for (size_t i = 0; i < std::min(found.whir.rounds.size(), own.whir.rounds.size()); ++i) {
    difference.compare(fmt::format("num_queries of WHIR round {}", i), found.whir.rounds[i].num_queries,
                       own.whir.rounds[i].num_queries);
  }
  difference.compare("mu_pow_bits", found.whir.mu_pow_bits, own.whir.mu_pow_bits)
      .compare("query_phase_pow_bits", found.whir.query_phase_pow_bits, own.whir.query_phase_pow_bits)
      .compare("folding_pow_bits", found.whir.folding_pow_bits, own.whir.folding_pow_bits)
      .compare("the proximity strategy", static_cast<uint64_t>(found.whir.proximity.kind),
               static_cast<uint64_t>(own.whir.proximity.kind))
      .compare("the proximity's m", found.whir.proximity.m, own.whir.proximity.m)
      .compare("list_start_round", found.whir.proximity.list_start_round, own.whir.proximity.list_start_round)
      .compare("logup.max_interaction_count", found.logup.max_interaction_count,
               own.logup.max_interaction_count)
      .compare("logup.log_max_message_length", found.logup.log_max_message_length,
               own.logup.log_max_message_length)
      .compare("logup.pow_bits", found.logup.pow_bits, own.logup.pow_bits)
      .compare("max_constraint_degree", found.max_constraint_degree, own.max_constraint_degree);
  return difference.text();
}

// In which part the AIR's key is another one.
std::string air_difference(const AirVerifyingKey& found, const AirVerifyingKey& own) {
  Difference difference;
  difference.compare("its width", found.params.width.common_main, own.params.width.common_main)
      .compare("its number of public values", found.params.num_public_values, own.params.num_public_values)
      .compare("its number of nodes", found.symbolic_constraints.nodes.size(),
               own.symbolic_constraints.nodes.size())
      .compare("its number of constraints", found.symbolic_constraints.constraint_idx.size(),
               own.symbolic_constraints.constraint_idx.size())
      .compare("its number of interactions", found.symbolic_constraints.interactions.size(),
               own.symbolic_constraints.interactions.size());
  if (!difference.text().empty()) return difference.text();
  if (found.symbolic_constraints != own.symbolic_constraints) return "its constraints are others";
  if (found.preprocessed_data != own.preprocessed_data) return "its preprocessed trace is another one";
  return "its parameters are others";
}

std::string key_difference(const VerifyingKeyContent& found, const VerifyingKeyContent& own,
                           const std::vector<CatalogAir>& airs) {
  if (found.per_air.size() != own.per_air.size()) {
    return fmt::format("it has {} AIRs, zkmem's machine (rv32i, rv32m, io) has {}", found.per_air.size(),
                       own.per_air.size());
  }
  for (size_t i = 0; i < own.per_air.size(); ++i) {
    if (found.per_air[i] == own.per_air[i]) continue;
    return fmt::format("AIR {}, {} in zkmem: {}", i, airs[i].air->name(),
                       air_difference(found.per_air[i], own.per_air[i]));
  }
  if (found.trace_height_constraints != own.trace_height_constraints)
    return "its trace height constraints are others";
  return "";
}

Result<AppKey> checked(Result<AppKey> key, const char* what) {
  if (!key.ok()) return key.error().in(what);
  if (Status status = check_key(key->key); !status.ok()) return status.error().in(what);
  return key;
}

}  // namespace

Result<AppKey> decode_app_vk(std::span<const uint8_t> bytes) {
  return checked(read_bitcode<AppKey>(bytes, kVerifyingKey), kVerifyingKey);
}

Result<AppKey> decode_app_pk(std::span<const uint8_t> bytes) {
  Result<AppProvingKey> read = read_bitcode<AppProvingKey>(bytes, kProvingKey);
  if (!read.ok()) return read.error().in(kProvingKey);
  AppKey key;
  key.key = std::move(read->key);
  key.memory = read->memory();
  key.num_public_values = read->system.num_public_values;
  return checked(std::move(key), kProvingKey);
}

std::vector<uint8_t> encode_app_vk(AppKey& key) { return write_bitcode(key, kVerifyingKey); }

Result<ParameterChoice> parameters_of_app_key(KeyCache& keys, const AppKey& app) {
  const VerifyingKeyContent& found = app.key.inner;
  const Statement& statement = execution_statement();
  const MemoryConfig config = statement.default_config();
  const uint32_t height = found.params.log_stacked_height();
  const auto fail = [](std::string_view reason) {
    return bad_input(fmt::format("this is not the key of zkmem's machine: {}", reason));
  };
  const auto params = parameters_of(ParameterFamily::kApp, height, HashSuite::kPoseidon2);
  if (!params.ok()) return fail(params.error().message);
  if (const std::string text = params_difference(found.params, *params); !text.empty()) return fail(text);
  ZKMEM_ASSIGN_OR_RETURN(const auto own,
                         keys.key(statement, config, ParameterFamily::kApp, height, HashSuite::kPoseidon2));
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<CatalogAir> airs, statement.airs(config));
  if (const std::string text = key_difference(found, own->inner, airs); !text.empty()) return fail(text);
  const MerkleDimensions memory{config.addr_space_height, config.address_height()};
  Difference difference;
  difference.compare("addr_space_height", app.memory.address_space_height, memory.address_space_height)
      .compare("address_height", app.memory.address_height, memory.address_height)
      .compare("num_public_values", app.num_public_values,
               config.spaces[kPublicValuesAddressSpace].num_cells);
  if (!difference.text().empty()) return fail(difference.text());
  return ParameterChoice{ParameterFamily::kApp, height, HashSuite::kPoseidon2};
}

}  // namespace zkmem
