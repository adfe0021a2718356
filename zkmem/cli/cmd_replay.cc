// zkmem replay: a log through online and offline memory.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "zkmem/base/file.h"
#include "zkmem/cli/commands.h"
#include "zkmem/cli/log_input.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/verdict.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/replay/full_replay.h"
#include "zkmem/memory/traces/leaf_marks.h"

namespace zkmem::cli {

namespace {

struct Options {
  LogInput log;
  std::string dump;
  std::string annotate;
  bool traces = false;
  unsigned threads = 0;
  bool json = false;
};

std::string_view chip_name(MemoryChipKind kind) {
  switch (kind) {
    case MemoryChipKind::kPersistentBoundary:
    case MemoryChipKind::kVolatileBoundary:
      return "boundary";
    case MemoryChipKind::kMerkle:
      return "merkle";
    case MemoryChipKind::kAccessAdapter:
      return "adapter";
  }
  return "";
}

struct ChipReport {
  std::string name;
  MemoryChip chip;
};

struct SegmentReport {
  size_t accesses = 0;
  uint32_t end_timestamp = 0;
  size_t touched_leaves = 0;
  size_t adapter_rows = 0;
  std::string initial_root;  // empty in volatile mode
  std::string final_root;
  // Global memory: the tokens that the segment takes, by who put them. It puts as many.
  std::optional<size_t> tokens_of_start;
  size_t tokens_of_segments = 0;
  std::vector<ChipReport> chips;
  size_t hash_lookups = 0;
};

// `marks`: of the segments before; this one's are added.
SegmentReport report_of(const Context& context, const Options& options, const ReplayedSegment& segment,
                        LeafMarks& marks) {
  SegmentReport report;
  report.accesses = segment.segment.accesses.size() + segment.segment.immediates.size();
  report.end_timestamp = segment.segment.end_timestamp;
  report.touched_leaves = segment.memory.touched().size();
  report.adapter_rows = segment.memory.adapters().total_rows();
  if (segment.memory.config().mode == BoundaryMode::kPersistent) {
    report.initial_root = digest_to_hex(segment.memory.start().root());
    report.final_root = digest_to_hex(segment.after.root());
  }
  if (segment.memory.config().mode == BoundaryMode::kGlobal) {
    const TouchedMemory& touched = segment.memory.touched();
    const std::vector<uint32_t> from = marks.of(touched);
    report.tokens_of_start = static_cast<size_t>(std::ranges::count(from, 0u));
    report.tokens_of_segments = from.size() - *report.tokens_of_start;
    marks.touch(touched, segment.segment.index + 1);
  }
  for (const MemoryChip& chip : segment.memory.chips()) {
    std::string name(chip_name(chip.kind));
    if (chip.block != 0) name += fmt::format(" {}", chip.block);
    report.chips.push_back({std::move(name), chip});
  }
  if (options.traces) {
    report.hash_lookups =
        make_memory_traces(context, simd_poseidon2_batch(), segment.memory).hash_lookups.size();
  }
  return report;
}

std::string text_of(const Options& options, const SegmentReport& report, size_t index) {
  std::string text =
      fmt::format("segment {}: {} accesses, clock ends at {}, {} leaves touched, {} adapter rows\n", index,
                  report.accesses, report.end_timestamp, report.touched_leaves, report.adapter_rows);
  if (!report.initial_root.empty()) {
    text += fmt::format("  initial root {}\n  final root   {}\n", report.initial_root, report.final_root);
  }
  if (report.tokens_of_start) {
    text += fmt::format("  takes {} tokens of the start and {} that earlier segments left, puts {}\n",
                        *report.tokens_of_start, report.tokens_of_segments, report.touched_leaves);
  }
  if (!options.traces) return text;
  for (const ChipReport& chip : report.chips) {
    text += fmt::format("  {:<12} {:>9} rows of {:>9}, {:>2} columns\n", chip.name, chip.chip.used_rows,
                        chip.chip.height, chip.chip.width);
  }
  if (report.hash_lookups != 0) text += fmt::format("  {} Poseidon2 look-ups\n", report.hash_lookups);
  return text;
}

std::string json_of(const Options& options, const SegmentReport& report) {
  std::string text =
      fmt::format("{{\"accesses\":{},\"end_timestamp\":{},\"touched_leaves\":{},\"adapter_rows\":{}",
                  report.accesses, report.end_timestamp, report.touched_leaves, report.adapter_rows);
  if (!report.initial_root.empty()) {
    text +=
        fmt::format(",\"initial_root\":\"{}\",\"final_root\":\"{}\"", report.initial_root, report.final_root);
  }
  if (report.tokens_of_start) {
    text += fmt::format(",\"tokens_of_start\":{},\"tokens_of_segments\":{}", *report.tokens_of_start,
                        report.tokens_of_segments);
  }
  if (options.traces) {
    text += ",\"chips\":[";
    for (size_t i = 0; i < report.chips.size(); ++i) {
      const MemoryChip& chip = report.chips[i].chip;
      text += fmt::format("{}{{\"name\":\"{}\",\"used_rows\":{},\"height\":{},\"width\":{}}}",
                          i == 0 ? "" : ",", report.chips[i].name, chip.used_rows, chip.height, chip.width);
    }
    text += fmt::format("],\"hash_lookups\":{}", report.hash_lookups);
  }
  return text + "}";
}

// One segment: the object itself; several: {"segments": […]}.
std::string dump_text(const Context& context, const LogFile& file, const FullReplay& replayed) {
  std::string text;
  for (const ReplayedSegment& segment : replayed.segments) {
    text += (text.empty() ? "" : ",") + dump_segment(context, simd_poseidon2_batch(), file.config, segment);
  }
  if (replayed.segments.size() != 1) text = "{\"segments\":[" + text + "]}";
  return text + "\n";
}

Result<int> replay(const Options& options) {
  Context context;
  context.threads = options.threads;
  ZKMEM_ASSIGN_OR_RETURN(const LogFile file, options.log.read());
  const auto result = replay_fully(context, simd_poseidon2_batch(), file);
  if (!result.ok()) return result.error().in(options.log.path);
  const FullReplay& replayed = *result;
  if (!options.dump.empty()) {
    ZKMEM_RETURN_IF_ERROR(write_file(options.dump, dump_text(context, file, replayed)));
  }
  if (!options.annotate.empty()) {
    ZKMEM_RETURN_IF_ERROR(write_file(options.annotate, annotate_log(replayed)));
  }
  if (options.dump == "-" || options.annotate == "-") return kDone;
  std::string segments;
  LeafMarks marks;
  for (size_t i = 0; i < replayed.segments.size(); ++i) {
    const SegmentReport report = report_of(context, options, replayed.segments[i], marks);
    if (options.json) {
      segments += (i == 0 ? "" : ",") + json_of(options, report);
    } else {
      write_out(text_of(options, report, i));
    }
  }
  if (options.json) {
    print_out("{{\"verdict\":\"{}\",\"profile\":\"{}\",\"mode\":\"{}\",\"segments\":[{}]}}\n",
              verdict_of(kDone), to_string(file.config.profile), to_string(file.config.mode), segments);
  }
  return kDone;
}

}  // namespace

void add_replay(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("replay", "Run a log through online and offline memory and say what they find");
  options->log.add_to(*command);
  options->log.add_memory_option(*command);
  command->add_option("--dump", options->dump, "write records, traces and final memory as JSON")
      ->type_name("OUT.json");
  command->add_option("--annotate", options->annotate, "write the log with what each access found")
      ->type_name("OUT.jsonl");
  command->add_flag("--traces", options->traces, "make the memory chips' traces and list them");
  command->add_option("--threads", options->threads, "0: as many as the machine has");
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer("Example: zkmem replay accesses.jsonl --profile openvm-v1 --dump dump.json");
  command->callback([&action, options] { action = [options] { return replay(*options); }; });
}

}  // namespace zkmem::cli
