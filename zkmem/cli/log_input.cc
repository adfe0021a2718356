#include "zkmem/cli/log_input.h"

#include "zkmem/base/file.h"
#include "zkmem/cli/numbers.h"

namespace zkmem::cli {

void add_initial_option(CLI::App& command, std::vector<std::string>& initial) {
  command
      .add_option("--initial", initial,
                  "Start on a file's bytes from that cell on, too (repeatable): SPACE:POINTER=FILE")
      ->type_name("SPACE:POINTER=FILE");
}

Result<std::vector<RawBytes>> read_initial(const std::vector<std::string>& initial) {
  std::vector<RawBytes> all;
  for (const std::string& one : initial) {
    ZKMEM_ASSIGN_OR_RETURN(RawBytes raw, read_raw_bytes(one));
    all.push_back(std::move(raw));
  }
  return all;
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

Result<LogOptions> LogInput::options() const {
  LogOptions options;
  if (!config.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, read_file(config, kMostTextBytes));
    options.config_json.assign(bytes.begin(), bytes.end());
    options.config_name = config;
    // Whether the whole is valid is seen when it stands under the log's header and --profile.
    if (auto parsed = read_memory_config(options.config_json, MemoryConfig::hybrid_default()); !parsed.ok())
      return parsed.error().in(config);
  }
  if (!profile.empty()) options.profile = parse_profile(profile);
  if (!memory.empty()) options.mode = parse_mode(memory);
  ZKMEM_ASSIGN_OR_RETURN(options.initial, read_initial(initial));
  return options;
}

Result<LogFile> LogInput::read() const {
  ZKMEM_ASSIGN_OR_RETURN(const LogOptions chosen, options());
  return read_log_file(path, chosen);
}

}  // namespace zkmem::cli
