#include "zkmem/statement/zkproof.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "zkmem/field/element_bytes.h"
#include "zkmem/hash/digest_bytes.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/statement/statement.h"

namespace zkmem {
namespace {

constexpr std::string_view kMagic = "ZKMPROOF";
// Version 1 is of poseidon2; version 2 names the suite.
constexpr uint32_t kVersion = 1;
constexpr uint32_t kSuiteVersion = 2;
constexpr size_t kLengthBytes = 8;  // of a segment's proof
constexpr size_t kTokenBytes = 4 * kTokenFields;

// Writes a claim's fields as they stand in the file.
class FieldWriter final : public FieldVisitor {
 public:
  explicit FieldWriter(ByteWriter& out) : out_(out) {}
  void byte(const char*, uint32_t& value) override { out_.write_u8(static_cast<uint8_t>(value)); }
  void word(const char*, uint32_t& value) override { out_.write_u32(value); }
  void flag(const char*, bool& value) override { out_.write_u8(value ? 1 : 0); }
  void digest(const char*, Digest& value) override { write_digest(out_, value); }
  void commitment(const char*, Commitment& value) override { write_commitment(out_, value); }
  void tokens(const char*, std::vector<LedgerToken>& value) override {
    out_.write_u32(static_cast<uint32_t>(value.size()));
    for (const LedgerToken& token : value) {
      out_.write_u32(token.address_space);
      out_.write_u32(token.leaf_label);
      for (const uint32_t cell : token.values) out_.write_u32(cell);
      out_.write_u32(token.segment);
    }
  }
  void public_values(const char*, PublicValuesProof& value) override {
    out_.write_u32(static_cast<uint32_t>(value.public_values.size()));
    write_elements(out_, value.public_values);
    write_digest(out_, value.commitment);
    out_.write_u32(static_cast<uint32_t>(value.siblings.size()));
    for (const Digest& sibling : value.siblings) write_digest(out_, sibling);
  }

 private:
  ByteWriter& out_;
};

void write_claim(ByteWriter& out, const Claim& given) {
  AnyClaim claim = given;
  const Statement& statement = claim->statement();
  FieldWriter fields(out);
  out.write_u8(statement.tag());
  out.write_u8(static_cast<uint8_t>(claim->parameters));
  if (claim->hash != HashSuite::kPoseidon2) out.write_u8(static_cast<uint8_t>(claim->hash));
  const std::string config = to_json(claim->config);
  out.write_u32(static_cast<uint32_t>(config.size()));
  out.write_text(config);
  statement.visit_head(*claim, fields);
  write_commitment(out, claim->keys_digest);
  out.write_u32(static_cast<uint32_t>(claim->num_segments()));
  for (size_t k = 0; k < claim->num_segments(); ++k) statement.visit_segment(*claim, k, fields);
}

// Bytes of a segment's claim, the same for each.
size_t segment_bytes(const Statement& statement) {
  const std::unique_ptr<Claim> claim = statement.new_claim();
  claim->resize_segments(1);
  ByteWriter out;
  FieldWriter fields(out);
  statement.visit_segment(*claim, 0, fields);
  return out.size();
}

// Reads a claim's fields.
class FieldReader final : public FieldVisitor {
 public:
  FieldReader(ByteCursor& in, HashSuite suite) : in_(in), suite_(suite) {}
  void byte(const char* name, uint32_t& value) override { value = in_.u8(name); }
  void word(const char* name, uint32_t& value) override { value = in_.u32(name); }
  void flag(const char* name, bool& value) override { value = in_.flag(name); }
  void digest(const char* name, Digest& value) override { value = read_digest(in_, name); }
  void commitment(const char* name, Commitment& value) override {
    value = read_commitment(in_, suite_, name);
  }
  void tokens(const char* name, std::vector<LedgerToken>& value) override {
    value.resize(in_.count_u32(kTokenBytes, name));
    for (LedgerToken& token : value) {
      token.address_space = in_.u32(name);
      token.leaf_label = in_.u32(name);
      const std::vector<BabyBear> cells = read_elements(in_, token.values.size(), name);
      for (size_t i = 0; i < cells.size(); ++i) token.values[i] = cells[i].as_canonical();
      token.segment = in_.u32(name);
    }
  }
  void public_values(const char*, PublicValuesProof& value) override {
    const uint32_t count = in_.count_u32(kElementBytes, "public values");
    value.public_values = read_elements(in_, count, "public value");
    value.commitment = read_digest(in_, "public values' commitment");
    value.siblings.resize(in_.count_u32(kDigestBytes, "public values' siblings"));
    for (Digest& sibling : value.siblings) sibling = read_digest(in_, "public values' sibling");
  }

