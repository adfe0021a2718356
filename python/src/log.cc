#include "log.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include "array.h"
#include "arrow.h"
#include "errors.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/log_statistics.h"
#include "zkmem/memory/log/zklog.h"
#include "zkmem/memory/model/raw_bytes.h"

namespace zkmem::python {
namespace {

using Given = nb::ndarray<nb::ro, nb::ndim<1>, nb::device::cpu>;

Result<Integer> integer_of(const std::string& name, nb::dlpack::dtype type) {
  const bool is_signed = type.code == static_cast<uint8_t>(nb::dlpack::dtype_code::Int);
  const bool is_unsigned = type.code == static_cast<uint8_t>(nb::dlpack::dtype_code::UInt) ||
                           type.code == static_cast<uint8_t>(nb::dlpack::dtype_code::Bool);
  if (is_signed || is_unsigned) {
    switch (type.bits) {
      case 8:
        return is_signed ? Integer::kI8 : Integer::kU8;
      case 16:
        return is_signed ? Integer::kI16 : Integer::kU16;
      case 32:
        return is_signed ? Integer::kI32 : Integer::kU32;
      case 64:
        return is_signed ? Integer::kI64 : Integer::kU64;
      default:
        break;
    }
  }
  return bad_input("column " + name + " does not hold whole numbers");
}

Result<Column> column_of(const std::string& name, const Given& array) {
  ZKMEM_ASSIGN_OR_RETURN(const Integer type, integer_of(name, array.dtype()));
  static const uint64_t kNothing = 0;
  const void* data = array.data() != nullptr ? array.data() : &kNothing;
  return Column(name, type, data, array.stride(0) * static_cast<int64_t>(array.itemsize()), array.shape(0));
}

Result<Column> column_of(const std::string& name, const std::variant<uint32_t, Given>& given) {
  if (const auto* number = std::get_if<uint32_t>(&given)) return Column::constant(name, *number);
  return column_of(name, std::get<Given>(given));
}

// A log whose operations `append` puts into a builder.
template <class Append>
Result<std::shared_ptr<Log>> build_log(const LogOptions& options, const Append& append) {
  ZKMEM_ASSIGN_OR_RETURN(StartOfMemory start, start_memory(options));
  LogBuilder builder(start.config, BabyBear::kModulus);
  ZKMEM_RETURN_IF_ERROR(append(start.config, builder));
  return std::make_shared<Log>(
      LogFile{start.config, std::move(start.image), std::move(builder).take(), {}, !options.initial.empty()});
}

Result<ValueColumns> values_of(const std::string& form, const std::vector<Given>& arrays) {
  ValueColumns values;
  using Form = ValueColumns::Form;
  values.form = form == "flat"    ? Form::kFlat
                : form == "cells" ? Form::kCells
                : form == "word"  ? Form::kWords
                                  : Form::kNone;
  for (size_t k = 0; k < arrays.size(); ++k) {
    ZKMEM_ASSIGN_OR_RETURN(Column column, column_of(form == "word" ? "word" : "values", arrays[k]));
    values.columns.push_back(std::move(column));
  }
  return values;
}

std::shared_ptr<Log> from_columns(const Given& op, const std::variant<uint32_t, Given>& space,
                                  const std::variant<uint32_t, Given>& pointer,
                                  const std::optional<std::variant<uint32_t, Given>>& size,
                                  const std::string& form, const std::vector<Given>& values,
                                  const std::string& config, const std::string& config_name,
                                  const std::string& profile, const std::string& memory,
                                  const InitialBytes& initial) {
  const auto made = [&]() -> Result<std::shared_ptr<Log>> {
    ZKMEM_ASSIGN_OR_RETURN(const LogOptions options,
                           log_options(config, config_name, profile, memory, initial));
    LogColumns columns;
    columns.size = op.shape(0);
    ZKMEM_ASSIGN_OR_RETURN(columns.op, column_of("op", op));
    ZKMEM_ASSIGN_OR_RETURN(columns.space, column_of("space", space));
    ZKMEM_ASSIGN_OR_RETURN(columns.pointer, column_of("pointer", pointer));
    if (size) {
      ZKMEM_ASSIGN_OR_RETURN(columns.cells, column_of("size", *size));
    }
    ZKMEM_ASSIGN_OR_RETURN(columns.values, values_of(form, values));
    const nb::gil_scoped_release unlocked;
    return build_log(options, [&](const MemoryConfig& of, LogBuilder& builder) {
      return append_columns(of, columns, 0, builder);
    });
  };
  return value_or_raise(made());
}

std::shared_ptr<Log> from_arrow(const nb::capsule& capsule, const std::string& config,
                                const std::string& config_name, const std::string& profile,
                                const std::string& memory, const InitialBytes& initial) {
  auto* stream = static_cast<ArrowArrayStream*>(capsule.data("arrow_array_stream"));
  const auto made = [&]() -> Result<std::shared_ptr<Log>> {
    ZKMEM_ASSIGN_OR_RETURN(const LogOptions options,
                           log_options(config, config_name, profile, memory, initial));
    // With the lock held: the stream may be one that Python makes.
    return build_log(options, [&](const MemoryConfig& of, LogBuilder& builder) {
      return append_arrow(of, *stream, builder);
    });
  };
  return value_or_raise(made());
}

std::shared_ptr<Log> read(const std::string& path, const std::optional<nb::bytes>& data,
                          const std::string& config, const std::string& config_name,
                          const std::string& profile, const std::string& memory,
                          const InitialBytes& initial) {
  const auto made = [&]() -> Result<std::shared_ptr<Log>> {
    ZKMEM_ASSIGN_OR_RETURN(const LogOptions options,
                           log_options(config, config_name, profile, memory, initial));
    if (!data) {
      const nb::gil_scoped_release unlocked;
      ZKMEM_ASSIGN_OR_RETURN(LogFile file, read_log_file(path, options));
      return std::make_shared<Log>(std::move(file));
    }
    const std::span<const uint8_t> bytes = view_of(*data);
    const nb::gil_scoped_release unlocked;
    ZKMEM_ASSIGN_OR_RETURN(LogFile file, parse_log(bytes, options));
    return std::make_shared<Log>(std::move(file));
  };
  return value_or_raise(made());
}

nb::object arrow_stream(const Log& log) {
  auto* stream = new ArrowArrayStream{};
  export_arrow(log.columns(), *stream);
  PyObject* capsule = PyCapsule_New(stream, "arrow_array_stream", [](PyObject* dying) {
    auto* held = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(dying, "arrow_array_stream"));
    if (held->release != nullptr) held->release(held);
    delete held;
  });
  return nb::steal(capsule);
}

// A view into the decoded log, which stays as long as the view does.
template <class T>
void bind_column(nb::class_<Log>& bound, const char* name, std::vector<T> DecodedLog::* column) {
  bound.def_prop_ro(
      name,
      [column](const Log& log) {
        const std::shared_ptr<const DecodedLog> columns = log.columns();
        return seen(keeping(columns), (*columns).*column);
      },
      nb::rv_policy::automatic);
}

}  // namespace

