// The contents of memory at one moment.
#pragma once

#include <nanobind/nanobind.h>

#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/memory_image.h"

namespace zkmem::python {

struct Image {
  Image(MemoryConfig of, CellImage contents) : config(std::move(of)), cells(std::move(contents)) {}

  MemoryConfig config;
  CellImage cells;
};

void bind_image(nanobind::module_& module);

}  // namespace zkmem::python
