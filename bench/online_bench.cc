// Online memory on a workload: seconds for the accesses into fresh memory (cold), then again into touched
// memory with the log's buffer reused (warm). One JSON object a line.
//   online_bench WORKLOAD LOG2N [--runs K] [--path port|memory|controller]   port: as the executor does it
//   (default) online_bench sparse          resident bytes for one touched cell of a space of 2^29, and for
//   one a mebibyte
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/arguments.h"
#include "bench/workload.h"
#include "zkmem/field/babybear.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem::bench {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The general path for what the port cannot do, kept out of the loop; takes and gives the port by value so
// that it can stay in registers.
struct Slow {
  WordPort port;
  uint32_t prev_timestamp;
};
[[gnu::noinline]] Slow slow_access(MemoryController<BabyBear>& door, WordPort port, const WordOperation& op) {
  door.memory().settle(port);
  uint32_t prev = 0;
  if (op.write) {
    const std::array<uint32_t, 4> bytes = {op.value & 0xff, op.value >> 8 & 0xff, op.value >> 16 & 0xff,
                                           op.value >> 24};
    prev = door.write<4>({2, op.pointer}, bytes).value().prev_timestamp;
  } else {
    prev = door.read<4>({2, op.pointer}).value().prev_timestamp;
  }
  return {door.memory().port(), prev};
}

uint64_t run_port(MemoryController<BabyBear>& door, const std::vector<WordOperation>& operations) {
  uint64_t sum = 0;
  WordPort port = door.memory().port();
  for (const WordOperation& op : operations) {
    const auto result = op.write ? port.write(2, op.pointer, op.value) : port.read(2, op.pointer);
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

uint64_t run_words(MemoryController<BabyBear>& door, const std::vector<zkmem::WordOperation>& operations) {
  return door.run_words(operations).ok() ? door.timestamp() : 0;
}

uint64_t run_controller(MemoryController<BabyBear>& door, const std::vector<WordOperation>& operations) {
  uint64_t sum = 0;
  for (const WordOperation& op : operations) {
    if (op.write) {
      const std::array<uint32_t, 4> bytes = {op.value & 0xff, op.value >> 8 & 0xff, op.value >> 16 & 0xff,
                                             op.value >> 24};
      sum += door.write<4>({2, op.pointer}, bytes).value().prev_timestamp;
    } else {
      sum += door.read<4>({2, op.pointer}).value().prev_timestamp;
    }
  }
  return sum;
}

void measure(const std::string& name, const std::vector<WordOperation>& operations, std::string_view path) {
  std::vector<zkmem::WordOperation> words;
  for (const WordOperation& op : operations) {
    words.push_back({op.write ? OpType::kWrite : OpType::kRead, 2, op.pointer, op.value});
  }
  auto door = MemoryController<BabyBear>::create(MemoryConfig::openvm_v2_default()).value();
  const auto pass = [&] {
    const auto start = std::chrono::steady_clock::now();
    volatile uint64_t sum = path == "controller" ? run_controller(door, operations)
                            : path == "port"     ? run_port(door, operations)
                                                 : run_words(door, words);
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
      name.c_str(), std::string(path).c_str(), operations.size(), cold, warm, bytes);
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
  const Arguments arguments(argc, argv,
                            "random|local|seq LOG2N [--runs K] [--path words|port|controller] | sparse",
                            {"--runs", "--path"});
  if (arguments.words(1, 2).size() == 1) {
    arguments.word(0, {"sparse"});
    measure_sparse();
    return 0;
  }
  const std::string name = arguments.word(0, {"random", "local", "seq"});
  const unsigned runs = arguments.number("--runs", 1, 1, 1000000);
  const std::string path = arguments.choice("--path", "words", {"words", "port", "controller"});
  const auto operations = workload(name, arguments.word_number(1, 0, 28));
  for (unsigned i = 0; i < runs; ++i) measure(name, *operations, path);
  return 0;
}

}  // namespace
}  // namespace zkmem::bench

int main(int argc, char** argv) { return zkmem::bench::run(argc, argv); }
