// The command line as data, read back from what parses it: what help, man page and completion are made of, so
// that none of them can differ from what is understood.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace zkmem::cli {

struct OptionText {
  std::vector<std::string> names;    // with their dashes, the long one last; of a positional one word without
  std::string value;                 // what stands for its value; empty: a flag
  std::vector<std::string> choices;  // the only values, if they are few
  std::string description;
  std::string preset;  // its value where none is given, where the parser knows it
  bool is_required = false;
};

// A command whose first word may be one of many, too many for its help: shells complete them.
class CommandOfNames : public CLI::App {
 public:
  using Names = std::vector<std::string> (*)();  // asked when a shell's script is written
  CommandOfNames(std::string description, std::string name, Names list)
      : CLI::App(std::move(description), std::move(name)), names_(list) {}
  std::vector<std::string> names() const { return names_(); }

 private:
  Names names_;
};

struct CommandText {
  std::string path;  // "log convert"; empty: zkmem itself
  std::string description;
  std::string footer;
  std::vector<OptionText> positionals;
  std::vector<OptionText> options;
  std::vector<std::string> commands;  // below it
  bool needs_command = false;         // one of them
  std::vector<std::string> names;     // of a CommandOfNames

  std::string synopsis() const;  // "zkmem log convert [OPTIONS] LOG OUT"
};

// Every command, each before those below it, zkmem itself first.
std::vector<CommandText> describe(const CLI::App& app);

struct ExitMeaning {
  int code;
  const char* meaning;
};
inline constexpr ExitMeaning kExitMeanings[] = {
    {0, "done, and true"},
    {1, "the answer is no: rejected, not consistent, trapped"},
    {2, "bad usage or input, or the operating system refused"},
    {3, "a limit: memory, the capacity of a segment, the processor"},
    {130, "cancelled"},
};

}  // namespace zkmem::cli
