#include "state.h"

#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "array.h"
#include "errors.h"
#include "image.h"
#include "work.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/store/state_store.h"

namespace zkmem::python {
namespace {

// A version, its root in words.
struct Version {
  std::string root;
  uint64_t unix_time = 0;
  std::string note;
  bool under_way = false;
  bool is_head = false;
};

Version described(const StateVersion& version, bool is_head) {
  return {digest_to_hex(version.root), version.unix_time, version.note, version.phase == RunPhase::kUnderWay,
          is_head};
}

Result<StateVersion> chosen(const StateStore& store, const std::string& folder, const std::string& root) {
  if (root.empty()) {
    ZKMEM_ASSIGN_OR_RETURN(const auto head, store.head());
    if (!head) return bad_input("state '" + folder + "' has no version yet");
    return *head;
  }
  const Result<Digest> digest = digest_from_hex(root);
  if (!digest.ok()) return digest.error().in("root");
  return store.find(*digest);
}

std::vector<Version> versions(const std::string& folder) {
  const auto listed = [&]() -> Result<std::vector<Version>> {
    ZKMEM_ASSIGN_OR_RETURN(const StateStore store, StateStore::open(folder, StateStore::Access::kRead));
    ZKMEM_ASSIGN_OR_RETURN(const auto all, store.versions());
    ZKMEM_ASSIGN_OR_RETURN(const auto head, store.head());
    std::vector<Version> list;
    list.reserve(all.size());
    for (const StateVersion& version : all)
      list.push_back(described(version, head && head->id == version.id));
    return list;
  };
  return value_or_raise(listed());
}

std::string config(const std::string& folder) {
  const auto read = [&]() -> Result<std::string> {
    ZKMEM_ASSIGN_OR_RETURN(const StateStore store, StateStore::open(folder, StateStore::Access::kRead));
    return to_json(store.config());
  };
  return value_or_raise(read());
}

// An empty root: the head's.
std::shared_ptr<Image> image(const std::string& folder, const std::string& root, const WorkOptions& options) {
  using Shared = std::shared_ptr<Image>;
  return Work(options).run<Shared>([&](const Context& context, const WorkEvents&) -> Result<Shared> {
    ZKMEM_ASSIGN_OR_RETURN(const StateStore store, StateStore::open(folder, StateStore::Access::kRead));
    ZKMEM_ASSIGN_OR_RETURN(const StateVersion version, chosen(store, folder, root));
    ZKMEM_ASSIGN_OR_RETURN(LoadedState state, store.load(context, simd_poseidon2_batch(), version));
    return std::make_shared<Image>(store.config(), std::move(state.image));
  });
}

Version rollback(const std::string& folder, const std::string& root) {
  const auto made = [&]() -> Result<Version> {
    const Result<Digest> digest = digest_from_hex(root);
    if (!digest.ok()) return digest.error().in("root");
    ZKMEM_ASSIGN_OR_RETURN(StateStore store, StateStore::open(folder, StateStore::Access::kWrite));
    ZKMEM_ASSIGN_OR_RETURN(const StateVersion version, store.rollback(*digest));
    return described(version, true);
  };
  return value_or_raise(made());
}

// Rows of (space, pointer, value in a, value in b).
auto difference(const Image& a, const Image& b) {
  if (!(a.config == b.config))
    raise(
        bad_input("the images are of different configurations: " + describe_difference(a.config, b.config)));
  std::vector<uint32_t> rows;
  for (const PageId page : CellImage::differing_pages(a.cells, b.cells)) {
    const uint64_t begin = uint64_t{page.page} * kPageCells;
    const uint64_t end = std::min(begin + kPageCells, a.cells.num_cells(page.space));
    for (uint64_t pointer = begin; pointer < end; ++pointer) {
      const Address address{page.space, static_cast<uint32_t>(pointer)};
      const uint32_t in_a = a.cells.get(address);
      const uint32_t in_b = b.cells.get(address);
      if (in_a != in_b) rows.insert(rows.end(), {address.address_space, address.pointer, in_a, in_b});
    }
  }
  return owned(std::move(rows));
}

}  // namespace

void bind_state(nb::module_& module) {
  nb::class_<Version>(module, "StateVersion")
      .def_ro("root", &Version::root)
      .def_ro("unix_time", &Version::unix_time)
      .def_ro("note", &Version::note)
      .def_ro("under_way", &Version::under_way)
      .def_ro("is_head", &Version::is_head);
  module.def("state_versions", &versions, nb::arg("folder"));
  module.def("state_config", &config, nb::arg("folder"));
  module.def("state_image", &image, nb::arg("folder"), nb::arg("root"), nb::arg("options"));
  module.def("state_rollback", &rollback, nb::arg("folder"), nb::arg("root"));
  module.def("difference", &difference, nb::arg("a"), nb::arg("b"));
}

}  // namespace zkmem::python
