#include "zkmem/verdict/claim_json.h"

#include <optional>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/execution/claim.h"
#include "zkmem/statement/statement.h"

namespace zkmem::verdict {
namespace {

using Json = nlohmann::ordered_json;

class JsonFields final : public FieldVisitor {
 public:
  explicit JsonFields(Json& object) : object_(object) {}
  void byte(const char* name, uint32_t& value) override { object_[name] = value; }
  void word(const char* name, uint32_t& value) override { object_[name] = value; }
  void flag(const char* name, bool& value) override { object_[name] = value; }
  void digest(const char* name, Digest& value) override { object_[name] = digest_to_hex(value); }
  void commitment(const char* name, Commitment& value) override { object_[name] = commitment_to_hex(value); }
  void tokens(const char* name, std::vector<LedgerToken>& value) override {
    Json list = Json::array();
    for (const LedgerToken& token : value) {
      list.push_back({{"address_space", token.address_space},
                      {"pointer", uint64_t{token.leaf_label} * kLeafCells},
                      {"values", token.values},
                      {"segment", token.segment}});
    }
    object_[name] = std::move(list);
  }
  void public_values(const char*, PublicValuesProof& value) override { opened = value; }

  std::optional<PublicValuesProof> opened;

 private:
  Json& object_;
};

std::optional<PublicValuesProof> opened_values(const Claim& claim) {
  AnyClaim copy = claim;
  Json ignored;
  JsonFields fields(ignored);
  claim.statement().visit_head(*copy, fields);
  return fields.opened;
}

Json words(const std::vector<BabyBear>& values) {
  Json out = Json::array();
  for (const BabyBear value : values) out.push_back(value.as_canonical());
  return out;
}
Json words(const Digest& digest) { return words(std::vector<BabyBear>(digest.begin(), digest.end())); }

}  // namespace

Json claim_json(const Claim& given) {
  AnyClaim claim = given;
  const Statement& statement = claim->statement();
  Json out = {{"kind", statement.name()}, {"hash", to_string(claim->hash)}};
  JsonFields head(out);
  statement.visit_head(*claim, head);
  if (!statement.has_one_config()) {
    out["profile"] = to_string(claim->config.profile);
    out["mode"] = to_string(claim->config.mode);
  }
  const size_t count = claim->num_segments();
  for (const char* name : {"initial_root", "final_root"}) out.erase(name);  // of a head without any
  if (count != 0 && claim->has_initial_root()) out["initial_root"] = digest_to_hex(claim->initial_root());
  if (count != 0 && claim->has_final_root()) out["final_root"] = digest_to_hex(claim->final_root());
  if (claim->closing_proofs() > 1) out["ends_parts"] = claim->closing_proofs();
  out["segments"] = Json::array();
  for (size_t k = 0; k < count; ++k) {
    JsonFields fields(out["segments"].emplace_back(Json::object()));
    statement.visit_segment(*claim, k, fields);
  }
  return out;
}

Json public_values_json(const Claim& claim) {
  const uint8_t tag = claim.statement().tag();
  if (tag != ExecutionClaim::kTag && tag != ExecutionClaim::kGlobalTag) return {};
  return words(run_claim(claim).revealed());
}

Json public_values_proof_json(const Claim& claim) {
  const auto opened = opened_values(claim);
  if (!opened) return {};
  Json siblings = Json::array();
  for (const Digest& sibling : opened->siblings) siblings.push_back(words(sibling));
  return {{"public_values", words(opened->public_values)},
          {"public_values_siblings", siblings},
          {"public_values_commit", words(opened->commitment)}};
}

}  // namespace zkmem::verdict
