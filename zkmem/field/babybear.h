// BabyBear, p = 15 * 2^27 + 1: the field of every trace, hash and proof here (swirl.md section 2).
#pragma once

#include "zkmem/field/monty31.h"

namespace zkmem {

struct BabyBearParameters {
  static constexpr uint32_t kModulus = 2013265921;
  static constexpr uint32_t kGenerator = 31;
  static constexpr unsigned kTwoAdicity = 27;
};
using BabyBear = Monty31<BabyBearParameters>;

static_assert(PrimeField31<BabyBear>);
static_assert(sizeof(BabyBear) == 4);

}  // namespace zkmem
