#include "arrow.h"

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace zkmem::python {
namespace {

// --- Reading ---------------------------------------------------------------------------------------------

template <class T>
class Owned {
 public:
  Owned() = default;
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (value_.release != nullptr) value_.release(&value_);
  }
  T& operator*() { return value_; }
  T* operator->() { return &value_; }
  T* get() { return &value_; }

 private:
  T value_ = {};
};

std::optional<Integer> integer_of(std::string_view format) {
  if (format.size() != 1) return std::nullopt;
  switch (format[0]) {
    case 'C':
      return Integer::kU8;
    case 'S':
      return Integer::kU16;
    case 'I':
      return Integer::kU32;
    case 'L':
      return Integer::kU64;
    case 'c':
      return Integer::kI8;
    case 's':
      return Integer::kI16;
    case 'i':
      return Integer::kI32;
    case 'l':
      return Integer::kI64;
    default:
      return std::nullopt;
  }
}

int64_t bytes_of(Integer type) { return int64_t{1} << (static_cast<uint8_t>(type) & 3); }

Error unreadable(const std::string& name, std::string_view format, const char* wanted) {
  return bad_input(fmt::format("column {} is of Arrow's type '{}', {} needed", name, format, wanted));
}

// `skip`: rows before the batch's own.
Result<Column> integers(const std::string& name, const ArrowSchema& schema, const ArrowArray& array,
                        int64_t skip, int64_t size, bool nulls_allowed = false) {
  const auto type = integer_of(schema.format);
  if (!type || schema.dictionary != nullptr) return unreadable(name, schema.format, "whole numbers are");
  if (array.null_count != 0 && !nulls_allowed)
    return bad_input(fmt::format("column {} has rows without a value (null)", name));
  static const uint8_t kNothing[8] = {};
  const char* data = static_cast<const char*>(array.buffers[1]);
  if (data == nullptr) data = reinterpret_cast<const char*>(kNothing);  // of no rows
  return Column(name, *type, data + (array.offset + skip) * bytes_of(*type), bytes_of(*type),
                static_cast<size_t>(size));
}

std::optional<uint8_t> operation_of(std::string_view word) {
  if (word == "read") return kRead;
  if (word == "write") return kWrite;
  if (word == "inc") return kTick;
  if (word == "segment") return kSegmentEnd;
  return std::nullopt;
}

// Of an array of strings, whose offsets are of that type.
template <class Offset>
std::string_view string_at(const ArrowArray& array, int64_t i) {
  const auto* text = static_cast<const char*>(array.buffers[2]);
  const auto* offsets = static_cast<const Offset*>(array.buffers[1]) + array.offset;
  return {text + offsets[i], static_cast<size_t>(offsets[i + 1] - offsets[i])};
}

// Likewise of string views (polars' strings), which hold up to 12 bytes themselves.
std::string_view viewed_string_at(const ArrowArray& array, int64_t i) {
  const auto* view = static_cast<const char*>(array.buffers[1]) + 16 * (array.offset + i);
  int32_t parts[4];  // length, prefix, buffer, offset
  std::memcpy(parts, view, sizeof parts);
  const auto length = static_cast<size_t>(parts[0]);
  if (length <= 12) return {view + 4, length};
  return {static_cast<const char*>(array.buffers[2 + parts[2]]) + parts[3], length};
}

// Words become numbers, a byte each, in `codes`: the one column that is not read in place.
Result<Column> operations(const ArrowSchema& schema, const ArrowArray& array, int64_t skip, int64_t size,
                          size_t first, std::vector<uint8_t>& codes) {
  const bool is_dictionary = schema.dictionary != nullptr;
  const std::string_view format = is_dictionary ? schema.dictionary->format : schema.format;
  if (format != "u" && format != "U" && format != "vu") return integers("op", schema, array, skip, size);
  if (array.null_count != 0) return bad_input("column op has rows without a value (null)");
  Column indices;
  if (is_dictionary) {
    ArrowSchema plain = schema;
    plain.dictionary = nullptr;
    ZKMEM_ASSIGN_OR_RETURN(indices, integers("op", plain, array, skip, size));
  }
  const ArrowArray& words = is_dictionary ? *array.dictionary : array;
  codes.resize(static_cast<size_t>(size));
  for (size_t i = 0; i < codes.size(); ++i) {
    int64_t at = skip + static_cast<int64_t>(i);
    if (is_dictionary) {
      ZKMEM_ASSIGN_OR_RETURN(at, indices.at(i));
    }
    const std::string_view word = format == "u"   ? string_at<int32_t>(words, at)
                                  : format == "U" ? string_at<int64_t>(words, at)
                                                  : viewed_string_at(words, at);
    const auto code = operation_of(word);
    if (!code) {
      return bad_input(
          fmt::format("operation {}: '{}' is no operation (read, write, inc, segment)", first + i, word));
    }
    codes[i] = *code;
  }
  return Column("op", Integer::kU8, codes.data(), 1, codes.size());
}

// Which rows have values.
void take_validity(const ArrowArray& array, int64_t skip, ValueColumns& values) {
  values.validity = array.null_count == 0 ? nullptr : static_cast<const uint8_t*>(array.buffers[0]);
  values.first_bit = static_cast<size_t>(array.offset + skip);
}

Result<ValueColumns> lists(const ArrowSchema& schema, const ArrowArray& array, int64_t skip, int64_t size) {
  const std::string_view format = schema.format;
  const bool is_large = format == "+L";
  if (format != "+l" && !is_large) return unreadable("values", format, "lists of whole numbers are");
  ValueColumns values;
  values.form = ValueColumns::Form::kLists;
  const int64_t width = is_large ? 8 : 4;
  values.offsets = Column("values", is_large ? Integer::kI64 : Integer::kI32,
                          static_cast<const char*>(array.buffers[1]) + (array.offset + skip) * width, width,
                          static_cast<size_t>(size) + 1);
  ZKMEM_ASSIGN_OR_RETURN(Column cells, integers("values", *schema.children[0], *array.children[0], 0,
                                                array.children[0]->length));
  values.columns.push_back(std::move(cells));
  take_validity(array, skip, values);
  return values;
}

Result<LogColumns> columns_of(const ArrowSchema& schema, const ArrowArray& batch, size_t first,
                              std::vector<uint8_t>& codes) {
  LogColumns columns;
  columns.size = static_cast<size_t>(batch.length);
  for (int64_t c = 0; c < schema.n_children; ++c) {
    const ArrowSchema& field = *schema.children[c];
    const ArrowArray& array = *batch.children[c];
    const std::string name = field.name == nullptr ? "" : field.name;
    const auto numbers = [&](bool nulls_allowed = false) {
      return integers(name, field, array, batch.offset, batch.length, nulls_allowed);
    };
    if (name == "op") {
      ZKMEM_ASSIGN_OR_RETURN(columns.op, operations(field, array, batch.offset, batch.length, first, codes));
    } else if (name == "space" || name == "as") {
      ZKMEM_ASSIGN_OR_RETURN(columns.space, numbers());
    } else if (name == "pointer" || name == "ptr") {
      ZKMEM_ASSIGN_OR_RETURN(columns.pointer, numbers());
    } else if (name == "size") {
      ZKMEM_ASSIGN_OR_RETURN(columns.cells, numbers());
    } else if (name == "values") {
      ZKMEM_ASSIGN_OR_RETURN(columns.values, lists(field, array, batch.offset, batch.length));
    } else if (name == "word") {
      columns.values.form = ValueColumns::Form::kWords;
      ZKMEM_ASSIGN_OR_RETURN(Column word, numbers(true));
      columns.values.columns = {std::move(word)};
      take_validity(array, batch.offset, columns.values);
    }
  }
  const std::pair<const char*, const Column*> needed[] = {
      {"op", &columns.op}, {"space", &columns.space}, {"pointer", &columns.pointer}};
  for (const auto& [name, column] : needed) {
    if (!column->is_given())
      return bad_input(fmt::format("there is no column {}: op, space and pointer are needed", name));
  }
  return columns;
}

Error stream_error(ArrowArrayStream& stream, int code) {
  const char* words = stream.get_last_error(&stream);
  return bad_input(
      fmt::format("the Arrow stream failed: {}", words != nullptr ? words : std::strerror(code)));
}

}  // namespace

