#include "zkmem/memory/traces/ledger_trace.h"

#include <algorithm>
#include <bit>

#include "zkmem/air/row_writer.h"
#include "zkmem/base/check.h"
#include "zkmem/base/parallel.h"
#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/chips/ledger/image_tokens.h"
#include "zkmem/memory/offline/image_reader.h"
#include "zkmem/memory/traces/ledger_sums.h"

namespace zkmem {
namespace {

using F = BabyBear;

constexpr size_t kRowsAtOnce = 256 * kRowBlock;

TraceView sums_of(TraceView trace) { return trace.columns(0, Ext4::kDegree); }

// Counts the checks of one value after the other; those of equal neighbours at once, since threads that count
// one value share its cache line.
class CountRun {
 public:
  explicit CountRun(RangeCounts& counts) : counts_(counts) {}
  CountRun(const CountRun&) = delete;
  CountRun& operator=(const CountRun&) = delete;
  ~CountRun() { flush(); }

  void add(uint32_t value, unsigned bits) {
    if (times_ != 0 && (value != value_ || bits != bits_)) flush();
    value_ = value;
    bits_ = bits;
    ++times_;
  }

 private:
  void flush() {
    if (times_ != 0) counts_.add(value_, bits_, times_);
    times_ = 0;
  }

  RangeCounts& counts_;
  uint32_t value_ = 0;
  unsigned bits_ = 0;
  uint32_t times_ = 0;
};

std::array<F, kLeafCells> elements(const std::array<uint32_t, kLeafCells>& cells) {
  std::array<F, kLeafCells> out;
  std::ranges::transform(cells, out.begin(), F::from_canonical);
  return out;
}

// Counts the checks of values < 2^bits in one or two limbs; returns the one above the range checker's own
// bits.
class SplitRun {
 public:
  SplitRun(unsigned bits, RangeCounts& counts) : bits_(bits), low_(counts), high_(counts) {
    low_bits_ = std::min(bits, counts.max_bits());
  }

  F add(uint32_t value) {
    low_.add(value & ((uint32_t{1} << low_bits_) - 1), low_bits_);
    if (bits_ == low_bits_) return F::zero();
    const uint32_t high = value >> low_bits_;
    high_.add(high, bits_ - low_bits_);
    return F::from_canonical(high);
  }

