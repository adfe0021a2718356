// Merkle openings of memory, and what parameters are worth.
#pragma once

#include <nanobind/nanobind.h>

namespace zkmem::python {

void bind_openings(nanobind::module_& module);

}  // namespace zkmem::python
