// A program that only verifies: verifier_user KEY PROOF. It links nothing but the verifier.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include <zkmem/protocol/verifying_key_codec.h>
#include <zkmem/verifier/verify.h>

namespace {

std::vector<uint8_t> bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto key = zkmem::decode_verifying_key(bytes_of(argv[1]));
  if (!key.ok()) return 2;
  std::vector<uint8_t> proof = bytes_of(argv[2]);
  const bool accepted = zkmem::verify_bytes(*key, proof).ok();
  if (!proof.empty()) proof[proof.size() / 2] ^= 1;
  const bool altered = zkmem::verify_bytes(*key, proof).ok();
  std::printf("accepted %d, altered %d\n", accepted, altered);
  return accepted && !altered ? 0 : 1;
}
