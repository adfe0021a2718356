// Whether a segment can be proven with the parameters and the memory budget, asked of its heights before
// anything large is allocated.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/protocol/verifying_key.h"
#include "zkmem/statement/parameters.h"

namespace zkmem {

// Below so many accesses a smaller segment does not need noticeably less: the fixed tables dominate.
inline constexpr uint64_t kSmallestSegment = uint64_t{1} << 12;

// log2 of each AIR's height, by AIR of the key; empty: absent.
using LogHeights = std::vector<std::optional<uint32_t>>;

struct SegmentShape {
  LogHeights heights;
  uint64_t trace_cells = 0;
  uint32_t log_stacked_height = 0;  // fit_segment() fills it in
};

inline constexpr uint32_t kAnyHeight = 20;  // of a key that is only asked for widths

// Cells of these heights, cached ones included.
uint64_t cells_of_heights(const VerifyingKeyContent& key, const LogHeights& heights);

// Of traces, cached parts included, without a stacked height; `num_airs` of their key.
SegmentShape shape_of_traces(const ProvingInput& traces, size_t num_airs);

// The key of the statement at a stacked height.
using KeyOfHeight = std::function<Result<std::shared_ptr<const VerifyingKey>>(uint32_t log_stacked_height)>;

// Where a segment's traces are while it is proven.
enum class TracesIn { kMemory, kFile };

// Bytes that the traces and their proof take, with the traces in memory.
uint64_t needed_bytes(const VerifyingKey& key, const SegmentShape& shape);

// Chooses the stacked height: the parameters' own, else the smallest that holds the shape. kLimit if no
// height or not this one does, or if the context's budget is too small; the message has both numbers.
Status fit_segment(const Context& context, const ParameterChoice& parameters, const KeyOfHeight& key_of,
                   SegmentShape& shape, TracesIn place);

// What a plan notes about segments that were cut to fit: one line, however often the limit was halved.
class CutNote {
 public:
  explicit CutNote(std::vector<std::string>& notes) : notes_(notes) {}
  // `limit` accesses are the most from segment `index` on, for that reason; limits only get smaller.
  void add(size_t index, uint64_t limit, const Error& reason);

 private:
  std::vector<std::string>& notes_;
  std::optional<size_t> line_;  // of notes_
  size_t first_ = 0;            // segment that was cut
};

// What a plan notes about a segment that only fits with its traces in a file.
std::string spilling_note(size_t index, const Error& without);

}  // namespace zkmem
