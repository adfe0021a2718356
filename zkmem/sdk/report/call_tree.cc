#include "zkmem/sdk/report/call_tree.h"

#include <algorithm>

namespace zkmem {

uint32_t CallTree::child(uint32_t caller, uint32_t function) {
  top_function_ = function;
  const uint64_t key = uint64_t{caller} << 32 | function;
  if (const auto found = children_.find(key); found != children_.end()) return found->second;
  const uint32_t depth = caller == kNone ? 0 : nodes_[caller].depth + 1;
  if (nodes_.size() == kMostNodes || depth == kDeepest) {
    ++unfollowed_;
    return caller == kNone ? 0 : caller;
  }
  const auto index = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({function, caller, depth});
  children_.emplace(key, index);
  return index;
}

void CallTree::call(uint32_t function, uint32_t return_place) {
  if (stack_.size() < kMostReturns) {
    stack_.push_back({top_, top_function_, return_place});
  } else {
    ++unfollowed_;
  }
  top_ = child(top_, function);
}

void CallTree::go_back(uint32_t place, uint32_t function) {
  const size_t lowest = stack_.size() - std::min(stack_.size(), kMostSkipped);
  for (size_t i = stack_.size(); i > lowest; --i) {
    if (stack_[i - 1].return_place != place) continue;
    top_ = stack_[i - 1].node;
    top_function_ = stack_[i - 1].function;
    stack_.resize(i - 1);
    break;
  }
  if (top_function_ != function) replace(function);
}

void CallTree::replace(uint32_t function) { top_ = child(nodes_[top_].caller, function); }

}  // namespace zkmem
