#include "zkmem/protocol/shared_paths.h"

#include <algorithm>

namespace zkmem {

std::vector<uint32_t> opened_leaves(std::span<const uint32_t> queries) {
  std::vector<uint32_t> leaves(queries.begin(), queries.end());
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
  return leaves;
}

std::vector<TreeNode> shared_siblings(std::span<const uint32_t> opened, uint32_t depth) {
  std::vector<TreeNode> siblings;
  std::vector<uint32_t> known(opened.begin(), opened.end());
  for (uint32_t level = 0; level < depth; ++level) {
    size_t parents = 0;
    for (size_t i = 0; i < known.size(); ++parents) {
      const uint32_t index = known[i];
      const bool pair = i + 1 < known.size() && known[i + 1] == (index ^ 1);
      if (!pair) siblings.push_back({level, index ^ 1});
      i += pair ? 2 : 1;
      known[parents] = index >> 1;
    }
    known.resize(parents);
  }
  return siblings;
}

}  // namespace zkmem
