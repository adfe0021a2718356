// A log through online and offline memory, and the traces of its memory chips.
#pragma once

#include <nanobind/nanobind.h>

namespace zkmem::python {

void bind_replay(nanobind::module_& module);

}  // namespace zkmem::python
