// Field elements in bitcode: Plonky3's way, the Montgomery word as a u32. An extension element is a structure
// of its coefficients and of a type without a value.
#pragma once

#include "zkmem/base/bitcode_fields.h"
#include "zkmem/field/babybear.h"
#include "zkmem/field/ext4.h"

namespace zkmem {

template <class A>
void visit(A& a, typename A::Node& node, const char* what, BabyBear& value) {
  uint32_t word = value.monty();
  visit_integer(a, node, what, BitcodeInt::kU32, word, BabyBear::kModulus - 1);
  if constexpr (A::kReads) value = BabyBear::from_monty(word);
}

template <class A>
void visit(A& a, typename A::Node& node, const char* what, Ext4& value) {
  std::array<BabyBear, Ext4::kDegree> coefficients = value.coefficients();
  visit_fields(a, node, field(what, coefficients), field(what, Nothing()));
  if constexpr (A::kReads) value = Ext4(coefficients);
}

}  // namespace zkmem
