// Everybody says the same of a program. The input is the seed of a random RV32IM program and changes of its
// words; a run, a recorded run and the run that its log replays agree on every cell, how it ends, and what it
// has revealed. One input in sixteen that ends has its constraints checked besides, one in 256 is proven with
// weak parameters in either memory and verified: nobody refuses what the machine has done.
#include <cstddef>
#include <cstdint>

#include "fuzz/honest_proofs.h"
#include "zkmem/base/bytes.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/replay/full_replay.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/testing/random_program.h"
#include "zkmem/sdk/execution/given_program.h"
#include "zkmem/sdk/testing/dishonest_run.h"
#include "zkmem/sdk/testing/proven_log.h"
#include "zkmem/sdk/testing/proven_program.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file
using fuzz::one_thread;
using rv32im::Machine;
using rv32im::StopReason;

constexpr uint64_t kTime = 5000;  // instructions

testing::ProgramInput program_of(ByteReader& in) {
  uint32_t seed = 0;
  uint8_t length = 0;
  static_cast<void>(in.read_u32(seed));
  static_cast<void>(in.read_u8(length));
  rv32im::testing::Assembler program = rv32im::testing::RandomProgram(seed).make(length % 32u);
  uint8_t at = 0;
  uint32_t change = 0;
  while (in.read_u8(at) && in.read_u32(change)) {
    const size_t place = at % program.words().size();
    program.replace(place, (at & 0x80) != 0 ? change : program.words()[place] ^ change);
  }
  testing::ProgramInput input;
  input.elf = testing::elf_of(program);
  input.items = {std::vector<uint8_t>(64, static_cast<uint8_t>(seed)), std::vector<uint8_t>(64, 255)};
  input.segment_accesses = 20 + seed % 300;
  return input;
}

Machine machine_of(const std::shared_ptr<const Program>& program, const testing::ProgramInput& input,
                   rv32im::MachineOptions options) {
  options.inputs = input.items;
  options.segment_accesses = input.segment_accesses;
  options.keep_output = true;
  return Machine::create(program, std::move(options)).value();
}

void expect_same(const Machine& a, const Machine& b) {
  ZKMEM_CHECK(a.pc() == b.pc() && a.instructions() == b.instructions() && a.exit_code() == b.exit_code());
  ZKMEM_CHECK(a.trap().has_value() == b.trap().has_value() && a.public_values() == b.public_values());
  if (a.trap()) ZKMEM_CHECK(a.trap()->message() == b.trap()->message());
  ZKMEM_CHECK(a.image() == b.image() && a.segment_ends() == b.segment_ends() && a.output() == b.output());
}

void expect_replay(const Machine& machine, std::vector<uint8_t> file) {
  const auto log = parse_zklog(file, BabyBear::kModulus, {});
  ZKMEM_CHECK(log.ok());
  const auto replayed = replay_fully(one_thread(), simd_poseidon2_batch(), *log);
  ZKMEM_CHECK(replayed.ok() && replayed->final_image == machine.image());
}

// As `zkmem prove` and `zkmem verify` do.
void expect_proof(const Program& program, const testing::ProgramInput& input, rv32im::MachineMemory memory,
                  const Machine& machine) {
  ExecutionInput execution(input.elf, input.items);
  execution.segment_accesses = input.segment_accesses;
  execution.machine = &OwnMachine::rv32im(memory);
  execution.parameters.family = ParameterFamily::kWeak;
  execution.parameters.hash = HashSuite::kBlake3;
  const WorkFolder folder = WorkFolder::in_memory();
  KeyCache& keys = testing::shared_keys();
  std::vector<std::string> notes;
  const Plan plan = execution.plan(one_thread(), keys, folder, notes).value();
  ZKMEM_CHECK(prove_segments(one_thread(), keys, folder, plan, {}).ok());
  const ZkProof proof =
      decode_zkproof(encode_zkproof(assemble(one_thread(), keys, folder, plan).value())).value();
  VerificationOptions options;
  options.allow_weak_params = true;
  options.exit_code = machine.exit_code();
  options.public_values = machine.public_values();
  const GivenProgram given(program);
  options.subject = &given;
  ZKMEM_CHECK(verify_zkproof(one_thread(), keys, proof, options).ok());
  *options.exit_code ^= 1;
  ZKMEM_CHECK(!verify_zkproof(one_thread(), keys, proof, options).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ByteReader in(std::span(data, size));
  uint8_t depth = 0;
  if (!in.read_u8(depth)) return 0;
  const testing::ProgramInput input = program_of(in);
  const auto loaded = rv32im::load_elf(input.elf);
  if (!loaded.ok()) return 0;
  const auto program = std::make_shared<const Program>(*loaded);

  Machine plain = machine_of(program, input, {});
  const StopReason reason = plain.run_through(one_thread(), kTime);
  rv32im::MachineOptions recording;
  recording.record = true;
  ZklogEncoder encoder(plain.config(), plain.initial_image());
  recording.log_sink = [&](const AccessLog& segment) { encoder.append(segment); };
  Machine recorded = machine_of(program, input, recording);
  ZKMEM_CHECK(recorded.run_through(one_thread(), kTime) == reason);
  expect_same(plain, recorded);
  encoder.append(recorded.memory()->log());
  encoder.finish();
  // Hashing the default's memory takes longer than running on it.
  if (depth % 8 == 0) expect_replay(plain, encoder.take_bytes());
  // A run that is saved half way and goes on comes to the same end.
  Machine first = machine_of(program, input, {});
  static_cast<void>(first.run_through(one_thread(), plain.instructions() / 2));
  rv32im::MachineOptions options;
  options.segment_accesses = input.segment_accesses;
  options.keep_output = true;
  Machine second = Machine::resume(program, options, first.save()).value();
  static_cast<void>(second.run_through(one_thread(), kTime - plain.instructions() / 2));
  expect_same(plain, second);

  if (reason != StopReason::kTerminated) return 0;
  if (depth % 16 == 1) {
    const auto facts = testing::checked(input);
    ZKMEM_CHECK(facts.ok() && facts->exit_code == plain.exit_code() &&
                facts->instructions == plain.instructions());
  }
  if (depth == 2) expect_proof(*program, input, rv32im::MachineMemory::kRoots, plain);
  if (depth == 3) expect_proof(*program, input, rv32im::MachineMemory::kGlobal, plain);
  return 0;
}
