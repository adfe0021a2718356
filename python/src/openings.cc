#include "openings.h"

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "errors.h"
#include "image.h"
#include "log.h"
#include "work.h"
#include "zkmem/base/file.h"
#include "zkmem/cli/soundness_report.h"
#include "zkmem/hash/digest_text.h"
#include "zkmem/hash/simd.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/merkle/opening_codec.h"

namespace zkmem::python {
namespace {

Status check_cells(const Image& image, uint32_t space, uint32_t pointer, uint32_t count) {
  if (!image.config.has_space(space)) {
    return bad_input(
        fmt::format("there is no address space {}, the memory has {}", space, space_list(image.config)));
  }
  const uint64_t cells = image.config.spaces[space].num_cells;
  if (count == 0 || uint64_t{pointer} + count > cells) {
    return bad_input(fmt::format("cells {}:{}+{} end at {}, the space has {} cells", space, pointer, count,
                                 uint64_t{pointer} + count, cells));
  }
  return {};
}

nb::bytes open_cells(const Image& image, uint32_t space, uint32_t pointer, uint32_t count,
                     const WorkOptions& options) {
  value_or_raise(check_cells(image, space, pointer, count));
  using Bytes = std::vector<uint8_t>;
  const Bytes bytes =
      Work(options).run<Bytes>([&](const Context& context, const WorkEvents&) -> Result<Bytes> {
        ZKMEM_ASSIGN_OR_RETURN(const MerkleTree tree,
                               tree_of_image(context, simd_poseidon2_batch(), image.config, image.cells));
        const auto cells = [&](uint32_t of, uint32_t label) { return leaf_cells(image.cells, of, label); };
        ZKMEM_ASSIGN_OR_RETURN(const MerkleOpening opening, open_range(tree, space, pointer, count, cells));
        return encode_opening(merkle_dimensions(image.config), opening);
      });
  return to_bytes(bytes);
}

// ((space, pointer), cells)
std::pair<std::pair<uint32_t, uint32_t>, std::vector<uint32_t>> verify_cells(const nb::bytes& bytes,
                                                                             const std::string& root,
                                                                             const std::string& config_json,
                                                                             const std::string& config_name) {
  const auto verified = [&]() -> Result<MerkleOpening> {
    ZKMEM_ASSIGN_OR_RETURN(const LogOptions options, log_options(config_json, config_name, "", "", {}));
    ZKMEM_ASSIGN_OR_RETURN(const MemoryConfig config, resolve_config("", options));
    const MerkleDimensions own = merkle_dimensions(config);
    const Result<Digest> digest = digest_from_hex(root);
    if (!digest.ok()) return digest.error().in("root");
    ZKMEM_ASSIGN_OR_RETURN(const MerkleOpening opening, decode_opening(own, view_of(bytes)));
    if (const Status status = verify_opening(*digest, own, opening); !status.ok())
      return rejected(status.error().message);
    return opening;
  };
  const MerkleOpening opening = value_or_raise(verified());
  std::vector<uint32_t> cells;
  for (const BabyBear cell : opening.values) cells.push_back(cell.as_canonical());
  return {{opening.address_space, opening.pointer}, std::move(cells)};
}

// The sets of `zkmem soundness --json`.
std::string soundness(const std::string& params) {
  return cli::soundness_json({value_or_raise(cli::soundness_of_params(params))}).dump();
}

std::string soundness_of(const std::string& name, const std::optional<nb::bytes>& content) {
  const auto evaluated = [&]() -> Result<std::string> {
    std::vector<uint8_t> bytes;
    if (content) {
      bytes = bytes_of(*content);
    } else {
      ZKMEM_ASSIGN_OR_RETURN(bytes, read_file(name));
    }
    ZKMEM_ASSIGN_OR_RETURN(const auto sets, cli::soundness_of_file(name, bytes));
    return cli::soundness_json(sets).dump();
  };
  return value_or_raise(evaluated());
}

}  // namespace

void bind_openings(nb::module_& module) {
  module.def("open_cells", &open_cells, nb::arg("image"), nb::arg("space"), nb::arg("pointer"),
             nb::arg("count"), nb::arg("options"));
  module.def("verify_cells", &verify_cells, nb::arg("opening"), nb::arg("root"), nb::arg("config"),
             nb::arg("config_name"));
  module.def("soundness", &soundness, nb::arg("params"));
  module.def("soundness_of", &soundness_of, nb::arg("name"), nb::arg("content").none());
}

}  // namespace zkmem::python
