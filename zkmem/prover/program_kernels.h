// The kernels that run constraint programs and prepare their inputs. A tile is a number of points, a multiple
// of kPointGroup; a slot is a tile's worth of base words, or of extension planes. Dispatched at run time.
#pragma once

#include <span>

#include "zkmem/prover/ext_array.h"
#include "zkmem/prover/point_program.h"

namespace zkmem::program_kernels {

inline constexpr size_t kPointGroup = 16;

// slots[s]: `points` words; those of the inputs are filled. Runs all instructions.
void run_base(const PointProgram& program, std::span<BabyBear* const> slots, size_t points);
// slots[s]: four planes of `points` words, one after the other.
void run_ext(const PointProgram& program, std::span<BabyBear* const> slots, size_t points);

// Values on the cosets 31^1 D … 31^cosets D of kPointGroup blocks of 2^l_skip contiguous cells each (values
// on D): out[c][z * kPointGroup + block].
void coset_values(const BabyBear* cells, unsigned l_skip, std::span<BabyBear* const> out);

// out[block] = sum_z weights[z] cells[block 2^l_skip + z] for out.size blocks.
void fold_blocks(const BabyBear* cells, std::span<const Ext4> weights, ExtSpan out);

// The same over the extension, and its transpose: sums[z] += sum_block weights[block] cells[block sums.size()
// + z].
void fold_ext_blocks(ConstExtSpan cells, std::span<const Ext4> weights, ExtSpan out);
void add_weighted_blocks(ConstExtSpan cells, ConstExtSpan weights, std::span<Ext4> sums);

// sums[z * kPointGroup + block] += values[z * kPointGroup + block] weights[block].
void add_weighted(ConstExtSpan values, ConstExtSpan weights, ExtSpan sums);

// Values at X = 1 of the pairs [first, first + count) of a table, and the differences to those at X = 0, into
// two slots of `points` words a plane, zero beyond `count`.
void load_pairs_and_steps(ConstExtSpan table, size_t first, size_t count, BabyBear* values, BabyBear* steps,
                          size_t points);
// values += steps.
void step(BabyBear* values, const BabyBear* steps, size_t points);
// sum_w coefficients[w] slots[w][i], extension by extension, dotted with weights[i].
Ext4 combine_and_dot(std::span<const BabyBear* const> slots, std::span<const Ext4> coefficients,
                     size_t points, ConstExtSpan weights);

}  // namespace zkmem::program_kernels