 private:
  unsigned bits_;
  unsigned low_bits_;
  CountRun low_;
  CountRun high_;
};

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

Status carry_leaves(std::span<const EndLeaf> leaves, const CellImage& end, CellImage& image) {
  for (const EndLeaf& leaf : leaves) {
    const std::array<uint32_t, kLeafCells> cells = cells_at(end, leaf);
    for (uint32_t i = 0; i < kLeafCells; ++i) {
      const Address at{leaf.address_space, leaf.label * kLeafCells + i};
      if (image.get(at) == cells[i]) continue;
      if (const auto set = image.set(at, cells[i]); !set.ok()) return set.error().to_error();
    }
  }
  return {};
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
                                      RangeCounts& counts, ConstTraceView cached, TraceView trace) const {
  ZKMEM_CHECK(trace.width() == Ext4::kDegree + kLeafCells / block);
  CountRun run(counts);
  for (const uint32_t row : rows) run.add(segment - 1 - from[row], counts.max_bits());
  if (block == 1) fill_times<8>(context, *this, trace);
  if (block == 2) fill_times<4>(context, *this, trace);
  if (block == 4) fill_times<2>(context, *this, trace);
  if (block == 8) fill_times<1>(context, *this, trace);
  using Token = SegmentTokenColumns<F>;
  const LedgerColumns columns{
      column_of(&Token::address_space),
      {.values = column_of(&Token::final), .constant_segment = segment},
      {.values = column_of(&Token::initial), .segment = column_of(&Token::from)},
  };
  return fill_ledger_sums(context, challenge, columns, cached, rows.size(), sums_of(trace));
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
                                 ConstTraceView cached, TraceView trace) const {
  using Token = ImageTokenColumns<F>;
  const LedgerColumns columns{column_of(&Token::address_space), {.values = column_of(&Token::initial)}, {}};
  return fill_ledger_sums(context, challenge, columns, cached, tokens.size(), sums_of(trace));
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

// Counts the checks of spaces and labels; of a label, the part above the range checker's bits.
void fill_labels(const Context& context, std::span<const EndLeaf> leaves, const LedgerBits& bits,
                 RangeCounts& counts, std::span<F> label_high) {
  parallel_for(context, leaves.size(), kRowsAtOnce, [&](size_t begin, size_t end) {
    CountRun spaces(counts);
    SplitRun labels(bits.address_height, counts);
    for (size_t row = begin; row < end; ++row) {
      spaces.add(leaves[row].address_space - 1, bits.addr_space_height);
      label_high[row] = labels.add(leaves[row].label);
    }
  });
}

// Counts the checks of distances to the next row's place; of a distance, likewise.
void fill_steps(const Context& context, std::span<const EndLeaf> leaves, const LedgerBits& bits,
                RangeCounts& counts, std::span<F> step_high) {
  if (leaves.empty()) return;
  const size_t steps = leaves.size() - 1;
  step_high[steps] = F::zero();  // the buffer may be an earlier segment's
  parallel_for(context, steps, kRowsAtOnce, [&](size_t begin, size_t end) {
    SplitRun run(bits.place_bits(), counts);
    for (size_t row = begin; row < end; ++row)
      step_high[row] = run.add(place_of(bits, leaves[row + 1]) - place_of(bits, leaves[row]) - 1);
  });
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
                                 RangeCounts& counts, ConstTraceView cached, TraceView trace) const {
  using Row = LedgerEndsColumns<F>;
  fill_labels(context, leaves, bits, counts, trace.column(column_of(&Row::label_high)));
  fill_steps(context, leaves, bits, counts, trace.column(column_of(&Row::step_high)));
  using Token = EndTokenColumns<F>;
  const LedgerColumns columns{
      column_of(&Token::address_space),
      {.except = column_of(&Token::given)},
      {.values = column_of(&Token::final),
       .segment = column_of(&Token::last),
       .except = column_of(&Token::revealed)},
  };
  return fill_ledger_sums(context, challenge, columns, cached, leaves.size(), sums_of(trace));
}

void RootedEndsFill::fill_cached(const Context& context, TraceView trace) const {
  fill_rows<RootedTokenColumns>(context, trace, leaves.size(), [&](size_t row, RootedTokenColumns<F>& out) {
    const EndLeaf& leaf = leaves[row];
    out.in_use = F::one();
    // With a final root the verifier hands on what it takes, so that it is hashed.
    out.revealed = F::from_bool(leaf.revealed && !ends_in_root);
    out.address_space = F::from_canonical(leaf.address_space);
    out.leaf_label = F::from_canonical(leaf.label);
    out.start = elements(cells_at(start, leaf));
    out.final = elements(cells_at(end, leaf));
    out.last = F::from_canonical(leaf.revealed && ends_in_root ? kHandedOn : leaf.last);
  });
}

Ext4 RootedEndsFill::fill_common(const Context& context, const LedgerChallenge& challenge,
                                 RangeCounts& counts, ConstTraceView cached, TraceView trace) const {
  using Row = RootedEndsColumns<F>;
  fill_rows<RootedEndsColumns>(context, trace, leaves.size(), [&](size_t row, Row& out) {
    out.start_hash = start_hashes[row];
    if (ends_in_root) out.final_hash = end_hashes[row];
  });
  fill_steps(context, leaves, bits, counts, trace.column(column_of(&Row::step_high)));
  using Token = RootedTokenColumns<F>;
  const LedgerColumns columns{
      column_of(&Token::address_space),
      {.values = column_of(&Token::start)},
      {.values = column_of(&Token::final),
       .segment = column_of(&Token::last),
       .except = column_of(&Token::revealed)},
  };
  return fill_ledger_sums(context, challenge, columns, cached, leaves.size(), sums_of(trace));
}

}  // namespace zkmem
