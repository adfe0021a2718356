// For tests: compares a chip's constraints with a golden AIR (`per_air` of tests/golden/openvm-v2/air/*.json,
// or one entry of a golden vk.json).
#pragma once

#include <string>

#include "zkmem/air/dag_builder.h"

namespace zkmem::testing {

// Empty if widths, nodes, constraint order, interactions, degree, rotation and unused variables are all
// equal; otherwise the first difference with both sides.
std::string compare_with_golden_air(const AirConstraints& air, const std::string& file_under_golden);
// Entry `index` of the per_air list of a golden vk.json.
std::string compare_with_golden_key(const AirConstraints& air, const std::string& vk_json_under_golden,
                                    size_t index);

}  // namespace zkmem::testing
