#include "log_columns.h"

#include <array>

#include <fmt/format.h>

#include "zkmem/memory/online/access_log.h"

namespace zkmem::python {
namespace {

CellType cell_type(const MemoryConfig& config, uint32_t space) {
  return config.has_space(space) ? config.spaces[space].cell_type : CellType::kNull;
}

class Appender {
 public:
  Appender(const MemoryConfig& config, const LogColumns& columns, LogBuilder& builder)
      : config_(config), columns_(columns), builder_(builder) {}

  Status row(size_t i) {
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t op, columns_.op.at(i));
    if (op == kSegmentEnd) return builder_.segment(), Status();
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t pointer, columns_.pointer.at(i));
    if (op == kTick) return builder_.inc(pointer);
    if (op > kReadUnknown) {
      return bad_input(fmt::format(
          "{} is no operation: 0 is a read, 1 a write, 2 a read without values, 3 a tick, 4 a segment's end",
          op));
    }
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t space, columns_.space.at(i));
    Access access{op == kWrite ? OpType::kWrite : OpType::kRead, space, pointer, 0};
    ZKMEM_ASSIGN_OR_RETURN(access.size, size_of(i, space));
    const bool known = op != kReadUnknown && columns_.values.has(i);
    if (!known) return builder_.access(access, {}, false);
    if (access.size > cells_.size())
      return bad_input(fmt::format("an access of {} cells, {} are the most", access.size, cells_.size()));
    ZKMEM_RETURN_IF_ERROR(read_cells(i, access));
    return builder_.access(access, std::span(cells_).first(access.size), true);
  }

  // Flat values that no operation has taken are as wrong as those that are missing.
  Status finish() const {
    const ValueColumns& values = columns_.values;
    if (values.form != ValueColumns::Form::kFlat || values.columns[0].size() == taken_) return {};
    return bad_input(
        fmt::format("{} values are given, the operations have {}", values.columns[0].size(), taken_));
  }

 private:
  Result<uint32_t> size_of(size_t i, uint32_t space) const {
    if (columns_.cells.is_given()) return columns_.cells.at(i);
    const ValueColumns& values = columns_.values;
    switch (values.form) {
      case ValueColumns::Form::kCells:
        return static_cast<uint32_t>(values.columns.size());
      case ValueColumns::Form::kLists: {
        ZKMEM_ASSIGN_OR_RETURN(const uint32_t begin, values.offsets.at(i));
        ZKMEM_ASSIGN_OR_RETURN(const uint32_t end, values.offsets.at(i + 1));
        return end - begin;
      }
      case ValueColumns::Form::kWords:
        if (const uint32_t bytes = cell_bytes(cell_type(config_, space)); bytes != 0) return 4 / bytes;
        return uint32_t{1};
      case ValueColumns::Form::kNone:
      case ValueColumns::Form::kFlat:
        break;
    }
    return bad_input("its size is not given");
  }

  Status read_cells(size_t i, const Access& access) {
    const ValueColumns& values = columns_.values;
    switch (values.form) {
      case ValueColumns::Form::kNone:
        return {};
      case ValueColumns::Form::kFlat:
        if (access.size > values.columns[0].size() - taken_) {
          return bad_input(fmt::format("{} values are needed, {} are left of {}", access.size,
                                       values.columns[0].size() - taken_, values.columns[0].size()));
        }
        taken_ += access.size;
        return read_run(values.columns[0], taken_ - access.size, access.size);
      case ValueColumns::Form::kLists: {
        ZKMEM_ASSIGN_OR_RETURN(const uint32_t begin, values.offsets.at(i));
        ZKMEM_ASSIGN_OR_RETURN(const uint32_t end, values.offsets.at(i + 1));
        if (end - begin != access.size)
          return bad_input(fmt::format("{} values for {} cells", end - begin, access.size));
        return read_run(values.columns[0], begin, access.size);
      }
      case ValueColumns::Form::kCells:
        if (access.size > values.columns.size())
          return bad_input(fmt::format("{} values for {} cells", values.columns.size(), access.size));
        for (uint32_t k = 0; k < access.size; ++k) {
          ZKMEM_ASSIGN_OR_RETURN(cells_[k], values.columns[k].at(i));
        }
        return {};
      case ValueColumns::Form::kWords:
        return read_word(i, access);
    }
    return {};
  }

  Status read_run(const Column& column, size_t first, uint32_t count) {
    for (uint32_t k = 0; k < count; ++k) {
      ZKMEM_ASSIGN_OR_RETURN(cells_[k], column.at(first + k));
    }
    return {};
  }

  Status read_word(size_t i, const Access& access) {
    ZKMEM_ASSIGN_OR_RETURN(const uint32_t word, columns_.values.columns[0].at(i));
    const uint32_t bytes = cell_bytes(cell_type(config_, access.address_space));
    if (access.size == 1) {
      cells_[0] = word;
      return {};
    }
    if (access.size * bytes != 4) {
      return bad_input(fmt::format("a word has 4 bytes, the {} cells of space {} have {}", access.size,
                                   access.address_space, access.size * bytes));
    }
    for (uint32_t k = 0; k < access.size; ++k)
      cells_[k] = word >> (8 * bytes * k) & ((uint32_t{1} << (8 * bytes)) - 1);
    return {};
  }

  const MemoryConfig& config_;
  const LogColumns& columns_;
  LogBuilder& builder_;
  size_t taken_ = 0;  // of flat values
  std::array<uint32_t, kMaxAccessSize> cells_{};
};

