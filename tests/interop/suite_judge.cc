// Our side of the judgement of golden statements under the blake3 suite (judge.py, group blake3).
//   suite_judge CASE_DIR OUT_DIR
//       proves the statement of CASE_DIR, a folder with vk.postcard and traces, with its key generated for
//       blake3 (the AIRs and all else stay), and writes vk.postcard and proof.bin into OUT_DIR.
#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/prover/prove.h"
#include "zkmem/prover/trace_files.h"
#include "zkmem/sdk/testing/suite_case.h"

namespace zkmem {
namespace {

Status prove_with_blake3(const std::string& from, const std::string& to) {
  ZKMEM_ASSIGN_OR_RETURN(const auto bytes, read_file(from + "/vk.postcard"));
  ZKMEM_ASSIGN_OR_RETURN(const VerifyingKey golden, decode_verifying_key(bytes));
  ZKMEM_ASSIGN_OR_RETURN(const TraceDirectory traces, read_trace_directory(from, golden.inner));
  const VerifyingKey key = testing::key_of_suite(golden, traces, HashSuite::kBlake3);
  ZKMEM_ASSIGN_OR_RETURN(const Proof proof, prove(Context(), key, traces.input()));
  ZKMEM_RETURN_IF_ERROR(write_file(to + "/vk.postcard", encode_verifying_key(key)));
  return write_file(to + "/proof.bin", encode_proof(proof));
}

}  // namespace
}  // namespace zkmem

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: suite_judge CASE_DIR OUT_DIR\n", stderr);
    return 2;
  }
  const zkmem::Status done = zkmem::prove_with_blake3(argv[1], argv[2]);
  if (!done.ok()) {
    fmt::print(stderr, "{}\n", done.error().message);
    return 1;
  }
  return 0;
}
