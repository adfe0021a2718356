// Where a run that starts from a root starts and ends: a row for each leaf that it touches, which puts the
// leaf's first token and takes its last one; of a leaf that is revealed none with a free end (`revealed`),
// and with a final root what the verifier hands on (kHandedOn). The leaf's hash before is opened by the
// Merkle chip, and the one after, unless the end is free: then it is the one before. Rows ascend by (space,
// leaf), strictly. README.md has the argument.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/air/interaction.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/chips/ledger/leaf_places.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/primitives/range_checker_bus.h"

namespace zkmem {

class RootedEndsAir final : public ColumnsAir<RootedEndsColumns, RootedTokenColumns> {
 public:
  RootedEndsAir(PermutationBus merkle_bus, PermutationBus compression_bus, RangeCheckerBus range_bus,
                LedgerBits bits)
      : merkle_bus_(merkle_bus), compression_bus_(compression_bus), range_bus_(range_bus), bits_(bits) {}

  std::string name() const override { return "RootedEndsAir"; }
  size_t num_public_values() const override { return ledger_public::kRootedEndsCount; }
  void eval(AirBuilder& builder) const override;

 private:
  PermutationBus merkle_bus_;
  PermutationBus compression_bus_;
  RangeCheckerBus range_bus_;
  LedgerBits bits_;
};

}  // namespace zkmem
