// The memory of a machine of one's own, and access logs.
#include <fmt/format.h>

#include "zkmem/c/boundary.h"
#include "zkmem/c/log.h"
#include "zkmem/memory/log/log_builder.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/zkmem.h"

struct zkmem_memory {
  zkmem::OwnMemory memory;
};

namespace zkmem::c {
namespace {

// The hot calls: no message is made unless the caller wants one.
template <class Body>
zkmem_code accessing(zkmem_memory* memory, zkmem_error** error, const Body& body) noexcept {
  if (error != nullptr) *error = nullptr;
  if (memory == nullptr) return fail(error, ZKMEM_BAD_INPUT, "memory is null");
  try {
    const auto done = body(memory->memory);
    if (done.ok()) [[likely]]
      return ZKMEM_OK;
    const MemoryError& refused = done.error();
    if (error == nullptr)
      return refused.kind == MemoryErrorKind::kCapacityReached ? ZKMEM_LIMIT : ZKMEM_BAD_INPUT;
    const Error told = refused.to_error();
    return fail(error, code_of(told.kind), told.message);
  } catch (const std::bad_alloc&) {
    return fail(error, ZKMEM_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& e) {
    return fail(error, ZKMEM_INTERNAL, e.what());
  }
}

Result<MemoryConfig> config_of(const char* json) {
  if (json == nullptr) return MemoryConfig::hybrid_default();
  auto config = parse_memory_config(json);
  if (!config.ok()) return config.error().in("config_json");
  return config;
}

// The columns of zkmem_log_from_columns().
struct Columns {
  size_t count = 0;
  const uint8_t* operations = nullptr;
  const uint32_t* spaces = nullptr;
  const uint32_t* pointers = nullptr;
  const uint32_t* sizes = nullptr;
  std::span<const uint32_t> values;
};

Status add_operation(const Columns& columns, size_t i, size_t& values_read, LogBuilder& builder) {
  const uint8_t operation = columns.operations[i];
  switch (operation) {
    case ZKMEM_OP_TICK:
      return builder.inc(columns.pointers[i]);
    case ZKMEM_OP_SEGMENT:
      builder.segment();
      return {};
    case ZKMEM_OP_READ:
    case ZKMEM_OP_WRITE:
    case ZKMEM_OP_READ_UNKNOWN:
      break;
    default:
      return bad_input(fmt::format("{} is no operation", operation));
  }
  const Access access = {operation == ZKMEM_OP_WRITE ? OpType::kWrite : OpType::kRead, columns.spaces[i],
                         columns.pointers[i], columns.sizes[i]};
  if (operation == ZKMEM_OP_READ_UNKNOWN) return builder.access(access, {}, false);
  const size_t left = columns.values.size() - values_read;
  if (access.size > left)
    return bad_input(
        fmt::format("{} values are needed, {} are left of {}", access.size, left, columns.values.size()));
  const auto values = columns.values.subspan(values_read, access.size);
  values_read += access.size;
  return builder.access(access, values, true);
}

Result<LogFile> log_of(const MemoryConfig& config, const Columns& columns) {
  LogBuilder builder(config, BabyBear::kModulus);
  size_t values_read = 0;
  for (size_t i = 0; i < columns.count; ++i) {
    const Status added = add_operation(columns, i, values_read, builder);
    if (!added.ok()) return added.error().in(fmt::format("operation {}", i));
  }
  if (values_read != columns.values.size())
    return bad_input(
        fmt::format("{} values are given, the operations have {}", columns.values.size(), values_read));
  return LogFile{config, CellImage(config, BabyBear::kModulus), std::move(builder).take(), {}};
}

}  // namespace
}  // namespace zkmem::c

using namespace zkmem;     // NOLINT: the functions below are C's
using namespace zkmem::c;  // NOLINT

extern "C" {

zkmem_code zkmem_memory_open(const char* config_json, zkmem_memory** memory, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(memory, "memory"));
    ZKMEM_ASSIGN_OR_RETURN(const MemoryConfig config, config_of(config_json));
    ZKMEM_ASSIGN_OR_RETURN(OwnMemory opened, open_memory(config));
    *memory = new zkmem_memory{std::move(opened)};
    return {};
  });
}

void zkmem_memory_free(zkmem_memory* memory) { delete memory; }

zkmem_code zkmem_memory_read(zkmem_memory* memory, uint32_t space, uint32_t pointer, uint32_t size,
                             uint32_t* values, zkmem_error** error) {
  if (values == nullptr && size != 0) return fail(error, ZKMEM_BAD_INPUT, "values is null");
  return accessing(memory, error, [&](OwnMemory& own) {
    auto done = own.read({space, pointer}, size);
    if (done.ok()) std::ranges::copy(done->values, values);
    return done;
  });
}

zkmem_code zkmem_memory_write(zkmem_memory* memory, uint32_t space, uint32_t pointer, uint32_t size,
                              const uint32_t* values, zkmem_error** error) {
  if (values == nullptr && size != 0) return fail(error, ZKMEM_BAD_INPUT, "values is null");
  return accessing(memory, error,
                   [&](OwnMemory& own) { return own.write({space, pointer}, std::span(values, size)); });
}

