// zkmem as a library: the front door. A machine of your own keeps its memory here and proves that it behaved;
// a RISC-V program is run, checked, proven; a proof is verified. In memory or beside a file, with progress,
// cancellation and a budget as parameters, errors as values. docs/library.md shows each by a whole program.
//
// What stands behind each function is a header of its own (zkmem/memory/…, zkmem/sdk/…, zkmem/statement/…),
// for those who want the steps one by one. Functions on different objects may run on different threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/sdk/check_outcome.h"
#include "zkmem/sdk/execution/own_machine.h"
#include "zkmem/sdk/proof_run.h"
#include "zkmem/statement/verify.h"

namespace zkmem {

// --- The memory of a machine of your own -----------------------------------------------------------------

// Reads, writes, checkpoints and rollback, every access checked and logged (memory/online/controller.h).
using OwnMemory = MemoryController<BabyBear>;

// Zeros, or `initial`. kBadInput: the configuration is not valid, or the memory is not its own. The default
// one has registers in space 1, 2^29 bytes in space 2, public values in space 3 and field elements in space
// 4.
Result<OwnMemory> open_memory(const MemoryConfig& config = MemoryConfig::hybrid_default());
Result<OwnMemory> open_memory(const MemoryConfig& config, MemoryImage<BabyBear> initial);

// All that happened since the memory was opened, or since the last log was taken, with what it started from.
// The memory goes on; its checkpoints are released. End the segment first (cut_segment()) if the next log is
// to be proven, too.
LogFile take_log(OwnMemory& memory);

// --- Proving and checking --------------------------------------------------------------------------------

struct ProofOptions {
  Context context;  // threads, memory budget, progress, notes, cancellation
  // fast, small or app, each also with :H for the stacked height. Empty: fast, or with kPoseidon2 app, which
  // are OpenVM's.
  std::string parameters;
  HashSuite hash = HashSuite::kBlake3;  // kPoseidon2: OpenVM's bytes, for verifiers that are proofs
  // The most in a segment; none: kDefaultSegmentAccesses, and global memory is cut where it costs least.
  std::optional<uint64_t> segment_accesses;
  // Of global memory: the most leaves in a proof of its ends, which are cut by address; none: as many as fit.
  std::optional<uint64_t> part_leaves;
  // The proof's file. Unfinished work stands beside it, and an interrupted run goes on with `resume`; without
  // `resume` or `restart` it is refused. Empty: the proof is made in memory.
  std::string output;
  bool resume = false;
  bool restart = false;
  // Of global memory: the roots that the proof says. With a state it says both.
  WantedRoots roots;
  std::string state;  // folder of the persistent state that the run goes on from; empty: none
  std::string name;   // of the input, for messages
  const OwnMachine* machine = &OwnMachine::rv32im();  // of programs
  uint64_t max_instructions = UINT64_MAX;             // of programs: more are kLimit
};

// That the log is consistent: each read returns what was last written, or the initial value. kRejected if it
// is not; kLimit if the budget is too small, with the least that is enough.
Result<FinishedProof> prove_log(const LogFile& log, const ProofOptions& options = {});
// That the program ran: `elf` is an ELF file, each of `inputs` an input item. kTrap if it trapped.
Result<FinishedProof> prove_program(std::span<const uint8_t> elf,
                                    std::vector<std::vector<uint8_t>> inputs = {},
                                    const ProofOptions& options = {});

// Every constraint of every row and every bus, without a proof.
Result<CheckOutcome> check_log(const LogFile& log, const ProofOptions& options = {});
Result<CheckOutcome> check_program(std::span<const uint8_t> elf,
                                   std::vector<std::vector<uint8_t>> inputs = {},
                                   const ProofOptions& options = {});

// --- Running ---------------------------------------------------------------------------------------------

struct RunOptions {
  Context context;
  uint64_t max_instructions = UINT64_MAX;
  std::function<void(std::span<const uint8_t>)> print;  // what the program prints, as it does; may be empty
  const OwnMachine* machine = &OwnMachine::rv32im();
};

struct ProgramRun {
  uint64_t instructions = 0;
  uint32_t exit_code = 0;
  std::vector<uint8_t> public_values;  // what it revealed
  CellImage memory;                    // at the end
};

// To its end. kTrap, with the place in the program's source, if it trapped; kLimit if it did not end within
// the instructions allowed or would need more memory than the context's budget.
Result<ProgramRun> run_program(std::span<const uint8_t> elf, std::vector<std::vector<uint8_t>> inputs = {},
                               const RunOptions& options = {});

// --- Verifying -------------------------------------------------------------------------------------------

// What a proof file shows, and first what it does not. kRejected says which rule is broken, with both values.
// What is accepted is up to the options, never to the file.
Result<VerificationReport> verify_proof(std::span<const uint8_t> proof,
                                        const VerificationOptions& options = {}, const Context& context = {});
// It must be about this log, on its configuration, or about this program, loaded over zeros.
Result<VerificationReport> verify_log(std::span<const uint8_t> proof, const LogFile& log,
                                      VerificationOptions options = {}, const Context& context = {});
Result<VerificationReport> verify_program(std::span<const uint8_t> proof, std::span<const uint8_t> elf,
                                          VerificationOptions options = {}, const Context& context = {},
                                          const OwnMachine& machine = OwnMachine::rv32im());

}  // namespace zkmem
