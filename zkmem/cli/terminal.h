// What a terminal can show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace zkmem::cli {

// Whether this standard stream is a terminal on which a line can be rewritten (not under TERM=dumb).
bool can_rewrite(int descriptor);
// Columns of the terminal at this standard stream, or of COLUMNS; 0: no terminal, or unknown.
size_t terminal_width(int descriptor);
// Help with its lines broken between words at `width` columns; 0: as it is.
std::string wrapped(std::string_view help, size_t width);

}  // namespace zkmem::cli
