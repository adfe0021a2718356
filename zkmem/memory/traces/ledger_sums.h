// The running sum of a ledger chip, from the columns that say which tokens its rows put and take. By vectors:
// a run between zeros and a free end has a row of a ledger chip or two for each leaf, and little else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "zkmem/base/context.h"
#include "zkmem/field/matrix.h"
#include "zkmem/memory/chips/ledger/ledger.h"

namespace zkmem {

// Where a row's cached columns have a token: places of columns.
struct TokenColumns {
  std::optional<size_t> values = {};   // of the first of kLeafCells; none: all are zero
  std::optional<size_t> segment = {};  // none: the constant
  uint32_t constant_segment = 0;
  std::optional<size_t> except = {};  // 1 in rows that have no such token
};

struct LedgerColumns {
  size_t address_space = 0;  // the label is in the column behind it
  TokenColumns put;
  TokenColumns taken;
};

// Fills the columns `sums` (4: an element of the extension) of the first `rows` rows with the sum of 1 / put
// - 1 / taken over the rows above, tokens by their fingerprints, and those of all rows behind with the sum
// over all, which it returns.
Ext4 fill_ledger_sums(const Context& context, const LedgerChallenge& challenge, const LedgerColumns& columns,
                      ConstTraceView cached, size_t rows, TraceView sums);

}  // namespace zkmem
