// For tests: a log's segments with all their traces, and the checker over them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "zkmem/hash/batch.h"
#include "zkmem/memory/merkle/image_tree.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/memory/statement/ends_traces.h"
#include "zkmem/memory/statement/segment_traces.h"

namespace zkmem::testing {

// One segment's traces, each in a matrix of its own, to be changed by a test.
struct WorldSegment {
  std::vector<std::optional<OwnedAirTraces>> per_air;  // by place in MemoryAirs::entries

  ProvingInput input() const;
};

struct StatementWorld {
  MemoryAirs airs;
  std::vector<CheckedAir> checked;
  std::vector<WorldSegment> segments;  // global memory: behind them the ends
  // Global memory: what the verifier puts and takes.
  std::vector<LedgerToken> given;
  std::vector<LedgerToken> revealed;
  bool ends_in_root = false;  // then it hands on what it takes

  // Empty if every segment checks (global memory: and the ledger's sums add up to 0), else what is wrong.
  std::string check(const Context& context = {}) const;
  OwnedAirTraces& traces(size_t segment, size_t air) { return *segments[segment].per_air[air]; }
};

// Global memory: the sum of the sums that the ledger chips' public values claim, and of the verifier's
// tokens, all under some_challenge().
Ext4 ledger_total(const StatementWorld& world);

// Some challenge of the ledger, for traces that no proof is made of.
LedgerChallenge some_challenge();

// `revealed`: of global memory, leaves whose ends the verifier takes, ascending.
StatementWorld make_world(const MemoryConfig& config, const AccessLog& log, CellImage image,
                          const Context& context = {}, std::span<const Address> revealed = {});
// Of these leaves, a part of the ends of a run that leaves `end`; with a root with the tree of the memory
// that the part starts from, which becomes that of what it leaves.
WorldSegment ends_part(const StatementWorld& world, std::span<const EndLeaf> leaves, const CellImage& end);
WorldSegment rooted_part(const StatementWorld& world, std::span<const EndLeaf> leaves, const CellImage& start,
                         const CellImage& end, MerkleTree& tree, bool ends_in_root = true);

// Global memory that starts from a root.
StatementWorld make_rooted_world(const MemoryConfig& config, const AccessLog& log, const CellImage& image,
                                 bool ends_in_root = true, const Context& context = {},
                                 std::span<const Address> revealed = {});

}  // namespace zkmem::testing
