#include "zkmem/sdk/memory/log_commitment.h"

#include <bit>

#include <fmt/format.h>

#include "zkmem/memory/statement/log_cutter.h"
#include "zkmem/memory/traces/log_trace.h"
#include "zkmem/prover/prove.h"
#include "zkmem/sdk/memory/log_difference.h"
#include "zkmem/sdk/memory/replayed_log.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

Result<LogParts> commit_log_parts(const Context& context, const SystemParams& params, const MemoryAirs& airs,
                                  const MemorySegment& segment) {
  const SegmentReplay no_replay;  // asked only about reads that do not say what they returned
  const LogTraceInput input{airs.config, segment, no_replay};
  LogParts parts;
  for (size_t i = 0; i < kAccessSizes.size(); ++i) {
    if (!airs.logs[i]) continue;
    const std::vector<LogRowSource> rows = log_rows(input, kAccessSizes[i]);
    if (rows.empty()) {
      parts.emplace_back();
      continue;
    }
    const size_t width = airs.entries[*airs.logs[i]].air->widths().cached_mains.front();
    Trace trace(std::bit_ceil(rows.size()), width);
    fill_log_cached(context, input, kAccessSizes[i], rows, trace.view());
    if (std::countr_zero(trace.height()) > static_cast<int>(params.log_stacked_height())) {
      return rejected(fmt::format("its {} accesses of {} cells do not fit stacked height {}", rows.size(),
                                  kAccessSizes[i], params.log_stacked_height()));
    }
    ZKMEM_ASSIGN_OR_RETURN(const Commitment commitment, commit_trace(context, params, trace.view()));
    parts.push_back(LogPart{static_cast<uint32_t>(std::countr_zero(trace.height())), commitment});
  }
  return parts;
}

Result<std::vector<LogParts>> commit_log(const Context& context, const MemoryAirs& airs, const AccessLog& log,
                                         const MemoryClaim& claim) {
  const std::span<const LogSegment> claims = claim.log_segments();
  std::vector<LogParts> all;
  LogCutter cutter(airs.config, log);
  for (size_t k = 0; k < claims.size(); ++k) {
    ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
    context.report("log", static_cast<double>(k) / static_cast<double>(claims.size()));
    const std::string place = fmt::format("segment {} of {}", k, claims.size());
    if (cutter.done()) return rejected(place + ": the log ends before it");
    const auto piece = cutter.next_until(claims[k].clock_end);
    if (!piece) {
      return rejected(
          fmt::format("{}: it ends at clock {}, the log cannot be cut there", place, claims[k].clock_end));
    }
    ZKMEM_ASSIGN_OR_RETURN(const SystemParams params,
                           parameters_of(claim.parameters, claims[k].log_stacked_height, claim.hash));
    Result<LogParts> parts = commit_log_parts(context, params, airs, memory_segments(*piece).front());
    if (!parts.ok()) return parts.error().in(place);
    all.push_back(*std::move(parts));
  }
  if (!cutter.done()) return rejected("the log goes on after the last segment");
  return all;
}

Result<Commitment> log_digest_like(const Context& context, const LogFile& file, const MemoryClaim& claim) {
  ZKMEM_ASSIGN_OR_RETURN(const MemoryAirs airs, MemoryAirs::create(file.config));
  ZKMEM_ASSIGN_OR_RETURN(const ReplayedLog replayed, ReplayedLog::replay(context, file, file.initial));
  const auto parts = commit_log(context, airs, replayed.log(), claim);
  if (parts.ok()) return log_digest(claim.hash, *parts);
  if (parts.error().kind != ErrorKind::kRejected) return parts.error();
  return rejected("the proof is about another log: " + describe_cut(file, claim, parts.error()));
}

}  // namespace zkmem
