// A program that proves runs of others: sdk_user PROGRAM INPUT FOLDER proves what the program does with the
// input, at parameters for tests, and verifies the proof as a reader of its bytes would.
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <zkmem/base/file.h>
#include <zkmem/rv32im/elf_loader.h>
#include <zkmem/sdk/execution/given_program.h>
#include <zkmem/sdk/execution/input.h>
#include <zkmem/sdk/prove.h>
#include <zkmem/statement/verify.h>

namespace {

zkmem::Result<zkmem::VerificationReport> prove_and_verify(const char* program_path, const char* input_path,
                                                          const char* work) {
  zkmem::ExecutionInput input;
  input.parameters.family = zkmem::ParameterFamily::kWeak;
  ZKMEM_ASSIGN_OR_RETURN(input.program_file, zkmem::read_file(program_path));
  ZKMEM_ASSIGN_OR_RETURN(zkmem::FileBytes item, zkmem::read_file(input_path));
  input.items.push_back(std::move(item));
  const zkmem::Context context;
  zkmem::KeyCache keys;
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::WorkFolder folder, zkmem::WorkFolder::create(work));
  std::vector<std::string> notes;
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::Plan plan, input.plan(context, keys, folder, notes));
  ZKMEM_RETURN_IF_ERROR(zkmem::prove_segments(context, keys, folder, plan, {}));
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::ZkProof made, zkmem::assemble(context, keys, folder, plan));
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::ZkProof read, zkmem::decode_zkproof(zkmem::encode_zkproof(made)));
  ZKMEM_ASSIGN_OR_RETURN(const zkmem::Program program, zkmem::rv32im::load_elf(input.program_file));
  zkmem::VerificationOptions options;
  const zkmem::GivenProgram given(program);
  options.subject = &given;
  options.allow_weak_params = true;
  return zkmem::verify_zkproof(context, keys, read, options);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto report = prove_and_verify(argv[1], argv[2], argv[3]);
  if (!report.ok()) {
    std::fprintf(stderr, "%s\n", report.error().message.c_str());
    return 1;
  }
  for (const std::string& sentence : report->shown) std::printf("shown: %s\n", sentence.c_str());
  return 0;
}
