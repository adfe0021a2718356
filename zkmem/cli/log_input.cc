#include "zkmem/cli/log_input.h"

#include "zkmem/cli/file_at.h"

namespace zkmem::cli {

void add_initial_option(CLI::App& command, std::vector<std::string>& initial) {
  command
      .add_option("--initial", initial,
                  "Start on a file's bytes from that cell on, too (repeatable): SPACE:POINTER=FILE")
      ->type_name("SPACE:POINTER=FILE");
}

namespace {

std::vector<verdict::GivenFile> initial_files(const std::vector<std::string>& initial) {
  std::vector<verdict::GivenFile> files;
  for (const std::string& one : initial) files.push_back({one, file_at(one.substr(one.find('=') + 1)).read});
  return files;
}

}  // namespace

Result<std::vector<RawBytes>> read_initial(const std::vector<std::string>& initial) {
  return verdict::read_initial(initial_files(initial));
}

void LogInput::add_to(CLI::App& command) {
  command.add_option("LOG", path, "a .zklog or JSON Lines file, - for standard input")->required();
  add_reading_options(command);
}

void LogInput::add_reading_options(CLI::App& command) {
  command.add_option("--config", config, "configuration; must agree with the log's own")->type_name("C.json");
  command.add_option("--profile", profile, "read the log under this profile, whatever it says")
      ->check(CLI::IsMember({"openvm-v1", "openvm-v2", "hybrid"}));
  add_initial_option(command, initial);
}

void LogInput::add_memory_option(CLI::App& command) {
  command
      .add_option("--memory", memory,
                  "prove memory in this mode, whatever a log says: persistent (a root before and after each "
                  "segment), volatile (of a log: from zero, one segment) or global (one memory for all "
                  "segments); without it persistent, or global where hashing between segments would be a "
                  "large part of the work")
      ->type_name("MODE")
      ->check(CLI::IsMember({"persistent", "volatile", "global"}));
}

verdict::LogReading LogInput::reading() const {
  return {file_at(config), profile, memory, initial_files(initial)};
}

Result<LogFile> LogInput::read() const {
  ZKMEM_ASSIGN_OR_RETURN(const LogOptions chosen, options());
  return read_log_file(path, chosen);
}

}  // namespace zkmem::cli
