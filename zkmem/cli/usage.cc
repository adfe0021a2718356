#include "zkmem/cli/usage.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "zkmem/base/nearest.h"

namespace zkmem::cli {
namespace {

// The options, or the commands below, that `word` may have been meant for.
std::string suggestion(const CLI::App& command, const std::string& word) {
  std::vector<std::string> names;
  if (word.starts_with("-")) {
    for (const CLI::Option* option : command.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  } else {
    for (const CLI::App* below : command.get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(below->get_name());
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  return did_you_mean(word.substr(0, word.find('=')), known);
}

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  std::string command = app.get_name();
  const CLI::App* deepest = &app;
  while (!deepest->get_subcommands().empty()) {
    deepest = deepest->get_subcommands().front();
    command += " " + deepest->get_name();
  }
  std::string what = error.what();
  std::replace(what.begin(), what.end(), '\n', ' ');
  // A mistyped command would otherwise be reported as a missing one.
  if (const std::vector<std::string> rest = app.remaining(true); !rest.empty())
    what = "unexpected argument '" + rest.front() + "'" + suggestion(*deepest, rest.front());
  // An operand that is missing is named as it is written: INPUT.
  const bool is_name = what.size() > 1 && std::isupper(static_cast<unsigned char>(what[1])) != 0;
  if (!what.empty() && !is_name)
    what.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(what.front())));
  return bad_input(fmt::format("{} (see {} --help)", what, command));
}

}  // namespace zkmem::cli
