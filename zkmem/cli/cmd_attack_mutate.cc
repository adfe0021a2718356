// `zkmem attack mutate`: a proof file altered in many ways, and what rejects each.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "zkmem/attack/attack.h"
#include "zkmem/attack/kept_proofs.h"
#include "zkmem/attack/mutate.h"
#include "zkmem/base/file.h"
#include "zkmem/cli/attack_commands.h"
#include "zkmem/cli/kept_files.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/progress.h"
#include "zkmem/cli/subject_options.h"
#include "zkmem/cli/verdict.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/statement/verify.h"

namespace zkmem::cli {
namespace {

using attack::MutationCounts;
using attack::Mutator;
using Json = nlohmann::ordered_json;

struct Options {
  std::string proof;
  SubjectOptions subject;
  uint64_t count = 1000;
  uint64_t seed = 1;
  unsigned threads = 0;
  std::string keep;
  bool json = false;
};

Json json_of(const MutationCounts::OfKind& one) {
  Json rejected = Json::object();
  for (const auto& [stage, count] : one.rejected) rejected[stage] = count;
  return {{"altered", one.made},
          {"rejected_by", rejected},
          {"unbound_witnesses", one.unbound_witnesses},
          {"accepted", one.accepted}};
}

uint64_t rejected_in(const MutationCounts::OfKind& one) {
  uint64_t sum = 0;
  for (const auto& [stage, count] : one.rejected) sum += count;
  return sum;
}

void print_as_text(const Options& options, const MutationCounts& counts) {
  for (const std::string_view kind : attack::kMutations) {
    const MutationCounts::OfKind& one = counts.kinds.at(kind);
    std::vector<std::string> stages;
    for (const auto& [stage, count] : one.rejected) stages.push_back(fmt::format("{} {}", stage, count));
    print_out("{:8} {:7} altered, {} rejected{}{}\n", kind, one.made, rejected_in(one),
              stages.empty() ? "" : ": ", fmt::join(stages, ", "));
  }
  for (const std::string& place : counts.accepted) print_out("MUST BE REJECTED, {}\n", place);
  const MutationCounts::OfKind all = counts.total();
  if (all.unbound_witnesses != 0)
    print_out("{} accepted with another last witness of work, which nothing binds: the same statement\n",
              all.unbound_witnesses);
  print_out("{} altered proofs of {}, seed {}: {} rejected, {}\n", all.made, options.proof, options.seed,
            rejected_in(all),
            all.accepted == 0 ? "none judged wrong" : fmt::format("{} JUDGED WRONG", all.accepted));
}

// What `zkmem verify` is given besides an altered file to ask what was asked here: without it a proof is
// rejected for what it has in common with the one that was altered. The configuration is written beside the
// files.
Result<std::vector<std::string>> verify_arguments(const Options& options, const VerificationOptions& wanted) {
  std::vector<std::string> arguments = {"--allow-weak-params", "--exit-code", "any"};
  if (options.keep.empty()) return arguments;
  for (std::string& word : options.subject.words()) arguments.push_back(std::move(word));
  const bool says_config = std::ranges::any_of(arguments, [](const std::string& word) {
    return word == "--log" || word == "--config" || word == "--profile";
  });
  if (wanted.config && !says_config) {
    ZKMEM_RETURN_IF_ERROR(attack::write_kept(options.keep + "/config.json", to_json(*wanted.config)));
    arguments.insert(arguments.end(), {"--config", "config.json"});
  }
  return arguments;
}

Result<int> run(Options& options) {
  verdict::ProofSubject subject(options.subject.request());
  ZKMEM_RETURN_IF_ERROR(subject.read_program());
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(options.proof));
  const Result<Mutator> mutator = Mutator::of(bytes);
  if (!mutator.ok()) return mutator.error().in(options.proof);
  const Claim& claim = *mutator->original().claim;
  VerificationOptions wanted;
  wanted.allow_weak_params = true;
  wanted.exit_code.reset();
  ZKMEM_RETURN_IF_ERROR(subject.read_log(claim.statement(), wanted));
  if (!wanted.config) wanted.config = claim.config;
  wanted.hash = &simd_hash_backend();

  const Interrupt interrupt;
  Progress progress;
  Context context;
  context.threads = options.threads;
  context.cancel = &Interrupt::flag();
  Context verifying = context;
  context.progress = progress.sink();
  KeyCache keys;
  const auto verdict = [&](const ZkProof& proof) {
    const auto report = verify_zkproof(verifying, keys, proof, wanted);
    return report.ok() ? std::string(attack::kAccepted) : report.error().message;
  };
  const std::string of_original = verdict(mutator->original());
  if (context.is_cancelled()) return cancelled();
  if (of_original != attack::kAccepted)
    return bad_input("it is rejected as it is: " + of_original).in(options.proof);
  KeptFiles kept(options.keep);
  ZKMEM_RETURN_IF_ERROR(kept.begin());
  ZKMEM_ASSIGN_OR_RETURN(const std::vector<std::string> arguments, verify_arguments(options, wanted));
  const auto on_made = [&](uint64_t index, const attack::Mutant& mutant) -> Status {
    if (options.keep.empty()) return {};
    const std::string name = std::to_string(index) + ".zkproof";
    std::vector<std::string> verify = {name};
    verify.insert(verify.end(), arguments.begin(), arguments.end());
    kept.add({{"altered", std::string(mutant.kind) + ": " + mutant.place}, {"verify", verify}});
    return attack::write_kept(
        options.keep + "/" + name,
        std::string_view(reinterpret_cast<const char*>(mutant.bytes.data()), mutant.bytes.size()));
  };
  auto counts = attack::mutate(context, *mutator, options.count, options.seed, verdict, on_made);
  progress.end();
  ZKMEM_RETURN_IF_ERROR(kept.finish());  // of a cancelled run, what there is
  if (!counts.ok()) return counts.error();
  const int code = counts->total().accepted == 0 ? kDone : kNo;
  if (!options.json) {
    print_as_text(options, *counts);
    return code;
  }
  const MutationCounts::OfKind all = counts->total();
  Json kinds = Json::object();
  for (const std::string_view kind : attack::kMutations)
    kinds[std::string(kind)] = json_of(counts->kinds.at(kind));
  print_out("{}\n", Json{{"verdict", verdict_of(code)},
                         {"seed", options.seed},
                         {"altered", all.made},
                         {"rejected", rejected_in(all)},
                         {"unbound_witnesses", all.unbound_witnesses},
                         {"broken", all.accepted},
                         {"kinds", kinds},
                         {"accepted", counts->accepted}}
                        .dump());
  return code;
}

}  // namespace

void add_attack_mutate(CLI::App& attack, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      attack.add_subcommand("mutate", "Alter a proof file in many ways; say what rejects each altered one");
  command->add_option("PROOF", options->proof, "A .zkproof file that is accepted")->required();
  options->subject.add_options(*command);
  command->add_option("-n,--count", options->count, "How many altered proofs")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", options->seed, "The same seed alters in the same ways")
      ->capture_default_str();
  command->add_option("--threads", options->threads, "Threads (default: all)");
  add_keep_option(*command, options->keep, "Write the altered files");
  Progress::add_option(*command);
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer(
      "Bytes, words of segments' proofs, fields of the claim and whole segments are flipped, swapped,\n"
      "truncated and spliced. Weak parameters and any exit code will do. Exit 1 if an altered proof is\n"
      "accepted.\n"
      "Example: zkmem attack mutate sort.zkproof --count 10000");
  command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace zkmem::cli
