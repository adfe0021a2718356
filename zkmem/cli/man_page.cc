#include "zkmem/cli/man_page.h"

#include <fmt/format.h>

namespace zkmem::cli {
namespace {

// Text as it stands: no letter of it is a command of the formatter's.
std::string plain(const std::string& text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_begins = c == '\n';
  }
  return out;
}

// Inside the quotes of a macro's argument.
std::string argument(const std::string& text) {
  std::string out;
  for (const char c : plain(text)) out += c == '"' ? std::string("\\(dq") : std::string(1, c);
  return out;
}

void add_option(std::string& page, const OptionText& option) {
  page += ".TP\n";
  for (size_t i = 0; i < option.names.size(); ++i)
    page += fmt::format("{}\\fB{}\\fR", i == 0 ? "" : ", ", plain(option.names[i]));
  const bool has_dashes = option.names.front().front() == '-';
  if (has_dashes && !option.choices.empty()) {
    page += fmt::format(" {}", plain(fmt::format("{}", fmt::join(option.choices, "|"))));
  } else if (has_dashes && !option.value.empty()) {
    page += fmt::format(" \\fI{}\\fR", plain(option.value));
  }
  page += fmt::format("\n{}{}{}\n", option.description.empty() ? "\\&" : plain(option.description),
                      option.preset.empty() ? "" : plain(fmt::format(" (default: {})", option.preset)),
                      option.is_required && has_dashes ? " (required)" : "");
}

void add_command(std::string& page, const CommandText& command) {
  page += fmt::format(".SS \"{}\"\n{}.\n", argument(command.synopsis()), plain(command.description));
  for (const OptionText& positional : command.positionals) add_option(page, positional);
  for (const OptionText& option : command.options) {
    if (option.names.back() != "--help") add_option(page, option);
  }
  if (!command.footer.empty()) page += fmt::format(".PP\n.nf\n{}\n.fi\n", plain(command.footer));
}

}  // namespace

std::string man_page(std::span<const CommandText> commands, const std::string& version) {
  const CommandText& root = commands.front();
  std::string page = fmt::format(
      ".\\\" Written by `zkmem help --man`.\n.TH ZKMEM 1 \"\" \"zkmem {}\" \"zkmem\"\n", plain(version));
  page += ".SH NAME\nzkmem \\- prove that programs ran and that memory behaved\n";
  page += ".SH SYNOPSIS\n\\fBzkmem\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] \\fIARGUMENTS\\fR\n";
  page += ".SH DESCRIPTION\n" + plain(root.description) + ".\n";
  page +=
      "Results go to standard output, everything else to standard error. Where a file is read or written,\n"
      "\\fB\\-\\fR is standard input or output. Every command explains itself with \\fB\\-\\-help\\fR.\n";
  page += ".SH OPTIONS\n";
  for (const OptionText& option : root.options) add_option(page, option);
  page += ".SH COMMANDS\n";
  for (const CommandText& command : commands) {
    if (!command.path.empty()) add_command(page, command);
  }
  page += ".SH EXIT STATUS\n";
  for (const ExitMeaning& exit : kExitMeanings)
    page += fmt::format(".TP\n\\fB{}\\fR\n{}\n", exit.code, plain(exit.meaning));
  page +=
      ".SH ENVIRONMENT\n.TP\n\\fBZKMEM_CPU\\fR\n"
      "The best instruction set that may be used: avx512, avx2, sse4 (neon on ARM). Results are the same.\n"
      ".TP\n\\fBCOLUMNS\\fR\nThe terminal's width, for progress and help.\n"
      ".TP\n\\fBTERM\\fR\nWhere it is dumb or missing, nothing is rewritten in place.\n";
  page +=
      ".SH SEE ALSO\nThe folder \\fIspec\\fR of the documentation: cli.md, and a page for every file "
      "format.\n";
  return page;
}

}  // namespace zkmem::cli