Status append_arrow(const MemoryConfig& config, ArrowArrayStream& stream, LogBuilder& builder) {
  Owned<ArrowSchema> schema;
  if (const int code = stream.get_schema(&stream, schema.get()); code != 0) return stream_error(stream, code);
  if (std::string_view(schema->format) != "+s")
    return bad_input(fmt::format("the Arrow stream is of type '{}', a table is needed", schema->format));
  std::vector<uint8_t> codes;
  for (size_t first = 0;;) {
    Owned<ArrowArray> batch;
    if (const int code = stream.get_next(&stream, batch.get()); code != 0) return stream_error(stream, code);
    if (batch->release == nullptr) return {};
    ZKMEM_ASSIGN_OR_RETURN(const LogColumns columns, columns_of(*schema, *batch, first, codes));
    ZKMEM_RETURN_IF_ERROR(append_columns(config, columns, first, builder));
    first += columns.size;
  }
}

// --- Handing out -----------------------------------------------------------------------------------------

namespace {

using Shared = std::shared_ptr<const DecodedLog>;

struct Field {
  const char* name;
  const char* format;
};
constexpr Field kFields[] = {{"op", "C"},      {"space", "I"},     {"pointer", "I"},       {"size", "I"},
                             {"values", "+L"}, {"timestamp", "I"}, {"prev_timestamp", "I"}};
constexpr int64_t kNumFields = std::size(kFields);

// What a schema or array owns: its children, which it releases, and itself.
struct SchemaParts {
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};
struct ArrayParts {
  Shared columns;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
};

template <class T, class Parts>
void release_with(T* value) {
  for (int64_t c = 0; c < value->n_children; ++c) {
    if (value->children[c]->release != nullptr) value->children[c]->release(value->children[c]);
  }
  delete static_cast<Parts*>(value->private_data);
  value->release = nullptr;
}

void make_schema(ArrowSchema& schema, const char* name, const char* format,
                 std::vector<ArrowSchema> children) {
  auto* parts = new SchemaParts{std::move(children), {}};
  for (ArrowSchema& child : parts->children) parts->pointers.push_back(&child);
  schema = {format,
            name,
            nullptr,
            0,
            static_cast<int64_t>(parts->children.size()),
            parts->pointers.data(),
            nullptr,
            release_with<ArrowSchema, SchemaParts>,
            parts};
}

void make_array(ArrowArray& array, const Shared& columns, size_t length, std::vector<const void*> buffers,
                std::vector<ArrowArray> children) {
  auto* parts = new ArrayParts{columns, std::move(buffers), std::move(children), {}};
  for (ArrowArray& child : parts->children) parts->pointers.push_back(&child);
  array = {static_cast<int64_t>(length),
           0,
           0,
           static_cast<int64_t>(parts->buffers.size()),
           static_cast<int64_t>(parts->children.size()),
           parts->buffers.data(),
           parts->pointers.data(),
           nullptr,
           release_with<ArrowArray, ArrayParts>,
           parts};
}

int give_schema(ArrowArrayStream* /*stream*/, ArrowSchema* out) {
  std::vector<ArrowSchema> fields(kNumFields);
  for (size_t c = 0; c < fields.size(); ++c) {
    std::vector<ArrowSchema> items;
    if (std::string_view(kFields[c].format) == "+L") make_schema(items.emplace_back(), "item", "I", {});
    make_schema(fields[c], kFields[c].name, kFields[c].format, std::move(items));
  }
  make_schema(*out, "", "+s", std::move(fields));
  return 0;
}

struct StreamParts {
  Shared columns;  // null: the batch is given
};

int give_batch(ArrowArrayStream* stream, ArrowArray* out) {
  auto* parts = static_cast<StreamParts*>(stream->private_data);
  const Shared columns = std::exchange(parts->columns, nullptr);
  if (columns == nullptr) {
    *out = {};
    return 0;
  }
  const size_t size = columns->op.size();
  std::vector<ArrowArray> fields;
  const auto add = [&](const void* data) {
    make_array(fields.emplace_back(), columns, size, {nullptr, data}, {});
  };
  add(columns->op.data());
  add(columns->space.data());
  add(columns->pointer.data());
  add(columns->size.data());
  std::vector<ArrowArray> items(1);
  make_array(items[0], columns, columns->values.size(), {nullptr, columns->values.data()}, {});
  make_array(fields.emplace_back(), columns, size, {nullptr, columns->offsets.data()}, std::move(items));
  add(columns->timestamp.data());
  add(columns->prev_timestamp.data());
  make_array(*out, columns, size, {nullptr}, std::move(fields));
  return 0;
}

}  // namespace

void export_arrow(std::shared_ptr<const DecodedLog> columns, ArrowArrayStream& stream) {
  stream = {give_schema, give_batch, [](ArrowArrayStream*) -> const char* { return nullptr; },
            [](ArrowArrayStream* released) {
              delete static_cast<StreamParts*>(released->private_data);
              released->release = nullptr;
            },
            new StreamParts{std::move(columns)}};
}

}  // namespace zkmem::python
