// Test support: what executor, checker and prover say about one program, each by itself. The proof is made in
// the steps that `zkmem prove` takes (plan, segments, assemble) and verified as `zkmem verify` does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/rv32im/chips/machine.h"
#include "zkmem/rv32im/testing/assembler.h"

namespace zkmem::testing {

std::vector<uint8_t> elf_of(const rv32im::testing::Assembler& program);

struct ProgramInput {
  std::vector<uint8_t> elf;
  std::vector<std::vector<uint8_t>> items;
  uint64_t segment_accesses = uint64_t{1} << 22;
  rv32im::MachineMemory memory = rv32im::MachineMemory::kRoots;
};

// A folder for one test, gone with it.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& name);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }
  // Plans and proofs in it.
  std::vector<std::string> results() const;

 private:
  std::string path_;
};

// How a run ended, as one party tells it.
struct RunFacts {
  uint32_t exit_code = 0;
  std::vector<uint8_t> public_values;
  uint64_t instructions = 0;
  size_t segments = 0;
};

Result<RunFacts> executed(const ProgramInput& input);  // an error of kind kTrap: the program traps
// kRejected: a constraint or a bus. Public values are not looked at.
Result<RunFacts> checked(const ProgramInput& input);
// By a proof with weak parameters that was verified against the program.
Result<RunFacts> proven(const ProgramInput& input, const ScratchFolder& folder);

}  // namespace zkmem::testing
