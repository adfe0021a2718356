#include "zkmem/rv32im/savestate.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "zkmem/base/byte_cursor.h"
#include "zkmem/field/element_bytes.h"
#include "zkmem/hash/digest_bytes.h"

namespace zkmem::rv32im {
namespace {

constexpr std::string_view kMagic = "ZKMSAVE1";

enum SectionKind : uint32_t { kProgram = 1, kSetup = 2, kInputs = 3, kMachine = 4, kMemory = 5 };
constexpr std::array<SectionKind, 5> kSections = {kProgram, kSetup, kInputs, kMachine, kMemory};

// Of kind, length and payload, so that no part of a section can change unseen.
uint64_t checksum(uint32_t kind, std::span<const uint8_t> payload) {
  return XXH3_64bits_withSeed(payload.data(), payload.size(), (uint64_t{kind} << 32) ^ payload.size());
}

void write_section(ByteWriter& out, SectionKind kind, const ByteWriter& payload) {
  out.write_u32(kind);
  out.write_u64(payload.size());
  out.write_bytes(payload.bytes());
  out.write_u64(checksum(kind, payload.bytes()));
}

void write_blob(ByteWriter& out, std::span<const uint8_t> bytes) {
  out.write_u64(bytes.size());
  out.write_bytes(bytes);
}

Bytes read_blob(ByteCursor& in, const char* what) {
  const auto found = in.bytes(in.u64(what), what);
  return Bytes(found.begin(), found.end());
}

// What is read must also make sense.
void require(ByteCursor& in, bool condition, const char* what) {
  if (!condition) in.fail(what, "not what a machine can have");
}

Status finish(ByteCursor& in) {
  const Status status = in.finish();
  return status.ok() ? status : Status(status.error().in("bad saved run"));
}

struct Section {
  std::span<const uint8_t> payload;
  size_t offset = 0;  // of the payload in the file
};

Result<Section> read_section(ByteReader& file, SectionKind expected) {
  const size_t start = file.offset();
  uint32_t kind = 0;
  uint64_t length = 0, stored = 0;
  Section section;
  if (!file.read_u32(kind) || !file.read_u64(length))
    return bad_input(fmt::format("bad saved run: cut short at byte offset {}", start + file.remaining()));
  if (kind != expected)
    return bad_input(fmt::format("bad saved run: section {} at byte offset {}, expected {}", kind, start,
                                 static_cast<uint32_t>(expected)));
  section.offset = file.offset();
  if (length > file.remaining() || !file.read_bytes(length, section.payload) || !file.read_u64(stored))
    return bad_input(
        fmt::format("bad saved run: section {} at byte offset {} has {} bytes, the file ends at {}", kind,
                    start, length, section.offset + file.remaining() + section.payload.size()));
  if (const uint64_t actual = checksum(kind, section.payload); stored != actual)
    return bad_input(fmt::format(
        "bad saved run: section {} at byte offset {} is damaged: checksum {:016x}, expected {:016x}", kind,
        start, actual, stored));
  return section;
}

ByteWriter inputs_section(const Streams& streams) {
  ByteWriter out;
  out.write_u64(streams.items().size());
  for (const Bytes& item : streams.items()) write_blob(out, item);
  return out;
}

std::vector<Bytes> read_inputs(ByteCursor& in) {
  std::vector<Bytes> items(in.count_u64(8, "inputs"));
  for (Bytes& item : items) item = read_blob(in, "input");
  return items;
}

ByteWriter machine_section(const MachineState& state) {
  ByteWriter out;
  out.write_u32(state.pc);
  out.write_u32(state.clock);
  out.write_u64(state.instructions);
  out.write_u64(state.segment_instructions);
  for (const uint64_t count : state.accesses) out.write_u64(count);
  for (const uint64_t count : state.segment_accesses) out.write_u64(count);
  out.write_u64(state.segment_ends.size());
  for (const uint32_t end : state.segment_ends) out.write_u32(end);
  out.write_u64(state.streams.items_taken());
  write_blob(out, state.streams.hint());
  out.write_u64(state.streams.hint_position());
  out.write_u64(state.streams.random_position());
  write_blob(out, state.output);
  out.write_u64(state.touched_pages.size());
  for (const PageId page : state.touched_pages) {
    out.write_u32(page.space);
    out.write_u32(page.page);
  }
  return out;
}

bool page_exists(const MemoryConfig& config, PageId page) {
  return config.has_space(page.space) &&
         uint64_t{page.page} * kPageCells < config.spaces[page.space].num_cells;
}

void read_machine(ByteCursor& in, const MemoryConfig& config, std::vector<Bytes> inputs,
                  MachineState& state) {
  state.pc = in.u32("pc");
  state.clock = in.u32("clock");
  require(in, state.clock >= 1 && state.clock <= config.last_timestamp(), "clock");
  state.instructions = in.u64("instructions");
  state.segment_instructions = in.u64("segment's instructions");
  require(in, state.segment_instructions <= state.instructions, "segment's instructions");
  for (uint64_t& count : state.accesses) count = in.u64("accesses");
  for (size_t i = 0; i < state.segment_accesses.size(); ++i) {
    state.segment_accesses[i] = in.u64("segment's accesses");
    require(in, state.segment_accesses[i] <= state.accesses[i] && state.segment_accesses[i] < state.clock,
            "segment's accesses");
  }
  state.segment_ends.resize(in.count_u64(4, "segment ends"));
  for (uint32_t& end : state.segment_ends) end = in.u32("segment end");
  const uint64_t items_taken = in.u64("items taken");
  Bytes hint = read_blob(in, "hint");
  const uint64_t hint_position = in.u64("hint position");
  const uint64_t random_position = in.u64("random position");
  auto streams =
      Streams::restore(std::move(inputs), items_taken, std::move(hint), hint_position, random_position);
  require(in, streams.has_value(), "streams");
  if (streams) state.streams = std::move(*streams);
  state.output = read_blob(in, "output");
  for (uint64_t n = in.count_u64(8, "touched pages"); n > 0 && !in.failed(); --n) {
    const uint32_t space = in.u32("space");
    const PageId page{space, in.u32("page")};
    require(
        in,
        page_exists(config, page) && (state.touched_pages.empty() || *state.touched_pages.rbegin() < page),
        "touched page");
    if (!in.failed()) state.touched_pages.insert(page);
  }
}

ByteWriter memory_section(const CellImage& image) {
  ByteWriter out;
  const std::vector<PageId> pages = image.pages();
  out.write_u64(pages.size());
  for (const PageId page : pages) {
    out.write_u32(page.space);
    out.write_u32(page.page);
    out.write_bytes(image.page(page));
  }
  return out;
}

// Whether the stored cells are what the space can hold, and zero beyond its end.
bool cells_fit(const CellImage& image, PageId page, std::span<const uint8_t> cells) {
  const uint32_t width = cell_bytes(image.cell_type(page.space));
  const uint64_t cells_left = image.num_cells(page.space) - uint64_t{page.page} * kPageCells;
  for (size_t i = cells_left * width; i < cells.size(); ++i)
    if (cells[i] != 0) return false;
  return image.cell_type(page.space) != CellType::kField || !first_not_an_element(cells);
}

void read_memory(ByteCursor& in, const MemoryConfig& config, CellImage& image) {
  std::optional<PageId> last;
  for (uint64_t n = in.count_u64(8, "pages"); n > 0 && !in.failed(); --n) {
    const uint32_t space = in.u32("space");
    const PageId page{space, in.u32("page")};
    require(in, page_exists(config, page) && (!last || *last < page), "page");
    if (in.failed()) return;
    const auto cells = in.bytes(uint64_t{kPageCells} * cell_bytes(image.cell_type(space)), "cells");
    require(in, !in.failed() && cells_fit(image, page, cells), "cells");
    if (!in.failed()) image.set_page(page, cells);
    last = page;
  }
}

std::array<uint32_t, 8> read_root(ByteCursor& in) { return to_commitment(read_digest(in, "root")).words; }

}  // namespace

Bytes encode_saved_run(const SavedRun& run) {
  ByteWriter program, setup, out;
  program.write_bytes(run.program_file);
  const std::string config = to_json(run.config);
  setup.write_u64(run.segment_accesses);
  for (const uint32_t word : run.initial_root) setup.write_u32(word);
  setup.write_u32(run.segment_root ? 1 : 0);
  if (run.segment_root)
    for (const uint32_t word : *run.segment_root) setup.write_u32(word);
  setup.write_u64(config.size());
  setup.write_text(config);
  out.write_text(kMagic);
  write_section(out, kProgram, program);
  write_section(out, kSetup, setup);
  write_section(out, kInputs, inputs_section(run.state.streams));
  write_section(out, kMachine, machine_section(run.state));
  write_section(out, kMemory, memory_section(run.state.image));
  return std::move(out).take();
}

Result<SavedRun> decode_saved_run(std::span<const uint8_t> file) {
  ByteReader reader(file);
  std::span<const uint8_t> magic;
  if (!reader.read_bytes(kMagic.size(), magic) || !std::equal(magic.begin(), magic.end(), kMagic.begin()))
    return bad_input("not a saved run: it does not start with ZKMSAVE1 (byte offset 0)");
  std::array<Section, kSections.size()> sections;
  for (size_t i = 0; i < kSections.size(); ++i) {
    ZKMEM_ASSIGN_OR_RETURN(sections[i], read_section(reader, kSections[i]));
  }
  if (!reader.at_end())
    return bad_input(fmt::format("bad saved run: {} bytes too many at byte offset {}", reader.remaining(),
                                 reader.offset()));

  const auto open = [&](SectionKind kind) {
    const Section& section = sections[kind - 1];
    return ByteCursor(section.payload, section.offset);
  };
  ByteCursor setup = open(kSetup);
  const uint64_t segment_accesses = setup.u64("accesses of a segment");
  const std::array<uint32_t, 8> initial_root = read_root(setup);
  const uint32_t has_segment_root = setup.u32("segment's root is there");
  require(setup, has_segment_root <= 1, "segment's root is there");
  std::optional<std::array<uint32_t, 8>> segment_root;
  if (has_segment_root == 1) segment_root = read_root(setup);
  const Bytes config_text = read_blob(setup, "configuration");
  ZKMEM_RETURN_IF_ERROR(finish(setup));
  auto config = parse_memory_config(std::string(config_text.begin(), config_text.end()));
  if (!config.ok())
    return config.error().in(
        fmt::format("bad saved run: configuration at byte offset {}", sections[kSetup - 1].offset));

  ByteCursor inputs = open(kInputs), machine = open(kMachine), memory = open(kMemory);
  std::vector<Bytes> items = read_inputs(inputs);
  ZKMEM_RETURN_IF_ERROR(finish(inputs));
  SavedRun run{MachineState(CellImage(*config, BabyBear::kModulus))};
  read_machine(machine, *config, std::move(items), run.state);
  ZKMEM_RETURN_IF_ERROR(finish(machine));
  read_memory(memory, *config, run.state.image);
  ZKMEM_RETURN_IF_ERROR(finish(memory));
  run.program_file = Bytes(sections[0].payload.begin(), sections[0].payload.end());
  run.config = std::move(*config);
  run.segment_accesses = segment_accesses;
  run.initial_root = initial_root;
  run.segment_root = segment_root;
  return run;
}

}  // namespace zkmem::rv32im
