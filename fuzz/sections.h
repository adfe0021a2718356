// For fuzz targets of files that are a head and then sections, each kind:u32 length:u64 payload checksum:u64:
// a mutator that changes a payload, or the order of sections, and makes lengths and checksums right again.
// Without it nearly every change would end at a checksum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <vector>

#include "fuzz/choices.h"
#include "zkmem/base/bytes.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace zkmem::fuzz {

struct FileSection {
  uint32_t kind = 0;
  std::vector<uint8_t> payload;
};

struct SectionFormat {
  size_t head_bytes = 0;  // before the first section
  std::function<uint64_t(uint32_t kind, std::span<const uint8_t> payload)> checksum;
};

// As many as there are whole; checksums are not looked at.
inline std::vector<FileSection> sections_of(const SectionFormat& format, std::span<const uint8_t> file) {
  std::vector<FileSection> sections;
  if (file.size() < format.head_bytes) return sections;
  ByteReader in(file.subspan(format.head_bytes));
  uint32_t kind = 0;
  uint64_t length = 0;
  uint64_t checksum = 0;
  std::span<const uint8_t> payload;
  while (in.read_u32(kind) && in.read_u64(length) && length <= in.remaining() &&
         in.read_bytes(length, payload)) {
    sections.push_back({kind, {payload.begin(), payload.end()}});
    if (!in.read_u64(checksum)) break;
  }
  return sections;
}

inline std::vector<uint8_t> file_of(const SectionFormat& format, std::span<const uint8_t> head,
                                    const std::vector<FileSection>& sections) {
  ByteWriter out;
  out.write_bytes(head);
  for (const FileSection& section : sections) {
    out.write_u32(section.kind);
    out.write_u64(section.payload.size());
    out.write_bytes(section.payload);
    out.write_u64(format.checksum(section.kind, section.payload));
  }
  return std::move(out).take();
}

// The payload stays as long as it is: columns that stand one behind the other keep their places.
inline void mutate_in_place(std::vector<uint8_t>& payload, Dice& random) {
  if (payload.empty()) return;
  const size_t first = random() % payload.size();
  const size_t length = 1 + random() % std::min<size_t>(payload.size() - first, 64);
  std::vector<uint8_t> piece(payload.begin() + static_cast<ptrdiff_t>(first),
                             payload.begin() + static_cast<ptrdiff_t>(first + length));
  piece.resize(LLVMFuzzerMutate(piece.data(), piece.size(), length));
  std::memcpy(payload.data() + first, piece.data(), piece.size());
}

inline void mutate_payload(std::vector<uint8_t>& payload, Dice& random, size_t room) {
  if (random() % 2 == 0) return mutate_in_place(payload, random);
  const size_t before = payload.size();
  payload.resize(before + std::min<size_t>(room, 256) + 1);
  payload.resize(LLVMFuzzerMutate(payload.data(), before, payload.size()));
}

// For LLVMFuzzerCustomMutator.
inline size_t mutate_sections(const SectionFormat& format, uint8_t* data, size_t size, size_t max_size,
                              unsigned seed) {
  Dice random(seed);
  std::vector<FileSection> sections = sections_of(format, {data, size});
  if (sections.empty() || random() % 16 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const size_t room = max_size > size ? max_size - size : 0;
  const size_t at = random() % sections.size();
  switch (random() % 12) {
    case 0:
      sections.erase(sections.begin() + static_cast<ptrdiff_t>(at));
      break;
    case 1:
      sections.insert(sections.begin() + static_cast<ptrdiff_t>(at),
                      FileSection(sections[random() % sections.size()]));
      break;
    case 2:
      std::swap(sections[at], sections[random() % sections.size()]);
      break;
    default:
      mutate_payload(sections[at].payload, random, room);
      break;
  }
  const std::vector<uint8_t> file = file_of(format, {data, format.head_bytes}, sections);
  if (file.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, file.data(), file.size());
  return file.size();
}

}  // namespace zkmem::fuzz
