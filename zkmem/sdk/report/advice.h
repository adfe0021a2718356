// What would cost less, from the counts of what ran: no guess, and no claim that the code could be written
// so.
#pragma once

#include <vector>

#include "zkmem/sdk/report/profile.h"

namespace zkmem {

// `leaf_cells`: what a touched leaf costs on average. Of a program its memory alone is looked at: where its
// registers and public values lie is not its choice.
std::vector<Advice> advice_for(const Profile& profile, uint64_t leaf_cells);

}  // namespace zkmem
