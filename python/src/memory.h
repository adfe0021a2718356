// The memory of a machine of Python's own.
#pragma once

#include <nanobind/nanobind.h>

namespace zkmem::python {

void bind_memory(nanobind::module_& module);

}  // namespace zkmem::python
