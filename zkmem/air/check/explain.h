// Constraints and cells in words. For the checker's own files.
#pragma once

#include <string>
#include <vector>

#include "zkmem/air/check/row_checker.h"

namespace zkmem::check {

// The expression of a node with column names, shortened to a line.
std::string expression_text(const CheckedAir& air, uint32_t node);
// The cells that a node reads on this row: "name = value", next row's as "next.name = value".
std::vector<std::string> cells_text(const CheckedAir& air, const AirTraces& traces, uint32_t node,
                                    size_t row);

}  // namespace zkmem::check
