// `zkmem swirl inspect`: what is in a verifying key or a proof.
#include <filesystem>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/base/file.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/swirl_commands.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/zkproof.h"
#include "zkmem/verdict/claim_json.h"

namespace zkmem::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string path;
  std::string extract;
  bool json = false;
};

Json words(const Commitment& commitment) {
  Json out = Json::array();
  for (const uint32_t word : commitment.words) out.push_back(word);
  return out;
}

Json proximity(const WhirProximity& proximity) {
  switch (proximity.kind) {
    case WhirProximity::Kind::kUniqueDecoding:
      return "unique decoding";
    case WhirProximity::Kind::kSplitUniqueList:
      return "unique decoding, from round " + std::to_string(proximity.list_start_round) +
             " list decoding m = " + std::to_string(proximity.m);
    case WhirProximity::Kind::kListDecoding:
      return "list decoding m = " + std::to_string(proximity.m);
  }
  return nullptr;
}

Json describe_params(const SystemParams& params) {
  Json queries = Json::array();
  for (const WhirRoundConfig& round : params.whir.rounds) queries.push_back(round.num_queries);
  return {{"l_skip", params.l_skip},
          {"n_stack", params.n_stack},
          {"w_stack", params.w_stack},
          {"log_blowup", params.log_blowup},
          {"log_stacked_height", params.log_stacked_height()},
          {"whir_k", params.whir.k},
          {"whir_queries", queries},
          {"mu_pow_bits", params.whir.mu_pow_bits},
          {"query_phase_pow_bits", params.whir.query_phase_pow_bits},
          {"folding_pow_bits", params.whir.folding_pow_bits},
          {"proximity", proximity(params.whir.proximity)},
          {"max_interaction_count", params.logup.max_interaction_count},
          {"log_max_message_length", params.logup.log_max_message_length},
          {"logup_pow_bits", params.logup.pow_bits},
          {"max_constraint_degree", params.max_constraint_degree},
          {"hash", to_string(params.hash)}};
}

Json describe_air(size_t id, const AirVerifyingKey& air) {
  const ConstraintDag& dag = air.symbolic_constraints;
  const TraceWidth& width = air.params.width;
  Json out = {{"air", id},
              {"required", air.is_required},
              {"common_main", width.common_main},
              {"cached_mains", width.cached_mains},
              {"preprocessed", width.preprocessed.has_value() ? Json(*width.preprocessed) : Json(nullptr)},
              {"public_values", air.params.num_public_values},
              {"need_rot", air.params.need_rot},
              {"constraints", dag.constraint_idx.size()},
              {"interactions", dag.interactions.size()},
              {"nodes", dag.nodes.size()},
              {"max_degree", air.max_constraint_degree}};
  if (air.preprocessed_data.has_value()) {
    out["preprocessed_commit"] = words(air.preprocessed_data->commit);
    out["preprocessed_hypercube_dim"] = air.preprocessed_data->hypercube_dim;
  }
  return out;
}

Json describe_key(const VerifyingKey& key, size_t bytes) {
  Json airs = Json::array();
  for (size_t i = 0; i < key.inner.per_air.size(); ++i) airs.push_back(describe_air(i, key.inner.per_air[i]));
  return {{"kind", "verifying key"},
          {"bytes", bytes},
          {"pre_hash", words(key.pre_hash)},
          {"params", describe_params(key.inner.params)},
          {"airs", airs},
          {"trace_height_constraints", key.inner.trace_height_constraints.size()}};
}

Json describe_trace(size_t air, const Proof& proof) {
  Json out = {{"air", air}, {"present", proof.trace_vdata[air].has_value()}};
  if (proof.trace_vdata[air].has_value()) {
    out["log_height"] = proof.trace_vdata[air]->log_height;
    Json cached = Json::array();
    for (const Commitment& commitment : proof.trace_vdata[air]->cached_commitments)
      cached.push_back(words(commitment));
    out["cached_commitments"] = cached;
  }
  Json values = Json::array();
  if (air < proof.public_values.size())
    for (const BabyBear value : proof.public_values[air]) values.push_back(value.as_canonical());
  out["public_values"] = values;
  return out;
}

