#include "zkmem/vm/execution_record.h"

#include <algorithm>

#include "zkmem/base/parallel.h"

namespace zkmem {
namespace {
constexpr size_t kChunk = size_t{1} << 16;
}

ExecutionRecord::ExecutionRecord(size_t max_instructions)
    : pc_index_(std::make_unique_for_overwrite<uint32_t[]>(max_instructions)),
      timestamp_(std::make_unique_for_overwrite<uint32_t[]>(max_instructions)),
      first_access_(std::make_unique_for_overwrite<uint32_t[]>(max_instructions)),
      capacity_(max_instructions) {}

void ExecutionRecord::restart(uint32_t start_pc) {
  size_ = 0;
  entries_ = {};
  start_pc_ = start_pc;
  end_ = {};
}

std::vector<uint32_t> ExecutionRecord::frequencies(size_t program_size) const {
  std::vector<uint32_t> counts(program_size);
  for (const uint32_t index : pc_indices()) ++counts[index];
  return counts;
}

std::vector<std::vector<uint32_t>> ExecutionRecord::bucket(const Context& context,
                                                           std::span<const uint8_t> class_of,
                                                           size_t classes) const {
  // Count per chunk, turn counts into places, fill: each chunk knows where its rows go, so the order never
  // depends on the threads.
  const size_t chunks = (size_ + kChunk - 1) / kChunk;
  std::vector<uint32_t> place(chunks * classes);
  const auto for_each_chunk = [&](const auto& body) {
    parallel_for(context, chunks, 1, [&](size_t begin, size_t end) {
      for (size_t chunk = begin; chunk < end; ++chunk)
        body(&place[chunk * classes], chunk * kChunk, std::min(size_, (chunk + 1) * kChunk));
    });
  };
  for_each_chunk([&](uint32_t* counts, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) ++counts[class_of[pc_index_[i]]];
  });
  std::vector<std::vector<uint32_t>> rows(classes);
  for (size_t c = 0; c < classes; ++c) {
    uint32_t total = 0;
    for (size_t chunk = 0; chunk < chunks; ++chunk) {
      const uint32_t count = place[chunk * classes + c];
      place[chunk * classes + c] = total;
      total += count;
    }
    rows[c].resize(total);
  }
  for_each_chunk([&](uint32_t* next, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const uint8_t c = class_of[pc_index_[i]];
      rows[c][next[c]++] = static_cast<uint32_t>(i);
    }
  });
  return rows;
}

}  // namespace zkmem
