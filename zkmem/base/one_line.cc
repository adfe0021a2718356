#include "zkmem/base/one_line.h"

#include <array>

namespace zkmem {

namespace {

std::string without_controls(std::string_view message, bool keep_breaks) {
  constexpr std::array<char, 17> kDigits = {"0123456789abcdef"};
  std::string line;
  line.reserve(message.size());
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7f) || (keep_breaks && c == '\n')) {
      line.push_back(c);
      continue;
    }
    line += "\\x";
    line.push_back(kDigits[byte >> 4]);
    line.push_back(kDigits[byte & 15]);
  }
  return line;
}

}  // namespace

std::string one_line(std::string_view message) { return without_controls(message, false); }
std::string printable_lines(std::string_view text) { return without_controls(text, true); }

}  // namespace zkmem
