#include "zkmem/sdk/report/run_profiler.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "zkmem/rv32im/opcode.h"

namespace zkmem {
namespace {

// Registers that hold where to return to: ra and t0.
bool holds_return(uint32_t register_pointer) {
  return register_pointer == 4 * 1 || register_pointer == 4 * 5;
}

}  // namespace

uint64_t columns_in_cells(const Air& air, bool is_program_table) {
  const AirWidths widths = air.widths();
  return is_program_table ? widths.common_main
                          : std::accumulate(widths.cached_mains.begin(), widths.cached_mains.end(),
                                            uint64_t{widths.common_main});
}

RunProfiler::RunProfiler(const Program& program, const rv32im::SourceFrames& frames,
                         const rv32im::MachineDefinition& machine, const MemoryConfig& config,
                         uint64_t length)
    : program_(program),
      frames_(frames),
      places_(program.instructions.size()),
      tree_(frames.function(program.index_of(program.pc_start).value())),
      pages_(config, length) {
  for (size_t k = 0; k < places_.size(); ++k) {
    if (!program.has_instruction(k)) continue;
    const Instruction& in = program.instructions[k];
    Place& place = places_[k];
    const bool links = in.f() != 0;
    if (in.opcode == rv32im::kJal && links && holds_return(in.a())) place.transfer = Transfer::kCall;
    if (in.opcode == rv32im::kJalr && links && holds_return(in.a())) place.transfer = Transfer::kCall;
    if (in.opcode == rv32im::kJalr && !links && holds_return(in.b())) place.transfer = Transfer::kReturn;
    const size_t air = machine.air_of_opcode(in.opcode);
    if (air >= machine.num_airs() || machine.chip(air) == nullptr) continue;
    place.chip = machine.chip(air);
    place.has_one_row = place.chip->has_one_row_each();
    place.columns = static_cast<uint32_t>(columns_in_cells(machine.air(air), false));
  }
}

uint32_t RunProfiler::find(uint32_t node, uint32_t place) {
  if (entries_.size() >= kMostEntries) node = 0;  // as many again at most as there are places
  const auto [found, is_new] =
      index_.emplace(uint64_t{node} << 32 | place, static_cast<uint32_t>(entries_.size()));
  if (is_new) entries_.push_back({node, place, kNone, kNone, false, false, {}});
  return found->second;
}

// The run goes on at `place`.
void RunProfiler::follow(uint32_t place) {
  const uint32_t function = frames_.function(place);
  if (last_ != kNone) {
    const uint32_t before = last_place_;
    const Transfer transfer = places_[before].transfer;
    // A call of what follows only asks where it is.
    if (transfer == Transfer::kCall && place != before + 1) tree_.call(function, before + 1);
    if (transfer == Transfer::kReturn) tree_.go_back(place, function);
  }
  if (tree_.top_function() != function) tree_.replace(function);
}

RunProfiler::Entry& RunProfiler::enter_slowly(uint32_t place) {
  const uint32_t before = last_ == kNone ? kNone : entries_[last_].node;
  follow(place);
  const uint32_t node = tree_.top();
  uint32_t at = kNone;
  if (last_ == kNone) {
    at = find(node, place);
  } else {
    Entry& from = entries_[last_];
    const bool is_behind = place == last_place_ + 1;
    at = is_behind ? from.next : from.target;
    if (at == kNone || entries_[at].place != place || entries_[at].node != node) {
      at = find(node, place);
      Entry& again = entries_[last_];
      (is_behind ? again.next : again.target) = at;
    }
    // What is plain once is so always, since it depends on the two places alone; but for want of room entries
    // may be of another stack than their node says.
    Entry& again = entries_[last_];
    (is_behind ? again.next_is_plain : again.target_is_plain) =
        places_[last_place_].transfer == Transfer::kNone && before == node && entries_[at].node == node &&
        frames_.function(last_place_) == frames_.function(place);
  }
  last_ = at;
  last_place_ = place;
  return entries_[at];
}

Costs RunProfiler::add_segment(const ExecutionRecord& record) {
  Costs segment;
  segment.instructions = record.size();
  registers_touched_ = 0;
  for (size_t begin = 0; begin < record.size();) {
    const size_t end = begin + std::min<uint64_t>(pages_.left_in_column(), record.size() - begin);
    add_column(record, begin, end, segment);
    pages_.advance(end - begin);
    begin = end;
  }
  segment.leaves += static_cast<uint64_t>(std::popcount(registers_touched_));
  pages_.end_segment();
  leaves_ += segment.leaves;
  return segment;
}

// Instructions [begin, end) of the record, all in one column of the map.
void RunProfiler::add_column(const ExecutionRecord& record, size_t begin, size_t end, Costs& segment) {
  const LogEntry* const log = record.entries().data();
  const size_t log_size = record.entries().size();
  // Most accesses are to registers, of whose page there is one: it is kept at hand.
  std::array<std::array<uint32_t, rv32im::kRegisterCount>, 2> register_accesses = {};  // reads, writes
  uint64_t registers_touched = registers_touched_;
  uint64_t all_registers = 0;
  uint64_t all_memory = 0;
  for (size_t i = begin; i < end; ++i) {
    const uint32_t index = record.pc_index(i);
    Costs& costs = enter(index).costs;
    uint32_t registers = 0;
    uint32_t memory = 0;
    const size_t behind = i + 1 < record.size() ? record.first_access(i + 1) : log_size;
    for (size_t k = record.first_access(i); k < behind; ++k) {
      const LogEntry& entry = log[k];
      const uint32_t space = entry.space();
      if (space == rv32im::kRegisterSpace) {
        ++registers;
        ++register_accesses[entry.is_write() ? 1 : 0][entry.block() % rv32im::kRegisterCount];
        const uint64_t leaf = uint64_t{1} << entry.block() * rv32im::kRegisterBytes / kLeafCells;
        if ((registers_touched & leaf) != 0) continue;
        registers_touched |= leaf;
        ++costs.leaves;
      } else if (space != 0) {  // else time passes
        ++memory;
        if (pages_.touch(space, entry.block(), entry.is_write())) ++costs.leaves, ++segment.leaves;
      }
    }
    costs.instructions += 1;
    costs.accesses += registers + memory;
    costs.memory_accesses += memory;
    all_registers += registers;
    all_memory += memory;
    const Place& place = places_[index];
    if (!place.has_one_row)
      costs.cells +=
          place.columns * place.chip->counted_rows(program_.instructions[index], registers + memory);
  }
  registers_touched_ = registers_touched;
  segment.accesses += all_registers + all_memory;
  segment.memory_accesses += all_memory;
  for (uint32_t k = 0; k < rv32im::kRegisterCount; ++k) {
    const uint32_t reads = register_accesses[0][k];
    const uint32_t writes = register_accesses[1][k];
    if (reads + writes != 0) pages_.add(rv32im::kRegisterSpace, k, reads, writes);
  }
}

void RunProfiler::finish(uint64_t leaf_cells, Profile& profile) const {
  profile.names = frames_.names();
  for (const CallTree::Node& node : tree_.nodes()) profile.calls.push_back({node.function, node.caller});
  profile.unfollowed_calls = tree_.unfollowed();
  profile.pages = pages_.pages();
  profile.spaces = pages_.spaces();
  profile.map = pages_.map();
  profile.sharing = pages_.sharing();
  for (const Entry& entry : entries_) {
    ProfileSample sample;
    sample.caller = tree_.nodes()[entry.node].caller;
    sample.pc = program_.pc_of(entry.place);
    for (const rv32im::SourceFrame& frame : frames_.frames(entry.place))
      sample.frames.push_back({frame.function, frame.file, frame.line});
    sample.costs = entry.costs;
    const Place& place = places_[entry.place];
    if (place.has_one_row) sample.costs.cells = entry.costs.instructions * place.columns;
    sample.costs.cells += entry.costs.leaves * leaf_cells;
    profile.totals += sample.costs;
    profile.samples.push_back(std::move(sample));
  }
}

}  // namespace zkmem
