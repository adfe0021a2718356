#include "zkmem/sdk/plan.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/json.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/sdk/proving_statement.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {
namespace {

using nlohmann::json;

constexpr uint32_t kFormat = 2;

// What is in every plan, and in each of its segments; the statement names what else is.
constexpr std::array<std::string_view, 12> kFields = {
    "zkmem_plan", "kind",          "parameters",  "hash",     "config", "input_checksum",
    "inputs",     "state_version", "over_memory", "segments", "cut",    "growing"};
constexpr std::array<std::string_view, 7> kSegmentFields = {
    "first", "length", "access_limit", "log_stacked_height", "memory_bytes", "cells", "leaves"};
constexpr std::array<std::string_view, 3> kPublicValueFields = {"values", "commitment", "siblings"};

class JsonWriter final : public FieldVisitor {
 public:
  explicit JsonWriter(json& object) : object_(object) {}
  void byte(const char* name, uint32_t& value) override { object_[name] = value; }
  void word(const char* name, uint32_t& value) override { object_[name] = value; }
  void flag(const char* name, bool& value) override { object_[name] = value; }
  void digest(const char* name, Digest& value) override { object_[name] = digest_to_hex(value); }
  void commitment(const char* name, Commitment& value) override { object_[name] = commitment_to_hex(value); }
  // Each as the list of its fields: space, leaf, values, segment.
  void tokens(const char* name, std::vector<LedgerToken>& tokens) override {
    json list = json::array();
    for (const LedgerToken& token : tokens) {
      json fields = {token.address_space, token.leaf_label};
      for (const uint32_t value : token.values) fields.push_back(value);
      fields.push_back(token.segment);
      list.push_back(std::move(fields));
    }
    object_[name] = std::move(list);
  }
  void public_values(const char* name, PublicValuesProof& proof) override {
    json values = json::array();
    for (const BabyBear value : proof.public_values) values.push_back(value.as_canonical());
    json siblings = json::array();
    for (const Digest& sibling : proof.siblings) siblings.push_back(digest_to_hex(sibling));
    object_[name] = {
        {"values", values}, {"commitment", digest_to_hex(proof.commitment)}, {"siblings", siblings}};
  }

 private:
  json& object_;
};

// A field, or what is wrong with it as an exception, which parse_plan() catches once.
const json& field(const json& object, const char* name) {
  if (!object.is_object()) throw std::invalid_argument("not a JSON object");
  if (!object.contains(name)) throw std::invalid_argument(fmt::format("field '{}' is missing", name));
  return object.at(name);
}
uint64_t number_of(const json& value, const char* name, uint64_t most = UINT64_MAX) {
  if (!value.is_number_unsigned() || value.get<uint64_t>() > most)
    throw std::invalid_argument(fmt::format("field '{}' is no whole number from 0 to {}", name, most));
  return value.get<uint64_t>();
}
uint64_t number(const json& object, const char* name, uint64_t most = UINT64_MAX) {
  return number_of(field(object, name), name, most);
}
uint32_t word(const json& object, const char* name) {
  return static_cast<uint32_t>(number(object, name, UINT32_MAX));
}
std::string text_of(const json& value, const char* name) {
  if (!value.is_string()) throw std::invalid_argument(fmt::format("field '{}' is no text", name));
  return value.get<std::string>();
}
std::string text(const json& object, const char* name) { return text_of(field(object, name), name); }
const json& list(const json& object, const char* name) {
  const json& value = field(object, name);
  if (!value.is_array()) throw std::invalid_argument(fmt::format("field '{}' is no list", name));
  return value;
}

class JsonReader final : public FieldVisitor {
 public:
  JsonReader(const json& object, HashSuite hash) : object_(object), hash_(hash) {}
  void byte(const char* name, uint32_t& value) override {
    value = static_cast<uint32_t>(number(object_, name, UINT8_MAX));
  }
  void word(const char* name, uint32_t& value) override { value = zkmem::word(object_, name); }
  void flag(const char* name, bool& value) override {
    const json& given = field(object_, name);
    if (!given.is_boolean())
      throw std::invalid_argument(fmt::format("field '{}' is neither true nor false", name));
    value = given.get<bool>();
  }
  void digest(const char* name, Digest& value) override { value = digest_of(field(object_, name), name); }
  void commitment(const char* name, Commitment& value) override {
    if (hash_ == HashSuite::kPoseidon2) {
      value = to_commitment(digest_of(field(object_, name), name));
      return;
    }
    const Result<Commitment> commitment = commitment_from_hex(text(object_, name));
    if (!commitment.ok()) throw std::invalid_argument(commitment.error().in(name).message);
    value = *commitment;
  }
  void tokens(const char* name, std::vector<LedgerToken>& tokens) override {
    for (const json& fields : list(object_, name)) {
      if (!fields.is_array() || fields.size() != kTokenFields)
        throw std::invalid_argument(
            fmt::format("field '{}' is no list of {} numbers each", name, kTokenFields));
      LedgerToken& token = tokens.emplace_back();
      const auto word = [&](size_t i, uint64_t most) {
        return static_cast<uint32_t>(number_of(fields[i], name, most));
      };
      token.address_space = word(0, UINT32_MAX);
      token.leaf_label = word(1, UINT32_MAX);
      for (size_t i = 0; i < kLeafCells; ++i) token.values[i] = word(2 + i, BabyBear::kModulus - 1);
      token.segment = word(2 + kLeafCells, UINT32_MAX);
    }
  }
  void public_values(const char* name, PublicValuesProof& proof) override {
    const json& object = field(object_, name);
    if (const Status known = only_fields(object, kPublicValueFields); !known.ok())
      throw std::invalid_argument(known.error().in(name).message);
    for (const json& value : list(object, "values")) {
      const uint64_t canonical = number_of(value, "values", BabyBear::kModulus - 1);
      proof.public_values.push_back(BabyBear::from_canonical(static_cast<uint32_t>(canonical)));
    }
    proof.commitment = digest_of(field(object, "commitment"), "commitment");
    for (const json& sibling : list(object, "siblings"))
      proof.siblings.push_back(digest_of(sibling, "siblings"));
  }

