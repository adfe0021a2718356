// Everybody says the same of an access log. The input is a list of accesses in a small memory of a profile
// and a mode; a model that is a map from addresses to values says what reads return. The controller, a replay
// of the file and the check of the chips agree with it, one input in sixteen is proven with weak parameters
// and verified; and a log in which one read is altered is refused by all of them.
#include <cstddef>
#include <cstdint>
#include <map>

#include "fuzz/honest_proofs.h"
#include "zkmem/base/bytes.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/log_builder.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/replay/full_replay.h"
#include "zkmem/sdk/memory/given_log.h"
#include "zkmem/sdk/memory_global/input.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/testing/proven_log.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file
using fuzz::one_thread;

// Accesses as the input lists them, those that the configuration forbids left out; what reads return is the
// model's word.
class Listing {
 public:
  explicit Listing(const MemoryConfig& config) : config_(config), builder_(config, BabyBear::kModulus) {}

  void add(uint8_t kind, uint8_t place, uint8_t value) {
    if (kind % 16 == 15) {
      if (config_.mode != BoundaryMode::kVolatile) builder_.segment();
      return;
    }
    if (kind % 16 == 14) {
      ZKMEM_CHECK(builder_.inc(1 + value).ok());
      return;
    }
    Access access;
    access.op = kind % 2 == 0 ? OpType::kRead : OpType::kWrite;
    access.address_space = 1 + kind / 2 % 4;
    access.size = 1u << (kind >> 4) % 6;
    access.pointer = place % 64 / access.size * access.size;
    std::vector<uint32_t> values(access.size);
    for (uint32_t i = 0; i < access.size; ++i) {
      const auto cell = std::pair(access.address_space, access.pointer + i);
      values[i] = access.op == OpType::kRead  ? model_[cell]
                  : access.address_space == 3 ? BabyBear::kModulus - 1 - value - i
                                              : (value + i) % 256;
    }
    if (!builder_.access(access, values, true).ok()) return;
    for (uint32_t i = 0; i < access.size; ++i) model_[{access.address_space, access.pointer + i}] = values[i];
    if (access.op == OpType::kRead) has_read_ = true;
  }

  LogFile take() && {
    return {config_, CellImage(config_, BabyBear::kModulus), std::move(builder_).take(), {}};
  }
  const std::map<std::pair<uint32_t, uint32_t>, uint32_t>& model() const { return model_; }
  bool has_read() const { return has_read_; }

 private:
  MemoryConfig config_;
  LogBuilder builder_;
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> model_;
  bool has_read_ = false;
};

// A copy in which the last read returns something else.
LogFile with_a_wrong_read(const LogFile& log) {
  const std::string text = to_jsonl(log);
  const size_t line = text.rfind("\"op\":\"read\"");
  ZKMEM_CHECK(line != std::string::npos);
  const size_t values = text.find("\"values\":[", line) + 10;
  const size_t end = text.find_first_of(",]", values);
  const uint64_t right = std::stoull(text.substr(values, end - values));
  std::string wrong = text.substr(0, values) + std::to_string(right == 7 ? 8 : 7) + text.substr(end);
  return parse_jsonl(wrong, BabyBear::kModulus, {}).value();
}

std::unique_ptr<MemoryInput> input_of(const LogFile& log, uint64_t segment_accesses) {
  std::unique_ptr<MemoryInput> input = memory_input(log);
  input->segment_accesses = segment_accesses;
  input->parameters.family = ParameterFamily::kWeak;
  input->parameters.hash = HashSuite::kBlake3;
  return input;
}

void expect_proof(const LogFile& log, const LogFile* other, uint64_t segment_accesses) {
  KeyCache& keys = testing::shared_keys();
  const WorkFolder folder = WorkFolder::in_memory();
  std::vector<std::string> notes;
  const auto input = input_of(log, segment_accesses);
  const Plan plan = input->plan(one_thread(), keys, folder, notes).value();
  ZKMEM_CHECK(prove_segments(one_thread(), keys, folder, plan, {}).ok());
  const ZkProof proof =
      decode_zkproof(encode_zkproof(assemble(one_thread(), keys, folder, plan).value())).value();
  VerificationOptions options;
  options.config = log.config;
  options.allow_weak_params = true;
  const GivenLog given(log);
  options.subject = &given;
  ZKMEM_CHECK(verify_zkproof(one_thread(), keys, proof, options).ok());
  if (other == nullptr) return;
  const GivenLog wrong(*other);
  options.subject = &wrong;
  ZKMEM_CHECK(!verify_zkproof(one_thread(), keys, proof, options).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ByteReader in(std::span(data, size));
  uint8_t what = 0;
  uint8_t depth = 0;
  if (!in.read_u8(what) || !in.read_u8(depth)) return 0;
  constexpr std::pair<MemoryProfile, BoundaryMode> kMemories[] = {
      {MemoryProfile::kHybrid, BoundaryMode::kPersistent},
      {MemoryProfile::kHybrid, BoundaryMode::kVolatile},
      {MemoryProfile::kHybrid, BoundaryMode::kGlobal},
      {MemoryProfile::kOpenVmV1, BoundaryMode::kPersistent},
      {MemoryProfile::kOpenVmV2, BoundaryMode::kPersistent},
  };
  const auto [profile, mode] = kMemories[what % std::size(kMemories)];
  const MemoryConfig config = testing::tiny_config(profile, mode);
  Listing listing(config);
  std::array<uint8_t, 3> step{};
  while (in.read_u8(step[0]) && in.read_u8(step[1]) && in.read_u8(step[2]))
    listing.add(step[0], step[1], step[2]);
  const auto model = listing.model();
  const bool has_read = listing.has_read();
  const LogFile log = std::move(listing).take();

  const auto replayed = replay_fully(one_thread(), simd_poseidon2_batch(), log);
  ZKMEM_CHECK(replayed.ok());
  for (const auto& [cell, value] : model)
    ZKMEM_CHECK(replayed->final_image.get({cell.first, cell.second}) == value);
  if (has_read) ZKMEM_CHECK(!replay_fully(one_thread(), simd_poseidon2_batch(), with_a_wrong_read(log)).ok());
  // Volatile memory is one segment, however long.
  const uint64_t segment_accesses = mode == BoundaryMode::kVolatile ? log.log.size() + 1 : 3 + depth / 16;
  if (depth % 4 == 1) {
    const auto checked = input_of(log, segment_accesses)->check(one_thread());
    ZKMEM_CHECK(checked.ok() && checked->ok());
    if (has_read) {
      const LogFile wrong = with_a_wrong_read(log);
      const auto refused = input_of(wrong, segment_accesses)->check(one_thread());
      ZKMEM_CHECK(!refused.ok() || !refused->ok());
    }
  }
  if (depth % 16 == 2 && !log.log.empty()) {
    if (has_read) {
      const LogFile wrong = with_a_wrong_read(log);
      const WorkFolder folder = WorkFolder::in_memory();
      std::vector<std::string> notes;
      ZKMEM_CHECK(
          !input_of(wrong, segment_accesses)->plan(one_thread(), testing::shared_keys(), folder, notes).ok());
      expect_proof(log, &wrong, segment_accesses);
    } else {
      expect_proof(log, nullptr, segment_accesses);
    }
  }
  return 0;
}
