// Names of symbols for people. Internal to rv32im.
#pragma once

#include <string>

namespace zkmem::rv32im {

// A name as its source has it: "sum(std::vector<int> const&)"; cut where it is long.
std::string readable_name(const char* name);

}  // namespace zkmem::rv32im
