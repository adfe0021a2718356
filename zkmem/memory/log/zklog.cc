#include "zkmem/memory/log/zklog.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <fmt/format.h>
#include <xxhash.h>

#include "zkmem/memory/log/log_builder.h"
#include "zkmem/memory/online/controller.h"

namespace zkmem {

namespace {

// docs/spec/zklog.md is the grammar; these constants are its numbers.
constexpr std::array<uint8_t, 8> kMagic = {'Z', 'K', 'M', 'E', 'M', 'L', 'O', 'G'};
constexpr uint32_t kVersion = 1;
constexpr uint32_t four_letters(const char (&text)[5]) {
  uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= static_cast<uint32_t>(static_cast<uint8_t>(text[i])) << (8 * i);
  return value;
}
constexpr uint32_t kConfigSection = four_letters("CONF");
constexpr uint32_t kPagesSection = four_letters("PAGE");
constexpr uint32_t kOperationsSection = four_letters("OPER");
constexpr uint32_t kEndSection = four_letters("DONE");

constexpr uint32_t kSectionEntries = 1u << 16;
constexpr size_t kSectionPages = 64;

// Kind byte of an operation.
constexpr uint8_t kSizeMask = 0x07;  // log2 of the size
constexpr uint8_t kWrite = 0x08;
constexpr uint8_t kUnknown = 0x10;  // a read that does not say what it returned
constexpr uint8_t kInc = 0x20;
constexpr uint8_t kSegment = 0x40;

uint64_t checksum(std::span<const uint8_t> bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

Error at_byte(size_t offset, std::string message) {
  return bad_input(std::move(message)).in(fmt::format("byte {}", offset));
}

// A section whose length and checksum hold; `offset` is where its payload begins.
struct Section {
  uint32_t kind = 0;
  size_t offset = 0;
  std::span<const uint8_t> payload;
};

std::string kind_name(uint32_t kind) {
  std::string name;
  for (unsigned i = 0; i < 4; ++i) {
    const char c = static_cast<char>(kind >> (8 * i));
    name += c >= 'A' && c <= 'Z' ? c : '?';
  }
  return name;
}

Result<Section> read_section(ByteReader& in, std::span<const uint8_t> file) {
  const size_t start = in.offset();
  Section section;
  uint64_t length = 0;
  if (!in.read_u32(section.kind) || !in.read_u64(length)) {
    return at_byte(
        start, fmt::format("truncated: a section's header needs 12 bytes, {} are left", file.size() - start));
  }
  const size_t left = in.remaining();
  section.offset = in.offset();
  uint64_t stored = 0;
  if (left < 8 || length > left - 8) {
    return at_byte(start,
                   fmt::format("truncated or altered: section {} says {} bytes and a checksum, {} are left",
                               kind_name(section.kind), length, left));
  }
  if (!in.read_bytes(static_cast<size_t>(length), section.payload) || !in.read_u64(stored)) {
    return at_byte(start, "truncated");
  }
  const uint64_t computed = checksum(file.subspan(start, in.offset() - 8 - start));
  if (computed != stored) {
    return at_byte(start, fmt::format("altered: checksum of section {} is {:016x}, not {:016x}",
                                      kind_name(section.kind), computed, stored));
  }
  return section;
}

Error malformed(const Section& section, size_t offset, const std::string& what) {
  return at_byte(section.offset + offset, fmt::format("section {}: {}", kind_name(section.kind), what));
}

Status read_pages(const Section& section, CellImage& image) {
  ByteReader in(section.payload);
  while (!in.at_end()) {
    const size_t start = in.offset();
    uint32_t space = 0;
    uint32_t pointer = 0;
    uint32_t count = 0;
    if (!in.read_u32(space) || !in.read_u32(pointer) || !in.read_u32(count))
      return malformed(section, start, "incomplete run");
    if (space >= image.num_spaces())
      return malformed(section, start, fmt::format("no address space {}", space));
    const uint32_t bytes = cell_bytes(image.cell_type(space));
    if (bytes == 0 || count > in.remaining() / bytes) {
      return malformed(section, start, fmt::format("run of {} cells in {} bytes", count, in.remaining()));
    }
    std::span<const uint8_t> cells;
    if (!in.read_bytes(size_t{count} * bytes, cells)) return malformed(section, start, "incomplete run");
    if (uint64_t{pointer} + count > image.num_cells(space)) {
      return malformed(section, start,
                       fmt::format("run ends at cell {} of address space {}, which has {} cells",
                                   uint64_t{pointer} + count, space, image.num_cells(space)));
    }
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t value = 0;
      std::memcpy(&value, cells.data() + size_t{i} * bytes, bytes);
      if (auto set = image.set({space, pointer + i}, value); !set.ok()) {
        return malformed(section, start, set.error().message());
      }
    }
  }
  return {};
}

// The columns of one section of operations.
struct Columns {
  uint32_t count = 0;
  std::span<const uint8_t> kinds, spaces, pointers, times, values;
};

Result<Columns> split_columns(const Section& section) {
  ByteReader in(section.payload);
  Columns c;
  uint32_t time_bytes = 0;
  if (!in.read_u32(c.count) || !in.read_u32(time_bytes)) return malformed(section, 0, "incomplete header");
  if (c.count == 0 || c.count > kSectionEntries) {
    return malformed(section, 0,
                     fmt::format("{} operations are not between 1 and {}", c.count, kSectionEntries));
  }
  if (!in.read_bytes(c.count, c.kinds) || !in.read_bytes(c.count, c.spaces) ||
      !in.read_bytes(4 * size_t{c.count}, c.pointers) || !in.read_bytes(time_bytes, c.times) ||
      !in.read_bytes(in.remaining(), c.values)) {
    return malformed(
        section, 0,
        fmt::format("columns of {} operations do not fit {} bytes", c.count, section.payload.size()));
  }
  return c;
}

Status read_operation(const Section& section, const Columns& c, uint32_t i, const MemoryConfig& config,
                      ByteReader& times, ByteReader& values, LogBuilder& builder) {
  const auto wrong = [&](const std::string& what) {
    return malformed(section, 8 + i, fmt::format("operation {}: {}", i, what));
  };
  uint64_t gap = 0;
  if (times.read_varint(gap) != Varint::kOk || gap > UINT32_MAX) return wrong("its time delta is no number");
  if (gap != 0) {
    if (auto status = builder.skip(gap); !status.ok()) return wrong(status.error().message);
  }
  const uint8_t kind = c.kinds[i];
  uint32_t pointer = 0;
  std::memcpy(&pointer, c.pointers.data() + 4 * size_t{i}, 4);
  if (kind == kInc || kind == kSegment) {
    if (c.spaces[i] != 0 || (kind == kSegment && pointer != 0)) return wrong("unused fields are not zero");
    if (kind == kSegment) {
      builder.segment();
      return {};
    }
    if (auto status = builder.inc(pointer); !status.ok()) return wrong(status.error().message);
    return {};
  }
  if ((kind & ~(kSizeMask | kWrite | kUnknown)) != 0 || (kind & kSizeMask) > 5) {
    return wrong(fmt::format("kind {:#04x} is unknown", kind));
  }
  const Access access{(kind & kWrite) != 0 ? OpType::kWrite : OpType::kRead, c.spaces[i], pointer,
                      1u << (kind & kSizeMask)};
  std::array<uint32_t, kMaxAccessSize> cells{};
  const bool known = (kind & kUnknown) == 0;
  if (known && access.address_space == kImmediateSpace) {
    cells[0] = pointer;
  } else if (known) {
    if (!config.has_space(access.address_space))
      return wrong(fmt::format("no address space {}", access.address_space));
    const uint32_t bytes = cell_bytes(config.spaces[access.address_space].cell_type);
    std::span<const uint8_t> packed;
    if (!values.read_bytes(size_t{access.size} * bytes, packed)) return wrong("its values are missing");
    for (uint32_t k = 0; k < access.size; ++k)
      std::memcpy(&cells[k], packed.data() + size_t{k} * bytes, bytes);
  }
  if (auto status = builder.access(access, std::span(cells).first(access.size), known); !status.ok()) {
    return wrong(status.error().message);
  }
  return {};
}

Status read_operations(const Section& section, const MemoryConfig& config, LogBuilder& builder) {
  ZKMEM_ASSIGN_OR_RETURN(const Columns columns, split_columns(section));
  ByteReader times(columns.times);
  ByteReader values(columns.values);
  for (uint32_t i = 0; i < columns.count; ++i) {
    ZKMEM_RETURN_IF_ERROR(read_operation(section, columns, i, config, times, values, builder));
  }
  if (!times.at_end() || !values.at_end()) {
    return malformed(
        section, section.payload.size(),
        fmt::format("{} bytes of its columns are not used", times.remaining() + values.remaining()));
  }
  return {};
}

}  // namespace

bool is_zklog(std::span<const uint8_t> bytes) {
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}

Result<LogFile> parse_zklog(std::span<const uint8_t> bytes, uint32_t modulus, const LogOptions& options) {
  ByteReader in(bytes);
  std::span<const uint8_t> magic;
  uint32_t version = 0;
  if (!is_zklog(bytes) || !in.read_bytes(kMagic.size(), magic)) return at_byte(0, "this is no .zklog file");
  if (!in.read_u32(version)) return at_byte(in.offset(), "truncated: the version is missing");
  if (version != kVersion)
    return at_byte(kMagic.size(), fmt::format("version {} is not {}", version, kVersion));

  ZKMEM_ASSIGN_OR_RETURN(const Section head, read_section(in, bytes));
  if (head.kind != kConfigSection) return malformed(head, 0, "the first section must be CONF");
  auto config =
      resolve_config({reinterpret_cast<const char*>(head.payload.data()), head.payload.size()}, options);
  if (!config.ok()) return config.error().in(fmt::format("byte {}", head.offset));
  CellImage image(*config, modulus);
  LogBuilder builder(*config, modulus);
  uint64_t total = 0;
  bool in_operations = false;
  while (true) {
    ZKMEM_ASSIGN_OR_RETURN(const Section section, read_section(in, bytes));
    if (section.kind == kPagesSection && !in_operations) {
      ZKMEM_RETURN_IF_ERROR(read_pages(section, image));
    } else if (section.kind == kOperationsSection) {
      in_operations = true;
      ZKMEM_RETURN_IF_ERROR(read_operations(section, *config, builder));
      uint32_t count = 0;
      std::memcpy(&count, section.payload.data(), sizeof(count));
      total += count;
    } else if (section.kind == kEndSection) {
      ByteReader end(section.payload);
      uint64_t entries = 0;
      uint32_t clock = 0;
      if (!end.read_u64(entries) || !end.read_u32(clock) || !end.at_end())
        return malformed(section, 0, "must have 12 bytes");
      if (entries != total)
        return malformed(section, 0, fmt::format("{} operations announced, {} found", entries, total));
      if (clock < builder.clock()) {
        return malformed(section, 8,
                         fmt::format("the clock ends at {} but is at {} already", clock, builder.clock()));
      }
      if (clock > builder.clock()) {
        if (auto status = builder.skip(clock - builder.clock()); !status.ok())
          return malformed(section, 8, status.error().message);
      }
      break;
    } else {
      return malformed(section, 0, "is not expected here");
    }
  }
  if (!in.at_end())
    return at_byte(in.offset(), fmt::format("{} bytes follow the last section", in.remaining()));
  ZKMEM_RETURN_IF_ERROR(check_initial_image(*config, image));
  return LogFile{*config, std::move(image), std::move(builder).take(), {}};
}

void ZklogEncoder::section(uint32_t kind, std::span<const uint8_t> payload) {
  ByteWriter body;
  body.write_u32(kind);
  body.write_u64(payload.size());
  body.write_bytes(payload);
  out_.write_bytes(body.bytes());
  out_.write_u64(checksum(body.bytes()));
}

ZklogEncoder::ZklogEncoder(const MemoryConfig& config, const CellImage& initial) {
  out_.write_bytes(kMagic);
  out_.write_u32(kVersion);
  const std::string json = to_json(config);
  section(kConfigSection, {reinterpret_cast<const uint8_t*>(json.data()), json.size()});
  ByteWriter runs;
  size_t pages = 0;
  for (const PageId id : initial.pages()) {
    const std::span<const uint8_t> cells = initial.page(id);
    const uint32_t bytes = cell_bytes(initial.cell_type(id.space));
    const auto is_set = [](uint8_t b) { return b != 0; };
    const auto first = std::ranges::find_if(cells, is_set);
    if (first == cells.end()) continue;
    const auto last = std::find_if(cells.rbegin(), cells.rend(), is_set);
    const auto begin = static_cast<uint32_t>(first - cells.begin()) / bytes;
    const auto end = static_cast<uint32_t>(cells.rend() - last - 1) / bytes + 1;
    runs.write_u32(id.space);
    runs.write_u32(id.page * kPageCells + begin);
    runs.write_u32(end - begin);
    runs.write_bytes(cells.subspan(size_t{begin} * bytes, size_t{end - begin} * bytes));
    if (++pages % kSectionPages == 0)
      section(kPagesSection, std::move(std::exchange(runs, ByteWriter())).take());
  }
  if (runs.size() != 0) section(kPagesSection, runs.bytes());
}

void ZklogEncoder::append(const AccessLog& log) {
  auto it = log.begin();
  while (it != log.end()) {
    ByteWriter kinds;
    ByteWriter spaces;
    ByteWriter pointers;
    ByteWriter times;
    ByteWriter values;
    uint32_t count = 0;
    for (; count < kSectionEntries && it != log.end(); ++count, ++it) {
      const AccessView view = *it;
      times.write_varint(view.timestamp - it.clock());
      if (!view.is_access()) {
        kinds.write_u8(view.kind == LogKind::kInc ? kInc : kSegment);
        spaces.write_u8(0);
        pointers.write_u32(view.amount);
        continue;
      }
      auto kind = static_cast<uint8_t>(std::countr_zero(view.size));
      if (view.op == OpType::kWrite) kind |= kWrite;
      if (!view.values_known) kind |= kUnknown;
      kinds.write_u8(kind);
      spaces.write_u8(static_cast<uint8_t>(view.address_space));
      pointers.write_u32(view.pointer);
      if (view.values_known && view.address_space != kImmediateSpace) values.write_bytes(view.value_bytes());
    }
    ByteWriter payload;
    payload.write_u32(count);
    payload.write_u32(static_cast<uint32_t>(times.size()));
    for (const ByteWriter* column : {&kinds, &spaces, &pointers, &times, &values})
      payload.write_bytes(column->bytes());
    section(kOperationsSection, payload.bytes());
    entries_ += count;
  }
  clock_ = log.end_timestamp();
}

void ZklogEncoder::finish() {
  ByteWriter payload;
  payload.write_u64(entries_);
  payload.write_u32(clock_);
  section(kEndSection, payload.bytes());
}

}  // namespace zkmem
