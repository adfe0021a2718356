// The persistent state: versions of the memory, in a folder.
#pragma once

#include <nanobind/nanobind.h>

namespace zkmem::python {

void bind_state(nanobind::module_& module);

}  // namespace zkmem::python
