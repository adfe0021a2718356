#include "zkmem/memory/traces/ledger_trace.h"

#include <algorithm>
#include <bit>

#include "zkmem/air/row_writer.h"
#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/memory/offline/image_reader.h"

namespace zkmem {
namespace {

using F = BabyBear;

constexpr size_t kRowsAtOnce = 256 * kRowBlock;

// What a row does to the ledger.
struct RowTokens {
  LedgerToken put;
  LedgerToken taken;
  bool puts = true;
  bool takes = true;
};

// puts / put - takes / taken by row, with one inversion for many rows.
template <class TokensOf>
std::vector<Ext4> row_terms(const Context& context, const LedgerChallenge& challenge, size_t rows,
                            const TokensOf& tokens_of) {
  const TokenFingerprint fingerprint(challenge);
  std::vector<Ext4> terms(rows);
  parallel_for(context, rows, kRowsAtOnce, [&](size_t begin, size_t end) {
    std::vector<Ext4> before(end - begin);  // the product of the denominators above
    std::vector<Ext4> denominators(end - begin);
    Ext4 all = Ext4::one();
    for (size_t row = begin; row < end; ++row) {
      const RowTokens tokens = tokens_of(row);
      const Ext4 put = fingerprint(tokens.put);
      const Ext4 taken = fingerprint(tokens.taken);
      if (tokens.puts) terms[row] += taken;
      if (tokens.takes) terms[row] -= put;
      before[row - begin] = all;
      denominators[row - begin] = put * taken;
      all *= denominators[row - begin];
    }
    ZKMEM_CHECK(!all.is_zero());  // a fingerprint is 0 with a chance of 2^-90
    Ext4 inverse = all.inverse();
    for (size_t row = end; row-- > begin;) {
      terms[row] *= inverse * before[row - begin];
      inverse *= denominators[row - begin];
    }
  });
  return terms;
}

// The sum of the rows above by row, in the trace's first columns; rows beyond keep the whole, which is
// returned.
Ext4 fill_running_sum(std::span<const Ext4> terms, TraceView trace) {
  Ext4 sum = Ext4::zero();
  for (size_t row = 0; row < trace.height(); ++row) {
    for (size_t i = 0; i < Ext4::kDegree; ++i) trace.at(row, i) = sum[i];
    if (row < terms.size()) sum += terms[row];
  }
  return sum;
}

std::array<F, kLeafCells> elements(const std::array<uint32_t, kLeafCells>& cells) {
  std::array<F, kLeafCells> out;
  std::ranges::transform(cells, out.begin(), F::from_canonical);
  return out;
}

// Counts the check of value < 2^bits; the part above the range checker's own bits.
F split(uint32_t value, unsigned bits, RangeCounts& counts) {
  std::array<F, 2> limbs{};
  counts.decompose(value, bits, std::span(limbs).first(bits <= counts.max_bits() ? 1 : 2));
  return limbs[1];
}

template <size_t kBlocks>
void fill_times(const Context& context, const SegmentBoundaryFill& fill, TraceView trace) {
  parallel_for(context, fill.rows.size(), kRowsAtOnce, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row) {
      const TouchedLeaf& leaf = fill.touched[fill.rows[row]];
      for (size_t b = 0; b < kBlocks; ++b)
        trace.at(row, Ext4::kDegree + b) = F::from_canonical(leaf.timestamps[b]);
    }
  });
}

}  // namespace

std::array<uint32_t, kLeafCells> cells_at(const CellImage& image, const EndLeaf& leaf) {
  std::array<uint32_t, kLeafCells> cells{};
  ImageReader(image).read(leaf.address_space, leaf.label * kLeafCells, cells);
  return cells;
}

std::vector<uint32_t> segment_boundary_rows(const TouchedMemory& touched, uint32_t block) {
  std::vector<uint32_t> rows;
  for (uint32_t i = 0; i < touched.size(); ++i) {
    ZKMEM_CHECK(touched[i].initial_block == touched[i].final_block);
    if (touched[i].final_block == block) rows.push_back(i);
  }
  return rows;
}

void SegmentBoundaryFill::fill_cached(const Context& context, TraceView trace) const {
  fill_rows<SegmentTokenColumns>(context, trace, rows.size(), [&](size_t row, SegmentTokenColumns<F>& out) {
    const TouchedLeaf& leaf = touched[rows[row]];
    out.in_use = F::one();
    out.address_space = F::from_canonical(leaf.address_space);
    out.leaf_label = F::from_canonical(leaf.label);
    out.initial = elements(leaf.initial);
    out.final = elements(leaf.final);
    out.from = F::from_canonical(from[rows[row]]);
  });
}

Ext4 SegmentBoundaryFill::fill_common(const Context& context, const LedgerChallenge& challenge,
                                      RangeCounts& counts, TraceView trace) const {
  ZKMEM_CHECK(trace.width() == Ext4::kDegree + kLeafCells / block);
  for (const uint32_t row : rows) counts.add(segment - 1 - from[row], counts.max_bits());
  if (block == 1) fill_times<8>(context, *this, trace);
  if (block == 2) fill_times<4>(context, *this, trace);
  if (block == 4) fill_times<2>(context, *this, trace);
  if (block == 8) fill_times<1>(context, *this, trace);
  const auto tokens_of = [&](size_t row) {
    const TouchedLeaf& leaf = touched[rows[row]];
    return RowTokens{{leaf.address_space, leaf.label, leaf.final, segment},
                     {leaf.address_space, leaf.label, leaf.initial, from[rows[row]]}};
  };
  return fill_running_sum(row_terms(context, challenge, rows.size(), tokens_of), trace);
}