 private:
  static Digest digest_of(const json& value, const char* name) {
    Result<Digest> digest = digest_from_hex(text_of(value, name));
    if (!digest.ok()) throw std::invalid_argument(digest.error().in(name).message);
    return *digest;
  }

  const json& object_;
  HashSuite hash_;  // of the commitments
};

// The fields that a statement's claim adds to those that are there anyway.
class FieldNames final : public FieldVisitor {
 public:
  explicit FieldNames(std::span<const std::string_view> common) : names(common.begin(), common.end()) {}
  void byte(const char* name, uint32_t&) override { names.emplace_back(name); }
  void word(const char* name, uint32_t&) override { names.emplace_back(name); }
  void flag(const char* name, bool&) override { names.emplace_back(name); }
  void digest(const char* name, Digest&) override { names.emplace_back(name); }
  void commitment(const char* name, Commitment&) override { names.emplace_back(name); }
  void tokens(const char* name, std::vector<LedgerToken>&) override { names.emplace_back(name); }
  void public_values(const char* name, PublicValuesProof&) override { names.emplace_back(name); }

  std::vector<std::string_view> names;
};

// What is true or left out.
Result<bool> is_said(const json& object, const char* field) {
  if (!object.contains(field)) return false;
  if (object.at(field) != true) return bad_input(fmt::format("field '{}' is not true, nor left out", field));
  return true;
}

}  // namespace

uint64_t Plan::length() const {
  uint64_t length = 0;
  for (const PlannedSegment& segment : segments) length += segment.length;
  return length;
}

void Plan::add_segment(const PlannedSegment& segment, uint32_t log_stacked_height) {
  segments.push_back(segment);
  claim->resize_segments(segments.size());
  claim->segment(segments.size() - 1).log_stacked_height = log_stacked_height;
}

std::string to_json(const Plan& plan) {
  AnyClaim claim = plan.claim;
  const Statement& statement = claim->statement();
  const ProvingStatement& proving = proving_side(statement);
  json segments = json::array();
  for (size_t k = 0; k < plan.segments.size(); ++k) {
    const PlannedSegment& segment = plan.segments[k];
    segments.push_back({{"first", segment.first},
                        {"length", segment.length},
                        {"access_limit", segment.access_limit},
                        {"log_stacked_height", plan.height(k)},
                        {"memory_bytes", segment.memory_bytes},
                        {"cells", segment.cells}});
    if (segment.leaves != 0) segments.back()["leaves"] = segment.leaves;
    JsonWriter fields(segments.back());
    proving.visit_planned_segment(*claim, k, fields);
  }
  json object = {{"zkmem_plan", kFormat},
                 {"kind", statement.name()},
                 {"parameters", to_string(ParameterChoice{claim->parameters, std::nullopt})},
                 {"config", json::parse(to_json(claim->config))},
                 {"input_checksum", plan.input_checksum},
                 {"inputs", plan.inputs},
                 {"segments", segments}};
  if (claim->hash != HashSuite::kPoseidon2) object["hash"] = to_string(claim->hash);
  if (!plan.cut.empty()) object["cut"] = plan.cut;
  if (plan.is_growing) object["growing"] = true;
  if (plan.over_memory) object["over_memory"] = true;
  if (plan.state_version) object["state_version"] = *plan.state_version;
  JsonWriter fields(object);
  proving.visit_plan(*claim, fields);
  return object.dump(1) + "\n";
}

