// The fields of any statement's claim, one by one: changed, and copied between segments.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "zkmem/attack/dice.h"
#include "zkmem/statement/claim.h"

namespace zkmem::attack {

// Changes one of the fields that the file has, of the whole or of a segment; says which.
std::string change_field(Claim& claim, Dice& dice);

// What is claimed of a segment.
class SegmentFields {
 public:
  SegmentFields(Claim& claim, size_t k);
  ~SegmentFields();
  SegmentFields(const SegmentFields&) = delete;
  SegmentFields& operator=(const SegmentFields&) = delete;

  // Of another, in a claim of the same statement.
  void write(Claim& claim, size_t k) const;

 private:
  struct Values;
  std::unique_ptr<Values> values_;
};

}  // namespace zkmem::attack
