// Who called whom, followed from the instructions that ran: a stack of calls by the conventions of RISC-V (a
// jump that links to ra or t0 calls, one through them that links nowhere returns), and the tree of all stacks
// that there were. A program may break every convention: a return to where nobody called from leaves the
// stack as it is, and code of another function that nobody called takes the place of the one on top (a tail
// call, a fall through a label).
//
// Bounded: a deeper stack, or more nodes, than there is room for are counted as one's caller's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace zkmem {

class CallTree {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kMostNodes = size_t{1} << 18;
  static constexpr size_t kDeepest = 512;                  // in the tree
  static constexpr size_t kMostReturns = size_t{1} << 20;  // remembered
  static constexpr size_t kMostSkipped = 1024;             // by one return (longjmp, exceptions)

  struct Node {
    uint32_t function = 0;
    uint32_t caller = kNone;
    uint32_t depth = 0;
  };

  // Of the function that the run starts in.
  explicit CallTree(uint32_t function) { top_ = child(kNone, function); }

  // Where the run is: the node of the function on top of the stack.
  uint32_t top() const { return top_; }
  uint32_t top_function() const { return top_function_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  uint64_t unfollowed() const { return unfollowed_; }

  void call(uint32_t function, uint32_t return_place);
  // To `place`, whose code is `function`'s.
  void go_back(uint32_t place, uint32_t function);
  // Code of another function, without a call.
  void replace(uint32_t function);

 private:
  struct Frame {
    uint32_t node = 0;
    uint32_t function = 0;
    uint32_t return_place = 0;
  };
  uint32_t child(uint32_t caller, uint32_t function);

  std::vector<Node> nodes_;
  std::unordered_map<uint64_t, uint32_t> children_;  // by caller and function
  std::vector<Frame> stack_;                         // of those below the top
  uint32_t top_ = kNone;
  uint32_t top_function_ = 0;
  uint64_t unfollowed_ = 0;
};

}  // namespace zkmem
