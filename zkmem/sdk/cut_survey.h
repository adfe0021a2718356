// A run in short pieces, told by what its segments' heights follow from: so that every way of joining
// neighbouring pieces to segments can be weighed without running it. Rows of pieces add up; a leaf that
// several pieces touch is one row of the segment that they make.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "zkmem/sdk/segment_fit.h"

namespace zkmem {

// How far a run has come, or a part of it is long. Logs have no instructions.
struct RunLength {
  uint64_t accesses = 0;
  uint64_t instructions = 0;
  friend bool operator==(const RunLength&, const RunLength&) = default;
};

// A stretch of the run between two places where a segment may end.
struct SurveyedPiece {
  RunLength length;
  std::vector<uint64_t> rows;  // by AIR: rows that add up, without padding
  bool must_end = false;       // a segment ends behind it in any case
};

class CutSurvey {
 public:
  // The most accesses in a piece, and pieces in a segment. Shorter segments than a piece are mostly tables.
  static constexpr uint64_t kPieceAccesses = uint64_t{1} << 18;
  static constexpr size_t kMostPieces = 16;

  // `tables`: heights that every segment has, by AIR; empty: the AIR's rows are counted.
  explicit CutSurvey(LogHeights tables) : tables_(std::move(tables)) {}

  // The piece under way touches a leaf, which is a row of that AIR once, however often it is touched.
  void touch(uint32_t address_space, uint32_t leaf_label, size_t boundary_air);
  // It ends; the next one begins.
  void end_piece(SurveyedPiece piece);

  size_t size() const { return pieces_.size(); }
  const SurveyedPiece& piece(size_t i) const { return pieces_[i].piece; }

  // A segment in the making: pieces [begin, end()), none at first.
  class Window {
   public:
    Window(const CutSurvey& survey, size_t begin);
    // Takes the next piece in, if a segment may have it; false: it may not.
    bool grow();
    size_t end() const { return end_; }
    RunLength length() const { return length_; }
    LogHeights heights() const;

   private:
    const CutSurvey& survey_;
    size_t begin_;
    size_t end_;
    RunLength length_;
    std::vector<uint64_t> rows_;
  };

 private:
  static constexpr uint32_t kPageLeaves = 512;
  using Page = std::array<uint32_t, kPageLeaves>;

  // By AIR of a boundary: [k] leaves that the piece touches and none of the k pieces before it did.
  struct LeafCounts {
    size_t air = 0;
    std::array<uint64_t, kMostPieces> fresh{};
  };
  struct Piece {
    SurveyedPiece piece;
    std::vector<LeafCounts> leaves;
  };

  LogHeights tables_;
  std::vector<Piece> pieces_;
  std::vector<LeafCounts> touched_;  // by the piece under way; [k]: exactly so long ago
  // The last piece of a leaf, from 1: by space, page and leaf.
  std::vector<std::vector<std::unique_ptr<Page>>> last_;
};

}  // namespace zkmem
