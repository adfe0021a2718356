// Programs executed.
#pragma once

#include <nanobind/nanobind.h>

namespace zkmem::python {

void bind_run(nanobind::module_& module);

}  // namespace zkmem::python
