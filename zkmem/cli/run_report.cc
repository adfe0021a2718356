#include "zkmem/cli/run_report.h"

#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "zkmem/base/base64.h"
#include "zkmem/base/hex.h"
#include "zkmem/cli/command.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/verdict.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/rv32im/report.h"

namespace zkmem::cli {

using rv32im::Machine;
using rv32im::StopReason;
using Json = nlohmann::ordered_json;

namespace {

const char* describe(StopReason reason) {
  switch (reason) {
    case StopReason::kTerminated:
      return "terminated";
    case StopReason::kTrapped:
      return "trapped";
    case StopReason::kInstructionLimit:
      return "instruction_limit";
    case StopReason::kCancelled:
      return "interrupted";
    case StopReason::kSegmentFull:
    case StopReason::kMemoryLimit:  // an error
      break;
  }
  return "";
}

Json trap_json(const Machine& machine, const rv32im::SourceMap& names) {
  const Trap& trap = *machine.trap();
  return {{"cause", trap_name(trap.cause)},
          {"pc", trap.pc},
          {"address", trap.address},
          {"report", rv32im::trap_report(machine.program(), names, trap)}};
}

}  // namespace

void print_run_json(const Machine& machine, StopReason reason, const RunRoots& roots,
                    const rv32im::SourceMap& names) {
  const auto accesses = machine.accesses();
  const auto ends = machine.segment_ends();
  Json out;
  if (machine.trap()) {
    out["verdict"] = verdict_of(kNo);
    out["reason"] = rv32im::trap_report(machine.program(), names, *machine.trap());
  }
  out["exit_code"] = machine.exit_code() ? Json(*machine.exit_code()) : Json(nullptr);
  out["stopped"] = describe(reason);
  out["instructions"] = machine.instructions();
  out["stdout"] = to_base64(machine.output());
  out["accesses"] = {{"1", accesses[1]}, {"2", accesses[2]}, {"3", accesses[3]}};
  out["touched_pages"] = machine.touched_pages();
  out["end_timestamp"] = ends.back();
  out["public_values"] = machine.public_values();
  out["segments"] = ends.size();
  out["segment_ends"] = ends;
  out["pc"] = machine.pc();
  out["initial_root"] = digest_to_hex(roots.initial);
  out["final_root"] = digest_to_hex(roots.final);
  if (machine.trap()) out["trap"] = trap_json(machine, names);
  print_out("{}\n", out.dump());
}

void print_run_summary(const Machine& machine, StopReason reason, const RunRoots& roots) {
  const auto accesses = machine.accesses();
  const auto ends = machine.segment_ends();
  std::string text;
  if (reason == StopReason::kTerminated) text = fmt::format("exit code {}", *machine.exit_code());
  if (reason == StopReason::kTrapped) text = "trapped";
  if (reason == StopReason::kInstructionLimit || reason == StopReason::kCancelled)
    text = fmt::format("suspended at pc {:#x}", machine.pc());
  text += fmt::format(" after {} instructions\n", machine.instructions());
  text += fmt::format("accesses       registers {}, memory {}, public values {}\n", accesses[1], accesses[2],
                      accesses[3]);
  text += fmt::format("touched pages  {}\n", machine.touched_pages());
  text += fmt::format("segments       {}, the last one ends at timestamp {}\n", ends.size(), ends.back());
  text += fmt::format("public values  {}\n", to_hex(machine.public_values()));
  text += fmt::format("initial root   {}\nfinal root     {}\n", digest_to_hex(roots.initial),
                      digest_to_hex(roots.final));
  write_err(text);
}

void print_run_report(const Machine& machine, const rv32im::SourceMap& names) {
  std::string report;
  if (machine.trap()) report = rv32im::trap_report(machine.program(), names, *machine.trap());
  if (machine.exit_code()) report = rv32im::unimp_report(machine.program(), names, machine.pc());
  if (!report.empty()) print_err("zkmem: {}\n", report);
  if (const std::string note = rv32im::null_write_report(machine); !note.empty())
    print_err("zkmem: {}\n", note);
}

}  // namespace zkmem::cli
