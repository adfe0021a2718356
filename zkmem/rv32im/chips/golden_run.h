// For tests: the golden run of OpenVM 2.0.2 (tests/golden/openvm-v2/rv32im_run) and comparison with its
// traces.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "zkmem/air/air.h"
#include "zkmem/base/check.h"
#include "zkmem/base/file.h"
#include "zkmem/field/matrix.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im::testing {

using Json = nlohmann::json;

inline std::string golden_path(const std::string& name) {
  return std::string(ZKMEM_TESTDATA) + "/openvm-v2/rv32im_run/" + name;
}
inline Json golden_json(const std::string& name) { return Json::parse(read_file(golden_path(name)).value()); }

// Rows × columns of canonical words.
struct GoldenTrace {
  uint32_t height = 0;
  uint32_t width = 0;
  std::vector<uint32_t> cells;

  uint32_t at(size_t row, size_t column) const { return cells[row * width + column]; }
};

// Nothing if the AIR was absent from the run.
inline std::optional<GoldenTrace> golden_trace(const std::string& name) {
  const auto bytes = read_file(golden_path(name));
  if (!bytes.ok()) return std::nullopt;
  GoldenTrace trace;
  trace.cells.resize(bytes->size() / 4 - 2);
  std::memcpy(&trace.height, bytes->data(), 4);
  std::memcpy(&trace.width, bytes->data() + 4, 4);
  std::memcpy(trace.cells.data(), bytes->data() + 8, bytes->size() - 8);
  ZKMEM_CHECK(trace.cells.size() == size_t{trace.height} * trace.width);
  return trace;
}

// "" or the first cell that differs; the trace's first column is the AIR's column `first_column`.
inline std::string difference(const Air& air, size_t first_column, ConstTraceView trace,
                              const GoldenTrace& golden) {
  if (trace.height() != golden.height || trace.width() != golden.width) {
    return air.name() + ": height " + std::to_string(trace.height()) + ", golden " +
           std::to_string(golden.height);
  }
  for (size_t row = 0; row < trace.height(); ++row) {
    for (size_t column = 0; column < trace.width(); ++column) {
      const uint32_t have = trace.at(row, column).as_canonical();
      if (have == golden.at(row, column)) continue;
      return air.name() + ": row " + std::to_string(row) + " " + air.column_names()[first_column + column] +
             " is " + std::to_string(have) + ", golden " + std::to_string(golden.at(row, column));
    }
  }
  return "";
}

inline Program golden_program() {
  const Json execution = golden_json("execution.json");
  Program program;
  program.pc_base = execution.at("pc_base");
  program.pc_start = execution.at("pc_start");
  for (const Json& line : golden_json("program.json")) {
    Instruction instruction;
    instruction.opcode = line.at("opcode");
    for (size_t i = 0; i < instruction.operands.size(); ++i) instruction.operands[i] = line.at("operands")[i];
    program.instructions.push_back(instruction);
  }
  return program;
}

}  // namespace zkmem::rv32im::testing
