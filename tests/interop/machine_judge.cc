// Our side of the machine's comparison with OpenVM 2 (judge.py, group machine).
//   machine_judge random SEED N OUT.elf          a random program with N random instructions
//   machine_judge compare ELF DIR [--cut N]… [--input F]…
//       runs the program and compares every trace with DIR/segment<k>/, as the judge's `run --traces` wrote
//       them; cuts are lengths of segments in instructions. Row order of the Poseidon2 chip is a hash map's
//       there and does not count.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/rv32im/chips/segment_traces.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/elf_writer.h"
#include "zkmem/rv32im/machine.h"
#include "zkmem/rv32im/testing/random_program.h"
#include "zkmem/vm/chips/system_chips.h"

namespace zkmem::rv32im {
namespace {

std::vector<uint8_t> bytes_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct ReferenceTrace {
  uint32_t height = 0;
  uint32_t width = 0;
  std::vector<uint32_t> cells;

  static ReferenceTrace read(const std::string& path) {
    const std::vector<uint8_t> bytes = bytes_of_file(path);
    ReferenceTrace trace;
    if (bytes.size() < 8) return trace;
    std::memcpy(&trace.height, bytes.data(), 4);
    std::memcpy(&trace.width, bytes.data() + 4, 4);
    trace.cells.resize(bytes.size() / 4 - 2);
    std::memcpy(trace.cells.data(), bytes.data() + 8, trace.cells.size() * 4);
    return trace;
  }
};

std::vector<uint32_t> rows_of(ConstTraceView trace) {
  std::vector<uint32_t> cells(trace.height() * trace.width());
  for (size_t column = 0; column < trace.width(); ++column) {
    const auto cells_of_column = trace.column(column);
    for (size_t row = 0; row < trace.height(); ++row) {
      cells[row * trace.width() + column] = cells_of_column[row].as_canonical();
    }
  }
  return cells;
}

std::vector<uint32_t> sorted_rows(const std::vector<uint32_t>& cells, size_t width) {
  std::vector<size_t> order(cells.size() / width);
  for (size_t i = 0; i < order.size(); ++i) order[i] = i * width;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::lexicographical_compare(&cells[a], &cells[a] + width, &cells[b], &cells[b] + width);
  });
  std::vector<uint32_t> sorted;
  for (const size_t at : order) sorted.insert(sorted.end(), &cells[at], &cells[at] + width);
  return sorted;
}

// Empty if equal.
std::string difference(const Air& air, size_t index, ConstTraceView ours, const ReferenceTrace& theirs) {
  if (ours.height() != theirs.height || ours.width() != theirs.width) {
    return fmt::format("{}: {} x {}, reference {} x {}", air.name(), ours.height(), ours.width(),
                       theirs.height, theirs.width);
  }
  std::vector<uint32_t> a = rows_of(ours);
  std::vector<uint32_t> b = theirs.cells;
  if (index == kAirPoseidon2) {
    a = sorted_rows(a, ours.width());
    b = sorted_rows(b, ours.width());
  }
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin());
  if (x == a.end()) return "";
  const size_t place = static_cast<size_t>(x - a.begin());
  return fmt::format("{}: row {} column {} is {}, reference {}", air.name(), place / ours.width(),
                     place % ours.width(), *x, *y);
}

struct Options {
  std::string elf;
  std::string directory;
  std::vector<uint64_t> cuts;
  std::vector<std::vector<uint8_t>> inputs;
};

int compare(Options options) {
  const Context context;
  const Poseidon2Batch& hash = scalar_poseidon2_batch();
  const auto airs = machine_airs();
  const auto program = std::make_shared<const Program>(load_elf(bytes_of_file(options.elf)).value());
  const Trace table = program_table(*program);
  MachineOptions machine_options;
  machine_options.record = true;
  machine_options.inputs = std::move(options.inputs);
  Machine machine = Machine::create(program, std::move(machine_options)).value();
  MerkleTree tree = tree_of_image(context, hash, machine.config(), machine.initial_image()).value();

  size_t cells = 0;
  for (size_t segment = 0;; ++segment) {
    const uint64_t limit = segment < options.cuts.size() ? options.cuts[segment] : UINT64_MAX;
    const StopReason reason = machine.run(context, limit);
    if (reason != StopReason::kTerminated && reason != StopReason::kInstructionLimit) {
      fmt::print("segment {}: the run stopped at pc 0x{:x}\n", segment, machine.pc());
      return 1;
    }
    auto traces =
        SegmentTraces::plan(context, hash, *program, table, *machine.record(), *machine.memory(), tree)
            .value();
    if (!traces.fill(context).ok()) return 1;
    const std::string folder = fmt::format("{}/segment{}/", options.directory, segment);
    for (const AirTraces& air : traces.input()) {
      const auto common = ReferenceTrace::read(fmt::format("{}trace_air{}_common.bin", folder, air.air));
      std::string found = difference(*airs[air.air], air.air, air.common_main, common);
      if (found.empty() && !air.cached_mains.empty()) {
        found = difference(*airs[air.air], air.air, air.cached_mains[0],
                           ReferenceTrace::read(fmt::format("{}trace_air{}_cached0.bin", folder, air.air)));
      }
      if (!found.empty()) {
        fmt::print("segment {}: {}\n", segment, found);
        return 1;
      }
      cells += common.cells.size();
    }
    tree = traces.final_tree();
    if (reason == StopReason::kTerminated) break;
    machine.next_segment();
  }
  fmt::print("{} instructions, {} cells equal\n", machine.instructions(), cells);
  return 0;
}

int write_random(uint64_t seed, size_t instructions, const std::string& path) {
  using namespace testing;
  const Assembler program = RandomProgram(seed).make(instructions);
  ElfFile file;
  file.entry = Assembler::kBase;
  file.segments.push_back({.address = Assembler::kBase, .bytes = words(program.words())});
  const std::vector<uint8_t> bytes = file.build();
  std::FILE* out = std::fopen(path.c_str(), "wb");
  if (out == nullptr) return 2;
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  return std::fclose(out) == 0 && written ? 0 : 2;
}

uint64_t number(const std::string& text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 4 && arguments[0] == "random") {
    return write_random(number(arguments[1]), number(arguments[2]), arguments[3]);
  }
  if (arguments.size() < 3 || arguments[0] != "compare") return 2;
  Options options{arguments[1], arguments[2], {}, {}};
  for (size_t i = 3; i + 1 < arguments.size(); i += 2) {
    if (arguments[i] == "--cut") options.cuts.push_back(number(arguments[i + 1]));
    if (arguments[i] == "--input") options.inputs.push_back(bytes_of_file(arguments[i + 1]));
  }
  return compare(std::move(options));
}

}  // namespace
}  // namespace zkmem::rv32im

int main(int argc, char** argv) { return zkmem::rv32im::run({argv + 1, argv + argc}); }
