// A proof in steps: planned, its segments proven anywhere, put together.
#pragma once

#include <nanobind/nanobind.h>

namespace zkmem::python {

void bind_plan(nanobind::module_& module);

}  // namespace zkmem::python
