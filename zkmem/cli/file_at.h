// The files that options name.
#pragma once

#include <string>

#include "zkmem/verdict/given_file.h"

namespace zkmem::cli {

// The file at this path; an empty one was not given.
verdict::GivenFile file_at(const std::string& path);

}  // namespace zkmem::cli
