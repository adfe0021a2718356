// How `zkmem run` says what happened.
#pragma once

#include "zkmem/hash/poseidon2.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/source_map.h"

namespace zkmem::cli {

struct RunRoots {
  Digest initial;
  Digest final;
};

// One object on stdout.
void print_run_json(const rv32im::Machine& machine, rv32im::StopReason reason, const RunRoots& roots,
                    const rv32im::SourceMap& names);
// A few lines on stderr: stdout belongs to the program.
void print_run_summary(const rv32im::Machine& machine, rv32im::StopReason reason, const RunRoots& roots);
// On stderr, why the program ended as it did, when that is not what it asked for.
void print_run_report(const rv32im::Machine& machine, const rv32im::SourceMap& names);

}  // namespace zkmem::cli
