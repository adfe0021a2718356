// zkmem verify: checks a proof file and says in words what it shows, and first what it does not.
#include <memory>
#include <string>
#include <utility>

#include "zkmem/cli/commands.h"
#include "zkmem/cli/file_at.h"
#include "zkmem/cli/openvm_options.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/subject_options.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/verdict/answer.h"
#include "zkmem/verdict/verification.h"

namespace zkmem::cli {
namespace {

struct Options {
  std::string proof;
  verdict::VerificationRequest request;  // but for files
  SubjectOptions subject;                // --program, --log, --profile, --config
  OpenVmOptions openvm;
  unsigned threads = 0;
  bool as_json = false;
};

Result<int> run(Options& options) {
  options.request.proof = file_at(options.proof);
  options.request.subject = options.subject.request();
  options.request.app_vk = options.openvm.verifying_key();
  options.request.app_pk = options.openvm.proving_key();
  verdict::Verification verification(std::move(options.request));
  ZKMEM_RETURN_IF_ERROR(verification.read());

  const Interrupt interrupt;
  Progress progress;
  Context context;
  context.threads = options.threads;
  context.cancel = &Interrupt::flag();
  context.progress = progress.sink();
  const Result<verdict::Finding> finding = verification.verify(context, &simd_hash_backend());
  progress.end();
  if (!finding.ok()) return finding.error();
  write_out(verdict::answer(finding, options.as_json).out);
  return kDone;
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("verify", "Check a proof; say what it shows and what it does not");
  command->add_option("PROOF", options->proof, "A .zkproof file, or OpenVM's .app.proof")->required();
  options->subject.add_options(*command);
  command->add_option("--params", options->request.params,
                      "The only parameters to accept: fast, small or app, also with :H");
  command->add_option("--hash", options->request.hash,
                      "The only hash suite to accept: poseidon2 or blake3 (default: either)");
  options->openvm.add(*command, false);
  command->add_option("--initial-root", options->request.initial_root,
                      "The root the memory must have started with");
  command->add_option("--final-root", options->request.final_root,
                      "The root the memory must have ended with");
  command->add_option("--exit-code", options->request.exit_code,
                      "The exit code that the program must have ended with, or any (default: 0)");
  command->add_option("--public-values", options->request.public_values,
                      "Its public values as hex digits, from the first; those left out are 0");
  command->add_option("--threads", options->threads, "Threads (default: all)");
  command->add_flag("--allow-weak-params", options->request.allow_weak_params,
                    "Accept parameters below 100 proven bits");
  Progress::add_option(*command);
  command->add_flag("--json", options->as_json, "One JSON object on stdout");
  command->footer(
      "Only the built-in configuration is accepted, or the one that --profile and --config name or the "
      "log's\n"
      "own header. A program that failed is accepted with its --exit-code only.\n"
      "Example: zkmem verify sort.zkproof --program sort.elf");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
