// A proof's verdict: zkmem/statement/verify.h, with what Python has of the program or log.
#pragma once

#include <nanobind/nanobind.h>

namespace zkmem::python {

void bind_verify(nanobind::module_& module);

}  // namespace zkmem::python
