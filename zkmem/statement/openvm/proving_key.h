// What an application's proving key holds, as far as its bytes have to be walked through: the machine's
// configuration (`SdkVmConfig` of openvm-sdk-config 2.0.2) and the proving key (stark-backend
// keygen/types.rs). Traces and trees that are there for OpenVM's prover are passed over.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/memory/model/merkle_dimensions.h"
#include "zkmem/protocol/key_bitcode.h"

namespace zkmem {

// Heights of the memory's tree: of address spaces, and within one.
struct AppMemoryDimensions {
  MerkleDimensions& dimensions;
};
template <class A>
void visit(A& a, typename A::Node& node, const char*, AppMemoryDimensions app) {
  uint32_t spaces = app.dimensions.address_space_height;
  uint32_t addresses = app.dimensions.address_height;
  visit_fields(a, node, field("addr_space_height", usize(spaces)), field("address_height", usize(addresses)));
  app.dimensions = {spaces, addresses};
}

struct AppAddressSpace {
  uint32_t num_cells = 0;
  uint32_t layout = 0;  // null, u8, u16, u32, field element
  uint8_t field_size = 0;
};
template <class A>
void visit(A& a, typename A::Node& node, const char*, AppAddressSpace& space) {
  a.tuple(node, 2);
  visit(a, a.field(node, 0), "num_cells", usize(space.num_cells));
  a.variant(a.field(node, 1), space.layout, 5, "cell type");
  if (space.layout == 4) visit(a, a.content(a.field(node, 1), 4), "field size", space.field_size);
}

struct AppSystem {
  uint32_t max_constraint_degree = 0;
  uint32_t addr_space_height = 0;
  std::vector<AppAddressSpace> addr_spaces;
  uint32_t pointer_max_bits = 0;
  uint32_t timestamp_max_bits = 0;
  uint32_t decomp = 0;
  uint32_t num_public_values = 0;
};
template <class A>
void visit(A& a, typename A::Node& node, const char*, AppSystem& system) {
  a.tuple(node, 3);
  visit(a, a.field(node, 0), "max_constraint_degree", usize(system.max_constraint_degree));
  visit_fields(
      a, a.field(node, 1), field("addr_space_height", usize(system.addr_space_height)),
      field("addr_spaces", system.addr_spaces), field("pointer_max_bits", usize(system.pointer_max_bits)),
      field("timestamp_max_bits", usize(system.timestamp_max_bits)), field("decomp", usize(system.decomp)));
  visit(a, a.field(node, 2), "num_public_values", usize(system.num_public_values));
}

// Field elements that nobody looks at. All of a place's are one column, so that one item stands for all.
struct SkippedElements {};
template <class A>
void visit(A& a, typename A::Node& node, const char* what, SkippedElements) {
  uint64_t size = 0;
  a.length(node, size, what);
  BabyBear element;
  if (size != 0) visit(a, a.item(node), what, element);
}

// ColMajorMatrix
struct SkippedMatrix {};
template <class A>
void visit(A& a, typename A::Node& node, const char* what, SkippedMatrix) {
  uint32_t width = 0, height = 0;
  visit_fields(a, node, field(what, SkippedElements()), field(what, usize(width)),
               field(what, usize(height)));
}

// StackedPcsData: layout, stacked matrix, tree.
struct SkippedCommitted {};
template <class A>
void visit(A& a, typename A::Node& node, const char* what, SkippedCommitted&) {
  a.tuple(node, 3);
  uint32_t l_skip = 0, height = 0, width = 0, rows_per_query = 0;
  std::vector<uint32_t> mat_starts;
  typename A::Node& layout = a.field(node, 0);
  a.tuple(layout, 5);
  visit(a, a.field(layout, 0), what, usize(l_skip));
  visit(a, a.field(layout, 1), what, usize(height));
  visit(a, a.field(layout, 2), what, usize(width));
  uint64_t columns = 0;
  a.length(a.field(layout, 3), columns, what);
  for (uint64_t i = 0; i < columns && !a.failed(); ++i) {
    uint32_t matrix = 0, column = 0, stacked_column = 0, row = 0, log_height = 0;
    typename A::Node& sorted = a.item(a.field(layout, 3));
    a.tuple(sorted, 3);
    visit(a, a.field(sorted, 0), what, usize(matrix));
    visit(a, a.field(sorted, 1), what, usize(column));
    visit_fields(a, a.field(sorted, 2), field(what, usize(stacked_column)), field(what, usize(row)),
                 field(what, usize(log_height)));
  }
  visit(a, a.field(layout, 4), what, usizes(mat_starts));
  visit(a, a.field(node, 1), what, SkippedMatrix());
  typename A::Node& tree = a.field(node, 2);
  a.tuple(tree, 3);
  visit(a, a.field(tree, 0), what, SkippedMatrix());
  uint64_t layers = 0;
  a.length(a.field(tree, 1), layers, what);
  for (uint64_t i = 0; i < layers && !a.failed(); ++i) {
    uint64_t digests = 0;
    typename A::Node& layer = a.item(a.field(tree, 1));
    a.length(layer, digests, what);
    Commitment digest;
    if (digests != 0) visit(a, a.item(layer), what, digest);
  }
  visit(a, a.field(tree, 2), what, usize(rows_per_query));
}

struct AppProvingKey {
  AppSystem system;
  std::array<uint32_t, 2> range_tuple_sizes = {};  // of rv32m
  VerifyingKey key;