 private:
  ByteCursor& in_;
  HashSuite suite_;
};

// The configuration is its canonical JSON text: any other spelling of it is another encoding, so it is
// refused.
MemoryConfig read_config(ByteCursor& in) {
  constexpr const char* kWhat = "configuration";
  const auto bytes = in.bytes(in.u32("configuration's length"), kWhat);
  if (in.failed()) return {};
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  Result<MemoryConfig> config = parse_memory_config(text);
  if (!config.ok()) {
    in.fail(kWhat, config.error().message, bytes.size());
    return {};
  }
  if (to_json(*config) != text) in.fail(kWhat, "it is not in canonical form", bytes.size());
  return std::move(config).value();
}

// What comes before the configuration, and an empty claim of the statement named there.
Result<AnyClaim> read_header(ByteCursor& in, const Statement* own) {
  in.text(kMagic, "no proof file");
  const uint32_t version = in.u32("format version");
  if (version != kVersion && version != kSuiteVersion) {
    in.fail("format version", fmt::format("{}, this zkmem reads {} and {}", version, kVersion, kSuiteVersion),
            4);
  }
  const uint8_t tag = in.u8("statement kind");
  const Statement* statement = own != nullptr && own->tag() == tag ? own : statement_of_tag(tag);
  if (statement == nullptr) in.fail("statement kind", fmt::format("{} is none we know", tag), 1);
  const uint8_t family = in.u8("parameter family");
  if (!is_parameter_family(family)) in.fail("parameter family", fmt::format("{}, must be 1 to 4", family), 1);
  HashSuite hash = HashSuite::kPoseidon2;
  if (version == kSuiteVersion) {
    hash = static_cast<HashSuite>(in.u8("hash suite"));
    if (hash != HashSuite::kBlake3) {
      in.fail("hash suite", fmt::format("{}, must be 1 in version {}", static_cast<int>(hash), version), 1);
    }
  }
  if (in.failed()) return in.error();
  AnyClaim claim = statement->new_claim();
  claim->parameters = static_cast<ParameterFamily>(family);
  claim->hash = hash;
  return claim;
}

void read_claim(ByteCursor& in, Claim& claim) {
  const Statement& statement = claim.statement();
  claim.config = read_config(in);
  FieldReader fields(in, claim.hash);
  if (!in.failed()) statement.visit_head(claim, fields);
  claim.keys_digest = read_commitment(in, claim.hash, "keys' digest");
  const uint32_t segments = in.count_u32(segment_bytes(statement) + kLengthBytes, "segments");
  claim.resize_segments(segments);
  for (uint32_t k = 0; k < segments && !in.failed(); ++k) statement.visit_segment(claim, k, fields);
}

}  // namespace

bool operator==(const Claim& a, const Claim& b) {
  // Commitments are written alike in both suites, and a suite only where it is not the first.
  if (a.hash != b.hash) return false;
  ByteWriter in_a, in_b;
  write_claim(in_a, a);
  write_claim(in_b, b);
  return in_a.bytes() == in_b.bytes();
}

std::vector<uint8_t> encode_zkproof(const ZkProof& proof) {
  ZKMEM_CHECK(proof.claim->num_segments() == proof.segment_proofs.size());
  ByteWriter out;
  out.write_text(kMagic);
  out.write_u32(proof.claim->hash == HashSuite::kPoseidon2 ? kVersion : kSuiteVersion);
  write_claim(out, *proof.claim);
  for (const auto& bytes : proof.segment_proofs) {
    out.write_u64(bytes.size());
    out.write_bytes(bytes);
  }
  return std::move(out).take();
}

bool looks_like_zkproof(std::span<const uint8_t> bytes) {
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}

Result<ZkProof> decode_zkproof(std::span<const uint8_t> bytes, const Statement* own) {
  ByteCursor in(bytes);
  ZKMEM_ASSIGN_OR_RETURN(AnyClaim claim, read_header(in, own));
  ZkProof proof{std::move(claim), {}};
  read_claim(in, *proof.claim);
  for (size_t k = 0; k < proof.claim->num_segments() && !in.failed(); ++k) {
    const auto part = in.bytes(in.u64("segment proof's length"), "segment proof");
    proof.segment_proofs.emplace_back(part.begin(), part.end());
  }
  ZKMEM_RETURN_IF_ERROR(in.finish());
  return proof;
}

}  // namespace zkmem
