#include "memory.h"

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "array.h"
#include "errors.h"
#include "image.h"
#include "log.h"
#include "zkmem/zkmem.h"

namespace zkmem::python {
namespace {

using Operations = nb::ndarray<nb::numpy, const uint8_t, nb::ndim<1>, nb::c_contig>;
using Numbers = nb::ndarray<nb::numpy, const uint32_t, nb::ndim<1>, nb::c_contig>;

struct OpenMemory {
  explicit OpenMemory(OwnMemory own) : memory(std::move(own)) {}
  OwnMemory memory;
};

std::shared_ptr<OpenMemory> open(const std::string& config_json, const std::string& config_name,
                                 const std::string& profile, const std::string& mode,
                                 const InitialBytes& initial) {
  const auto opened = [&]() -> Result<std::shared_ptr<OpenMemory>> {
    ZKMEM_ASSIGN_OR_RETURN(const LogOptions options,
                           log_options(config_json, config_name, profile, mode, initial));
    ZKMEM_ASSIGN_OR_RETURN(StartOfMemory start, start_memory(options));
    ZKMEM_ASSIGN_OR_RETURN(OwnMemory memory, open_memory(start.config, std::move(start.image)));
    return std::make_shared<OpenMemory>(std::move(memory));
  };
  return value_or_raise(opened());
}

// All of them happen or none. What each access found: the word read, or the word that a write replaced.
auto run_words(OpenMemory& own, const Operations& op, const Numbers& space, const Numbers& pointer,
               const Numbers& value) {
  const size_t size = op.shape(0);
  if (space.shape(0) != size || pointer.shape(0) != size || value.shape(0) != size) {
    raise(bad_input(fmt::format("{} operations, {} spaces, {} pointers and {} values", size, space.shape(0),
                                pointer.shape(0), value.shape(0))));
  }
  std::vector<WordOperation> operations(size);
  for (size_t i = 0; i < size; ++i) {
    if (op.data()[i] > 1)
      raise(
          bad_input(fmt::format("operation {}: {} is neither a read (0) nor a write (1)", i, op.data()[i])));
    operations[i] = {op.data()[i] == 1 ? OpType::kWrite : OpType::kRead, space.data()[i], pointer.data()[i],
                     value.data()[i]};
  }
  value_or_raise(own.memory.run_words(operations));
  std::vector<uint32_t> found(size);
  const AccessLog& log = own.memory.memory().log();
  const LogEntry* last = log.entry_data() + (log.size() - size);
  for (size_t i = 0; i < size; ++i) found[i] = last[i].prev_value;
  return owned(std::move(found));
}

uint32_t read_word(OpenMemory& own, uint32_t space, uint32_t pointer) {
  return value_or_raise(own.memory.read_word({space, pointer})).value;
}

uint32_t write_word(OpenMemory& own, uint32_t space, uint32_t pointer, uint32_t value) {
  return value_or_raise(own.memory.write_word({space, pointer}, value)).value;
}

std::vector<uint32_t> read(OpenMemory& own, uint32_t space, uint32_t pointer, uint32_t size) {
  return value_or_raise(own.memory.read({space, pointer}, size)).values;
}

std::vector<uint32_t> write(OpenMemory& own, uint32_t space, uint32_t pointer,
                            const std::vector<uint32_t>& values) {
  return value_or_raise(own.memory.write({space, pointer}, values)).prev_values;
}

void require(bool done, uint64_t checkpoint) {
  if (!done) raise(bad_input(fmt::format("there is no checkpoint {}", checkpoint)));
}

}  // namespace

void bind_memory(nb::module_& module) {
  nb::class_<OpenMemory>(module, "Memory")
      .def_static("open", &open, nb::arg("config"), nb::arg("config_name"), nb::arg("profile"),
                  nb::arg("memory"), nb::arg("initial"))
      .def("read", &read, nb::arg("space"), nb::arg("pointer"), nb::arg("size"))
      .def("write", &write, nb::arg("space"), nb::arg("pointer"), nb::arg("values"))
      .def("read_word", &read_word, nb::arg("space"), nb::arg("pointer"))
      .def("write_word", &write_word, nb::arg("space"), nb::arg("pointer"), nb::arg("value"))
      .def("run_words", &run_words, nb::arg("op"), nb::arg("space"), nb::arg("pointer"), nb::arg("value"))
      .def(
          "tick",
          [](OpenMemory& own, uint64_t ticks) { value_or_raise(own.memory.increment_timestamp_by(ticks)); },
          nb::arg("ticks"))
      .def_prop_ro("timestamp", [](const OpenMemory& own) { return own.memory.timestamp(); })
      .def_prop_ro("config", [](const OpenMemory& own) { return to_json(own.memory.config()); })
      .def("__len__", [](OpenMemory& own) { return own.memory.memory().log().size(); })
      .def("cut_segment", [](OpenMemory& own) { own.memory.cut_segment(); })
      .def("checkpoint", [](OpenMemory& own) { return static_cast<uint64_t>(own.memory.checkpoint()); })
      .def(
          "rollback",
          [](OpenMemory& own, uint64_t id) { require(own.memory.rollback(CheckpointId{id}), id); },
          nb::arg("checkpoint"))
      .def(
          "release", [](OpenMemory& own, uint64_t id) { require(own.memory.release(CheckpointId{id}), id); },
          nb::arg("checkpoint"))
      .def("image",
           [](const OpenMemory& own) {
             return std::make_shared<Image>(own.memory.config(), own.memory.memory().image());
           })
      .def("take_log", [](OpenMemory& own) { return std::make_shared<Log>(take_log(own.memory)); });
}

}  // namespace zkmem::python
