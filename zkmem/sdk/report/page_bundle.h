// The page of the report without its data: what page/build.mjs makes, kept in the tree as page/bundle.html
// and compiled in.
#pragma once

#include <string_view>

namespace zkmem {

std::string_view page_bundle();

}  // namespace zkmem
