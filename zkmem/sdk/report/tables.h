// The samples of a profile, added up by function and by source line.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/sdk/report/profile.h"

namespace zkmem {

struct FunctionCosts {
  uint32_t function = 0;  // into names
  Costs self;
  Costs total;  // with what it called and has in line; a recursion once
};

struct LineCosts {
  ProfileFrame place;
  Costs costs;
};

// Most cells of their own first.
std::vector<FunctionCosts> costs_by_function(const Profile& profile);
// By function, file and line, ascending by their names.
std::vector<LineCosts> costs_by_line(const Profile& profile);

}  // namespace zkmem
