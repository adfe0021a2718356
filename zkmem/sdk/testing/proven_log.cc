#include "zkmem/sdk/testing/proven_log.h"

#include "zkmem/base/check.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/testing/random_log.h"
#include "zkmem/sdk/memory/given_log.h"
#include "zkmem/sdk/prove.h"
#include "zkmem/sdk/testing/proven_program.h"
#include "zkmem/statement/memory_global/statement.h"

namespace zkmem::testing {
namespace {

std::string text_of(const Result<VerificationReport>& report) {
  return report.ok() ? "accepted" : report.error().message;
}

// Some log on known memory.
class KnownStart final : public Subject {
 public:
  explicit KnownStart(const CellImage& image) : image_(&image) {}
  const Statement& statement() const override { return global_memory_statement(); }
  const CellImage* initial_memory() const override { return image_; }
  Result<Comparison> compare(const Context&, const Claim&, std::span<const AnyFacts>, bool) const override {
    return Comparison{"some log", true, false};
  }

 private:
  const CellImage* image_;
};

}  // namespace

MemoryConfig tiny_config(MemoryProfile profile, BoundaryMode mode) {
  MemoryConfig config;
  config.profile = profile;
  config.mode = mode;
  config.pointer_max_bits = 10;
  config.timestamp_max_bits = 16;
  config.range_max_bits = 9;
  const uint32_t cell = profile == MemoryProfile::kOpenVmV2 ? 4 : 1;
  config.spaces = {AddressSpaceConfig{},
                   {CellType::kU8, 64, 4, Permissions::kReadWrite, "registers"},
                   {CellType::kU8, 512, 4, Permissions::kReadWrite, "memory"},
                   {CellType::kField, 128, cell, Permissions::kReadWrite, "native"},
                   {CellType::kU8, 64, 4, Permissions::kRead, "constants"}};
  ZKMEM_CHECK(config.validate().ok());
  return config;
}

LogFile log_of(const MemoryConfig& config,
               const std::function<void(MemoryController<BabyBear>& controller)>& run) {
  auto controller = MemoryController<BabyBear>::create(config).value();
  run(controller);
  const CellImage empty(config, BabyBear::kModulus);
  ZklogEncoder encoder(config, empty);
  encoder.append(controller.memory().log());
  encoder.finish();
  return parse_log(encoder.take_bytes(), {}).value();
}

LogFile random_log(const MemoryConfig& config, uint64_t seed, uint32_t accesses) {
  return log_of(config, [&](MemoryController<BabyBear>& controller) {
    Random random(seed);
    run_random(controller, random, accesses, 64);
  });
}

FileBytes zklog_of(const LogFile& log) {
  ZklogEncoder encoder(log.config, log.initial);
  encoder.append(log.log);
  encoder.finish();
  return encoder.take_bytes();
}

MemoryInput input_of(const LogFile& log, uint64_t segment_accesses) {
  FileBytes bytes = zklog_of(log);
  LogFile read = parse_log(bytes, {}).value();
  MemoryInput input(std::move(bytes), std::move(read));
  input.segment_accesses = segment_accesses;
  input.parameters.family = ParameterFamily::kWeak;
  return input;
}

GlobalMemoryInput global_input_of(const LogFile& log, uint64_t segment_accesses) {
  ZKMEM_CHECK(log.config.mode == BoundaryMode::kGlobal);
  return GlobalMemoryInput(input_of(log, segment_accesses));
}

KeyCache& shared_keys() {
  static KeyCache keys;
  return keys;
}

Result<ZkProof> prove_log(const MemoryInput& input, const std::string& name, unsigned threads) {
  const ScratchFolder scratch(name);
  Context context;
  context.threads = threads;
  ZKMEM_ASSIGN_OR_RETURN(const WorkFolder folder, WorkFolder::create(scratch.path()));
  std::vector<std::string> notes;
  ZKMEM_ASSIGN_OR_RETURN(const Plan plan, input.plan(context, shared_keys(), folder, notes));
  ZKMEM_RETURN_IF_ERROR(prove_segments(context, shared_keys(), folder, plan, {}));
  ZKMEM_ASSIGN_OR_RETURN(const ZkProof proof, assemble(context, shared_keys(), folder, plan));
  return decode_zkproof(encode_zkproof(proof));
}

Result<VerificationReport> verify_log(const ZkProof& proof, const LogFile& log, const Context& context) {
  VerificationOptions options;
  options.config = log.config;
  const GivenLog given(log);
  options.subject = &given;
  options.hash = &simd_hash_backend();
  options.allow_weak_params = true;
  return verify_zkproof(context, shared_keys(), proof, options);
}

std::string verdict(const ZkProof& proof, const LogFile& log, const Context& context) {
  return text_of(verify_log(proof, log, context));
}

std::string verdict(const ZkProof& proof, const MemoryConfig& config, const Context& context) {
  VerificationOptions options;
  options.config = config;
  options.allow_weak_params = true;
  return text_of(verify_zkproof(context, shared_keys(), proof, options));
}

std::string verdict(const ZkProof& proof, const MemoryConfig& config, const CellImage& image,
                    const Context& context) {
  const KnownStart start(image);
  VerificationOptions options;
  options.config = config;
  options.subject = &start;
  options.allow_weak_params = true;
  return text_of(verify_zkproof(context, shared_keys(), proof, options));
}

}  // namespace zkmem::testing
