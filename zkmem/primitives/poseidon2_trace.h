// The kernels behind fill_poseidon2 (poseidon2_air.h): `count` rows of the chip without its first and last
// column, written to `cells` whose columns are `stride` apart. The scalar one is the reference for the vector
// one.
#pragma once

#include <cstddef>

#include "zkmem/primitives/poseidon2_air.h"

namespace zkmem {

void fill_poseidon2_rows_scalar(const Poseidon2State* inputs, size_t count, Poseidon2Sbox sbox,
                                BabyBear* cells, size_t stride);
void fill_poseidon2_rows_simd(const Poseidon2State* inputs, size_t count, Poseidon2Sbox sbox, BabyBear* cells,
                              size_t stride);

}  // namespace zkmem
