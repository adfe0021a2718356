// What `zkmem report` prints for people.
#pragma once

#include <string>

#include "zkmem/sdk/report/profile.h"

namespace zkmem::cli {

std::string profile_text(const Profile& profile);

}  // namespace zkmem::cli
