#include "zkmem/cli/completion.h"

#include <algorithm>

#include <fmt/format.h>

namespace zkmem::cli {
namespace {

// In all three a command is known by its words, each after a blank: " log convert"; zkmem itself by nothing.
std::string key(const CommandText& command) { return command.path.empty() ? "" : " " + command.path; }

std::string keys(std::span<const CommandText> commands, const char* between) {
  std::string list;
  for (const CommandText& command : commands) {
    if (!command.path.empty()) list += fmt::format("{}'{}'", list.empty() ? "" : between, key(command));
  }
  return list;
}

// Between single quotes of a shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// fish knows \' inside them.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// zsh's "word:what it is".
std::string described(const std::string& word, const std::string& description) {
  return quoted(word + ":" + first_line(description));
}

const CommandText& find(std::span<const CommandText> commands, const std::string& path) {
  return *std::find_if(commands.begin(), commands.end(),
                       [&](const CommandText& command) { return command.path == path; });
}

std::string below(const CommandText& command, const std::string& name) {
  return command.path.empty() ? name : command.path + " " + name;
}

}  // namespace

std::string bash_completion(std::span<const CommandText> commands) {
  std::string words;
  std::string values;
  for (const CommandText& command : commands) {
    std::string names;
    for (const std::string& name : command.commands) names += " " + name;
    for (const std::string& name : command.names) names += " " + name;
    for (const OptionText& option : command.options) {
      names += fmt::format(" {}", fmt::join(option.names, " "));
      for (const std::string& name : option.names) {
        if (option.value.empty()) continue;
        // Nothing offered: the shell offers files.
        values +=
            fmt::format("    '{} {}') words='{}' ;;\n", key(command), name, fmt::join(option.choices, " "));
      }
    }
    words += fmt::format("    '{}') words='{}' ;;\n", key(command), names.substr(names.empty() ? 0 : 1));
  }
  return fmt::format(R"(# Completion of zkmem for bash, written by `zkmem completion bash`.
_zkmem() {{
  local at= word words= cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}}
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$at $word" in
      {}) at="$at $word" ;;
    esac
  done
  COMPREPLY=()
  case "$at $prev" in
{}    *)
      case "$at" in
{}      esac
      # Files, unless an option is begun or a command is due.
      [[ $cur == -* || $words == [a-z]* ]] || words= ;;
  esac
  [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -o bashdefault -o default -F _zkmem zkmem
)",
                     keys(commands, "|"), values, words);
}

std::string zsh_completion(std::span<const CommandText> commands) {
  std::string names;
  std::string options;
  std::string values;
  for (const CommandText& command : commands) {
    std::string list;
    for (const std::string& name : command.commands)
      list += " " + described(name, find(commands, below(command, name)).description);
    for (const std::string& name : command.names) list += " " + quoted(name);
    if (!list.empty()) names += fmt::format("    '{}') list=({}) ;;\n", key(command), list.substr(1));
    list.clear();
    for (const OptionText& option : command.options) {
      for (const std::string& name : option.names) {
        list += " " + described(name, option.description);
        if (option.value.empty()) continue;
        values += option.choices.empty() ? fmt::format("    '{} {}') _files; return ;;\n", key(command), name)
                                         : fmt::format("    '{} {}') compadd {}; return ;;\n", key(command),
                                                       name, fmt::join(option.choices, " "));
      }
    }
    options += fmt::format("      '{}') list=({}) ;;\n", key(command), list.substr(list.empty() ? 0 : 1));
  }
  return fmt::format(R"(#compdef zkmem
# Completion of zkmem for zsh, written by `zkmem completion zsh`.
_zkmem() {{
  local at= word
  local -a list
  for word in "${{(@)words[2,CURRENT-1]}}"; do
    case "$at $word" in
      {}) at="$at $word" ;;
    esac
  done
  case "$at $words[CURRENT-1]" in
{}  esac
  if [[ $words[CURRENT] == -* ]]; then
    case "$at" in
{}    esac
    _describe option list
    return
  fi
  case "$at" in
{}    *) _files; return ;;
  esac
  _describe command list
}}
compdef _zkmem zkmem
)",
                     keys(commands, "|"), values, options, names);
}

std::string fish_completion(std::span<const CommandText> commands) {
  std::string out = fmt::format(R"(# Completion of zkmem for fish, written by `zkmem completion fish`.
function __zkmem_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
      case {}
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
)",
                                keys(commands, " "));
  for (const CommandText& command : commands) {
    const std::string at = fmt::format("complete -c zkmem -n \"__zkmem_at '{}'\"", key(command));
    for (const std::string& name : command.commands) {
      out += fmt::format("{} -f -a {} -d {}\n", at, name,
                         fish_quoted(first_line(find(commands, below(command, name)).description)));
    }
    if (!command.names.empty())
      out += fmt::format("{} -f -a {}\n", at, fish_quoted(fmt::format("{}", fmt::join(command.names, " "))));
    for (const OptionText& option : command.options) {
      out += at;
      for (const std::string& name : option.names)
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.choices.empty()) {
        out += fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
      } else if (!option.value.empty()) {
        out += " -r";
      }
      out += " -d " + fish_quoted(first_line(option.description)) + "\n";
    }
  }
  return out;
}

}  // namespace zkmem::cli
