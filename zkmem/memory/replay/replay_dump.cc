// The texts of `zkmem replay --dump` and `--annotate` (full_replay.h); docs: cli.md, golden/memory/README.md.
#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "zkmem/hash/poseidon2.h"
#include "zkmem/memory/chips/adapter/access_adapter_columns.h"
#include "zkmem/memory/replay/full_replay.h"

namespace zkmem {
namespace {

// JSON text, appended piece by piece: dumps are too large for a tree of values.
class JsonText {
 public:
  void open(char bracket) {
    separate();
    text_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    text_ += bracket;
    first_ = false;
  }
  void key(std::string_view name) {
    separate();
    fmt::format_to(std::back_inserter(text_), "\"{}\":", name);
    first_ = true;  // the value follows without a comma
  }
  void value(uint64_t number) {
    separate();
    fmt::format_to(std::back_inserter(text_), "{}", number);
  }
  void value(std::string_view word) {
    separate();
    fmt::format_to(std::back_inserter(text_), "\"{}\"", word);
  }
  void value(BabyBear cell) { value(uint64_t{cell.as_canonical()}); }
  template <class Range>
  void list(const Range& range) {
    open('[');
    for (const auto& item : range) value(item);
    close(']');
  }
  template <class Value>
  void field(std::string_view name, const Value& item) {
    key(name);
    value(item);
  }
  template <class Range>
  void list_field(std::string_view name, const Range& range) {
    key(name);
    list(range);
  }
  std::string take() && { return std::move(text_); }

