#include "zkmem/cli/description.h"

namespace zkmem::cli {
namespace {

// CLI11 writes a closed list of values as {a,b} into the type's name.
std::vector<std::string> choices_in(const std::string& type) {
  std::vector<std::string> choices;
  const size_t open = type.find('{');
  const size_t close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return choices;
  std::string word;
  for (const char c : type.substr(open + 1, close - open - 1) + ",") {
    if (c != ',') {
      word += c;
      continue;
    }
    choices.push_back(word);
    word.clear();
  }
  return choices;
}

// CLI11 puts what checks a value behind its type, each after a colon; names of types of our own may have
// colons.
std::string value_in(const std::string& type) {
  for (const char* builtin : {"TEXT", "UINT", "INT", "FLOAT"}) {
    if (type.starts_with(builtin)) return type.substr(0, type.find(':'));
  }
  return type.substr(0, type.find(":{"));
}

OptionText describe_option(const CLI::Option& option) {
  OptionText text;
  if (option.get_positional()) {
    text.names = {option.get_name(true)};
  }
  for (const std::string& name : option.get_snames()) text.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) text.names.push_back("--" + name);
  const std::string type = option.get_type_name();
  text.choices = choices_in(type);
  if (option.get_items_expected_max() > 0) text.value = value_in(type);
  text.description = option.get_description();
  text.preset = option.get_default_str();
  text.is_required = option.get_required();
  return text;
}

void describe_into(const CLI::App& app, const std::string& path, std::vector<CommandText>& all) {
  CommandText text;
  text.path = path;
  text.description = app.get_description();
  text.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    OptionText described = describe_option(*option);
    // One that has a place and a name is both.
    if (option->get_positional()) {
      text.positionals.push_back(described);
      text.positionals.back().names.resize(1);
      described.names.erase(described.names.begin());
    }
    if (!described.names.empty()) text.options.push_back(std::move(described));
  }
  const std::vector<const CLI::App*> below = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* command : below) text.commands.push_back(command->get_name());
  text.needs_command = app.get_require_subcommand_min() > 0;
  if (const auto* named = dynamic_cast<const CommandOfNames*>(&app)) text.names = named->names();
  all.push_back(std::move(text));
  for (const CLI::App* command : below)
    describe_into(*command, path.empty() ? command->get_name() : path + " " + command->get_name(), all);
}

}  // namespace

std::string CommandText::synopsis() const {
  std::string text = "zkmem";
  if (!path.empty()) text += " " + path;
  if (!options.empty()) text += " [OPTIONS]";
  for (const OptionText& positional : positionals)
    text += positional.is_required ? " " + positional.names.front() : " [" + positional.names.front() + "]";
  if (!commands.empty()) text += needs_command ? " COMMAND" : " [COMMAND]";
  return text;
}

std::vector<CommandText> describe(const CLI::App& app) {
  std::vector<CommandText> all;
  describe_into(app, "", all);
  return all;
}

}  // namespace zkmem::cli
