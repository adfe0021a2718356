// Online memory on a workload: seconds for the accesses into fresh memory (cold), then again into touched
// memory with the log's buffer reused (warm). One JSON object a line.
//   online_bench WORKLOAD LOG2N [--runs K] [--path batch|controller|ahead|words|cells|port]
//     batch: run_words() (default); controller: access_word(), one call an access; ahead: the same with
//     prefetch_word(); words: read_word() and write_word(); cells: read<4>() and write<4>(); port: the loop
//     of the executor
//   online_bench sparse    resident bytes for one touched cell of a space of 2^29, and for one a mebibyte
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/arguments.h"
#include "bench/workloads.h"
#include "zkmem/field/babybear.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem::bench {
namespace {

using OwnMemory = MemoryController<BabyBear>;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// As the executor does it: the port, and the controller for what the port refuses. Port by value, so that it
// can stay in registers.
struct Slow {
  WordPort port;
  uint32_t prev_timestamp;
};
[[gnu::noinline]] Slow slow_access(OwnMemory& door, WordPort port, const WordOperation& op) {
  door.memory().settle(port);
  const Address a{op.address_space, op.pointer};
  const auto done = op.op == OpType::kWrite ? door.write_word(a, op.value) : door.read_word(a);
  return {door.memory().port(), done.value().prev_timestamp};
}

uint64_t run_port(OwnMemory& door, const std::vector<WordOperation>& operations) {
  uint64_t sum = 0;
  WordPort port = door.memory().port();
  for (const WordOperation& op : operations) {
    const auto result =
        op.op == OpType::kWrite ? port.write(2, op.pointer, op.value) : port.read(2, op.pointer);
    if (result) {
      sum += result->prev_timestamp;
    } else {
      const Slow slow = slow_access(door, port, op);
      port = slow.port;
      sum += slow.prev_timestamp;
    }
  }
  door.memory().settle(port);
  return sum;
}

uint64_t run_batch(OwnMemory& door, const std::vector<WordOperation>& operations) {
  ZKMEM_CHECK(door.run_words(operations).ok());
  return door.timestamp();
}

// One checked call an access, whichever it is.
uint64_t run_controller(OwnMemory& door, const std::vector<WordOperation>& operations) {
  uint64_t sum = 0;
  for (const WordOperation& op : operations) {
    const auto done = door.access_word(op);
    if (!done.ok()) return 0;
    sum += done->prev_timestamp;
  }
  return sum;
}

// The same by a caller who knows what comes.
uint64_t run_ahead(OwnMemory& door, const std::vector<WordOperation>& operations) {
  constexpr size_t kAhead = 32;
  uint64_t sum = 0;
  for (size_t i = 0; i < operations.size(); ++i) {
    if (i + kAhead < operations.size()) {
      door.prefetch_word({operations[i + kAhead].address_space, operations[i + kAhead].pointer});
    }
    const auto done = door.access_word(operations[i]);
    if (!done.ok()) return 0;
    sum += done->prev_timestamp;
  }
  return sum;
}

// A call for each kind: a branch on which, as the peer has it.
uint64_t run_words(OwnMemory& door, const std::vector<WordOperation>& operations) {
  uint64_t sum = 0;
  for (const WordOperation& op : operations) {
    const Address a{op.address_space, op.pointer};
    const auto done = op.op == OpType::kWrite ? door.write_word(a, op.value) : door.read_word(a);
    if (!done.ok()) return 0;
    sum += done->prev_timestamp;
  }
  return sum;
}

// Any size and cell type: values as arrays of cells.
uint64_t run_cells(OwnMemory& door, const std::vector<WordOperation>& operations) {
  uint64_t sum = 0;
  for (const WordOperation& op : operations) {
    if (op.op == OpType::kWrite) {
      const std::array<uint32_t, 4> bytes = {op.value & 0xff, op.value >> 8 & 0xff, op.value >> 16 & 0xff,
                                             op.value >> 24};
      sum += door.write<4>({2, op.pointer}, bytes).value().prev_timestamp;
    } else {
      sum += door.read<4>({2, op.pointer}).value().prev_timestamp;
    }
  }
  return sum;
}

struct Path {
  std::string_view name;
  uint64_t (*run)(OwnMemory&, const std::vector<WordOperation>&);
};
constexpr Path kPaths[] = {{"batch", run_batch}, {"controller", run_controller}, {"ahead", run_ahead},
                           {"words", run_words}, {"cells", run_cells},           {"port", run_port}};

void measure(std::string_view name, const std::vector<WordOperation>& operations, const Path& path) {
  OwnMemory door = OwnMemory::create(MemoryConfig::openvm_v2_default()).value();
  const auto pass = [&] {
    const auto start = std::chrono::steady_clock::now();
    volatile uint64_t sum = path.run(door, operations);
    static_cast<void>(sum);
    return seconds_since(start);
  };
  const double cold = pass();
  const double bytes =
      static_cast<double>(door.memory().log().bytes()) / static_cast<double>(operations.size());
  door.memory().clear_log();  // its buffer is used again
  const double warm = pass();
  std::printf(
      "{\"workload\":\"%s\",\"path\":\"%s\",\"accesses\":%zu,\"cold_seconds\":%.6f,\"warm_seconds\":%.6f,"
      "\"log_bytes_per_access\":%.3f}\n",
      std::string(name).c_str(), std::string(path.name).c_str(), operations.size(), cold, warm, bytes);
}

size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  file >> total >> resident;
  return resident * 4096;
}

void measure_sparse() {
  const size_t before = resident_bytes();
  Memory<BabyBear> memory(MemoryConfig::hybrid_default());
  memory.write<4>({2, 400000000}, {1, 2, 3, 4});
  const size_t one = resident_bytes() - before;
  for (uint32_t i = 0; i < 512; ++i) memory.read<4>({2, i << 20});
  std::printf("{\"cells\":%llu,\"one_touched_page_bytes\":%zu,\"touched_pages\":%zu,\"bytes\":%zu}\n",
              1ULL << 29, one, memory.touched_pages().size(), resident_bytes() - before);
}

int run(int argc, char** argv) {
  const Arguments arguments(
      argc, argv,
      "random|local|seq LOG2N [--runs K] [--path batch|controller|ahead|words|cells|port] | sparse",
      {"--runs", "--path"});
  if (arguments.words(1, 2).size() == 1) {
    arguments.word(0, {"sparse"});
    measure_sparse();
    return 0;
  }
  const std::string name = arguments.word(0, {"random", "local", "seq"});
  const unsigned runs = arguments.number("--runs", 1, 1, 1000000);
  const std::string wanted =
      arguments.choice("--path", "batch", {"batch", "controller", "ahead", "words", "cells", "port"});
  const Path& path = *std::ranges::find(kPaths, wanted, &Path::name);
  std::vector<WordOperation> operations;
  for (const WorkloadAccess& access :
       draw_workload(*parse_workload(name), size_t{1} << arguments.word_number(1, 0, 28))) {
    operations.push_back({access.is_write ? OpType::kWrite : OpType::kRead, access.address_space,
                          access.pointer, access.word()});
  }
  for (unsigned i = 0; i < runs; ++i) measure(name, operations, path);
  return 0;
}

}  // namespace
}  // namespace zkmem::bench

int main(int argc, char** argv) { return zkmem::bench::run(argc, argv); }
