// For tests: changes traces the way a cheating prover would, consistently, and says what rejects them.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "zkmem/memory/testing/statement_world.h"

namespace zkmem::testing {

// A short log, the same always, whose traces the attacks change: hybrid, small spaces (random_log.h).
//   AccessLogAir_4 row 0: write 2:0 = 1 2 3 4 at time 1     row 3: read 5:0 (read-only space) at time 24
//                  row 1: read 2:0 at time 2                 row 4: write 1:8 at time 25
//                  row 2: write 2:0 = 5 6 7 8 at time 3
//   AccessLogAir_8 row 0: read 2:0 at time 4   AccessLogAir_16 row 0: write 2:16 at time 5
//   AccessLogAir_1 row 0: write 4:3 = 9 at time 6, row 1: read 4:3 at time 7, row 2: immediate 77 at time 8
//   IncAir row 0: from 9 by 15
StatementWorld attack_world(BoundaryMode mode);

class Forge {
 public:
  // Changes `world`'s segment in place.
  Forge(StatementWorld& world, size_t segment = 0) : world_(world), segment_(segment) {}

  bool has(const std::string& air) const;
  // Cells by AIR and column name; the AIR must be present.
  BabyBear get(const std::string& air, size_t row, const std::string& column) const;
  void set(const std::string& air, size_t row, const std::string& column, BabyBear value);
  void set(const std::string& air, size_t row, const std::string& column, uint64_t value) {
    set(air, row, column, BabyBear::from_u64(value));
  }
  size_t height(const std::string& air) const;
  void copy_row(const std::string& air, size_t from, size_t to);
  void clear_row(const std::string& air, size_t row);
  // Twice as many rows, the new ones zero.
  void grow(const std::string& air);
  void add_air(const std::string& air, size_t height);
  void remove_air(const std::string& air) { world_.segments[segment_].per_air[air_index(air)].reset(); }
  std::vector<BabyBear>& public_values(const std::string& air);

  // Puts a split or merge into the first free row of its adapter, which is added or grown as need be. The
  // gadget's columns are what satisfies its constraints, in range or not.
  struct AdapterStep {
    bool is_split = false;
    uint64_t space = 0;
    uint64_t pointer = 0;
    std::vector<uint64_t> values;  // of the whole block
    BabyBear left_time;
    BabyBear right_time;
  };
  void add_adapter_row(const AdapterStep& step);

  // After leaves or nodes were changed: all digests above them and the public roots, from the children's on.
  // A child that no row stands for keeps the digest that its parent's row says.
  void rehash();

  // Makes the lookup tables (range checker, Poseidon2, space table) offer exactly what is looked up, as far
  // as they can: whoever forges traces would. So what rejects them is never a forgotten multiplicity.
  void repair_lookups();
  // Except that table, which the test forges itself.
  void keep_table(const std::string& air) { kept_.insert(air_index(air)); }

  // Empty if the traces check; else one line a failing constraint ("air: expression") and one an unbalanced
  // bus
  // ("memory bus").
  std::string verdict();

 private:
  size_t air_index(const std::string& air) const;
  // The row that stands for a node of the initial (direction 1) or final tree, in the Merkle or a boundary
  // chip.
  struct NodeRow {
    std::string air;
    size_t row = 0;
  };
  std::optional<NodeRow> row_of_node(BabyBear direction, BabyBear height, BabyBear space_label,
                                     BabyBear label) const;
  Digest digest(const NodeRow& place, const std::string& column) const;
  BabyBear& cell(const std::string& air, size_t row, const std::string& column) const;
  OwnedAirTraces& traces(const std::string& air) const;

  StatementWorld& world_;
  size_t segment_;
  std::set<size_t> kept_;
};

}  // namespace zkmem::testing
