// Our verifier against the registry's: the same verdict on altered proofs.
//   altered_proofs JUDGE CASES SEED COUNT SECONDS KEEP
//       JUDGE answers (interop, `zkmem-interop answers`); each folder in CASES has a vk.postcard and a
//       proof.bin that both accept; alters them COUNT times, or until SECONDS have passed. Bytes that are no
//       proof's encoding count as rejected. Where verdicts differ the key and the proof go to the folder
//       KEEP. Exit 1 if any do, or the judge does not answer what we accept.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tests/interop/proof_changes.h"
#include "tests/interop/rust_judge.h"
#include "zkmem/base/file.h"
#include "zkmem/hash/simd_backend.h"
#include "zkmem/protocol/proof_codec.h"
#include "zkmem/protocol/verifying_key_codec.h"
#include "zkmem/verifier/verify.h"

namespace zkmem::interop {
namespace {

constexpr uint64_t kJudgesMemory = uint64_t{4} << 30;
constexpr int kJudgesSeconds = 20;

struct Options {
  std::string judge;
  std::filesystem::path cases;
  uint64_t seed = 0;
  uint64_t count = 0;
  uint64_t seconds = 0;
  std::filesystem::path keep;
};

Result<std::vector<HonestProof>> read_cases(const std::filesystem::path& folder) {
  std::vector<HonestProof> cases;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "proof.bin") continue;
    const std::filesystem::path at = entry.path().parent_path();
    HonestProof one;
    one.name = std::filesystem::relative(at, folder).string();
    ZKMEM_ASSIGN_OR_RETURN(one.key, read_file((at / "vk.postcard").string()));
    ZKMEM_ASSIGN_OR_RETURN(one.bytes, read_file((at / "proof.bin").string()));
    ZKMEM_ASSIGN_OR_RETURN(one.proof, decode_proof(one.bytes));
    cases.push_back(std::move(one));
  }
  if (cases.empty()) return bad_input("no proof.bin in '" + folder.string() + "'");
  std::ranges::sort(cases, {}, &HonestProof::name);
  return cases;
}

struct Counts {
  uint64_t both_accept = 0;
  uint64_t both_reject = 0;
  uint64_t unchanged = 0;
  uint64_t no_answer = 0;
  uint64_t differ = 0;
};

class Comparison {
 public:
  Comparison(Options options, std::vector<HonestProof> honest)
      : options_(std::move(options)),
        honest_(std::move(honest)),
        judge_(options_.judge, kJudgesMemory, kJudgesSeconds) {
    for (const HonestProof& one : honest_) keys_.push_back(decode_verifying_key(one.key).value());
  }

  // Exit code.
  int run() {
    for (size_t k = 0; k < honest_.size(); ++k) {
      judge_.ask(honest_[k].key, honest_[k].bytes);
      const Verdict ours = verdict(k, honest_[k].bytes);
      const Answer theirs = judge_.answer();
      if (ours.ok() && theirs.kind == Answer::Kind::kAccepted) continue;
      fmt::print("{} is not accepted by both: {}\n", honest_[k].name, theirs.reason);
      return 1;
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options_.seconds);
    uint64_t index = 0;
    for (; index < options_.count && std::chrono::steady_clock::now() < end; ++index) compare(index);
    print(index);
    Counts sum;
    for (const auto& [kind, counts] : by_kind_) {
      sum.both_accept += counts.both_accept;
      sum.both_reject += counts.both_reject;
      sum.differ += counts.differ;
    }
    return sum.differ == 0 && sum.both_reject > 0 ? 0 : 1;
  }

 private:
  Verdict verdict(size_t key, std::span<const uint8_t> proof) const {
    return verify_bytes(keys_[key], proof, {.hash = &simd_hash_backend()});
  }

  void compare(uint64_t index) {
    const AlteredProof altered = alter(honest_, options_.seed, index);
    Counts& counts = by_kind_[altered.kind];
    const HonestProof& honest = honest_[altered.key];
    if (altered.bytes == honest.bytes) {
      ++counts.unchanged;
      return;
    }
    judge_.ask(honest.key, altered.bytes);
    const Verdict ours = verdict(altered.key, altered.bytes);
    const Answer theirs = judge_.answer();
    if (!ours.ok()) ++by_phase_[name_of(ours.error().phase)];
    if (theirs.kind == Answer::Kind::kNone && !ours.ok()) {
      ++counts.no_answer;
      keep(index, altered, theirs.reason);
    } else if (ours.ok() != (theirs.kind == Answer::Kind::kAccepted)) {
      ++counts.differ;
      fmt::print("{} {}: {}, {}: ours {}, theirs {}\n", index, honest.name, altered.kind, altered.place,
                 ours.ok() ? "accepts" : ours.error().message(),
                 theirs.kind == Answer::Kind::kAccepted ? "accepts" : theirs.reason);
      keep(index, altered, "");
    } else {
      ++(ours.ok() ? counts.both_accept : counts.both_reject);
    }
  }

  void keep(uint64_t index, const AlteredProof& altered, std::string_view why) const {
    if (!why.empty())
      fmt::print("{} {}: {}, {}: the judge: {}\n", index, honest_[altered.key].name, altered.kind,
                 altered.place, why);
    const std::filesystem::path folder = options_.keep / fmt::format("{}_{}", options_.seed, index);
    std::filesystem::create_directories(folder);
    if (!write_file((folder / "vk.postcard").string(), honest_[altered.key].key).ok() ||
        !write_file((folder / "proof.bin").string(), altered.bytes).ok())
      fmt::print("{} cannot be written\n", folder.string());
  }

  void print(uint64_t count) const {
    fmt::print("{} honest proofs, {} altered ones, seed {}\n", honest_.size(), count, options_.seed);
    fmt::print("| change | both reject | both accept | unchanged | judge without an answer | different |\n");
    for (const auto& [kind, n] : by_kind_)
      fmt::print("| {} | {} | {} | {} | {} | {} |\n", kind, n.both_reject, n.both_accept, n.unchanged,
                 n.no_answer, n.differ);
    for (const auto& [phase, n] : by_phase_) fmt::print("rejected in {}: {}\n", phase, n);
  }

  Options options_;
  std::vector<HonestProof> honest_;
  std::vector<VerifyingKey> keys_;
  RustJudge judge_;
  std::map<std::string, Counts> by_kind_;
  std::map<std::string, uint64_t> by_phase_;
};

uint64_t number(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace
}  // namespace zkmem::interop

int main(int argc, char** argv) {
  using namespace zkmem::interop;  // NOLINT(google-build-using-namespace): a program of one file
  if (argc != 7) {
    std::fputs("usage: altered_proofs JUDGE CASES SEED COUNT SECONDS KEEP\n", stderr);
    return 2;
  }
  const Options options{argv[1], argv[2], number(argv[3]), number(argv[4]), number(argv[5]), argv[6]};
  auto cases = read_cases(options.cases);
  if (!cases.ok()) {
    fmt::print(stderr, "{}\n", cases.error().message);
    return 2;
  }
  return Comparison(options, std::move(*cases)).run();
}
