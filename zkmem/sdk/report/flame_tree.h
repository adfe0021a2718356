// The stacks of a profile as a tree of frames with what each costs, its callees included: what a flame graph
// shows. Bounded: the frames that cost least are left to their callers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zkmem/sdk/report/profile.h"

namespace zkmem {

struct FlameNode {
  uint32_t function = 0;  // into names
  uint32_t parent = 0;    // into the tree, before this one; of node 0 itself
  Costs total;
};

// Node 0 stands for all of it. At most `most` nodes: those whose
// share of any cost is largest.
std::vector<FlameNode> flame_tree(const Profile& profile, size_t most);

}  // namespace zkmem
