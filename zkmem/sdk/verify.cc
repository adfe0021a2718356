#include "zkmem/sdk/verify.h"

#include <fmt/format.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/sdk/execution/prover.h"
#include "zkmem/sdk/key_check.h"
#include "zkmem/sdk/memory_verification.h"
#include "zkmem/statement/execution/verifier.h"

namespace zkmem {
namespace {

Status check_config(const Statement& statement, const VerificationOptions& options) {
  const MemoryConfig accepted =
      options.config.value_or(statement.kind == StatementKind::kExecution ? MemoryConfig::openvm_v2_default()
                                                                          : MemoryConfig::hybrid_default());
  // As text: equality of configurations does not look at the spaces' names, a file may not differ even there.
  if (to_json(statement.config) == to_json(accepted)) return {};
  const std::string difference = describe_difference(statement.config, accepted);
  return rejected("the proof is about another configuration: " +
                  (difference.empty() ? "the spaces have other names" : difference));
}

Status check_parameters(const Statement& statement, const VerificationOptions& options) {
  if (options.params) {
    if (options.params->family != statement.parameters) {
      return rejected(fmt::format("the proof uses the parameters {}, {} are asked for",
                                  to_string(ParameterChoice{statement.parameters, std::nullopt}),
                                  to_string(*options.params)));
    }
    for (const SegmentClaim& claim : statement.segments) {
      const auto wanted = options.params->log_stacked_height;
      if (wanted && claim.log_stacked_height != *wanted) {
        return rejected(fmt::format("the proof uses stacked height {}, {} is asked for",
                                    claim.log_stacked_height, *wanted));
      }
    }
  }
  return {};
}

Status check_root(const char* which, const Digest& proven, const std::optional<Digest>& wanted) {
  if (!wanted || proven == *wanted) return {};
  return rejected(fmt::format("the {} root is {}, {} is asked for", which, digest_to_hex(proven),
                              digest_to_hex(*wanted)));
}

// The program's table is what the proof is about. Returns whether the memory that the run starts on is the
// program's image over zeros; if not, it can only be accepted when the caller has asked for that very root.
Result<bool> check_program(const Context& context, const Statement& statement, const SystemParams& params,
                           const VerificationOptions& options) {
  const Program& program = *options.program;
  ZKMEM_ASSIGN_OR_RETURN(const Digest commitment, program_commitment(context, program, params));
  if (commitment != statement.program_commitment) {
    return rejected(
        fmt::format("the proof is about another program: its commitment is {}, the given program's {}",
                    digest_to_hex(statement.program_commitment), digest_to_hex(commitment)));
  }
  const SegmentClaim& first = statement.segments.front();
  if (first.start_pc != program.pc_start) {
    return rejected(
        fmt::format("the run starts at pc {:#x}, the program at {:#x}", first.start_pc, program.pc_start));
  }
  ZKMEM_ASSIGN_OR_RETURN(const CellImage image, rv32im::initial_image(program, statement.config));
  ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                         tree_of_image(context, simd_poseidon2_batch(), statement.config, image));
  if (tree.root() == first.initial_root) return true;
  if (options.initial_root) return false;
  return rejected(
      fmt::format("the run starts on the memory with root {}, the program's image has {} (a run over "
                  "a state is accepted with its --initial-root)",
                  digest_to_hex(first.initial_root), digest_to_hex(tree.root())));
}

std::string hex_bytes(const std::vector<BabyBear>& values) {
  std::string text;
  for (const BabyBear value : values) text += fmt::format("{:02x}", value.as_canonical());
  return text;
}

Result<VerificationReport> verify_run(const Context& context, KeyCache& keys, const ZkProof& proof,
                                      const VerificationOptions& options) {
  const Statement& statement = proof.statement;
  ZKMEM_ASSIGN_OR_RETURN(const CheckedKeys checked, check_keys(keys, statement, options));
  const VerifyingKey& key = *checked.keys.front();
  VerificationReport report;
  report.proven_bits = checked.proven_bits;
  ZKMEM_RETURN_IF_ERROR(verify_execution(context, key, proof));
  bool known_memory = false;
  if (options.program != nullptr) {
    ZKMEM_ASSIGN_OR_RETURN(known_memory, check_program(context, statement, key.inner.params, options));
  }
  if (checked.is_weak()) report.not_shown.push_back(weak_sentence(checked));
  if (options.program == nullptr) {
    report.not_shown.push_back(fmt::format(
        "which program ran: none was given to compare with; the proof is about the one with commitment {}",
        digest_to_hex(statement.program_commitment)));
  }
  report.not_shown.emplace_back(
      "what the program's input was: hints are free, whatever the program does not check itself");
  if (options.program != nullptr && !known_memory) {
    report.not_shown.emplace_back(
        "that the program's data was in memory at the start: the root that was asked for is not that of its "
        "image "
        "over zeros");
  }
  if (options.program == nullptr && !options.initial_root) {
    report.not_shown.push_back("what the memory held at the start, beyond its root " +
                               digest_to_hex(statement.segments.front().initial_root));
  }
  const SegmentClaim& first = statement.segments.front();
  const SegmentClaim& last = statement.segments.back();
  report.shown.push_back(
      fmt::format("{}, started at pc {:#x} on the memory with root {}, ran instruction by instruction on "
                  "OpenVM 2's RV32IM machine "
                  "and terminated with exit code {}",
                  options.program != nullptr ? "the given program" : "the committed program", first.start_pc,
                  digest_to_hex(first.initial_root), statement.exit_code));
  report.shown.push_back("it left the memory with root " + digest_to_hex(last.final_root));
  report.shown.push_back("its public values, opened from that root, are " +
                         hex_bytes(statement.public_values.public_values));
  report.shown.push_back(fmt::format("{} segment{} chained by program, pc and root, at {:.1f} proven bits",
                                     statement.segments.size(), statement.segments.size() == 1 ? "" : "s",
                                     report.proven_bits));
  return report;
}

}  // namespace

Result<VerificationReport> verify_zkproof(const Context& context, KeyCache& keys, const ZkProof& proof,
                                          const VerificationOptions& options) {
  const Statement& statement = proof.statement;
  ZKMEM_RETURN_IF_ERROR(check_config(statement, options));
  ZKMEM_RETURN_IF_ERROR(check_parameters(statement, options));
  if (statement.segments.empty()) return rejected("the proof has no segments");
  ZKMEM_RETURN_IF_ERROR(check_root("initial", statement.segments.front().initial_root, options.initial_root));
  ZKMEM_RETURN_IF_ERROR(check_root("final", statement.segments.back().final_root, options.final_root));
  return statement.kind == StatementKind::kExecution ? verify_run(context, keys, proof, options)
                                                     : verify_log_statement(context, keys, proof, options);
}

}  // namespace zkmem