Status check_length(const Column& column, size_t needed) {
  if (column.is_constant() || column.size() == needed) return {};
  return bad_input(
      fmt::format("column {} has {} rows, the operations are {}", column.name(), column.size(), needed));
}

}  // namespace

Status append_columns(const MemoryConfig& config, const LogColumns& columns, size_t first,
                      LogBuilder& builder) {
  for (const Column* column : {&columns.op, &columns.space, &columns.pointer, &columns.cells})
    ZKMEM_RETURN_IF_ERROR(check_length(*column, columns.size));
  const bool by_row =
      columns.values.form == ValueColumns::Form::kCells || columns.values.form == ValueColumns::Form::kWords;
  for (size_t k = 0; by_row && k < columns.values.columns.size(); ++k)
    ZKMEM_RETURN_IF_ERROR(check_length(columns.values.columns[k], columns.size));
  Appender appender(config, columns, builder);
  for (size_t i = 0; i < columns.size; ++i) {
    const Status added = appender.row(i);
    if (!added.ok()) return added.error().in(fmt::format("operation {}", first + i));
  }
  return appender.finish();
}

DecodedLog decode_log(const AccessLog& log) {
  DecodedLog out;
  const size_t size = log.size();
  out.op.reserve(size);
  for (auto* column : {&out.space, &out.pointer, &out.size, &out.timestamp, &out.prev_timestamp})
    column->reserve(size);
  out.offsets.reserve(size + 1);
  out.offsets.push_back(0);
  const auto add = [&](Operation op, uint32_t space, uint32_t pointer, uint32_t cells, uint32_t time,
                       uint32_t prev) {
    out.op.push_back(op);
    out.space.push_back(space);
    out.pointer.push_back(pointer);
    out.size.push_back(cells);
    out.timestamp.push_back(time);
    out.prev_timestamp.push_back(prev);
    out.offsets.push_back(static_cast<int64_t>(out.values.size()));
  };
  auto it = log.begin();
  for (; it != log.end(); ++it) {
    const AccessView view = *it;
    // Time that passed without an entry has a row, as it has a line in text.
    if (view.timestamp > it.clock()) add(kTick, 0, view.timestamp - it.clock(), 0, it.clock(), 0);
    switch (view.kind) {
      case LogKind::kInc:
        add(kTick, 0, view.amount, 0, view.timestamp, 0);
        break;
      case LogKind::kSegment:
        add(kSegmentEnd, 0, 0, 0, view.timestamp, 0);
        break;
      case LogKind::kAccess: {
        const Operation op = view.op == OpType::kWrite ? kWrite : view.values_known ? kRead : kReadUnknown;
        for (uint32_t k = 0; view.values_known && k < view.size; ++k) out.values.push_back(view.value(k));
        add(op, view.address_space, view.pointer, view.size, view.timestamp, view.prev_timestamp);
        break;
      }
    }
  }
  if (it.clock() != log.end_timestamp()) add(kTick, 0, log.end_timestamp() - it.clock(), 0, it.clock(), 0);
  return out;
}

}  // namespace zkmem::python
