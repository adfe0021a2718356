// The extension module zkmem._core: what the package in python/zkmem is made of.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>

#include "image.h"
#include "input.h"
#include "log.h"
#include "memory.h"
#include "openings.h"
#include "plan.h"
#include "replay.h"
#include "run.h"
#include "state.h"
#include "verify.h"
#include "work.h"
#include "zkmem/base/file.h"

namespace nb = nanobind;
using namespace zkmem::python;  // NOLINT: a module's definition is no namespace

namespace {

nb::bytes read_whole(const std::string& path) {
  const auto content = [&] {
    const nb::gil_scoped_release unlocked;
    return zkmem::read_file(path);
  };
  return to_bytes(value_or_raise(content()));
}

void write_whole(const std::string& path, const nb::bytes& content) {
  const auto bytes = view_of(content);
  const auto written = [&] {
    const nb::gil_scoped_release unlocked;
    return zkmem::write_file(path, bytes);
  };
  value_or_raise(written());
}

}  // namespace

NB_MODULE(_core, module) {
  module.doc() = "zkmem's C++ core. The package zkmem is its public face.";

  nb::class_<Cancellation>(module, "Cancellation",
                           "A request to stop: give it to long work, and call cancel() from any thread.")
      .def(nb::init<>())
      .def("cancel", &Cancellation::cancel, "Ask the work to stop; it raises zkmem.Cancelled soon after.")
      .def_prop_ro("requested", &Cancellation::is_requested, "Whether cancel() has been called.");

  nb::class_<WorkOptions>(module, "WorkOptions")
      .def(
          "__init__",
          [](WorkOptions* self, unsigned threads, std::optional<uint64_t> memory_budget, nb::object progress,
             nb::object notes, std::shared_ptr<Cancellation> cancel) {
            new (self)
                WorkOptions{threads, memory_budget, std::move(progress), std::move(notes), std::move(cancel)};
          },
          nb::arg("threads"), nb::arg("memory_budget").none(), nb::arg("progress").none(),
          nb::arg("notes").none(), nb::arg("cancel").none());

  module.def("read_file", &read_whole, nb::arg("path"));
  module.def("write_file", &write_whole, nb::arg("path"), nb::arg("content"));

  bind_log(module);
  bind_input(module);
  bind_verify(module);
  bind_image(module);
  bind_memory(module);
  bind_openings(module);
  bind_plan(module);
  bind_replay(module);
  bind_run(module);
  bind_state(module);
}
