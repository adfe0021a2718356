// For tests: the golden cases as statements to prove.
#pragma once

#include <string>

#include "zkmem/protocol/golden_cases.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/trace_files.h"

namespace zkmem::testing {

struct Statement {
  VerifyingKey key;
  TraceDirectory traces;
};

inline Statement golden_statement(const std::string& name) {
  auto key = decode_verifying_key(golden_bytes(name + "/vk.postcard"));
  ZKMEM_CHECK(key.ok());
  auto traces = read_trace_directory(std::string(ZKMEM_TESTDATA) + "/" + name, key->inner);
  ZKMEM_CHECK(traces.ok());
  return {std::move(key).value(), std::move(traces).value()};
}

}  // namespace zkmem::testing
