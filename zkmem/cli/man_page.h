// The manual page zkmem(1), in man(7)'s language.
#pragma once

#include <span>
#include <string>

#include "zkmem/cli/description.h"

namespace zkmem::cli {

std::string man_page(std::span<const CommandText> commands, const std::string& version);

}  // namespace zkmem::cli
