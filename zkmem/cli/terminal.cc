#include "zkmem/cli/terminal.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace zkmem::cli {
namespace {

constexpr size_t kNarrowest = 20;

size_t columns_variable() {
  const char* text = std::getenv("COLUMNS");
  if (text == nullptr) return 0;
  const std::string_view digits = text;
  size_t columns = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), columns);
  return error == std::errc() && end == digits.data() + digits.size() ? columns : 0;
}

void append_wrapped(std::string& out, std::string_view line, size_t width) {
  // Continued under the description of an option or command, or under the line's own begin.
  const size_t begin = std::min(line.find_first_not_of(' '), line.size());
  const size_t gap = line.find("  ", begin);
  const size_t column =
      gap == std::string_view::npos ? begin : std::min(line.find_first_not_of(' ', gap), line.size());
  const size_t indent = column + kNarrowest < width ? column : 4;
  size_t word = begin;  // the first: no line ends before it
  for (size_t room = width; line.size() > room; room = width - indent, word = 0) {
    size_t cut = line.rfind(' ', room);
    if (cut == std::string_view::npos || cut <= word) cut = line.find(' ', std::max(room, word));
    if (cut == std::string_view::npos) break;  // one word that is wider
    out.append(line.substr(0, line.find_last_not_of(' ', cut) + 1)).append("\n").append(indent, ' ');
    line.remove_prefix(std::min(line.find_first_not_of(' ', cut), line.size()));
  }
  out.append(line);
}

}  // namespace

bool can_rewrite(int descriptor) {
  if (::isatty(descriptor) != 1) return false;
  const char* term = std::getenv("TERM");
  return term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

size_t terminal_width(int descriptor) {
  if (::isatty(descriptor) != 1) return 0;
  if (const size_t columns = columns_variable()) return columns;
  winsize size = {};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string wrapped(std::string_view help, size_t width) {
  if (width == 0) return std::string(help);
  width = std::max(width, kNarrowest);
  std::string out;
  while (!help.empty()) {
    const size_t end = std::min(help.find('\n'), help.size());
    append_wrapped(out, help.substr(0, end), width);
    help.remove_prefix(std::min(end + 1, help.size()));
    out += '\n';
  }
  return out;
}

}  // namespace zkmem::cli
