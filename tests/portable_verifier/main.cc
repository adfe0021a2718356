// The portable verifier's smallest caller: a key's and a proof's file in, one line out.
#include <cstdint>
#include <cstdio>
#include <vector>

#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/verify.h"

namespace {

std::vector<uint8_t> read(const char* path) {
  std::vector<uint8_t> bytes;
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return bytes;
  uint8_t buffer[4096];
  for (size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, file)) != 0;)
    bytes.insert(bytes.end(), buffer, buffer + count);
  std::fclose(file);
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto key = zkmem::decode_verifying_key(read(argv[1]));
  if (!key.ok()) {
    std::printf("%s\n", key.error().message.c_str());
    return 2;
  }
  const zkmem::Verdict verdict = zkmem::verify_bytes(*key, read(argv[2]));
  if (verdict.ok())
    std::printf("accepted\n");
  else
    std::printf("rejected: %s\n", verdict.error().message().c_str());
  return verdict.ok() ? 0 : 1;
}
