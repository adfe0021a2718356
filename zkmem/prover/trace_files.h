// Traces as files: `trace_air{i}_{common|cached{k}|preprocessed}.bin` (u32le height, u32le width, row-major
// canonical words) and a `meta.json` that lists the present AIRs (docs/spec/traces.md). What `zkmem
// swirl prove` reads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"

namespace zkmem {

struct TraceDirectory {
  std::vector<std::pair<size_t, OwnedAirTraces>> traces;  // by AIR, ascending
  std::optional<Commitment> common_main_commit;           // as meta.json gives it
  std::map<size_t, std::vector<Commitment>> cached_commitments;

  ProvingInput input() const;
};

Result<TraceDirectory> read_trace_directory(const std::string& directory, const VerifyingKeyContent& key);

// The same files for an input: what other provers of these traces read.
Status write_trace_directory(const std::string& directory, const ProvingInput& input);

}  // namespace zkmem