zkmem_code zkmem_memory_read_word(zkmem_memory* memory, uint32_t space, uint32_t pointer, uint32_t* word,
                                  zkmem_error** error) {
  if (word == nullptr) return fail(error, ZKMEM_BAD_INPUT, "word is null");
  return accessing(memory, error, [&](OwnMemory& own) {
    auto done = own.read_word({space, pointer});
    if (done.ok()) *word = done->value;
    return done;
  });
}

zkmem_code zkmem_memory_write_word(zkmem_memory* memory, uint32_t space, uint32_t pointer, uint32_t word,
                                   zkmem_error** error) {
  return accessing(memory, error, [&](OwnMemory& own) { return own.write_word({space, pointer}, word); });
}

zkmem_code zkmem_memory_tick(zkmem_memory* memory, uint64_t ticks, zkmem_error** error) {
  return accessing(memory, error, [&](OwnMemory& own) { return own.increment_timestamp_by(ticks); });
}

uint32_t zkmem_memory_clock(const zkmem_memory* memory) {
  return memory == nullptr ? 0 : memory->memory.timestamp();
}

zkmem_code zkmem_memory_cut_segment(zkmem_memory* memory, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(memory, "memory"));
    memory->memory.cut_segment();
    return {};
  });
}

zkmem_code zkmem_memory_checkpoint(zkmem_memory* memory, uint64_t* checkpoint, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(memory, "memory"));
    ZKMEM_RETURN_IF_ERROR(needed(checkpoint, "checkpoint"));
    *checkpoint = static_cast<uint64_t>(memory->memory.checkpoint());
    return {};
  });
}

zkmem_code zkmem_memory_rollback(zkmem_memory* memory, uint64_t checkpoint, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(memory, "memory"));
    if (!memory->memory.rollback(CheckpointId{checkpoint}))
      return bad_input(fmt::format("there is no checkpoint {}", checkpoint));
    return {};
  });
}

zkmem_code zkmem_memory_release(zkmem_memory* memory, uint64_t checkpoint, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(memory, "memory"));
    if (!memory->memory.release(CheckpointId{checkpoint}))
      return bad_input(fmt::format("there is no checkpoint {}", checkpoint));
    return {};
  });
}

zkmem_code zkmem_memory_take_log(zkmem_memory* memory, zkmem_log** log, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(memory, "memory"));
    ZKMEM_RETURN_IF_ERROR(needed(log, "log"));
    *log = new zkmem_log{take_log(memory->memory)};
    return {};
  });
}

zkmem_code zkmem_log_read(zkmem_span bytes, const char* config_json, zkmem_log** log, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(log, "log"));
    ZKMEM_ASSIGN_OR_RETURN(const auto content, bytes_of(bytes, "bytes.data"));
    LogOptions options;
    options.config_json = text_of(config_json);
    options.config_name = "config_json";
    ZKMEM_ASSIGN_OR_RETURN(LogFile read, parse_log(content, options));
    *log = new zkmem_log{std::move(read)};
    return {};
  });
}

zkmem_code zkmem_log_from_columns(const char* config_json, size_t count, const uint8_t* operations,
                                  const uint32_t* spaces, const uint32_t* pointers, const uint32_t* sizes,
                                  const uint32_t* values, size_t num_values, zkmem_log** log,
                                  zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(log, "log"));
    if (count != 0) {
      ZKMEM_RETURN_IF_ERROR(needed(operations, "operations"));
      ZKMEM_RETURN_IF_ERROR(needed(spaces, "spaces"));
      ZKMEM_RETURN_IF_ERROR(needed(pointers, "pointers"));
      ZKMEM_RETURN_IF_ERROR(needed(sizes, "sizes"));
    }
    if (num_values != 0) ZKMEM_RETURN_IF_ERROR(needed(values, "values"));
    ZKMEM_ASSIGN_OR_RETURN(const MemoryConfig config, config_of(config_json));
    ZKMEM_RETURN_IF_ERROR(config.validate());
    ZKMEM_ASSIGN_OR_RETURN(LogFile made, log_of(config, {count, operations, spaces, pointers, sizes,
                                                         std::span(values, num_values)}));
    *log = new zkmem_log{std::move(made)};
    return {};
  });
}

zkmem_code zkmem_log_write(const zkmem_log* log, zkmem_bytes** bytes, zkmem_error** error) {
  return guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(needed(log, "log"));
    ZKMEM_RETURN_IF_ERROR(needed(bytes, "bytes"));
    ZklogEncoder encoder(log->file.config, log->file.initial);
    encoder.append(log->file.log);
    encoder.finish();
    *bytes = give_bytes(encoder.take_bytes());
    return {};
  });
}

size_t zkmem_log_length(const zkmem_log* log) { return log == nullptr ? 0 : log->file.log.size(); }
void zkmem_log_free(zkmem_log* log) { delete log; }

}  // extern "C"