Result<Plan> parse_plan(std::string_view from, const Statement* own) {
  try {
    ZKMEM_ASSIGN_OR_RETURN(const json object, parse_json(from));
    if (!object.is_object()) return bad_input("no plan: not a JSON object");
    const uint64_t format = number(object, "zkmem_plan");
    if (format != kFormat)
      return bad_input(fmt::format("plan format {}, this zkmem reads {}", format, kFormat));
    const std::string kind = text(object, "kind");
    const Statement* statement = own != nullptr && own->name() == kind ? own : statement_of_name(kind);
    if (statement == nullptr) return bad_input("unknown kind of plan '" + kind + "'");
    const ProvingStatement& proving = proving_side(*statement);
    Plan plan{statement->new_claim()};
    FieldNames known(kFields);
    proving.visit_plan(*plan.claim, known);
    ZKMEM_RETURN_IF_ERROR(only_fields(object, known.names));
    const std::string parameters = text(object, "parameters");
    if (parameters.empty()) return bad_input("field 'parameters' is empty");
    ZKMEM_ASSIGN_OR_RETURN(const ParameterChoice choice, parse_parameters(parameters, HashSuite::kPoseidon2));
    plan.claim->parameters = choice.family;
    if (object.contains("hash")) {
      ZKMEM_ASSIGN_OR_RETURN(plan.claim->hash, parse_hash_suite(text(object, "hash")));
      if (plan.claim->hash == HashSuite::kPoseidon2)
        return bad_input("hash: poseidon2 is what plans are for that say nothing");
    }
    ZKMEM_ASSIGN_OR_RETURN(plan.claim->config, parse_memory_config(field(object, "config").dump()));
    plan.input_checksum = text(object, "input_checksum");
    plan.inputs = word(object, "inputs");
    FieldNames known_of_segment(kSegmentFields);
    AnyClaim blank = statement->new_claim();
    blank->resize_segments(1);
    proving.visit_planned_segment(*blank, 0, known_of_segment);
    for (const json& entry : list(object, "segments")) {
      const size_t k = plan.segments.size();
      try {
        if (const Status status = only_fields(entry, known_of_segment.names); !status.ok())
          throw std::invalid_argument(status.error().message);
        PlannedSegment segment;
        segment.first = number(entry, "first");
        segment.length = number(entry, "length");
        segment.access_limit = number(entry, "access_limit");
        segment.memory_bytes = number(entry, "memory_bytes");
        segment.cells = number(entry, "cells");
        if (entry.contains("leaves")) segment.leaves = number(entry, "leaves");
        plan.add_segment(segment, word(entry, "log_stacked_height"));
        JsonReader fields(entry, plan.claim->hash);
        proving.visit_planned_segment(*plan.claim, k, fields);
      } catch (const std::exception& error) {
        return bad_input(fmt::format("segments[{}]: {}", k, error.what()));
      }
    }
    if (object.contains("cut")) {
      plan.cut = text(object, "cut");
      // It is shown on terminals.
      if (plan.cut.empty() || !std::ranges::all_of(plan.cut, [](char c) { return c >= ' ' && c <= '~'; }))
        return bad_input("field 'cut' is no line of text");
    }
    ZKMEM_ASSIGN_OR_RETURN(plan.over_memory, is_said(object, "over_memory"));
    ZKMEM_ASSIGN_OR_RETURN(plan.is_growing, is_said(object, "growing"));
    if (plan.is_growing) proving.more_follow(*plan.claim);
    if (object.contains("state_version")) plan.state_version = number(object, "state_version");
    JsonReader fields(object, plan.claim->hash);
    proving.visit_plan(*plan.claim, fields);
    return plan;
  } catch (const std::exception& error) {  // the JSON library's errors, and JsonReader's
    return bad_input(std::string("no plan: ") + error.what());
  }
}

}  // namespace zkmem
