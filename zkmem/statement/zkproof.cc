#include "zkmem/statement/zkproof.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "zkmem/base/bytes.h"
#include "zkmem/statement/statement.h"

namespace zkmem {
namespace {

constexpr std::string_view kMagic = "ZKMPROOF";
// Version 1 is of poseidon2; version 2 names the suite.
constexpr uint32_t kVersion = 1;
constexpr uint32_t kSuiteVersion = 2;
constexpr size_t kDigestBytes = 4 * kDigestWidth;

// Writes a claim's fields as they stand in the file.
class FieldWriter final : public FieldVisitor {
 public:
  explicit FieldWriter(ByteWriter& out) : out_(out) {}
  void byte(const char*, uint32_t& value) override { out_.write_u8(static_cast<uint8_t>(value)); }
  void word(const char*, uint32_t& value) override { out_.write_u32(value); }
  void flag(const char*, bool& value) override { out_.write_u8(value ? 1 : 0); }
  void digest(const char*, Digest& value) override { write(to_commitment(value)); }
  void commitment(const char*, Commitment& value) override { write(value); }
  void public_values(const char*, PublicValuesProof& value) override {
    out_.write_u32(static_cast<uint32_t>(value.public_values.size()));
    for (const BabyBear word : value.public_values) out_.write_u32(word.as_canonical());
    write(to_commitment(value.commitment));
    out_.write_u32(static_cast<uint32_t>(value.siblings.size()));
    for (const Digest& sibling : value.siblings) write(to_commitment(sibling));
  }
  void write(const Commitment& commitment) {
    for (const uint32_t word : commitment.words) out_.write_u32(word);
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
  fields.write(claim->keys_digest);
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

// Reads with one error for every way to go wrong: what was wanted, and where.
class Decoder {
 public:
  explicit Decoder(std::span<const uint8_t> bytes) : reader_(bytes) {}

  Result<uint32_t> u32(const char* what) {
    uint32_t value = 0;
    if (!reader_.read_u32(value)) return missing(what, 4);
    return value;
  }
  Result<uint64_t> u64(const char* what) {
    uint64_t value = 0;
    if (!reader_.read_u64(value)) return missing(what, 8);
    return value;
  }
  Result<uint8_t> u8(const char* what) {
    uint8_t value = 0;
    if (!reader_.read_u8(value)) return missing(what, 1);
    return value;
  }
  Result<bool> flag(const char* what) {
    ZKMEM_ASSIGN_OR_RETURN(const uint8_t value, u8(what));
    if (value > 1) return wrong(fmt::format("{} is {}, must be 0 or 1", what, value), 1);
    return value == 1;
  }
  Result<BabyBear> element(const char* what) {
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t value, u32(what));
    if (value >= BabyBear::kModulus) {
      return wrong(fmt::format("{} is {}, not below the modulus {}", what, value, BabyBear::kModulus), 4);
    }
    return BabyBear::from_canonical(value);
  }
  Result<Digest> digest(const char* what) {
    Digest words;
    for (BabyBear& word : words) {
      ZKMEM_ASSIGN_OR_RETURN(word, element(what));
    }
    return words;
  }
  // Of the suite: poseidon2's are digests, blake3's any words.
  Result<Commitment> commitment(const char* what) {
    Commitment commitment;
    for (uint32_t& word : commitment.words) {
      if (suite_ == HashSuite::kBlake3) {
        ZKMEM_ASSIGN_OR_RETURN(word, u32(what));
      } else {
        ZKMEM_ASSIGN_OR_RETURN(const BabyBear value, element(what));
        word = value.as_canonical();
      }
    }
    return commitment;
  }
  void set_suite(HashSuite suite) { suite_ = suite; }
  Result<std::span<const uint8_t>> bytes(uint64_t count, const char* what) {
    std::span<const uint8_t> out;
    if (count > reader_.remaining() || !reader_.read_bytes(static_cast<size_t>(count), out)) {
      return missing(what, count);
    }
    return out;
  }
  // A count of items of at least `item_bytes` each: never more than the rest of the file can hold.
  Result<uint32_t> count(const char* what, size_t item_bytes) {
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t value, u32(what));
    if (value > reader_.remaining() / item_bytes) {
      return wrong(fmt::format("{} {} do not fit into the {} bytes left", value, what, reader_.remaining()),
                   4);
    }
    return value;
  }
  Result<std::vector<Digest>> digests(const char* what) {
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t n, count(what, kDigestBytes));
    std::vector<Digest> list(n);
    for (Digest& item : list) {
      ZKMEM_ASSIGN_OR_RETURN(item, digest(what));
    }
    return list;
  }
  Error wrong(const std::string& message, size_t back = 0) const {
    return bad_input(fmt::format("at byte {}: {}", reader_.offset() - back, message));
  }
  size_t remaining() const { return reader_.remaining(); }

