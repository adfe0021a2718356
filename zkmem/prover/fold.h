// Halving tables over the hypercube where they lie: what one variable's binding leaves stays at the front of
// the same memory.
#pragma once

#include <cstddef>
#include <functional>

#include "zkmem/prover/ext_array.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {

// Calls body(begin, end) over [0, count) so that outputs i may overwrite inputs that lie at 2i, 2i + 1: a
// range in parallel only reads what no range at the same time writes, and nothing is written before it was
// read. body works upwards.
void for_halving(const Context& context, size_t count, size_t grain,
                 const std::function<void(size_t begin, size_t end)>& body);

// Values: table[y] becomes (1 - r) table[2y] + r table[2y + 1].
void fold_values(const Context& context, ExtArray& table, const Ext4& r);
// Coefficients of the monomials: table[2y] + r table[2y + 1].
void fold_coefficients(const Context& context, ExtArray& table, const Ext4& r);

}  // namespace zkmem
