// Where an error leaves the library, its message is one line that is safe to print: what a file or an
// argument has put into it may hold line breaks and a terminal's control sequences.
#pragma once

#include <string>
#include <string_view>

namespace zkmem {

// Control characters of ASCII as "\x0a"; everything else, UTF-8 or not, as it is.
std::string one_line(std::string_view message);
// The same of text that has lines on purpose: line breaks stay.
std::string printable_lines(std::string_view text);

}  // namespace zkmem
