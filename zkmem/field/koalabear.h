// KoalaBear, p = 127 * 2^24 + 1: the second field the memory system is tested over.
#pragma once

#include "zkmem/field/monty31.h"

namespace zkmem {

struct KoalaBearParameters {
  static constexpr uint32_t kModulus = 2130706433;
  static constexpr uint32_t kGenerator = 3;
  static constexpr unsigned kTwoAdicity = 24;
};
using KoalaBear = Monty31<KoalaBearParameters>;

static_assert(PrimeField31<KoalaBear>);

}  // namespace zkmem
