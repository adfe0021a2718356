// What an ELF file says lies where in memory: its sections, and the data that have symbols. Nothing in the
// file is trusted: what cannot be read gives no names.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zkmem::rv32im {

struct NamedMemory {
  std::string name;
  uint32_t address = 0;
  uint32_t bytes = 0;
  bool is_section = false;
  friend bool operator==(const NamedMemory&, const NamedMemory&) = default;
};

// Ascending by address, sections before what is in them; names of C++ as in the source. At most
// kMostNamedMemory, the largest of them.
inline constexpr size_t kMostNamedMemory = 4096;
std::vector<NamedMemory> named_memory(std::span<const uint8_t> file);

}  // namespace zkmem::rv32im
