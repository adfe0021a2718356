// Columns of the ledger chips. The cached parts are all that says which tokens are put and taken, so that
// their commitments fix the ledger before its challenge is drawn.
#pragma once

#include <array>
#include <cstddef>

#include "zkmem/memory/model/address.h"

namespace zkmem {

// A leaf that a segment touches.
template <class T>
struct SegmentTokenColumns {
  T in_use;
  T address_space;
  T leaf_label;  // pointer / 8
  std::array<T, kLeafCells> initial;
  std::array<T, kLeafCells> final;
  T from;  // the segment that left `initial`; 0: the start
};

// Beside it. kBlocks: 1, 2, 4 or 8 blocks of the leaf, each with the time of its last access (0: none).
template <size_t kBlocks>
struct SegmentBoundary {
  template <class T>
  struct Columns {
    std::array<T, 4> running_sum;  // of the rows above, an element of the extension
    std::array<T, kBlocks> timestamps;
  };
};

// A leaf that is not zero when the run starts.
template <class T>
struct ImageTokenColumns {
  T in_use;
  T address_space;
  T leaf_label;
  std::array<T, kLeafCells> initial;
};

// Beside it.
template <class T>
struct StartImageColumns {
  std::array<T, 4> running_sum;
};

// A leaf that the run touches, starts with or reveals.
template <class T>
struct EndTokenColumns {
  T in_use;
  T given;     // the verifier puts its first token, not this row
  T revealed;  // the verifier takes its last token, not this row
  T address_space;
  T leaf_label;
  std::array<T, kLeafCells> final;
  T last;  // the segment that left `final`; 0: the start
};

// Beside it.
template <class T>
struct LedgerEndsColumns {
  std::array<T, 4> running_sum;
  T label_high;  // of leaf_label, above range_max_bits; 0 if that many bits hold it
  T step_high;   // likewise of the next row's place less this one's, less 1
};

// A leaf that the run touches or reveals, of ends with a root at the start.
template <class T>
struct RootedTokenColumns {
  T in_use;
  T revealed;  // of a free end: the verifier takes its last token, not this row
  T address_space;
  T leaf_label;
  std::array<T, kLeafCells> start;
  std::array<T, kLeafCells> final;
  T last;  // the segment that left `final`; 0: the start; kHandedOn: revealed beside a final root
};

// Beside it.
template <class T>
struct RootedEndsColumns {
  std::array<T, 4> running_sum;
  std::array<T, 8> start_hash;  // compress(start, 0)
  std::array<T, 8> final_hash;  // likewise; a free end has none
  T step_high;                  // as in LedgerEndsColumns
};

}  // namespace zkmem
