// A work folder of which files were changed, with their checksums made right: loading any segment and joining
// the proofs end in an error or in a proof that verifies. The folders are honest ones of each statement,
// proven with weak parameters when the target starts; the input is a list of changes: which file, where,
// what.
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "fuzz/honest_proofs.h"
#include "zkmem/base/bytes.h"
#include "zkmem/sdk/proving_statement.h"
#include "zkmem/statement/verify.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file
using fuzz::one_thread;

struct File {
  std::string name;
  bool checked = false;
  std::vector<uint8_t> content;
};

class Honest {
 public:
  explicit Honest(StatementInput& input) {
    const WorkFolder folder = WorkFolder::in_memory();
    const Plan plan = fuzz::prove_in_memory(input, HashSuite::kBlake3, folder);
    ZKMEM_CHECK(assemble(one_thread(), testing::shared_keys(), folder, plan).ok());
    std::vector<std::string> names = {WorkFolder::kEndName, WorkFolder::kImageName, "state"};
    for (size_t k = 0; k < plan.segments.size(); ++k)
      for (const std::string& name :
           {WorkFolder::start_name(k), WorkFolder::log_name(k), WorkFolder::proof_name(k)})
        names.push_back(name);
    for (const char* name : {"plan.json", "program.elf", "input0"})
      if (auto content = folder.read(name); content.ok()) files_.push_back({name, false, *content});
    for (const std::string& name : names)
      if (auto content = folder.read_checked(name); content.ok()) files_.push_back({name, true, *content});
  }

  WorkFolder changed(ByteReader& in) const {
    std::vector<File> files = files_;
    uint8_t which = 0;
    uint16_t place = 0;
    uint8_t length = 0;
    std::span<const uint8_t> bytes;
    while (in.read_u8(which) && in.read_u16(place) && in.read_u8(length) &&
           in.read_bytes(std::min<size_t>(length % 64, in.remaining()), bytes)) {
      File& file = files[which % files.size()];
      if (file.content.empty()) continue;
      const auto at = file.content.begin() + place % static_cast<ptrdiff_t>(file.content.size());
      switch (length / 64) {
        case 0:
          file.content.insert(at, bytes.begin(), bytes.end());
          break;
        case 1:
          file.content.erase(at, at + std::min<ptrdiff_t>(std::ssize(bytes), file.content.end() - at));
          break;
        default:
          std::copy_n(bytes.begin(), std::min<ptrdiff_t>(std::ssize(bytes), file.content.end() - at), at);
          break;
      }
    }
    WorkFolder folder = WorkFolder::in_memory();
    for (const File& file : files)
      ZKMEM_CHECK((file.checked ? folder.write_checked(file.name, file.content)
                                : folder.write(file.name, file.content))
                      .ok());
    return folder;
  }

 private:
  std::vector<File> files_;
};

const std::vector<Honest>& folders() {
  static const std::vector<Honest> made = [] {
    std::vector<Honest> all;
    fuzz::for_each_input([&](StatementInput& input) { all.emplace_back(input); });
    return all;
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  ZKMEM_CHECK(!folders().empty());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  ByteReader in(std::span(data + 1, size - 1));
  const WorkFolder folder = folders()[data[0] % folders().size()].changed(in);
  const auto plan = folder.plan();
  if (!plan.ok()) return 0;
  const ProvingStatement& statement = proving_side(plan->claim->statement());
  SegmentReport report;
  Stopwatch watch(report);
  for (size_t k = 0; k < std::min<size_t>(plan->segments.size(), 4); ++k)
    static_cast<void>(statement.load(one_thread(), folder, *plan, k, watch).ok());
  if (data[0] < 128) return 0;  // proofs take their time
  const auto proof = assemble(one_thread(), testing::shared_keys(), folder, *plan);
  if (!proof.ok()) return 0;
  VerificationOptions options;
  options.config = proof->claim->config;
  options.allow_weak_params = true;
  options.exit_code.reset();
  const auto verdict = verify_zkproof(one_thread(), testing::shared_keys(), encode_zkproof(*proof), options);
  ZKMEM_CHECK(verdict.ok() || verdict.error().message.find("memory") != std::string::npos);
  return 0;
}
