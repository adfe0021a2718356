// A fuzz target without libFuzzer, for any compiler: runs it on every file of the folders that it is given,
// and on some changes of each, the same ones every time. No search: what a short test can say of a target
// that takes long to build with sanitizers.
//
// usage: fuzz_NAME_standalone CHANGES FOLDER...
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "fuzz/choices.h"
#include "zkmem/base/file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" __attribute__((weak)) int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" __attribute__((weak)) size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                                                unsigned seed);
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

zkmem::fuzz::Dice& dice() {
  static zkmem::fuzz::Dice made(1);
  return made;
}

size_t below(size_t bound) { return dice()() % bound; }

}  // namespace

// A few of the fuzzer's own ways of changing bytes.
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size) {
  if (size == 0) {
    if (max_size == 0) return 0;
    data[0] = static_cast<uint8_t>(below(256));
    return 1;
  }
  const size_t at = below(size);
  constexpr uint8_t kEdges[] = {0, 1, 0x7f, 0x80, 0xff};
  switch (below(6)) {
    case 0:
      data[at] ^= static_cast<uint8_t>(1u << below(8));
      return size;
    case 1:
      data[at] = static_cast<uint8_t>(below(256));
      return size;
    case 2:
      std::memset(data + at, kEdges[below(5)], std::min<size_t>(size - at, 1u << below(4)));
      return size;
    case 3: {  // taken out
      const size_t length = 1 + below(std::min<size_t>(size - at, 32));
      std::memmove(data + at, data + at + length, size - at - length);
      return size - length;
    }
    case 4: {  // put in
      const size_t length = std::min<size_t>(1 + below(32), max_size - size);
      std::memmove(data + at + length, data + at, size - at);
      for (size_t k = 0; k < length; ++k) data[at + k] = static_cast<uint8_t>(below(256));
      return size + length;
    }
    default: {  // one place over another
      const size_t from = below(size);
      std::memmove(data + at, data + from, std::min<size_t>(size - std::max(at, from), 1 + below(16)));
      return size;
    }
  }
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  if (LLVMFuzzerInitialize != nullptr) LLVMFuzzerInitialize(&argc, &argv);
  const unsigned long changes = std::strtoul(argv[1], nullptr, 10);
  std::vector<std::vector<uint8_t>> inputs = {{}};
  for (int k = 2; k < argc; ++k) {
    if (!std::filesystem::is_directory(argv[k])) continue;
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(argv[k]))
      names.push_back(entry.path().string());
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) inputs.push_back(zkmem::read_file(name).value());
  }
  unsigned long count = 0;
  for (const std::vector<uint8_t>& input : inputs) {
    LLVMFuzzerTestOneInput(input.data(), input.size());
    ++count;
  }
  const bool custom = LLVMFuzzerCustomMutator != nullptr;
  // Room for what a custom mutator makes from nothing: the largest are proof files.
  const size_t room = custom ? size_t{1} << 18 : 256;
  for (unsigned long k = 0; k < changes; ++k, ++count) {
    std::vector<uint8_t> input = inputs[k % inputs.size()];
    size_t size = input.size();
    input.resize(size + room);
    for (size_t times = 1 + below(3); times > 0; --times) {
      size = custom ? LLVMFuzzerCustomMutator(input.data(), size, input.size(), dice()())
                    : LLVMFuzzerMutate(input.data(), size, input.size());
    }
    // Exactly as large as it is: what reads behind it shows under the sanitizers.
    const std::vector<uint8_t> exact(input.begin(), input.begin() + static_cast<ptrdiff_t>(size));
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
  }
  std::printf("%lu inputs\n", count);
  return 0;
}
