// A program that proves runs of others: sdk_user PROGRAM INPUT FOLDER proves what the program does with the
// input, at parameters for tests, and verifies the proof as a reader of its bytes would.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <zkmem/rv32im/elf_loader.h>
#include <zkmem/sdk/execution_prover.h>
#include <zkmem/sdk/prove.h>
#include <zkmem/sdk/verify.h>

namespace {

std::vector<uint8_t> bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

zkmem::Result<zkmem::VerificationReport> prove_and_verify(zkmem::ExecutionInput input, const char* work) {
  const zkmem::Context context;
  zkmem::KeyCache keys;
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::WorkFolder folder, zkmem::WorkFolder::create(work));
  std::vector<std::string> notes;
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::Plan plan, zkmem::plan_execution(context, keys, input, folder, notes));
  ZKMEM_RETURN_IF_ERROR(zkmem::prove_segments(context, keys, folder, plan, {}));
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::ZkProof made, zkmem::assemble(context, keys, folder, plan));
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::ZkProof read, zkmem::decode_zkproof(zkmem::encode_zkproof(made)));
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::Program program, zkmem::rv32im::load_elf(input.program_file));
  zkmem::VerificationOptions options;
  options.program = &program;
  options.allow_weak_params = true;
  return zkmem::verify_zkproof(context, keys, read, options);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  zkmem::ExecutionInput input;
  input.program_file = bytes_of(argv[1]);
  input.items.push_back(bytes_of(argv[2]));
  input.parameters.family = zkmem::ParameterFamily::kWeak;
  const auto report = prove_and_verify(std::move(input), argv[3]);
  if (!report.ok()) {
    std::fprintf(stderr, "%s\n", report.error().message.c_str());
    return 1;
  }
  for (const std::string& sentence : report->shown) std::printf("shown: %s\n", sentence.c_str());
  return 0;
}
