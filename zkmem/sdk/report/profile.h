// What a run or a log costs in memory, and who pays: the data of `zkmem report`. Plain values, complete once
// made. docs/report.md has what each number means.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/memory/model/address.h"
#include "zkmem/sdk/report/access_map.h"

namespace zkmem {

// Sums of these are sums over instructions (of a log: accesses).
struct Costs {
  uint64_t instructions = 0;
  uint64_t accesses = 0;         // in all spaces
  uint64_t memory_accesses = 0;  // but registers
  uint64_t leaves = 0;           // touched for the first time in their segment
  uint64_t cells = 0;            // of traces

  Costs& operator+=(const Costs& other) {
    instructions += other.instructions;
    accesses += other.accesses;
    memory_accesses += other.memory_accesses;
    leaves += other.leaves;
    cells += other.cells;
    return *this;
  }
  friend bool operator==(const Costs&, const Costs&) = default;
};

// The costs by name, in the order in which every format has them.
struct CostName {
  const char* name;
  uint64_t Costs::* value;
};
inline constexpr CostName kCostNames[] = {
    {"instructions", &Costs::instructions},
    {"accesses", &Costs::accesses},
    {"memory_accesses", &Costs::memory_accesses},
    {"leaves", &Costs::leaves},
    {"cells", &Costs::cells},
};

// A function where it is called, or put in line.
struct ProfileFrame {
  uint32_t function = 0;  // into names, as the file
  uint32_t file = 0;
  uint32_t line = 0;  // of what runs there: known of the innermost frames of a sample; 0: not known
  friend bool operator==(const ProfileFrame&, const ProfileFrame&) = default;
};

// A stack: functions that were called, as a path in the tree of calls, and below them the frames of one
// instruction, outermost first. The path ends with the caller of the first frame.
struct ProfileSample {
  uint32_t caller = UINT32_MAX;  // into calls; UINT32_MAX: nobody
  uint32_t pc = 0;
  std::vector<ProfileFrame> frames;
  Costs costs;
};

struct ProfileCall {
  uint32_t function = 0;  // into names
  uint32_t caller = UINT32_MAX;
};

struct SpaceCosts {
  uint32_t space = 0;
  std::string name = {};
  uint64_t size = 0;  // cells that there are
  uint64_t reads = 0;
  uint64_t writes = 0;
  uint64_t leaves = 0;  // of all segments
  uint64_t pages = 0;
  uint64_t cells = 0;         // that segments touch, in whole blocks
  uint64_t leaves_again = 0;  // of the leaves, those that an earlier segment touches, too
  uint64_t crossing = 0;      // accesses that touch one leaf more than cells of their number need
  // Leaves under the touched cells, were the space's data moved by so many cells (multiples of its blocks),
  // and if each segment's lay side by side.
  std::array<uint64_t, kLeafCells> shifted_leaves = {};
  uint64_t packed_leaves = 0;
};

// How the paths from a segment's leaves to the root share their nodes, added up over segments.
struct PathSharing {
  uint64_t unshared = 0;        // inner nodes, were each leaf's path its own
  std::vector<uint64_t> nodes;  // touched ones by level, leaves first
  uint64_t inner() const {
    uint64_t sum = 0;
    for (size_t level = 1; level < nodes.size(); ++level) sum += nodes[level];
    return sum;
  }
};

struct PageCosts {
  uint32_t space = 0;
  uint32_t page = 0;  // of 4096 cells
  uint64_t reads = 0;
  uint64_t writes = 0;
  uint64_t leaves = 0;
  uint64_t cells = 0;  // that segments touch, added up
};

// A part of memory that has a name.
struct MemoryRegion {
  enum class Kind : uint8_t { kSection, kSymbol, kHeap, kStack };
  Kind kind = Kind::kSection;
  std::string name;
  uint32_t space = 0;
  uint64_t pointer = 0;
  uint64_t cells = 0;
};

// Another way that costs less, or the price of the one that was taken, computed from what ran.
struct Advice {
  enum class Kind : uint8_t { kAlignment, kLayout, kCrossing, kSegments };
  Kind kind = Kind::kAlignment;
  std::string text;     // what to do, and what comes of it
  uint64_t leaves = 0;  // fewer
  uint64_t cells = 0;   // fewer, of traces
};

// The same input cut otherwise, planned as it would be proven.
struct OtherCut {
  uint64_t segment_accesses = 0;  // most in a segment
  uint64_t segments = 0;
  uint64_t cells = 0;
  uint64_t nanoseconds = 0;
  uint64_t proof_bytes = 0;
  std::string refusal = {};  // why it is not possible; then the rest is 0
};

struct ChipCosts {
  std::string name;
  uint64_t rows = 0;  // with padding
  uint64_t cells = 0;
};

// A proof of the plan: a segment, or the ends behind the last.
struct SegmentCosts {
  uint64_t first = 0;  // instruction; of a log: access
  uint64_t length = 0;
  uint64_t accesses = 0;
  uint64_t leaves = 0;
  uint64_t cells = 0;
  uint64_t memory_bytes = 0;                 // to prove it
  std::optional<uint64_t> nanoseconds = {};  // predicted, of one thread
  uint64_t proof_bytes = 0;                  // predicted
};

// The read of a log that does not return what was last written, with accesses around it.
struct Violation {
  std::string message;
  size_t entry = 0;
  struct Line {
    std::string place;   // "line 7"
    std::string access;  // "read of 4 cells at 2:8: 1 2 3 4"
    bool is_here = false;
    bool is_last_write = false;
    // Of an access: when, as accesses before it, and where.
    bool is_access = false;
    bool is_write = false;
    uint64_t time = 0;
    uint32_t space = 0;
    uint32_t pointer = 0;
    uint32_t cells = 0;
  };
  std::vector<Line> around;
};

struct Profile {
  std::string input;                  // the file's name
  std::string statement;              // "execution"
  std::string memory;                 // "persistent", "volatile", "global"
  std::string cut;                    // where it is cut and why, if that was chosen
  std::optional<uint32_t> exit_code;  // of a program
  Costs totals;                       // cells: of all traces, as planned
  uint64_t shared_cells = 0;          // of the totals, that belong to no instruction: tables and padding
  std::vector<std::string> names;
  std::vector<ProfileCall> calls;
  std::vector<ProfileSample> samples;  // of a program
  uint64_t unfollowed_calls = 0;       // deeper or more than the tree of calls has room for
  std::vector<SpaceCosts> spaces;
  std::vector<PageCosts> pages;       // ascending
  AccessMap map;                      // empty of a proof
  PathSharing sharing;                // of memory whose segments have roots; else without nodes
  std::vector<MemoryRegion> regions;  // of a program; ascending
  std::vector<Advice> advice;         // most cells first
  std::vector<OtherCut> other_cuts;   // if they were tried
  std::vector<ChipCosts> chips;       // most cells first
  std::vector<SegmentCosts> segments;
  std::optional<Violation> violation;  // of a log; then it has no chips and segments
  bool is_proof = false;               // of one there are chips and segments, and nothing of its accesses

  bool is_program() const { return !is_proof && statement.starts_with("execution"); }
};

}  // namespace zkmem
