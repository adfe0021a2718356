// The command line: words that a space or a line's end parts. All of them are parsed; the commands that read
// small files and prove nothing are run, too, in a folder that has one of each kind of file. Every refusal is
// one line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "fuzz/honest_proofs.h"
#include "fuzz/text_of.h"
#include "zkmem/base/file.h"
#include "zkmem/cli/command_line.h"
#include "zkmem/cli/output.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/store/state_store.h"

namespace {

using namespace zkmem;  // NOLINT(google-build-using-namespace): a program of one file

// What takes long, or needs a terminal or a cluster, is parsed only. So is what reads standard input.
bool may_run(const std::vector<std::string>& words) {
  constexpr std::string_view kCommands[] = {"verify", "image", "log",        "replay", "soundness",
                                            "export", "help",  "completion", "--help", "--version"};
  if (words.empty() || std::ranges::find(kCommands, words.front()) == std::end(kCommands)) return false;
  return std::ranges::none_of(words, [](const std::string& word) {
    return word.find('/') != std::string::npos || word == "-" || word.find("..") != std::string::npos;
  });
}

void make_files() {
  const char* given = std::getenv("ZKMEM_FUZZ_SCRATCH");
  const std::string folder =
      std::string(given != nullptr ? given : "/tmp") + "/command_line_" + std::to_string(::getpid());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  ZKMEM_CHECK(::chdir(folder.c_str()) == 0);
  const LogFile log = fuzz::honest_log(BoundaryMode::kPersistent);
  ZKMEM_CHECK(write_log_file("log.jsonl", log, LogFormat::kJsonLines).ok() &&
              write_log_file("log.zklog", log, LogFormat::kZklog).ok());
  ZKMEM_CHECK(write_file("config.json", to_json(log.config)).ok());
  ZKMEM_CHECK(write_file("p.elf", testing::accumulating_elf(5)).ok());
  ZKMEM_CHECK(write_file("p.zkproof", fuzz::honest_proofs().front()).ok());
  ZKMEM_CHECK(StateStore::open_or_create("state", log.config).ok());
  // No output fills the disk.
  const rlimit most{1 << 20, 1 << 20};
  ZKMEM_CHECK(::setrlimit(RLIMIT_FSIZE, &most) == 0);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  make_files();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : fuzz::text_of({data, size})) {
    if (c == '\0') continue;
    if (c != ' ' && c != '\n') {
      word.push_back(c);
      continue;
    }
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  }
  if (!word.empty()) words.push_back(word);
  std::vector<const char*> argv = {"zkmem"};
  for (const std::string& each : words) argv.push_back(each.c_str());
  const auto command = cli::parse_command_line(static_cast<int>(argv.size()), argv.data());
  if (!command.ok()) {
    ZKMEM_CHECK(!command.error().message.empty());
    return 0;
  }
  if (!may_run(words)) return 0;
  const auto code = command->action();
  ZKMEM_CHECK(!code.ok() || (*code >= 0 && *code <= 3));
  if (!code.ok()) ZKMEM_CHECK(!code.error().message.empty());
  static_cast<void>(cli::flush_output().ok());
  return 0;
}
