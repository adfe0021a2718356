// `zkmem help` and `zkmem completion`: the command line about itself.
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "zkmem/base/nearest.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/completion.h"
#include "zkmem/cli/man_page.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/terminal.h"

namespace zkmem::cli {
namespace {

Result<int> help(const CLI::App& app, const std::vector<std::string>& path) {
  const CLI::App* at = &app;
  std::string words = app.get_name();
  for (const std::string& name : path) {
    const std::vector<const CLI::App*> below = at->get_subcommands([](const CLI::App*) { return true; });
    std::vector<std::string_view> names;
    const CLI::App* found = nullptr;
    for (const CLI::App* command : below) {
      names.push_back(command->get_name());
      if (command->get_name() == name) found = command;
    }
    if (found == nullptr)
      return bad_input(words + " has no command '" + name + "'" + did_you_mean(name, names));
    at = found;
    words += " " + name;
  }
  // App::help() would speak of the command that was given, which is `help`.
  const std::string text = at->get_formatter()->make_help(at, words, CLI::AppFormatMode::Normal);
  write_out(wrapped(text, terminal_width(STDOUT_FILENO)));
  return kDone;
}

}  // namespace

void add_help(CLI::App& app, Action& action) {
  const auto path = std::make_shared<std::vector<std::string>>();
  const auto man = std::make_shared<bool>();
  CLI::App* command = app.add_subcommand("help", "Explain zkmem or one of its commands");
  command->add_option("COMMAND", *path, "The command, and the one below it");
  command->add_flag("--man", *man, "Print the manual page instead, of all commands, for man(1)");
  command->footer("Example: zkmem help log convert");
  command->callback([&app, &action, path, man] {
    action = [&app, path, man]() -> Result<int> {
      if (!*man) return help(app, *path);
      write_out(man_page(describe(app), ZKMEM_VERSION));
      return kDone;
    };
  });
}

void add_completion(CLI::App& app, Action& action) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a shell's completion of this command line");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer("Example: zkmem completion bash > ~/.local/share/bash-completion/completions/zkmem");
  command->callback([&app, &action, shell] {
    action = [&app, shell]() -> Result<int> {
      const std::vector<CommandText> commands = describe(app);
      write_out(*shell == "bash"  ? bash_completion(commands)
                : *shell == "zsh" ? zsh_completion(commands)
                                  : fish_completion(commands));
      return kDone;
    };
  });
}

}  // namespace zkmem::cli
