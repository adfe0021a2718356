// `zkmem plan --status`: how much of a plan is proven.
#pragma once

#include <string>

#include "zkmem/base/result.h"

namespace zkmem::cli {

Result<int> print_plan_status(const std::string& folder, bool as_json);

}  // namespace zkmem::cli
