// The catalogue of docs/attacks.md: its rows, and every attack that can be run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "zkmem/attack/attack.h"

namespace zkmem::attack {

// A row of the table, in its words.
struct Row {
  int number;
  std::string_view attack;
  std::string_view rejected_by;
};
const std::vector<Row>& rows();

// In the order in which they are run: by what they are about.
const std::vector<Attack>& catalogue();

// "all", a suite ("GlobalMemoryAttack"), an attack's full name, or a row's number; empty: there is none such.
std::vector<const Attack*> attacks_named(std::string_view name);
// Those names but the numbers: "all", the suites, the attacks.
std::vector<std::string> names();

}  // namespace zkmem::attack
