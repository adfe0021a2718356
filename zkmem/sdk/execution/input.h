// A program with its input, to be proven: its run is executed once and cut into segments, each proven from
// its own files. How these share their memory is the machine's. docs/spec/work-folder.md.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "zkmem/sdk/execution/own_machine.h"
#include "zkmem/sdk/execution/program_commitment.h"
#include "zkmem/sdk/statement_input.h"
#include "zkmem/statement/execution/known_program.h"
#include "zkmem/vm/program.h"

namespace zkmem {

class ExecutionInput : public StatementInput {
 public:
  ExecutionInput() = default;
  explicit ExecutionInput(FileBytes program, std::vector<FileBytes> input_items = {})
      : program_file(std::move(program)), items(std::move(input_items)) {}

  const Statement& statement() const override;
  MemoryConfig config() const override;
  std::string checksum() const override;
  std::string_view identity() const override { return "program or input"; }
  Result<Plan> plan(const Context& context, KeyCache& keys, const WorkFolder& folder,
                    std::vector<std::string>& notes) const override;
  Result<CheckOutcome> check(const Context& context) const override;

  FileBytes program_file;  // rv32im/program_file.h; over the state's memory, if there is one
  std::vector<FileBytes> items;
  std::vector<RawBytes> initial;                      // over the state's memory, below the program's
  const OwnMachine* machine = &OwnMachine::rv32im();  // that runs it
  uint64_t max_instructions = UINT64_MAX;             // a run that has not ended then is kLimit
  // Plan from the execution record, as runs are proven, and not from counts; the plan is the same. Machines
  // whose chips do not count their rows are planned so whatever this says.
  bool plan_by_record = false;
  // The plan is looked at and not proven: its claim does not say which program it is of, which is a third of
  // the time that planning a run of ten million instructions takes.
  bool plan_for_costs = false;
};

// The files of a folder whose work is about a program.
inline constexpr const char* kProgramFile = "program.elf";
inline constexpr const char* kStateFile = "state";
Result<Program> planned_program(const WorkFolder& folder, const OwnMachine& machine);
Result<std::vector<FileBytes>> planned_items(const WorkFolder& folder, const Plan& plan);
// The program over the memory that it was planned on.
Result<CellImage> planned_image(const WorkFolder& folder, const Plan& plan, const Program& program);

}  // namespace zkmem
