// The memory that a run starts on where it is not zero: a row for each such leaf, which takes the token of
// zeros that the ends have put and puts the leaf's own. Its cached part is a commitment to the memory.
// README.md has the argument.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/chips/ledger/ledger.h"

namespace zkmem {

class StartImageAir final : public ColumnsAir<StartImageColumns, ImageTokenColumns> {
 public:
  std::string name() const override { return "StartImageAir"; }
  size_t num_public_values() const override { return ledger_public::kSum + Ext4::kDegree; }
  void eval(AirBuilder& builder) const override;
};

}  // namespace zkmem
