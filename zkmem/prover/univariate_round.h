// The univariate round of one trace: the sums over all blocks of C, N and Q as polynomials in Z (swirl.md
// section 19.5).
#pragma once

#include "zkmem/prover/batch_forms.h"
#include "zkmem/prover/small_poly.h"
#include "zkmem/prover/work_memory.h"

namespace zkmem {

// Sums over x of eq(xi[l_skip..], x) times the form at (Z, x).
struct UnivariateSums {
  Poly constraints;  // a multiple of Z^N - 1 if the constraints hold; only then meaningful
  Poly numerators;   // without the norm
  Poly denominators;
};

// eq_x: eq(xi[l_skip .. l_skip + n~], x) for all 2^n~ blocks, padded with zeros to a multiple of kPointGroup.
UnivariateSums univariate_round(const Workspace& context, const ProverTrace& trace, uint32_t l_skip,
                                const BatchForms& forms, ConstExtSpan eq_x);

}  // namespace zkmem
