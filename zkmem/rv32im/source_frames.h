// Whose code each place of a program is: its function, the functions that the compiler put in line there, and
// the source line of each. From an ELF file's symbol table and its DWARF; without DWARF there are functions
// alone, without symbols the targets of calls stand for functions. Nothing in the file is trusted: what
// cannot be read gives no names. Immutable.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

// A function at a line, as a profile shows it. Names and files are indices into SourceFrames.
struct SourceFrame {
  uint32_t function = 0;
  uint32_t file = 0;
  uint32_t line = 0;  // 0: unknown
  friend bool operator==(const SourceFrame&, const SourceFrame&) = default;
};

class SourceFrames {
 public:
  // `file` is the program's own; it is read once.
  SourceFrames(std::span<const uint8_t> file, const Program& program);

  // Index of the name of the function whose code it is: the symbol, as a trap report names it.
  uint32_t function(uint32_t place) const { return functions_[place]; }
  const std::vector<uint32_t>& functions() const { return functions_; }
  // The frames at a place, outermost first: its function, then what is inlined there. At least one.
  std::vector<SourceFrame> frames(uint32_t place) const;

  const std::string& name(uint32_t index) const { return names_[index]; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  class Builder;
  static constexpr uint32_t kNone = UINT32_MAX;
  // A function put in line: where, and in which other one.
  struct Inlined {
    uint32_t name = 0;
    uint32_t call_file = 0;
    uint32_t call_line = 0;
    uint32_t outer = kNone;  // kNone: the function itself
  };
  struct Line {
    uint32_t file = 0;
    uint32_t line = 0;
  };

  std::vector<std::string> names_;  // of functions and files; 0 is ""
  std::vector<uint32_t> functions_;
  std::vector<Line> lines_;          // by place, or empty
  std::vector<uint32_t> innermost_;  // by place, or empty: into inlined_
  std::vector<Inlined> inlined_;
};

}  // namespace zkmem::rv32im
