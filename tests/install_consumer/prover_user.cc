// A program that proves a statement of its own: prover_user KEY TRACES PROOF makes the proof of the key and
// traces and compares it with the one in the file, byte for byte.
#include <cstdio>

#include <zkmem/base/file.h>
#include <zkmem/protocol/proof_codec.h>
#include <zkmem/protocol/verifying_key_codec.h>
#include <zkmem/prover/prove.h>
#include <zkmem/prover/trace_files.h>

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto key_file = zkmem::read_file(argv[1]);
  const auto expected = zkmem::read_file(argv[3]);
  if (!key_file.ok() || !expected.ok()) return 2;
  const auto key = zkmem::decode_verifying_key(*key_file);
  if (!key.ok()) return 2;
  const auto traces = zkmem::read_trace_directory(argv[2], key->inner);
  if (!traces.ok()) return 2;
  const auto proof = zkmem::prove(zkmem::Context{}, *key, traces->input());
  if (!proof.ok()) return 1;
  const bool same = zkmem::encode_proof(*proof) == *expected;
  std::printf("same %d\n", same);
  return same ? 0 : 1;
}
