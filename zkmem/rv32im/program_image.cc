#include "zkmem/rv32im/program_image.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {
namespace {

// Zero cells [begin, begin + count) of a u8 space, where the image has pages at all.
void clear_pages(CellImage& image, uint32_t space, uint64_t begin, uint64_t count) {
  const uint64_t end = begin + count;
  for (const PageId page : image.pages()) {
    const uint64_t first = std::max(begin, uint64_t{page.page} * kPageCells);
    const uint64_t last =
        std::min({end, (uint64_t{page.page} + 1) * kPageCells, image.num_cells(page.space)});
    if (page.space != space || first >= last) continue;
    const std::vector<uint8_t> zeros(static_cast<size_t>(last - first));
    ZKMEM_CHECK(image.set_bytes({space, static_cast<uint32_t>(first)}, zeros).ok());
  }
}

}  // namespace

Result<CellImage> initial_image(const Program& program, const MemoryConfig& config) {
  return initial_image(program, config, CellImage(config, BabyBear::kModulus));
}

Result<CellImage> initial_image(const Program& program, const MemoryConfig& config, const CellImage& state) {
  ZKMEM_RETURN_IF_ERROR(check_initial_image(config, state));
  CellImage image = state;
  const std::vector<uint8_t> cleared(kRegisterBytes * kRegisterCount);
  if (const auto done = image.set_bytes({kRegisterSpace, 0}, cleared); !done.ok()) {
    return done.error().to_error().in("registers");
  }
  for (const InitialBytes& chunk : program.initial_memory) {
    if (chunk.zeros != 0)
      clear_pages(image, chunk.address_space, chunk.pointer + chunk.bytes.size(), chunk.zeros);
    const auto done = image.set_bytes({chunk.address_space, chunk.pointer}, chunk.bytes);
    if (!done.ok()) return done.error().to_error().in("initial memory");
  }
  return image;
}

namespace {

Status check_apart(const RawBytes& raw, const InitialBytes& chunk) {
  const uint64_t end = uint64_t{chunk.pointer} + chunk.bytes.size() + chunk.zeros;
  if (raw.at.address_space != chunk.address_space || raw.end() <= chunk.pointer || raw.at.pointer >= end)
    return {};
  return bad_input(
      fmt::format("{}: its bytes from {:#x} to {:#x} overlap the program's own from {:#x} to {:#x}", raw.name,
                  raw.at.pointer, raw.end() - 1, chunk.pointer, end - 1));
}

}  // namespace

Result<CellImage> memory_below(const Program& program, const MemoryConfig& config, const CellImage& state,
                               std::span<const RawBytes> raw) {
  ZKMEM_RETURN_IF_ERROR(check_raw_bytes(config, raw));
  for (const RawBytes& one : raw) {
    if (one.at.address_space == kRegisterSpace && one.at.pointer < kRegisterBytes * kRegisterCount)
      return bad_input(one.name + ": the registers are zero when a program starts");
    for (const InitialBytes& chunk : program.initial_memory) ZKMEM_RETURN_IF_ERROR(check_apart(one, chunk));
  }
  CellImage memory = state;
  write_raw_bytes(raw, memory);
  return memory;
}

}  // namespace zkmem::rv32im
