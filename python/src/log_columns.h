// An access log from columns and to columns.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "column.h"
#include "zkmem/base/result.h"
#include "zkmem/memory/log/log_builder.h"
#include "zkmem/memory/log/log_file.h"

namespace zkmem::python {

// What an operation is in a column, as in zkmem/c/zkmem.h.
enum Operation : uint8_t { kRead = 0, kWrite = 1, kReadUnknown = 2, kTick = 3, kSegmentEnd = 4 };

struct LogColumns {
  size_t size = 0;
  Column op, space, pointer;
  Column cells;  // of each access; not given: what its values say
  ValueColumns values;
};

// Appends the rows; errors begin with "operation N: ", counted from `first`.
Status append_columns(const MemoryConfig& config, const LogColumns& columns, size_t first,
                      LogBuilder& builder);

// A log as columns of its own: made once, then seen by whoever wants them.
struct DecodedLog {
  std::vector<uint8_t> op;
  std::vector<uint32_t> space, pointer, size, timestamp, prev_timestamp;
  std::vector<int64_t> offsets;  // into `values`, one more than there are operations
  std::vector<uint32_t> values;
};
DecodedLog decode_log(const AccessLog& log);

}  // namespace zkmem::python
