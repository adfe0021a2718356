#include "image.h"

#include <fmt/format.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "array.h"
#include "errors.h"
#include "work.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"

namespace zkmem::python {
namespace {

Status check_range(const Image& image, uint32_t space, uint64_t pointer, uint64_t count) {
  if (!image.config.has_space(space))
    return bad_input(
        fmt::format("address space {} is not configured (there are {})", space, space_list(image.config)));
  const uint64_t cells = image.cells.num_cells(space);
  if (pointer > cells || count > cells - pointer)
    return bad_input(
        fmt::format("cells {} to {} of space {}, which has {}", pointer, pointer + count, space, cells));
  return {};
}

auto read(const Image& image, uint32_t space, uint64_t pointer, uint64_t count) {
  value_or_raise(check_range(image, space, pointer, count));
  return owned(image.cells.get_range({space, static_cast<uint32_t>(pointer)}, static_cast<uint32_t>(count)));
}

std::string root(const Image& image, const WorkOptions& options) {
  const Digest digest = Work(options).run<Digest>([&](const Context& context, const WorkEvents&) {
    return root_of_image(context, simd_poseidon2_batch(), image.config, image.cells);
  });
  return digest_to_hex(digest);
}

}  // namespace

void bind_image(nb::module_& module) {
  nb::class_<Image>(module, "Image")
      .def("read", &read, nb::arg("space"), nb::arg("pointer"), nb::arg("count"))
      .def("root", &root, nb::arg("options"))
      .def_prop_ro("config", [](const Image& image) { return to_json(image.config); })
      .def_prop_ro("pages",
                   [](const Image& image) {
                     std::vector<std::pair<uint32_t, uint32_t>> pages;
                     for (const PageId page : image.cells.pages()) pages.emplace_back(page.space, page.page);
                     return pages;
                   })
      .def(
          "__eq__", [](const Image& a, const Image& b) { return a.cells == b.cells; }, nb::is_operator(),
          nb::sig("def __eq__(self, other: object, /) -> bool"));
}

}  // namespace zkmem::python
