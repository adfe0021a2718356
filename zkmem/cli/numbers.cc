#include "zkmem/cli/numbers.h"

#include <string>

#include "zkmem/verdict/numbers.h"

namespace zkmem::cli {

void check_values(CLI::App& app) {
  const auto empty = [](const std::string& text) {
    return text.empty() ? std::string("its value is empty") : std::string();
  };
  const auto problem = [](const std::string& text) {
    return verdict::parse_number(text) ? std::string()
                                       : "'" + text + "' is no whole number from 0 to 18446744073709551615";
  };
  for (CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    if (option->get_type_name().starts_with("UINT"))
      option->check(problem, "");
    else if (option->get_items_expected_max() > 0)
      option->check(empty, "");
  }
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) check_values(*command);
}

}  // namespace zkmem::cli
