// The smallest verifier of proof files: zkproof_verifier PROOF [DIGEST] [--weak]. DIGEST is what the proof
// must be about: a log's digest, or a program's commitment with the log2 of its table's height behind a
// colon.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "zkmem/hash/digest_text.h"
#include "zkmem/statement/execution/known_program.h"
#include "zkmem/statement/memory/known_log.h"
#include "zkmem/statement/verify.h"

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

zkmem::Result<zkmem::VerificationReport> verify(const std::vector<uint8_t>& bytes, const char* digest,
                                                bool weak) {
  zkmem::VerificationOptions options;
  options.allow_weak_params = weak;
  std::unique_ptr<zkmem::Subject> subject;
  if (digest != nullptr) {
    const std::string_view text(digest);
    const size_t colon = text.find(':');
    ZKMEM_ASSIGN_OR_RETURN(const zkmem::Commitment given, zkmem::commitment_from_hex(text.substr(0, colon)));
    ZKMEM_ASSIGN_OR_RETURN(const zkmem::ZkProof proof, zkmem::decode_zkproof(bytes));
    if (proof.claim->statement().name() == "memory")
      subject = std::make_unique<zkmem::KnownLog>(given);
    else if (colon != std::string_view::npos)
      subject = std::make_unique<zkmem::KnownProgram>(zkmem::ProgramIdentity{
          given, static_cast<uint32_t>(std::strtoul(digest + colon + 1, nullptr, 10)), {}, {}});
    else
      return zkmem::bad_input("a program is known by COMMITMENT:LOG_HEIGHT");
    options.subject = subject.get();
  }
  zkmem::KeyCache keys;
  return zkmem::verify_zkproof(zkmem::Context{}, keys, bytes, options);
}

}  // namespace

int main(int argc, char** argv) {
  const bool weak = argc > 2 && std::string_view(argv[argc - 1]) == "--weak";
  if (weak) --argc;
  if (argc != 2 && argc != 3) return 2;
  const auto report = verify(read(argv[1]), argc == 3 ? argv[2] : nullptr, weak);
  if (!report.ok()) {
    std::printf("rejected: %s\n", report.error().message.c_str());
    return 1;
  }
  for (const auto& line : report->not_shown) std::printf("not shown: %s\n", line.c_str());
  for (const auto& line : report->shown) std::printf("shown: %s\n", line.c_str());
  return 0;
}