std::shared_ptr<const DecodedLog> Log::columns() const {
  const nb::gil_scoped_release unlocked;  // before the mutex: whoever holds it may be waiting for the lock
  const std::lock_guard lock(mutex_);
  if (columns_ == nullptr) columns_ = std::make_shared<const DecodedLog>(decode_log(file_.log));
  return columns_;
}

std::span<const uint8_t> view_of(const nb::bytes& bytes) {
  return {static_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

std::vector<uint8_t> bytes_of(const nb::bytes& bytes) {
  const std::span<const uint8_t> view = view_of(bytes);
  return {view.begin(), view.end()};
}

nb::bytes to_bytes(std::span<const uint8_t> bytes) { return nb::bytes(bytes.data(), bytes.size()); }

Result<LogOptions> log_options(const std::string& config, const std::string& config_name,
                               const std::string& profile, const std::string& memory,
                               const InitialBytes& initial) {
  LogOptions options;
  options.config_json = config;
  options.config_name = config_name;
  if (!config.empty()) {
    if (auto parsed = read_memory_config(config, MemoryConfig::hybrid_default()); !parsed.ok())
      return parsed.error().in(config_name);
  }
  if (!profile.empty()) {
    options.profile = parse_profile(profile);
    if (!options.profile)
      return bad_input("profile: '" + profile + "' is none of openvm-v1, openvm-v2 and hybrid");
  }
  if (!memory.empty()) {
    options.mode = parse_mode(memory);
    if (!options.mode)
      return bad_input("memory: '" + memory + "' is none of persistent, volatile and global");
  }
  for (const auto& [space, pointer, bytes, name] : initial)
    options.initial.push_back({{space, pointer}, bytes_of(bytes), name});
  return options;
}

Result<StartOfMemory> start_memory(const LogOptions& options) {
  ZKMEM_ASSIGN_OR_RETURN(const MemoryConfig config, resolve_config("", options));
  ZKMEM_RETURN_IF_ERROR(check_raw_bytes(config, options.initial));
  MemoryImage<BabyBear> image(config);
  write_raw_bytes(options.initial, image);
  return StartOfMemory{config, std::move(image)};
}

void bind_log(nb::module_& module) {
  nb::class_<Log> bound(module, "Log");
  bound
      .def_static("from_columns", &from_columns, nb::arg("op"), nb::arg("space"), nb::arg("pointer"),
                  nb::arg("size").none(), nb::arg("form"), nb::arg("values"), nb::arg("config"),
                  nb::arg("config_name"), nb::arg("profile"), nb::arg("memory"), nb::arg("initial"),
                  nb::sig("def from_columns(op: numpy.typing.ArrayLike, space: int | numpy.typing.ArrayLike, "
                          "pointer: int | numpy.typing.ArrayLike, "
                          "size: int | numpy.typing.ArrayLike | None, form: str, values: "
                          "collections.abc.Sequence[numpy.typing.ArrayLike], config: str, "
                          "config_name: str, profile: str, memory: str, initial: "
                          "collections.abc.Sequence[tuple[int, int, bytes, str]]) -> Log"))
      .def_static("from_arrow", &from_arrow, nb::arg("stream"), nb::arg("config"), nb::arg("config_name"),
                  nb::arg("profile"), nb::arg("memory"), nb::arg("initial"))
      .def_static("read", &read, nb::arg("path"), nb::arg("data").none(), nb::arg("config"),
                  nb::arg("config_name"), nb::arg("profile"), nb::arg("memory"), nb::arg("initial"))
      .def("__len__", [](const Log& log) { return log.file().log.size(); })
      .def_prop_ro("config", [](const Log& log) { return to_json(log.file().config); })
      .def_prop_ro("statistics",
                   [](const Log& log) {
                     const nb::gil_scoped_release unlocked;
                     return to_json(count_log(log.file()), log.file().config);
                   })
      .def(
          "write",
          [](const Log& log, const std::string& path, const std::string& to) {
            const auto done = [&]() -> Status {
              const LogFormat format = to == "zklog"   ? LogFormat::kZklog
                                       : to == "jsonl" ? LogFormat::kJsonLines
                                                       : log_format_for(path);
              const nb::gil_scoped_release unlocked;
              return write_log_file(path, log.file(), format);
            };
            value_or_raise(done());
          },
          nb::arg("path"), nb::arg("to"))
      .def("encode",
           [](const Log& log) {
             ZklogEncoder encoder(log.file().config, log.file().initial);
             {
               const nb::gil_scoped_release unlocked;
               encoder.append(log.file().log);
               encoder.finish();
             }
             return to_bytes(encoder.take_bytes());
           })
      .def(
          "text", [](const Log& log, size_t count) { return jsonl_operations(log.file().log, count); },
          nb::arg("count"))
      .def("arrow_stream", &arrow_stream)
      .def_prop_ro(
          "entries",
          [](nb::handle self) {
            const AccessLog& log = nb::cast<const Log&>(self).file().log;
            const auto* words = reinterpret_cast<const uint32_t*>(log.entry_data());
            return nb::ndarray<nb::numpy, const uint32_t, nb::shape<-1, 4>>(words, {log.size(), 4}, self);
          },
          nb::rv_policy::automatic,
          nb::for_getter(nb::sig("def entries(self) -> numpy.typing.NDArray[numpy.uint32]")))
      .def_prop_ro("previous_known", [](const Log& log) { return log.file().log.previous_known(); });
  bind_column(bound, "op", &DecodedLog::op);
  bind_column(bound, "space", &DecodedLog::space);
  bind_column(bound, "pointer", &DecodedLog::pointer);
  bind_column(bound, "size", &DecodedLog::size);
  bind_column(bound, "timestamp", &DecodedLog::timestamp);
  bind_column(bound, "prev_timestamp", &DecodedLog::prev_timestamp);
  bind_column(bound, "offsets", &DecodedLog::offsets);
  bind_column(bound, "values", &DecodedLog::values);
}

}  // namespace zkmem::python