 private:
  Error missing(const char* what, uint64_t wanted) const {
    return wrong(fmt::format("{} needs {} bytes, {} are left", what, wanted, reader_.remaining()));
  }
  ByteReader reader_;
  HashSuite suite_ = HashSuite::kPoseidon2;
};

Result<PublicValuesProof> read_public_values(Decoder& in) {
  PublicValuesProof proof;
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t n, in.count("public values", 4));
  proof.public_values.resize(n);
  for (BabyBear& value : proof.public_values) {
    ZKMEM_ASSIGN_OR_RETURN(value, in.element("public value"));
  }
  ZKMEM_ASSIGN_OR_RETURN(proof.commitment, in.digest("public values' commitment"));
  ZKMEM_ASSIGN_OR_RETURN(proof.siblings, in.digests("public values' siblings"));
  return proof;
}

// Reads a claim's fields; after one that cannot be read the others are left alone.
class FieldReader final : public FieldVisitor {
 public:
  explicit FieldReader(Decoder& in) : in_(in) {}
  void byte(const char* name, uint32_t& value) override {
    take(value, [&] { return in_.u8(name); });
  }
  void word(const char* name, uint32_t& value) override {
    take(value, [&] { return in_.u32(name); });
  }
  void flag(const char* name, bool& value) override {
    take(value, [&] { return in_.flag(name); });
  }
  void digest(const char* name, Digest& value) override {
    take(value, [&] { return in_.digest(name); });
  }
  void commitment(const char* name, Commitment& value) override {
    take(value, [&] { return in_.commitment(name); });
  }
  void public_values(const char*, PublicValuesProof& value) override {
    take(value, [&] { return read_public_values(in_); });
  }
  const Status& status() const { return status_; }

 private:
  template <class Value, class Read>
  void take(Value& value, const Read& read) {
    if (!status_.ok()) return;
    auto result = read();
    if (result.ok())
      value = *std::move(result);
    else
      status_ = result.error();
  }
  Decoder& in_;
  Status status_;
};

// The configuration is its canonical JSON text: any other spelling of it is another encoding, so it is
// refused.
Result<MemoryConfig> read_config(Decoder& in) {
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t length, in.u32("configuration's length"));
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, in.bytes(length, "configuration"));
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  Result<MemoryConfig> config = parse_memory_config(text);
  if (!config.ok()) return in.wrong("configuration: " + config.error().message, length);
  if (to_json(*config) != text) return in.wrong("configuration is not in canonical form", length);
  return std::move(config).value();
}

}  // namespace

bool operator==(const Claim& a, const Claim& b) {
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
  if (!looks_like_zkproof(bytes))
    return bad_input("at byte 0: no proof file: it does not start with ZKMPROOF");
  Decoder in(bytes.subspan(0));
  ZKMEM_RETURN_IF_ERROR(in.bytes(kMagic.size(), "magic"));
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t version, in.u32("version"));
  if (version != kVersion && version != kSuiteVersion) {
    return in.wrong(
        fmt::format("format version {}, this zkmem reads {} and {}", version, kVersion, kSuiteVersion), 4);
  }
  ZKMEM_ASSIGN_OR_RETURN(const uint8_t tag, in.u8("kind"));
  const Statement* statement = own != nullptr && own->tag() == tag ? own : statement_of_tag(tag);
  if (statement == nullptr) return in.wrong(fmt::format("statement kind {} is none we know", tag), 1);
  ZkProof proof{statement->new_claim(), {}};
  Claim& claim = *proof.claim;
  ZKMEM_ASSIGN_OR_RETURN(const uint8_t family, in.u8("parameters"));
  if (family != 1 && family != 2)
    return in.wrong(fmt::format("parameter family {}, must be 1 or 2", family), 1);
  claim.parameters = static_cast<ParameterFamily>(family);
  if (version == kSuiteVersion) {
    ZKMEM_ASSIGN_OR_RETURN(const uint8_t suite, in.u8("hash suite"));
    if (suite != static_cast<uint8_t>(HashSuite::kBlake3))
      return in.wrong(fmt::format("hash suite {}, must be 1 in version {}", suite, kSuiteVersion), 1);
    claim.hash = HashSuite::kBlake3;
  }
  in.set_suite(claim.hash);
  ZKMEM_ASSIGN_OR_RETURN(claim.config, read_config(in));
  FieldReader fields(in);
  statement->visit_head(claim, fields);
  ZKMEM_RETURN_IF_ERROR(fields.status());
  ZKMEM_ASSIGN_OR_RETURN(claim.keys_digest, in.commitment("keys' digest"));
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t segments, in.count("segments", segment_bytes(*statement) + 8));
  claim.resize_segments(segments);
  for (uint32_t k = 0; k < segments; ++k) {
    statement->visit_segment(claim, k, fields);
    ZKMEM_RETURN_IF_ERROR(fields.status());
  }
  for (uint32_t k = 0; k < segments; ++k) {
    ZKMEM_ASSIGN_OR_RETURN(const uint64_t length, in.u64("segment proof's length"));
    ZKMEM_ASSIGN_OR_RETURN(const auto part, in.bytes(length, "segment proof"));
    proof.segment_proofs.emplace_back(part.begin(), part.end());
  }
  if (in.remaining() != 0) return in.wrong(fmt::format("{} bytes follow the last segment", in.remaining()));
  return proof;
}

}  // namespace zkmem
