#include "zkmem/memory/model/raw_bytes.h"

#include <algorithm>

#include <fmt/format.h>

#include "zkmem/base/check.h"

namespace zkmem {
namespace {

Status check_one(const MemoryConfig& config, const RawBytes& raw) {
  const uint32_t space = raw.at.address_space;
  if (!config.has_space(space)) {
    return bad_input(fmt::format("{}: there is no address space {}, the memory has {}", raw.name, space,
                                 space_list(config)));
  }
  const AddressSpaceConfig& own = config.spaces[space];
  if (own.cell_type != CellType::kU8) {
    return bad_input(fmt::format("{}: the cells of address space {} are {}, a file's are U8", raw.name, space,
                                 to_string(own.cell_type)));
  }
  if (raw.bytes.empty()) return bad_input(raw.name + ": the file is empty");
  if (raw.end() > own.num_cells) {
    return bad_input(fmt::format("{}: {} bytes from {} end at {}, the space has {} cells", raw.name,
                                 raw.bytes.size(), raw.at.pointer, raw.end(), own.num_cells));
  }
  return {};
}

}  // namespace

Status check_raw_bytes(const MemoryConfig& config, std::span<const RawBytes> raw) {
  if (raw.empty()) return {};
  if (config.starts_from_zero()) {
    return bad_input(fmt::format("{}: {} memory starts on zeros", raw.front().name, to_string(config.mode)));
  }
  std::vector<const RawBytes*> sorted;
  for (const RawBytes& one : raw) {
    ZKMEM_RETURN_IF_ERROR(check_one(config, one));
    sorted.push_back(&one);
  }
  std::sort(sorted.begin(), sorted.end(), [](const RawBytes* a, const RawBytes* b) { return a->at < b->at; });
  for (size_t i = 1; i < sorted.size(); ++i) {
    const RawBytes& before = *sorted[i - 1];
    const RawBytes& after = *sorted[i];
    if (before.at.address_space != after.at.address_space || before.end() <= after.at.pointer) continue;
    return bad_input(fmt::format("{}: its bytes up to {} overlap those of {} from {} on", before.name,
                                 before.end() - 1, after.name, after.at.pointer));
  }
  return {};
}

void write_raw_bytes(std::span<const RawBytes> raw, CellImage& image) {
  for (const RawBytes& one : raw) ZKMEM_CHECK(image.set_bytes(one.at, one.bytes).ok());
}

}  // namespace zkmem