 private:
  void separate() {
    if (!first_) text_ += ',';
    first_ = false;
  }
  std::string text_;
  bool first_ = true;
};

// As the reference spells it: with the size of a field element.
std::string_view layout(CellType type) {
  return type == CellType::kField ? "Native { size: 4 }" : to_string(type);
}

void write_config(const MemoryConfig& config, JsonText& out) {
  out.open('{');
  out.field("addr_space_height", config.addr_space_height);
  out.key("addr_spaces");
  out.open('[');
  for (uint32_t space = 0; space < config.spaces.size(); ++space) {
    out.open('{');
    out.field("addr_space", space);
    out.field("layout", layout(config.spaces[space].cell_type));
    out.field("min_block_size", config.spaces[space].min_block_size);
    out.field("num_cells", config.spaces[space].num_cells);
    out.close('}');
  }
  out.close(']');
  out.field("address_height", config.address_height());
  out.field("max_access_adapter_n", config.max_access_size);
  out.field("pointer_max_bits", config.pointer_max_bits);
  out.field("range_decomp", config.range_max_bits);
  out.field("timestamp_max_bits", config.timestamp_max_bits);
  out.close('}');
}

// The first `rows` rows and the sizes of a chip.
void write_trace_fields(const Trace& trace, size_t used_rows, size_t rows, JsonText& out) {
  out.field("padded_height", trace.height());
  out.key("rows");
  out.open('[');
  for (size_t row = 0; row < rows; ++row) {
    out.open('[');
    for (size_t col = 0; col < trace.width(); ++col) out.value(trace.at(row, col));
    out.close(']');
  }
  out.close(']');
  out.field("used_rows", used_rows);
  out.field("width", trace.width());
}

void write_adapters(const FinalizedMemory& memory, const MemoryTraces& made, JsonText& out) {
  out.open('{');
  for (const uint32_t n : kAccessAdapterSizes) {
    out.key(std::to_string(n));
    out.open('{');
    const Trace none(0, access_adapter_width(n));
    const Trace* trace = &none;
    for (size_t c = 0; c < made.traces.size(); ++c) {
      const MemoryChip& chip = memory.chips()[c];
      if (chip.kind == MemoryChipKind::kAccessAdapter && chip.block == n) trace = &made.traces[c];
    }
    const size_t used = memory.adapters().used_rows(n);
    write_trace_fields(*trace, used, used, out);
    out.close('}');
  }
  out.close('}');
}

void write_boundary(const FinalizedMemory& memory, const MemoryTraces& made, JsonText& out) {
  const bool by_block = memory.config().profile == MemoryProfile::kHybrid;
  if (by_block) out.open('{');
  for (size_t c = 0; c < made.traces.size(); ++c) {
    const MemoryChip& chip = memory.chips()[c];
    if (chip.kind != MemoryChipKind::kPersistentBoundary && chip.kind != MemoryChipKind::kVolatileBoundary)
      continue;
    if (by_block) out.key(std::to_string(chip.block));
    out.open('{');
    write_trace_fields(made.traces[c], chip.used_rows, chip.height, out);
    out.close('}');
  }
  if (by_block) out.close('}');
}

void write_merkle(const ReplayedSegment& segment, const MemoryTraces& made, JsonText& out) {
  out.open('{');
  out.list_field("final_root", segment.after.root());
  out.list_field("initial_root", segment.memory.start().root());
  for (size_t c = 0; c < made.traces.size(); ++c) {
    const MemoryChip& chip = segment.memory.chips()[c];
    if (chip.kind == MemoryChipKind::kMerkle) {
      write_trace_fields(made.traces[c], chip.used_rows, chip.used_rows, out);
    }
  }
  out.close('}');
}

void write_records(const AccessAdapterRecords& records, JsonText& out) {
  out.open('[');
  for (const AccessAdapterRecord& record : records.all()) {
    out.open('{');
    out.field("as", record.address_space);
    out.field("block_size", record.block_size);
    out.list_field("data", records.cells(record));
    out.field("kind", record.kind == AccessAdapterRecordKind::kSplit ? std::string_view("split") : "merge");
    out.field("lowest_block_size", record.lowest_block_size);
    out.field("ptr", record.pointer);
    if (record.kind == AccessAdapterRecordKind::kMerge) {
      out.list_field("segment_timestamps", records.piece_timestamps(record));
    }
    out.field("timestamp", record.timestamp);
    out.close('}');
  }
  out.close(']');
}

void write_final_memory(const TouchedMemory& touched, JsonText& out) {
  out.open('[');
  for (const TimestampedBlock& block : final_blocks(touched)) {
    out.open('{');
    out.field("as", block.address_space);
    out.field("ptr", block.pointer);
    out.field("timestamp", block.timestamp);
    out.list_field("values", block.values);
    out.close('}');
  }
  out.close(']');
}

void write_initial_memory(const CellImage& image, JsonText& out) {
  out.open('[');
  for (const PageId page : image.pages()) {
    const uint64_t first = uint64_t{page.page} * kPageCells;
    const uint64_t end = std::min(first + kPageCells, image.num_cells(page.space));
    for (uint64_t pointer = first; pointer < end; ++pointer) {
      const uint32_t value = image.get({page.space, static_cast<uint32_t>(pointer)});
      if (value != 0) out.list(std::array<uint64_t, 3>{page.space, pointer, value});
    }
  }
  out.close(']');
}

void write_hashes(std::span<const Poseidon2State> lookups, JsonText& out) {
  std::map<std::array<uint32_t, kPoseidon2Width>, uint32_t> counts;
  for (const Poseidon2State& state : lookups) {
    std::array<uint32_t, kPoseidon2Width> input;
    for (size_t i = 0; i < input.size(); ++i) input[i] = state[i].as_canonical();
    ++counts[input];
  }
  out.open('[');
  for (const auto& [input, count] : counts) {
    Poseidon2State state;
    for (size_t i = 0; i < input.size(); ++i) state[i] = BabyBear::from_canonical(input[i]);
    poseidon2_permute(state);
    out.open('{');
    out.list_field("input", input);
    out.field("mult", count);
    out.list_field("output", std::span(state).first(kDigestWidth));
    out.close('}');
  }
  out.close(']');
}

void write_range_counts(std::span<const uint32_t> counts, unsigned max_bits, JsonText& out) {
  out.open('[');
  for (unsigned bits = 0; bits <= max_bits; ++bits) {
    for (uint32_t value = 0; value < uint32_t{1} << bits; ++value) {
      const uint32_t count = counts[RangeCounts::row(value, bits)];
      if (count != 0) out.list(std::array<uint32_t, 3>{value, bits, count});
    }
  }
  out.close(']');
}

}  // namespace

std::string dump_segment(const Context& context, const Poseidon2Batch& hash, const MemoryConfig& config,
                         const ReplayedSegment& segment) {
  const FinalizedMemory& memory = segment.memory;
  // The reference's own counts: it range-checks spaces where our circuits check space - 1.
  const MemoryTraces made = make_memory_traces(context, hash, memory, SpaceCheck::kOpenVmV1);
  const bool persistent = config.mode == BoundaryMode::kPersistent;
  JsonText out;
  out.open('{');
  out.key("access_adapters");
  write_adapters(memory, made, out);
  out.key("boundary");
  write_boundary(memory, made, out);
  out.key("config");
  write_config(config, out);
  out.field("end_timestamp", segment.segment.end_timestamp);
  out.key("final_memory");
  write_final_memory(memory.touched(), out);
  out.field("first_timestamp", 1u);
  out.field("initial_block_size", config.initial_block_size(1));
  out.key("initial_memory");
  write_initial_memory(segment.initial, out);
  if (persistent) {
    out.key("merkle");
    write_merkle(segment, made, out);
  }
  out.field("mode", to_string(config.mode));
  out.field("num_online_records", memory.adapters().num_online_records());
  if (persistent) {
    out.key("poseidon2_records_sorted");
    write_hashes(made.hash_lookups, out);
  }
  out.field("profile", to_string(config.profile));
  out.key("range_checker_counts_value_bits_mult");
  write_range_counts(made.range_counts, config.range_max_bits, out);
  out.key("records");
  write_records(memory.adapters().records(), out);
  out.close('}');
  return std::move(out).take();
}

namespace {

// One access as a line of an annotated log.
struct AnnotatedAccess {
  Access access;
  uint32_t timestamp = 0;
  uint32_t prev_timestamp = 0;
  uint32_t new_records = 0;
  std::span<const uint32_t> values;
  std::span<const uint32_t> prev_values;
};

std::string annotated_line(const AnnotatedAccess& done) {
  JsonText line;
  line.open('{');
  line.field("as", done.access.address_space);
  line.field("new_records", done.new_records);
  line.field("op", to_string(done.access.op));
  line.field("prev_timestamp", done.prev_timestamp);
  if (done.access.op == OpType::kWrite) line.list_field("prev_values", done.prev_values);
  line.field("ptr", done.access.pointer);
  line.field("size", done.access.size);
  line.field("timestamp", done.timestamp);
  line.list_field("values", done.values);
  line.close('}');
  return std::move(line).take() + "\n";
}

AnnotatedAccess access_of(const ReplayedSegment& replayed, size_t i) {
  const ReplayAccess& access = replayed.segment.accesses[i];
  const OpType op = access.is_write ? OpType::kWrite : OpType::kRead;
  const std::span<const uint32_t> before =
      std::span(replayed.found.previous_cells).subspan(access.cells, access.size);
  return {{op, access.address_space, access.pointer, access.size},
          access.timestamp,
          replayed.found.previous_timestamps[i],
          replayed.found.new_records[i],
          access.is_write ? std::span(replayed.segment.cells).subspan(access.cells, access.size) : before,
          before};
}

AnnotatedAccess immediate_of(const ImmediateRead& read) {
  return {{OpType::kRead, kImmediateSpace, read.value, 1}, read.timestamp, 0, 0, {&read.value, 1}, {}};
}

}  // namespace

std::string annotate_log(const FullReplay& replayed) {
  std::string text;
  for (size_t s = 0; s < replayed.segments.size(); ++s) {
    const ReplayedSegment& segment = replayed.segments[s];
    if (s != 0) text += "{\"op\":\"segment\"}\n";
    uint32_t clock = 1;
    const auto move_clock = [&](uint32_t timestamp) {
      if (timestamp > clock)
        fmt::format_to(std::back_inserter(text), "{{\"amount\":{},\"op\":\"inc\"}}\n", timestamp - clock);
      clock = timestamp;
    };
    const auto add = [&](const AnnotatedAccess& done) {
      move_clock(done.timestamp);
      ++clock;
      text += annotated_line(done);
    };
    const std::vector<ReplayAccess>& accesses = segment.segment.accesses;
    size_t i = 0;
    for (const ImmediateRead& read : segment.segment.immediates) {
      for (; i < accesses.size() && accesses[i].timestamp < read.timestamp; ++i) add(access_of(segment, i));
      add(immediate_of(read));
    }
    for (; i < accesses.size(); ++i) add(access_of(segment, i));
    move_clock(segment.segment.end_timestamp);
  }
  return text;
}

}  // namespace zkmem
