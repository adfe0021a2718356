#include "zkmem/statement/zkproof.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "zkmem/base/bytes.h"

namespace zkmem {
namespace {

constexpr std::string_view kMagic = "ZKMPROOF";
constexpr uint32_t kVersion = 1;
constexpr size_t kDigestBytes = 4 * kDigestWidth;
constexpr size_t kClaimBytes = 1 + 2 * kDigestBytes + 9;

void write_digest(ByteWriter& out, const Digest& digest) {
  for (const BabyBear word : digest) out.write_u32(word.as_canonical());
}

void write_claim(ByteWriter& out, StatementKind kind, const SegmentClaim& claim) {
  out.write_u8(static_cast<uint8_t>(claim.log_stacked_height));
  write_digest(out, claim.initial_root);
  write_digest(out, claim.final_root);
  const bool execution = kind == StatementKind::kExecution;
  out.write_u32(execution ? claim.start_pc : claim.index);
  out.write_u32(execution ? claim.end_pc : claim.clock_end);
  out.write_u8(execution ? claim.is_terminate : claim.is_last);
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

Result<SegmentClaim> read_claim(Decoder& in, StatementKind kind) {
  SegmentClaim claim;
  ZKMEM_ASSIGN_OR_RETURN(claim.log_stacked_height, in.u8("stacked height"));
  ZKMEM_ASSIGN_OR_RETURN(claim.initial_root, in.digest("initial root"));
  ZKMEM_ASSIGN_OR_RETURN(claim.final_root, in.digest("final root"));
  if (kind == StatementKind::kExecution) {
    ZKMEM_ASSIGN_OR_RETURN(claim.start_pc, in.u32("start pc"));
    ZKMEM_ASSIGN_OR_RETURN(claim.end_pc, in.u32("end pc"));
    ZKMEM_ASSIGN_OR_RETURN(claim.is_terminate, in.flag("is_terminate"));
  } else {
    ZKMEM_ASSIGN_OR_RETURN(claim.index, in.u32("segment index"));
    ZKMEM_ASSIGN_OR_RETURN(claim.clock_end, in.u32("clock end"));
    ZKMEM_ASSIGN_OR_RETURN(claim.is_last, in.flag("is_last"));
  }
  return claim;
}

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

std::vector<uint8_t> encode_zkproof(const ZkProof& proof) {
  const Statement& statement = proof.statement;
  ZKMEM_CHECK(statement.segments.size() == proof.segment_proofs.size());
  ByteWriter out;
  out.write_text(kMagic);
  out.write_u32(kVersion);
  out.write_u8(static_cast<uint8_t>(statement.kind));
  out.write_u8(static_cast<uint8_t>(statement.parameters));
  const std::string config = to_json(statement.config);
  out.write_u32(static_cast<uint32_t>(config.size()));
  out.write_text(config);
  if (statement.kind == StatementKind::kExecution) {
    write_digest(out, statement.program_commitment);
    out.write_u32(statement.exit_code);
    const PublicValuesProof& values = statement.public_values;
    out.write_u32(static_cast<uint32_t>(values.public_values.size()));
    for (const BabyBear value : values.public_values) out.write_u32(value.as_canonical());
    write_digest(out, values.commitment);
    out.write_u32(static_cast<uint32_t>(values.siblings.size()));
    for (const Digest& sibling : values.siblings) write_digest(out, sibling);
  } else {
    write_digest(out, statement.log_digest);
  }
  write_digest(out, statement.keys_digest);
  out.write_u32(static_cast<uint32_t>(statement.segments.size()));
  for (const SegmentClaim& claim : statement.segments) write_claim(out, statement.kind, claim);
  for (const auto& bytes : proof.segment_proofs) {
    out.write_u64(bytes.size());
    out.write_bytes(bytes);
  }
  return std::move(out).take();
}

bool looks_like_zkproof(std::span<const uint8_t> bytes) {
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}

Result<ZkProof> decode_zkproof(std::span<const uint8_t> bytes) {
  if (!looks_like_zkproof(bytes))
    return bad_input("at byte 0: no proof file: it does not start with ZKMPROOF");
  Decoder in(bytes.subspan(0));
  ZKMEM_RETURN_IF_ERROR(in.bytes(kMagic.size(), "magic"));
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t version, in.u32("version"));
  if (version != kVersion) {
    return in.wrong(fmt::format("format version {}, this zkmem reads {}", version, kVersion), 4);
  }
  ZkProof proof;
  Statement& statement = proof.statement;
  ZKMEM_ASSIGN_OR_RETURN(const uint8_t kind, in.u8("kind"));
  if (kind != 1 && kind != 2) return in.wrong(fmt::format("statement kind {}, must be 1 or 2", kind), 1);
  statement.kind = static_cast<StatementKind>(kind);
  ZKMEM_ASSIGN_OR_RETURN(const uint8_t family, in.u8("parameters"));
  if (family != 1 && family != 2)
    return in.wrong(fmt::format("parameter family {}, must be 1 or 2", family), 1);
  statement.parameters = static_cast<ParameterFamily>(family);
  ZKMEM_ASSIGN_OR_RETURN(statement.config, read_config(in));
  if (statement.kind == StatementKind::kExecution) {
    ZKMEM_ASSIGN_OR_RETURN(statement.program_commitment, in.digest("program commitment"));
    ZKMEM_ASSIGN_OR_RETURN(statement.exit_code, in.u32("exit code"));
    ZKMEM_ASSIGN_OR_RETURN(statement.public_values, read_public_values(in));
  } else {
    ZKMEM_ASSIGN_OR_RETURN(statement.log_digest, in.digest("log digest"));
  }
  ZKMEM_ASSIGN_OR_RETURN(statement.keys_digest, in.digest("keys' digest"));
  ZKMEM_ASSIGN_OR_RETURN(const uint32_t segments, in.count("segments", kClaimBytes + 8));
  statement.segments.reserve(segments);
  for (uint32_t k = 0; k < segments; ++k) {
    ZKMEM_ASSIGN_OR_RETURN(SegmentClaim claim, read_claim(in, statement.kind));
    statement.segments.push_back(claim);
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
