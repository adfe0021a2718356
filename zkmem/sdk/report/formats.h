// A profile as files of others' tools, and as our own JSON. Equal profiles give equal bytes. docs/report.md
// has the fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "zkmem/sdk/report/profile.h"

namespace zkmem {

// What belongs to no instruction, as a frame.
inline constexpr const char* kSharedFrame = "(tables and padding)";

// The stack of a sample as names, outermost first, what is in line included.
std::vector<uint32_t> stack_of(const Profile& profile, const ProfileSample& sample);

// "main;sort;compare 31\n": Brendan Gregg's folded stacks, of one cost. Stacks without it are left out.
std::string to_folded(const Profile& profile, uint64_t Costs::* cost);
// speedscope's file format: a sampled profile for each cost.
// https://www.speedscope.app/file-format-schema.json
std::string to_speedscope(const Profile& profile);
// pprof's profile.proto, not compressed: `go tool pprof` opens it. Locations have addresses and inlined
// frames.
std::string to_pprof(const Profile& profile);
// A program by source line, a log by page, a proof by chip; numbers of a column add up to the totals.
std::string to_csv(const Profile& profile);
// Rows of tables that may be long: those that cost most are kept.
struct JsonLimits {
  size_t functions = SIZE_MAX;
  size_t lines = SIZE_MAX;
  size_t pages = SIZE_MAX;
  size_t segments = SIZE_MAX;  // the first
  size_t regions = SIZE_MAX;   // the largest

  JsonLimits operator/(size_t part) const {
    return {functions / part, lines / part, pages / part, segments / part, regions / part};
  }
};
// One object in one line, without its end.
std::string to_json(const Profile& profile, const JsonLimits& limits = {});
// A page for a browser, complete in itself (page/README.md has what is in it). At most kMostPageBytes,
// however long the run was.
inline constexpr size_t kMostPageBytes = size_t{5} << 20;
std::string to_html(const Profile& profile);

}  // namespace zkmem
