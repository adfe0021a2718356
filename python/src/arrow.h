// Arrow's C data and stream interfaces (https://arrow.apache.org/docs/format/CDataInterface.html), as far as
// an access log needs them: its columns are handed out, and a stream of columns is read, where they are.
#pragma once

#include <cstdint>
#include <memory>

#include "column.h"
#include "log_columns.h"

// The structures of the specification, under its names.
extern "C" {
struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream*, ArrowSchema*);
  int (*get_next)(ArrowArrayStream*, ArrowArray*);
  const char* (*get_last_error)(ArrowArrayStream*);
  void (*release)(ArrowArrayStream*);
  void* private_data;
};
}

namespace zkmem::python {

// Reads a stream whose rows are operations, batch by batch. Columns by name: op (numbers, or words: read,
// write, inc, segment), space or as, pointer or ptr, size, values (lists) or word; others are not looked at.
// The stream stays the caller's.
Status append_arrow(const MemoryConfig& config, ArrowArrayStream& stream, LogBuilder& builder);

// A stream of one batch, the log's columns, which the batch keeps alive. Release it with its own function.
void export_arrow(std::shared_ptr<const DecodedLog> columns, ArrowArrayStream& stream);

}  // namespace zkmem::python