void StartImageFill::fill_cached(const Context& context, TraceView trace) const {
  fill_rows<ImageTokenColumns>(context, trace, tokens.size(), [&](size_t row, ImageTokenColumns<F>& out) {
    out.in_use = F::one();
    out.address_space = F::from_canonical(tokens[row].address_space);
    out.leaf_label = F::from_canonical(tokens[row].leaf_label);
    out.initial = elements(tokens[row].values);
  });
}

Ext4 StartImageFill::fill_common(const Context& context, const LedgerChallenge& challenge,
                                 TraceView trace) const {
  const auto tokens_of = [&](size_t row) {
    return RowTokens{tokens[row], {tokens[row].address_space, tokens[row].leaf_label, {}, 0}};
  };
  return fill_running_sum(row_terms(context, challenge, tokens.size(), tokens_of), trace);
}

Trace start_image_table(const Context& context, const CellImage& image) {
  const std::vector<LedgerToken> tokens = image_tokens(image);
  Trace table(std::bit_ceil(std::max<size_t>(tokens.size(), 1)), kColumnCount<ImageTokenColumns>);
  StartImageFill{tokens}.fill_cached(context, table.view());
  return table;
}

namespace {

uint32_t place_of(const LedgerBits& bits, const EndLeaf& leaf) {
  return (leaf.address_space - 1) << bits.address_height | leaf.label;
}

// Counts the check of the distance to the next row's place, if there is one.
F step_above(std::span<const EndLeaf> leaves, size_t row, const LedgerBits& bits, RangeCounts& counts) {
  if (row + 1 >= leaves.size()) return F::zero();
  const uint32_t step = place_of(bits, leaves[row + 1]) - place_of(bits, leaves[row]);
  return split(step - 1, bits.place_bits(), counts);
}

}  // namespace

std::array<BabyBear, 2> LedgerEndsFill::places() const {
  if (leaves.empty()) return {};
  return {F::from_canonical(place_of(bits, leaves.front())),
          F::from_canonical(place_of(bits, leaves.back()))};
}

void LedgerEndsFill::fill_cached(const Context& context, TraceView trace) const {
  fill_rows<EndTokenColumns>(context, trace, leaves.size(), [&](size_t row, EndTokenColumns<F>& out) {
    const EndLeaf& leaf = leaves[row];
    out.in_use = F::one();
    out.given = F::from_bool(leaf.given);
    out.revealed = F::from_bool(leaf.revealed);
    out.address_space = F::from_canonical(leaf.address_space);
    out.leaf_label = F::from_canonical(leaf.label);
    out.final = elements(cells_at(end, leaf));
    out.last = F::from_canonical(leaf.last);
  });
}

Ext4 LedgerEndsFill::fill_common(const Context& context, const LedgerChallenge& challenge,
                                 RangeCounts& counts, TraceView trace) const {
  fill_rows<LedgerEndsColumns>(context, trace, leaves.size(), [&](size_t row, LedgerEndsColumns<F>& out) {
    const EndLeaf& leaf = leaves[row];
    counts.add(leaf.address_space - 1, bits.addr_space_height);
    out.label_high = split(leaf.label, bits.address_height, counts);
    out.step_high = step_above(leaves, row, bits, counts);
  });
  const auto tokens_of = [&](size_t row) {
    const EndLeaf& leaf = leaves[row];
    return RowTokens{{leaf.address_space, leaf.label, {}, 0},
                     {leaf.address_space, leaf.label, cells_at(end, leaf), leaf.last},
                     !leaf.given,
                     !leaf.revealed};
  };
  return fill_running_sum(row_terms(context, challenge, leaves.size(), tokens_of), trace);
}

void RootedEndsFill::fill_cached(const Context& context, TraceView trace) const {
  fill_rows<RootedTokenColumns>(context, trace, leaves.size(), [&](size_t row, RootedTokenColumns<F>& out) {
    const EndLeaf& leaf = leaves[row];
    out.in_use = F::one();
    out.address_space = F::from_canonical(leaf.address_space);
    out.leaf_label = F::from_canonical(leaf.label);
    out.start = elements(cells_at(start, leaf));
    out.final = elements(cells_at(end, leaf));
    out.last = F::from_canonical(leaf.last);
  });
}

Ext4 RootedEndsFill::fill_common(const Context& context, const LedgerChallenge& challenge,
                                 RangeCounts& counts, TraceView trace) const {
  fill_rows<RootedEndsColumns>(context, trace, leaves.size(), [&](size_t row, RootedEndsColumns<F>& out) {
    out.start_hash = start_hashes[row];
    out.final_hash = end_hashes[row];
    out.step_high = step_above(leaves, row, bits, counts);
  });
  const auto tokens_of = [&](size_t row) {
    const EndLeaf& leaf = leaves[row];
    return RowTokens{{leaf.address_space, leaf.label, cells_at(start, leaf), 0},
                     {leaf.address_space, leaf.label, cells_at(end, leaf), leaf.last}};
  };
  return fill_running_sum(row_terms(context, challenge, leaves.size(), tokens_of), trace);
}

}  // namespace zkmem
