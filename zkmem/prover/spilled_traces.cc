#include "zkmem/prover/spilled_traces.h"

#include <algorithm>

#include "zkmem/prover/prove.h"

namespace zkmem {
namespace {

constexpr size_t kPiece = size_t{1} << 24;  // bytes between two looks at the cancel flag

// Calls part(view) for each part of an AIR's trace that has columns, in one order.
template <class Traces, class Part>
void for_each_part(Traces& traces, const Part& part) {
  if (traces.preprocessed.width() != 0) part(traces.preprocessed);
  for (auto& cached : traces.cached_mains)
    if (cached.width() != 0) part(cached);
  if (traces.common_main.width() != 0) part(traces.common_main);
}

uint64_t trace_bytes(const ProvingInput& input) {
  uint64_t bytes = 0;
  for (const AirTraces& traces : input) {
    for_each_part(traces, [&](const ConstTraceView& view) {
      bytes += uint64_t{sizeof(BabyBear)} * view.height() * view.width();
    });
  }
  return bytes;
}

}  // namespace

Result<SpilledTraces> SpilledTraces::write(const Context& context, const std::string& directory,
                                           const ProvingInput& input) {
  ZKMEM_ASSIGN_OR_RETURN(UnnamedFile file, UnnamedFile::create(directory));
  const double total = static_cast<double>(std::max<uint64_t>(trace_bytes(input), 1));
  Status status;
  for (const AirTraces& traces : input) {
    for_each_part(traces, [&](const ConstTraceView& view) {
      std::span<const std::byte> bytes =
          std::as_bytes(std::span<const BabyBear>(view.data(), view.height() * view.width()));
      while (status.ok() && !bytes.empty()) {
        const size_t count = std::min(kPiece, bytes.size());
        status = context.check_cancelled();
        if (status.ok()) status = file.append(bytes.first(count));
        bytes = bytes.subspan(count);
        context.report("spill", std::min(1.0, static_cast<double>(file.size()) / total));
      }
    });
  }
  ZKMEM_RETURN_IF_ERROR(status);

  SpilledTraces spilled(std::move(file));
  ZKMEM_ASSIGN_OR_RETURN(const std::byte* next, spilled.file_.map());
  spilled.input_ = input;
  for (AirTraces& traces : spilled.input_) {
    for_each_part(traces, [&](ConstTraceView& view) {
      // The file holds nothing but field elements, and starts on a page.
      const void* cells = next;
      view = ConstTraceView(static_cast<const BabyBear*>(cells), view.height(), view.width());
      next += sizeof(BabyBear) * view.height() * view.width();
    });
  }
  return spilled;
}

ProvingNeed proving_need(const VerifyingKey& key, const ProvingInput& input, unsigned threads) {
  const uint64_t traces = trace_bytes(input);
  const uint64_t proving = proving_memory(key, input, threads);
  return {traces + proving, std::max(traces, proving)};
}

}  // namespace zkmem
