// For tests: a golden statement under another hash suite than the reference's.
#pragma once

#include <string>

#include "zkmem/base/check.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/trace_files.h"

namespace zkmem::testing {

// The key as it is generated for the suite: its preprocessed commitments and pre-hash are made anew.
inline VerifyingKey key_of_suite(VerifyingKey key, const TraceDirectory& traces, HashSuite suite) {
  key.inner.params.hash = suite;
  for (const auto& [air, owned] : traces.traces) {
    AirVerifyingKey& air_key = key.inner.per_air[air];
    if (!air_key.preprocessed_data) continue;
    air_key.preprocessed_data->commit =
        commit_trace(Context(), key.inner.params, owned.preprocessed.view()).value();
  }
  key.pre_hash = verifying_key_pre_hash(key.inner);
  return key;
}

}  // namespace zkmem::testing