  MerkleDimensions memory() const {
    // Two to the third cells are a leaf. Fewer pointer bits than that are no memory of any key's.
    const uint32_t leaf_bits = 3;
    return {system.addr_space_height,
            system.pointer_max_bits - (system.pointer_max_bits < leaf_bits ? 0 : leaf_bits)};
  }
};

// Only read.
template <class A>
void visit(A& a, typename A::Node& node, const char*, AppProvingKey& app) {
  constexpr size_t kIo = 2, kRv32m = 5;
  constexpr std::array<const char*, 12> kParts = {"system", "rv32i",   "io",  "keccak",  "sha2", "rv32m",
                                                  "bigint", "modular", "fp2", "pairing", "ecc",  "deferral"};
  a.tuple(node, 2);
  typename A::Node& config = a.field(node, 0);
  a.tuple(config, kParts.size());
  visit(a, a.field(config, 0), kParts[0], app.system);
  for (size_t i = 1; i < kParts.size() && !a.failed(); ++i) {
    uint32_t is_there = 0;
    a.variant(a.field(config, i), is_there, 2, kParts[i]);
    const bool own = i <= kIo || i == kRv32m;
    if (a.failed() || (own && is_there == 1)) {
      if (i == kRv32m)
        visit(a, a.content(a.field(config, i), 1), "range_tuple_checker_sizes", app.range_tuple_sizes);
      continue;
    }
    if (own) a.fail(kParts[i], "the machine lacks this part, which zkmem's has");
    if (is_there == 1)
      a.fail(kParts[i], "an extension that zkmem's machine (rv32i, rv32m, io) does not have");
  }
  typename A::Node& proving = a.field(node, 1);
  a.tuple(proving, 5);
  uint64_t airs = 0;
  a.length(a.field(proving, 0), airs, "per_air");
  for (uint64_t i = 0; i < airs && !a.failed(); ++i) {
    std::string name;
    AirVerifyingKey air;
    std::optional<SkippedCommitted> committed;
    visit_fields(a, a.item(a.field(proving, 0)), field("air_name", name), field("vk", air),
                 field("preprocessed_data", committed));
    app.key.inner.per_air.push_back(std::move(air));
  }
  uint32_t degree = 0;
  visit(a, a.field(proving, 1), "trace_height_constraints", app.key.inner.trace_height_constraints);
  visit(a, a.field(proving, 2), "max_constraint_degree", usize(degree));
  visit(a, a.field(proving, 3), "params", app.key.inner.params);
  visit(a, a.field(proving, 4), "vk_pre_hash", app.key.pre_hash);
}

}  // namespace zkmem
