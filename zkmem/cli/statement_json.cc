#include "zkmem/cli/statement_json.h"

#include "zkmem/hash/digest_text.h"

namespace zkmem::cli {
namespace {

using Json = nlohmann::ordered_json;

Json claim_json(StatementKind kind, const SegmentClaim& claim) {
  Json out = {{"log_stacked_height", claim.log_stacked_height},
              {"initial_root", digest_to_hex(claim.initial_root)},
              {"final_root", digest_to_hex(claim.final_root)}};
  if (kind == StatementKind::kExecution) {
    out["start_pc"] = claim.start_pc;
    out["end_pc"] = claim.end_pc;
    out["is_terminate"] = claim.is_terminate;
  } else {
    out["index"] = claim.index;
    out["clock_end"] = claim.clock_end;
    out["is_last"] = claim.is_last;
  }
  return out;
}

}  // namespace

Json statement_json(const Statement& statement) {
  const bool is_execution = statement.kind == StatementKind::kExecution;
  Json out = {{"kind", is_execution ? "execution" : "memory"}};
  if (is_execution) {
    out["program_commitment"] = digest_to_hex(statement.program_commitment);
    out["exit_code"] = statement.exit_code;
  } else {
    out["log_digest"] = digest_to_hex(statement.log_digest);
    out["profile"] = to_string(statement.config.profile);
    out["mode"] = to_string(statement.config.mode);
  }
  if (!statement.segments.empty()) {
    out["initial_root"] = digest_to_hex(statement.segments.front().initial_root);
    out["final_root"] = digest_to_hex(statement.segments.back().final_root);
  }
  out["segments"] = Json::array();
  for (const SegmentClaim& claim : statement.segments)
    out["segments"].push_back(claim_json(statement.kind, claim));
  return out;
}

}  // namespace zkmem::cli