Json describe_proof(const Proof& proof, size_t bytes) {
  Json traces = Json::array();
  for (size_t air = 0; air < proof.trace_vdata.size(); ++air) traces.push_back(describe_trace(air, proof));
  const WhirProof& whir = proof.whir_proof;
  Json widths = Json::array();
  for (const InitialRoundOpening& opening : whir.initial_round_openings) widths.push_back(opening.width);
  Json leaves = {whir.initial_num_leaves};
  for (const CodewordOpening& opening : whir.codeword_openings) leaves.push_back(opening.num_leaves);
  size_t opened_columns = 0;
  for (const auto& parts : proof.batch_constraint_proof.column_openings)
    for (const auto& part : parts) opened_columns += part.size();
  return {{"kind", "proof"},
          {"bytes", bytes},
          {"codec_version", proof_codec_version(proof.hash)},
          {"hash", to_string(proof.hash)},
          {"common_main_commit", words(proof.common_main_commit)},
          {"traces", traces},
          {"gkr_layers", proof.gkr_proof.claims_per_layer.size()},
          {"batch_rounds", proof.batch_constraint_proof.sumcheck_round_polys.size()},
          {"column_openings", opened_columns},
          {"stacking_rounds", proof.stacking_proof.sumcheck_round_polys.size()},
          {"stacked_widths", widths},
          {"whir_rounds", whir.codeword_commits.size() + 1},
          {"whir_leaves", leaves},
          {"final_poly_length", whir.final_poly.size()}};
}

Json describe_claim(const Claim& claim, size_t bytes) {
  Json out = {{"kind", "proof file"}, {"bytes", bytes}};
  Json said = verdict::claim_json(claim);
  out["statement"] = said["kind"];
  said.erase("kind");
  const Json segments = said["segments"];
  said.erase("segments");
  out.update(said);
  out["keys_digest"] = commitment_to_hex(claim.keys_digest);
  out["config"] = Json::parse(to_json(claim.config));
  out["segments"] = segments;
  return out;
}

// Nested values one per line, indented; arrays of numbers on one line.
void print_text(const Json& value, const std::string& indent) {
  for (const auto& [name, item] : value.items()) {
    const bool nested = item.is_object() || (item.is_array() && !item.empty() && item[0].is_object());
    if (!nested) {
      print_out("{}{}: {}\n", indent, name, item.is_string() ? item.get<std::string>() : item.dump());
    } else if (item.is_object()) {
      print_out("{}{}:\n", indent, name);
      print_text(item, indent + "  ");
    } else {
      print_out("{}{}:\n", indent, name);
      for (const Json& entry : item) print_out("{}  {}\n", indent, entry.dump());
    }
  }
}

Result<Json> describe_bytes(std::span<const uint8_t> bytes) {
  if (looks_like_zkproof(bytes)) {
    const auto file = decode_zkproof(bytes);
    if (!file.ok()) return file.error();
    return describe_claim(*file->claim, bytes.size());
  }
  const auto proof = decode_proof(bytes);
  if (proof.ok()) return describe_proof(*proof, bytes.size());
  const auto key = decode_verifying_key(bytes);
  if (key.ok()) return describe_key(*key, bytes.size());
  return bad_input("neither a proof nor a verifying key (" + proof.error().message + "; " +
                   key.error().message + ")");
}

// vk<k>.postcard and proof<k>.bin for each segment, of a run public_values.json, too: what another verifier
// reads.
Status extract(const ZkProof& proof, const std::string& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return io_error("create", folder, code.value());
  KeyCache cache;
  ZKMEM_ASSIGN_OR_RETURN(const auto keys, segment_keys(cache, *proof.claim));
  for (size_t k = 0; k < keys.size(); ++k) {
    const std::string number = std::to_string(k);
    ZKMEM_RETURN_IF_ERROR(write_file(folder + "/vk" + number + ".postcard", encode_verifying_key(*keys[k])));
    ZKMEM_RETURN_IF_ERROR(write_file(folder + "/proof" + number + ".bin", proof.segment_proofs[k]));
  }
  const Json values = verdict::public_values_proof_json(*proof.claim);
  if (values.is_null()) return {};
  return write_file(folder + "/public_values.json", values.dump() + "\n");
}

Result<int> run(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(options.path));
  if (!options.extract.empty()) {
    const auto proof = decode_zkproof(bytes);
    if (!proof.ok()) return proof.error().in(options.path);
    ZKMEM_RETURN_IF_ERROR(extract(*proof, options.extract));
  }
  const auto description = describe_bytes(bytes);
  if (!description.ok()) return description.error().in(options.path);
  if (options.json)
    print_out("{}\n", description->dump());
  else
    print_text(*description, "");
  return kDone;
}

}  // namespace

void add_swirl_inspect(CLI::App& swirl, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* cmd = swirl.add_subcommand("inspect", "Show what is in a proof file, a proof or a verifying key");
  cmd->add_option("file", options->path, "The file, or - for standard input")->required();
  cmd->add_option("--extract", options->extract,
                  "Write a proof file's segment proofs, keys and public values here");
  cmd->add_flag("--json", options->json, "Print one JSON object");
  cmd->footer("Example: zkmem swirl inspect run.zkproof --extract parts/");
  cmd->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
