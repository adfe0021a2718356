// For fuzz targets that take ELF files: a mutator that changes a word or half word of the headers, or the
// content of one segment or section without moving anything. Any bytes are changed as any others are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <elf.h>

#include "fuzz/choices.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace zkmem::fuzz {

struct Extent {
  size_t offset = 0;
  size_t length = 0;
};

// Headers first, then what they lead to; only what is within the file.
inline std::vector<Extent> elf_parts(const uint8_t* data, size_t size, bool headers) {
  std::vector<Extent> parts;
  Elf32_Ehdr head;
  if (size < sizeof head) return parts;
  std::memcpy(&head, data, sizeof head);
  const auto add = [&](size_t offset, size_t length) {
    if (offset < size && length != 0) parts.push_back({offset, std::min(length, size - offset)});
  };
  if (headers) {
    add(0, sizeof head);
    for (size_t k = 0; k < std::min<size_t>(head.e_phnum, 64); ++k)
      add(size_t{head.e_phoff} + k * sizeof(Elf32_Phdr), sizeof(Elf32_Phdr));
    for (size_t k = 0; k < std::min<size_t>(head.e_shnum, 64); ++k)
      add(size_t{head.e_shoff} + k * sizeof(Elf32_Shdr), sizeof(Elf32_Shdr));
    return parts;
  }
  for (size_t k = 0; k < std::min<size_t>(head.e_phnum, 64); ++k) {
    Elf32_Phdr segment;
    const size_t at = size_t{head.e_phoff} + k * sizeof segment;
    if (at > size || size - at < sizeof segment) break;
    std::memcpy(&segment, data + at, sizeof segment);
    add(segment.p_offset, segment.p_filesz);
  }
  for (size_t k = 0; k < std::min<size_t>(head.e_shnum, 64); ++k) {
    Elf32_Shdr section;
    const size_t at = size_t{head.e_shoff} + k * sizeof section;
    if (at > size || size - at < sizeof section) break;
    std::memcpy(&section, data + at, sizeof section);
    if (section.sh_type != SHT_NOBITS) add(section.sh_offset, section.sh_size);
  }
  return parts;
}

// For LLVMFuzzerCustomMutator.
inline size_t mutate_elf(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  Dice random(seed);
  const unsigned how = random() % 4;
  const std::vector<Extent> parts = elf_parts(data, size, how == 0);
  if (how == 3 || parts.empty()) return LLVMFuzzerMutate(data, size, max_size);
  const Extent part = parts[random() % parts.size()];
  if (how == 0) {
    const size_t width = random() % 3 == 0 ? 2 : 4;
    if (part.length < width) return LLVMFuzzerMutate(data, size, max_size);
    uint8_t* field = data + part.offset + random() % (part.length / width) * width;
    uint32_t value = 0;
    std::memcpy(&value, field, width);
    constexpr uint32_t kEdges[] = {0, 1, 4, 0x1000, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff, 1u << 29};
    switch (random() % 4) {
      case 0:
        value = kEdges[random() % std::size(kEdges)];
        break;
      case 1:
        value = static_cast<uint32_t>(size) + random() % 9 - 4;
        break;
      case 2:
        value += random() % 17 - 8;
        break;
      default:
        value ^= 1u << random() % 32;
        break;
    }
    std::memcpy(field, &value, width);
    return size;
  }
  const size_t first = part.offset + random() % part.length;
  const size_t length = std::min<size_t>(1 + random() % 16, part.offset + part.length - first);
  std::vector<uint8_t> piece(data + first, data + first + length);
  piece.resize(LLVMFuzzerMutate(piece.data(), piece.size(), length));
  std::memcpy(data + first, piece.data(), piece.size());
  return size;
}

}  // namespace zkmem::fuzz
