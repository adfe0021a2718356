#include "zkmem/cli/subject_options.h"

#include <filesystem>

#include "zkmem/cli/file_at.h"

namespace zkmem::cli {

void SubjectOptions::add_options(CLI::App& command) {
  CLI::Option* program =
      command.add_option("--program", program_path_, "The ELF file, or OpenVM's .vmexe, that must have run");
  command.add_option("--log", pinned_.path, "The access log that must have been proven")->excludes(program);
  pinned_.add_reading_options(command);
}

verdict::SubjectRequest SubjectOptions::request() const {
  return {file_at(program_path_), file_at(pinned_.path), pinned_.reading()};
}

std::vector<std::string> SubjectOptions::words() const {
  const auto anywhere = [](const std::string& path) {
    return path == "-" ? path : std::filesystem::absolute(path).string();
  };
  std::vector<std::string> words;
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {option, value});
  };
  if (!program_path_.empty()) add("--program", anywhere(program_path_));
  if (!pinned_.path.empty()) add("--log", anywhere(pinned_.path));
  if (!pinned_.config.empty()) add("--config", anywhere(pinned_.config));
  add("--profile", pinned_.profile);
  for (const std::string& one : pinned_.initial) {
    const size_t file = one.find('=') + 1;
    add("--initial", one.substr(0, file) + anywhere(one.substr(file)));
  }
  return words;
}

}  // namespace zkmem::cli
