// A proof's statement as JSON, the same for every command that prints one.
#pragma once

#include <nlohmann/json.hpp>

#include "zkmem/statement/zkproof.h"

namespace zkmem::cli {

// kind, what it is about (program or log), roots, segments.
nlohmann::ordered_json statement_json(const Statement& statement);

}  // namespace zkmem::cli
