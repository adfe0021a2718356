// zkmem log convert|stat|head (and digest, cmd_log_digest.cc): access logs in either format.
#include <memory>
#include <string>

#include <fmt/format.h>

#include "zkmem/cli/commands.h"
#include "zkmem/cli/log_commands.h"
#include "zkmem/cli/log_input.h"
#include "zkmem/cli/output.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/log/log_statistics.h"

namespace zkmem::cli {

namespace {

struct Options {
  LogInput log;
  std::string output;
  std::string format;
  size_t count = 10;
  bool json = false;
};

Result<int> convert(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const LogFile file, options.log.read());
  LogFormat format = log_format_for(options.output);
  if (!options.format.empty()) format = options.format == "jsonl" ? LogFormat::kJsonLines : LogFormat::kZklog;
  ZKMEM_RETURN_IF_ERROR(write_log_file(options.output, file, format));
  if (options.output != "-" && options.json) {
    print_out("{{\"operations\":{},\"output\":\"{}\"}}\n", file.log.size(),
              format == LogFormat::kZklog ? "zklog" : "jsonl");
  } else if (options.output != "-") {
    print_out("{} operations written to {}\n", file.log.size(), options.output);
  }
  return kDone;
}

Result<int> stat(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const LogFile file, options.log.read());
  const LogStatistics statistics = count_log(file);
  const std::string text =
      options.json ? to_json(statistics, file.config) + "\n" : to_text(statistics, file.config);
  write_out(text);
  return kDone;
}

Result<int> head(const Options& options) {
  ZKMEM_ASSIGN_OR_RETURN(const LogFile file, options.log.read());
  const std::string lines = jsonl_operations(file.log, options.count);
  if (!options.json) {
    write_out(lines);
    return kDone;
  }
  std::string list;
  for (const char c : lines.substr(0, lines.empty() ? 0 : lines.size() - 1)) {
    if (c == '\n')
      list += ',';
    else
      list += c;
  }
  print_out("{{\"operations\":[{}]}}\n", list);
  return kDone;
}

// The options that every subcommand has.
void add_common(CLI::App& command, Options& options) {
  options.log.add_to(command);
  command.add_flag("--json", options.json, "print one JSON object");
}

}  // namespace

void add_log(CLI::App& app, Action& action) {
  CLI::App* log = app.add_subcommand("log", "Convert and look at access logs");
  log->require_subcommand(1);
  log->footer("Example: zkmem log convert accesses.jsonl accesses.zklog");

  const auto convert_options = std::make_shared<Options>();
  CLI::App* convert_command =
      log->add_subcommand("convert", "Write a log in the other format (by OUT's name)");
  add_common(*convert_command, *convert_options);
  convert_command
      ->add_option("OUT,-o,--output", convert_options->output, ".jsonl, .json and - are text, else .zklog")
      ->required();
  convert_command->add_option("--to", convert_options->format, "the format to write, whatever the name")
      ->check(CLI::IsMember({"zklog", "jsonl"}));
  convert_command->footer("Example: zkmem log convert run.zklog run.jsonl");
  convert_command->callback(
      [&action, convert_options] { action = [convert_options] { return convert(*convert_options); }; });

  const auto stat_options = std::make_shared<Options>();
  CLI::App* stat_command =
      log->add_subcommand("stat", "Count operations, accesses per space, touched pages, segments");
  add_common(*stat_command, *stat_options);
  stat_command->footer("Example: zkmem log stat run.zklog --json");
  stat_command->callback(
      [&action, stat_options] { action = [stat_options] { return stat(*stat_options); }; });

  const auto head_options = std::make_shared<Options>();
  CLI::App* head_command = log->add_subcommand("head", "Print the first operations as JSON Lines");
  add_common(*head_command, *head_options);
  head_command->add_option("-n,--count", head_options->count, "how many")->capture_default_str();
  head_command->footer("Example: zkmem log head -n 3 run.zklog");
  head_command->callback(
      [&action, head_options] { action = [head_options] { return head(*head_options); }; });

  add_log_digest(*log, action);
}

}  // namespace zkmem::cli
