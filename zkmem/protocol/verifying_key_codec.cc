#include "zkmem/protocol/verifying_key_codec.h"

#include <string>
#include <string_view>
#include <utility>

#include "zkmem/base/bytes.h"
#include "zkmem/hash/blake3_roles.h"
#include "zkmem/hash/sponge.h"
#include "zkmem/protocol/postcard.h"
#include "zkmem/protocol/verifying_key_check.h"

namespace zkmem {
namespace {

// The proof codec's version is part of the pre-hash's preimage.
constexpr uint32_t kCodecVersion = 3;

// In front of keys of other suites than the reference's; the suite follows. The reference's keys begin with
// l_skip, which is never a 'Z'.
constexpr std::string_view kHeader = "ZKMKEY\x01";

// Field elements are written as their Montgomery word.
BabyBear read_field(PostcardReader& in, const char* what) {
  return BabyBear::from_monty(static_cast<uint32_t>(in.varint(BabyBear::kModulus - 1, what)));
}

// Those of poseidon2 are field elements, those of blake3 words of any value.
Commitment read_commitment(PostcardReader& in, HashSuite suite, const char* what) {
  Commitment commitment;
  for (uint32_t& word : commitment.words)
    word = suite == HashSuite::kBlake3 ? in.u32(what) : read_field(in, what).as_canonical();
  return commitment;
}

HashSuite read_header(PostcardReader& in) {
  for (const char byte : kHeader) {
    if (in.u8("header") != static_cast<uint8_t>(byte)) in.fail("header", "it is not ZKMKEY and version 1");
  }
  // One encoding a key: poseidon2's has no header.
  const uint8_t suite = in.u8("hash suite");
  if (suite != static_cast<uint8_t>(HashSuite::kBlake3))
    in.fail("hash suite", std::to_string(suite) + " is not 1, the only one that has a header");
  return HashSuite::kBlake3;
}

template <class Read>
auto read_vector(PostcardReader& in, const char* what, Read read) {
  std::vector<decltype(read(in))> items;
  const size_t count = in.length(what);
  items.reserve(count);
  for (size_t i = 0; i < count && !in.failed(); ++i) items.push_back(read(in));
  return items;
}

auto read_u32s(PostcardReader& in, const char* what) {
  return read_vector(in, what, [what](PostcardReader& r) { return r.u32(what); });
}

SystemParams read_params(PostcardReader& in) {
  SystemParams params;
  params.l_skip = in.u32("l_skip");
  params.n_stack = in.u32("n_stack");
  params.w_stack = in.u32("w_stack");
  params.log_blowup = in.u32("log_blowup");
  params.whir.k = in.u32("whir.k");
  params.whir.rounds =
      read_vector(in, "whir.rounds", [](PostcardReader& r) { return WhirRoundConfig{r.u32("num_queries")}; });
  params.whir.mu_pow_bits = in.u32("mu_pow_bits");
  params.whir.query_phase_pow_bits = in.u32("query_phase_pow_bits");
  params.whir.folding_pow_bits = in.u32("folding_pow_bits");
  WhirProximity& proximity = params.whir.proximity;
  proximity.kind = static_cast<WhirProximity::Kind>(in.varint(2, "proximity"));
  if (proximity.kind != WhirProximity::Kind::kUniqueDecoding) proximity.m = in.u32("proximity m");
  if (proximity.kind == WhirProximity::Kind::kSplitUniqueList)
    proximity.list_start_round = in.u32("list_start_round");
  params.logup.max_interaction_count = in.u32("max_interaction_count");
  params.logup.log_max_message_length = in.u32("log_max_message_length");
  params.logup.pow_bits = in.u32("logup.pow_bits");
  params.max_constraint_degree = in.u32("max_constraint_degree");
  return params;
}

SymbolicVariable read_variable(PostcardReader& in) {
  SymbolicVariable variable;
  variable.entry = static_cast<EntryKind>(in.varint(3, "variable entry"));
  if (variable.entry == EntryKind::kMain) variable.part_index = in.u32("part_index");
  if (variable.entry == EntryKind::kMain || variable.entry == EntryKind::kPreprocessed)
    variable.offset = in.u32("offset");
  variable.index = in.u32("variable index");
  return variable;
}

DagNode read_node(PostcardReader& in) {
  DagNode node;
  node.kind = static_cast<NodeKind>(in.varint(8, "node kind"));
  switch (node.kind) {
    case NodeKind::kVariable:
      node.variable = read_variable(in);
      break;
    case NodeKind::kConstant:
      node.constant = read_field(in, "constant");
      break;
    case NodeKind::kNeg:
      node.left = in.u32("idx");
      node.degree_multiple = in.u32("degree_multiple");
      break;
    case NodeKind::kAdd:
    case NodeKind::kSub:
    case NodeKind::kMul:
      node.left = in.u32("left_idx");
      node.right = in.u32("right_idx");
      node.degree_multiple = in.u32("degree_multiple");
      break;
    case NodeKind::kIsFirstRow:
    case NodeKind::kIsLastRow:
    case NodeKind::kIsTransition:
      break;
  }
  return node;
}

DagInteraction read_interaction(PostcardReader& in) {
  DagInteraction interaction;
  interaction.message = read_u32s(in, "message");
  interaction.count = in.u32("count");
  interaction.bus_index = in.u16("bus_index");
  interaction.count_weight = in.u32("count_weight");
  return interaction;
}

AirVerifyingKey read_air(PostcardReader& in, HashSuite suite) {
  AirVerifyingKey air;
  if (in.flag("preprocessed_data")) {
    PreprocessedData data;
    data.commit = read_commitment(in, suite, "preprocessed commit");
    data.hypercube_dim = in.zigzag("hypercube_dim");
    data.stacking_width = in.u32("stacking_width");
    air.preprocessed_data = data;
  }
  if (in.flag("preprocessed width")) air.params.width.preprocessed = in.u32("preprocessed width");
  air.params.width.cached_mains = read_u32s(in, "cached_mains");
  air.params.width.common_main = in.u32("common_main");
  air.params.num_public_values = in.u32("num_public_values");
  air.params.need_rot = in.flag("need_rot");
  air.symbolic_constraints.nodes = read_vector(in, "nodes", read_node);
  air.symbolic_constraints.constraint_idx = read_u32s(in, "constraint_idx");
  air.symbolic_constraints.interactions = read_vector(in, "interactions", read_interaction);
  air.max_constraint_degree = in.u8("max_constraint_degree");
  air.is_required = in.flag("is_required");
  air.unused_variables = read_vector(in, "unused_variables", read_variable);
  return air;
}

TraceHeightConstraint read_trace_height_constraint(PostcardReader& in) {
  TraceHeightConstraint constraint;
  constraint.coefficients = read_u32s(in, "coefficients");
  constraint.threshold = in.u32("threshold");
  return constraint;
}

VerifyingKeyContent read_content(std::span<const uint8_t> bytes, PostcardReader& in) {
  VerifyingKeyContent content;
  const bool has_header = !bytes.empty() && bytes.front() == static_cast<uint8_t>(kHeader.front());
  const HashSuite suite = has_header ? read_header(in) : HashSuite::kPoseidon2;
  content.params = read_params(in);
  content.params.hash = suite;
  content.per_air = read_vector(in, "per_air", [suite](PostcardReader& r) { return read_air(r, suite); });
  content.trace_height_constraints =
      read_vector(in, "trace_height_constraints", read_trace_height_constraint);
  return content;
}

// Everything was read, nothing is left, and it makes sense.
Status check_read_content(PostcardReader& in, const VerifyingKeyContent& content) {
  if (Status status = in.finish(); !status.ok()) return status.error().in("verifying key");
  if (Status status = check_verifying_key(content); !status.ok()) return status.error().in("verifying key");
  return {};
}

template <class Items, class Write>
void write_vector(PostcardWriter& out, const Items& items, Write write) {
  out.varint(items.size());
  for (const auto& item : items) write(out, item);
}

void write_u32s(PostcardWriter& out, const std::vector<uint32_t>& items) {
  write_vector(out, items, [](PostcardWriter& w, uint32_t item) { w.varint(item); });
}

void write_commitment(PostcardWriter& out, HashSuite suite, const Commitment& commitment) {
  if (suite == HashSuite::kBlake3) {
    for (const uint32_t word : commitment.words) out.varint(word);
  } else {
    for (const BabyBear word : to_digest(commitment)) out.varint(word.monty());
  }
}

void write_params(PostcardWriter& out, const SystemParams& params) {
  out.varint(params.l_skip);
  out.varint(params.n_stack);
  out.varint(params.w_stack);
  out.varint(params.log_blowup);
  out.varint(params.whir.k);
  write_vector(out, params.whir.rounds,
               [](PostcardWriter& w, const WhirRoundConfig& round) { w.varint(round.num_queries); });
  out.varint(params.whir.mu_pow_bits);
  out.varint(params.whir.query_phase_pow_bits);
  out.varint(params.whir.folding_pow_bits);
  const WhirProximity& proximity = params.whir.proximity;
  out.varint(static_cast<uint64_t>(proximity.kind));
  if (proximity.kind != WhirProximity::Kind::kUniqueDecoding) out.varint(proximity.m);
  if (proximity.kind == WhirProximity::Kind::kSplitUniqueList) out.varint(proximity.list_start_round);
  out.varint(params.logup.max_interaction_count);
  out.varint(params.logup.log_max_message_length);
  out.varint(params.logup.pow_bits);
  out.varint(params.max_constraint_degree);
}

void write_variable(PostcardWriter& out, const SymbolicVariable& variable) {
  out.varint(static_cast<uint64_t>(variable.entry));
  if (variable.entry == EntryKind::kMain) out.varint(variable.part_index);
  if (variable.entry == EntryKind::kMain || variable.entry == EntryKind::kPreprocessed)
    out.varint(variable.offset);
  out.varint(variable.index);
}

void write_node(PostcardWriter& out, const DagNode& node) {
  out.varint(static_cast<uint64_t>(node.kind));
  switch (node.kind) {
    case NodeKind::kVariable:
      write_variable(out, node.variable);
      break;
    case NodeKind::kConstant:
      out.varint(node.constant.monty());
      break;
    case NodeKind::kNeg:
      out.varint(node.left);
      out.varint(node.degree_multiple);
      break;
    case NodeKind::kAdd:
    case NodeKind::kSub:
    case NodeKind::kMul:
      out.varint(node.left);
      out.varint(node.right);
      out.varint(node.degree_multiple);
      break;
    case NodeKind::kIsFirstRow:
    case NodeKind::kIsLastRow:
    case NodeKind::kIsTransition:
      break;
  }
}

void write_air(PostcardWriter& out, HashSuite suite, const AirVerifyingKey& air) {
  out.flag(air.preprocessed_data.has_value());
  if (air.preprocessed_data.has_value()) {
    write_commitment(out, suite, air.preprocessed_data->commit);
    out.zigzag(air.preprocessed_data->hypercube_dim);
    out.varint(air.preprocessed_data->stacking_width);
  }
  const TraceWidth& width = air.params.width;
  out.flag(width.preprocessed.has_value());
  if (width.preprocessed.has_value()) out.varint(*width.preprocessed);
  write_u32s(out, width.cached_mains);
  out.varint(width.common_main);
  out.varint(air.params.num_public_values);
  out.flag(air.params.need_rot);
  write_vector(out, air.symbolic_constraints.nodes, write_node);
  write_u32s(out, air.symbolic_constraints.constraint_idx);
  write_vector(out, air.symbolic_constraints.interactions,
               [](PostcardWriter& w, const DagInteraction& interaction) {
                 write_u32s(w, interaction.message);
                 w.varint(interaction.count);
                 w.varint(interaction.bus_index);
                 w.varint(interaction.count_weight);
               });
  out.u8(air.max_constraint_degree);
  out.flag(air.is_required);
  write_vector(out, air.unused_variables, write_variable);
}

void write_content(PostcardWriter& out, const VerifyingKeyContent& content) {
  const HashSuite suite = content.params.hash;
  if (suite != HashSuite::kPoseidon2) {
    for (const char byte : kHeader) out.u8(static_cast<uint8_t>(byte));
    out.u8(static_cast<uint8_t>(suite));
  }
  write_params(out, content.params);
  write_vector(out, content.per_air,
               [suite](PostcardWriter& w, const AirVerifyingKey& air) { write_air(w, suite, air); });
  write_vector(out, content.trace_height_constraints,
               [](PostcardWriter& w, const TraceHeightConstraint& constraint) {
                 write_u32s(w, constraint.coefficients);
                 w.varint(constraint.threshold);
               });
}

}  // namespace

Commitment verifying_key_content_hash(HashSuite suite, std::span<const uint8_t> content_bytes) {
  if (suite == HashSuite::kBlake3) return {blake3_digest(Blake3Role::kKey, content_bytes)};
  ByteWriter preimage;
  preimage.write_u32(kCodecVersion);
  preimage.write_u64(content_bytes.size());
  preimage.write_bytes(content_bytes);
  std::vector<BabyBear> words;
  words.reserve(preimage.size());
  for (const uint8_t byte : preimage.bytes()) words.push_back(BabyBear::from_canonical(byte));
  return to_commitment(hash_slice(words));
}

Result<VerifyingKey> decode_verifying_key(std::span<const uint8_t> bytes) {
  PostcardReader in(bytes);
  VerifyingKey key;
  key.inner = read_content(bytes, in);
  const HashSuite suite = key.inner.params.hash;
  const size_t content_size = in.place();
  key.pre_hash = read_commitment(in, suite, "pre_hash");
  ZKMEM_RETURN_IF_ERROR(check_read_content(in, key.inner));
  const Commitment expected = verifying_key_content_hash(suite, bytes.first(content_size));
  for (size_t i = 0; i < expected.words.size(); ++i) {
    if (key.pre_hash.words[i] != expected.words[i])
      return bad_input("verifying key: word " + std::to_string(i) + " of its pre-hash is " +
                       std::to_string(key.pre_hash.words[i]) + ", but its content hashes to " +
                       std::to_string(expected.words[i]));
  }
  return key;
}

Result<VerifyingKey> decode_verifying_key_content(std::span<const uint8_t> content_bytes) {
  PostcardReader in(content_bytes);
  VerifyingKey key;
  key.inner = read_content(content_bytes, in);
  ZKMEM_RETURN_IF_ERROR(check_read_content(in, key.inner));
  key.pre_hash = verifying_key_content_hash(key.inner.params.hash, content_bytes);
  return key;
}

std::vector<uint8_t> encode_verifying_key_content(const VerifyingKeyContent& content) {
  PostcardWriter out;
  write_content(out, content);
  return std::move(out).take();
}

std::vector<uint8_t> encode_verifying_key(const VerifyingKey& key) {
  PostcardWriter out;
  write_content(out, key.inner);
  write_commitment(out, key.inner.params.hash, key.pre_hash);
  return std::move(out).take();
}

Commitment verifying_key_pre_hash(const VerifyingKeyContent& content) {
  return verifying_key_content_hash(content.params.hash, encode_verifying_key_content(content));
}

}  // namespace zkmem
