// Where a run starts and ends: a row for each leaf that it touches, which puts the leaf's first token, of
// zeros, and takes its last one, but for what the verifier puts (`given`) and takes (`revealed`) itself. Rows
// ascend by (space, leaf), strictly, so that a leaf has one. README.md has the argument.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/chips/ledger/leaf_places.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/primitives/range_checker_bus.h"

namespace zkmem {

class LedgerEndsAir final : public ColumnsAir<LedgerEndsColumns, EndTokenColumns> {
 public:
  LedgerEndsAir(RangeCheckerBus range_bus, LedgerBits bits) : range_bus_(range_bus), bits_(bits) {}

  std::string name() const override { return "LedgerEndsAir"; }
  size_t num_public_values() const override { return ledger_public::kEndsCount; }
  void eval(AirBuilder& builder) const override;

 private:
  RangeCheckerBus range_bus_;
  LedgerBits bits_;
};

}  // namespace zkmem
