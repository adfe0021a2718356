// Adds up what each instruction of a run costs, segment by segment, from the execution record: what is kept
// grows with the code that ran, its calls and the pages that it touched, not with the length of the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "zkmem/rv32im/chips/machine_definition.h"
#include "zkmem/rv32im/source_frames.h"
#include "zkmem/sdk/report/call_tree.h"
#include "zkmem/sdk/report/profile.h"
#include "zkmem/sdk/report/touched_pages.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/program.h"

namespace zkmem {

// Columns that a chip's row has in a segment's cells: the program's table is committed to once for all.
uint64_t columns_in_cells(const Air& air, bool is_program_table);

class RunProfiler {
 public:
  // The arguments must stay. `length`: instructions of the run.
  RunProfiler(const Program& program, const rv32im::SourceFrames& frames,
              const rv32im::MachineDefinition& machine, const MemoryConfig& config, uint64_t length);

  // What the next segment's instructions came to, cells not counted.
  Costs add_segment(const ExecutionRecord& record);

  // The samples and their totals, calls, names, spaces, pages, map and sharing. A leaf costs `leaf_cells`
  // beside the instruction's rows.
  void finish(uint64_t leaf_cells, Profile& profile) const;
  uint64_t leaves() const { return leaves_; }  // of all segments

 private:
  enum class Transfer : uint8_t { kNone, kCall, kReturn };
  struct Place {
    Transfer transfer = Transfer::kNone;
    bool has_one_row = true;
    uint32_t columns = 0;  // of its chip
    const rv32im::Chip* chip = nullptr;
  };
  static constexpr uint32_t kNone = UINT32_MAX;
  // A place on a stack; mostly followed by the same others.
  struct Entry {
    uint32_t node = 0;
    uint32_t place = 0;
    uint32_t next = kNone;    // behind it
    uint32_t target = kNone;  // where it went last otherwise
    // Going there leaves the stack as it is: no call, no return, the same function.
    bool next_is_plain = false;
    bool target_is_plain = false;
    Costs costs;
  };
  static constexpr size_t kMostEntries = size_t{1} << 22;

  void add_column(const ExecutionRecord& record, size_t begin, size_t end, Costs& segment);
  void follow(uint32_t place);
  Entry& enter(uint32_t place) {
    if (last_ != kNone) {
      const Entry& from = entries_[last_];
      const bool is_behind = place == last_place_ + 1;
      const uint32_t at = is_behind ? from.next : from.target;
      if ((is_behind ? from.next_is_plain : from.target_is_plain) && entries_[at].place == place) {
        last_ = at;
        last_place_ = place;
        return entries_[at];
      }
    }
    return enter_slowly(place);
  }
  Entry& enter_slowly(uint32_t place);
  uint32_t find(uint32_t node, uint32_t place);

  const Program& program_;
  const rv32im::SourceFrames& frames_;
  std::vector<Place> places_;
  CallTree tree_;
  TouchedPages pages_;
  std::vector<Entry> entries_;
  std::unordered_map<uint64_t, uint32_t> index_;  // by node and place
  uint32_t last_ = kNone;                         // entry
  uint32_t last_place_ = 0;
  uint64_t registers_touched_ = 0;  // leaves, by the segment under way
  uint64_t leaves_ = 0;
};

}  // namespace zkmem
