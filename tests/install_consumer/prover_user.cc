// A program that proves a statement of its own: prover_user KEY TRACES PROOF makes the proof of the key and
// traces and compares it with the one in the file, byte for byte.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include <zkmem/protocol/proof_codec.h>
#include <zkmem/protocol/verifying_key_codec.h>
#include <zkmem/prover/prove.h>
#include <zkmem/prover/trace_files.h>

namespace {

std::vector<uint8_t> bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto key = zkmem::decode_verifying_key(bytes_of(argv[1]));
  if (!key.ok()) return 2;
  const auto traces = zkmem::read_trace_directory(argv[2], key->inner);
  if (!traces.ok()) return 2;
  const auto proof = zkmem::prove(zkmem::Context{}, *key, traces->input());
  if (!proof.ok()) return 1;
  const bool same = zkmem::encode_proof(*proof) == bytes_of(argv[3]);
  std::printf("same %d\n", same);
  return same ? 0 : 1;
}
