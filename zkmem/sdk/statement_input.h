// What is to be proven: a program with its input (execution/input.h) or an access log (memory/input.h). One
// class a statement; whatever plans and proves takes any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/sdk/check_outcome.h"
#include "zkmem/sdk/plan.h"
#include "zkmem/sdk/segment_fit.h"
#include "zkmem/sdk/work_folder.h"
#include "zkmem/statement/keys.h"
#include "zkmem/statement/parameters.h"
#include "zkmem/statement/statement.h"
#include "zkmem/store/run_versions.h"

namespace zkmem {

inline constexpr uint64_t kDefaultSegmentAccesses = uint64_t{1} << 22;

// Of global memory, which needs none: the roots that the proof says. The first is of the memory that the
// input starts from; then nothing is said of the end, unless the last is there, too. The last one comes with
// the first, which says nothing new where memory starts from zeros, and costs nothing there.
struct WantedRoots {
  bool initial = false;
  bool final = false;

  bool any() const { return initial || final; }
  WantedRoots operator|(const WantedRoots& other) const {
    return {initial || other.initial, final || other.final};
  }
};

class StatementInput {
 public:
  virtual ~StatementInput() = default;
  virtual const Statement& statement() const = 0;
  // Of the memory that the proof is about.
  virtual MemoryConfig config() const = 0;
  // Tells one input from another, choices included that make another plan.
  virtual std::string checksum() const = 0;
  // In words, what another checksum means: "program or input".
  virtual std::string_view identity() const = 0;

  // Runs the whole and writes the folder. Segments are cut by accesses, by the heights that the parameters
  // allow, and by the context's memory budget, before anything large is allocated. `notes` gains one line for
  // each way in which the plan makes do with less. kRejected or kTrap if there is nothing to prove.
  virtual Result<Plan> plan(const Context& context, KeyCache& keys, const WorkFolder& folder,
                            std::vector<std::string>& notes) const = 0;

  // Without a proof: every constraint of every row and every bus, a segment every `segment_accesses`.
  virtual Result<CheckOutcome> check(const Context& context) const = 0;

  // The most in a segment; none: kDefaultSegmentAccesses, and where global memory is cut is chosen by cost.
  std::optional<uint64_t> segment_accesses;
  ParameterChoice parameters;
  // Of global memory: the most leaves in a proof of its ends; none: as many as fit.
  std::optional<uint64_t> part_leaves;
  // With a state it says both in any case.
  WantedRoots roots;
  // The persistent state's version that the input goes on from; none: there is no state.
  std::optional<StateMemory> state;
  // Called while planning goes on, if a segment can be proven before it ends (in persistent memory): with the
  // plan so far, whose files are in the folder. An error ends planning. May be empty.
  std::function<Status(const Plan& growing)> on_growth;
  // Called when planning has succeeded, with the shape of each segment of the plan. May be empty.
  std::function<void(std::span<const SegmentShape> shapes)> on_shapes;

  // For those who plan: calls it, with `plan` marked as growing.
  Status tell_growth(Plan& plan) const;

 protected:
  StatementInput() = default;
  StatementInput(const StatementInput&) = default;
  StatementInput(StatementInput&&) = default;
  StatementInput& operator=(const StatementInput&) = default;
  StatementInput& operator=(StatementInput&&) = default;

  // With all that is known before the work begins.
  Plan new_plan() const;
};

// Who wants the cheaper memory (memory_choice.h) where the file or its options say none, and is told by a
// note if it is global memory.
struct MemoryChooser {
  const Context& context;
  uint64_t segment_accesses = kDefaultSegmentAccesses;
  WantedRoots roots;  // of the whole; with a state both are wanted
  std::string state;  // its folder; empty: there is none
};

// What a file's bytes are read with.
struct InputOptions {
  std::vector<FileBytes> items;  // of a program: its input
  LogOptions log;  // of a log, or what a program's must agree with; and the bytes that either starts on
  std::optional<uint64_t> max_instructions;  // of a program
  bool is_program = false;  // whatever the bytes look like: an executable of OpenVM's has no mark
  // None: persistent memory, if nothing says another.
  std::optional<MemoryChooser> chooser;
};

// A program or a log, told apart by content.
Result<std::unique_ptr<StatementInput>> read_input(FileBytes bytes, InputOptions options);

// Whether memory that nobody names may be chosen: hashed as our own proofs are, with parameters that fix a
// ledger's tokens.
bool may_choose_memory(const ParameterChoice& parameters);
// Why a log in persistent memory is better on global memory, which is cheaper, in words; empty: it is not.
std::string why_global_memory(const MemoryChooser& chooser, const LogFile& log);
// Puts it there if so, with a note; whether it has.
Result<bool> choose_memory(const MemoryChooser& chooser, LogFile& log);

}  // namespace zkmem
