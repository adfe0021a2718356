#include "replay.h"

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <nlohmann/json.hpp>

#include "errors.h"
#include "image.h"
#include "log.h"
#include "work.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/replay/full_replay.h"

namespace zkmem::python {
namespace {

using Json = nlohmann::ordered_json;

// A chip's trace in canonical cells, column after column.
struct ChipTrace {
  std::string name;
  size_t used_rows = 0;
  size_t height = 0;
  size_t width = 0;
  std::vector<uint32_t> cells;
};

struct SegmentOfReplay {
  std::string facts;  // JSON: the fields of `zkmem replay --json`
  std::vector<std::shared_ptr<ChipTrace>> traces;
};

struct Replay {
  std::vector<SegmentOfReplay> segments;
  std::shared_ptr<Image> image;  // at the end
  std::string annotated;
};

std::string name_of(const MemoryChip& chip) {
  const char* kind = chip.kind == MemoryChipKind::kMerkle          ? "merkle"
                     : chip.kind == MemoryChipKind::kAccessAdapter ? "adapter"
                                                                   : "boundary";
  return chip.block == 0 ? kind : fmt::format("{} {}", kind, chip.block);
}

SegmentOfReplay segment_of(const Context& context, const ReplayedSegment& segment, bool with_traces) {
  SegmentOfReplay out;
  Json facts = {{"accesses", segment.segment.accesses.size() + segment.segment.immediates.size()},
                {"end_timestamp", segment.segment.end_timestamp},
                {"touched_leaves", segment.memory.touched().size()},
                {"adapter_rows", segment.memory.adapters().total_rows()}};
  if (segment.memory.config().mode == BoundaryMode::kPersistent) {
    facts["initial_root"] = digest_to_hex(segment.memory.start().root());
    facts["final_root"] = digest_to_hex(segment.after.root());
  }
  out.facts = facts.dump();
  if (!with_traces) return out;
  const MemoryTraces made = make_memory_traces(context, simd_poseidon2_batch(), segment.memory);
  const auto chips = segment.memory.chips();
  for (size_t c = 0; c < chips.size(); ++c) {
    const ConstTraceView view = made.traces[c].view();
    auto trace = std::make_shared<ChipTrace>(
        ChipTrace{name_of(chips[c]), chips[c].used_rows, view.height(), view.width(), {}});
    trace->cells.reserve(view.height() * view.width());
    for (size_t j = 0; j < view.width(); ++j) {
      for (const BabyBear cell : view.column(j)) trace->cells.push_back(cell.as_canonical());
    }
    out.traces.push_back(std::move(trace));
  }
  return out;
}

std::shared_ptr<Replay> replay(const std::shared_ptr<Log>& log, bool with_traces, bool annotated,
                               const WorkOptions& options) {
  return Work(options).run<std::shared_ptr<Replay>>(
      [&](const Context& context, const WorkEvents&) -> Result<std::shared_ptr<Replay>> {
        ZKMEM_ASSIGN_OR_RETURN(const FullReplay full,
                               replay_fully(context, simd_poseidon2_batch(), log->file()));
        auto out = std::make_shared<Replay>();
        for (const ReplayedSegment& segment : full.segments) {
          ZKMEM_RETURN_IF_ERROR(context.check_cancelled());
          out->segments.push_back(segment_of(context, segment, with_traces));
        }
        out->image = std::make_shared<Image>(log->file().config, full.final_image);
        if (annotated) out->annotated = annotate_log(full);
        return out;
      });
}

}  // namespace

void bind_replay(nb::module_& module) {
  nb::class_<ChipTrace>(module, "ChipTrace")
      .def_ro("name", &ChipTrace::name)
      .def_ro("used_rows", &ChipTrace::used_rows)
      .def_prop_ro(
          "cells",
          [](nb::handle self) {
            const auto& trace = nb::cast<const ChipTrace&>(self);
            const size_t shape[] = {trace.height, trace.width};
            const int64_t strides[] = {1, static_cast<int64_t>(trace.height)};
            return nb::ndarray<nb::numpy, const uint32_t, nb::ndim<2>>(trace.cells.data(), 2, shape, self,
                                                                       strides);
          },
          nb::rv_policy::automatic);
  nb::class_<SegmentOfReplay>(module, "ReplayedSegment")
      .def_ro("facts", &SegmentOfReplay::facts)
      .def_ro("traces", &SegmentOfReplay::traces);
  nb::class_<Replay>(module, "Replay")
      .def_ro("segments", &Replay::segments)
      .def_ro("image", &Replay::image)
      .def_ro("annotated", &Replay::annotated);
  module.def("replay", &replay, nb::arg("log"), nb::arg("with_traces"), nb::arg("annotated"),
             nb::arg("options"));
}

}  // namespace zkmem::python
