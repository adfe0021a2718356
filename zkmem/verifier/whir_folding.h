// Folding of the 2^k opened values of a query into the value of the folded polynomial. Source: swirl.md
// section 11 d.
#pragma once

#include <span>

#include "zkmem/field/ext4.h"

namespace zkmem {

// The constants of folding by k, shared by all queries of a round.
class QueryFolder {
 public:
  // alphas: the round's k challenges.
  QueryFolder(uint32_t log_domain, std::span<const Ext4> alphas);

  struct Folded {
    BabyBear z;  // where the value is taken: x^(2^k)
    Ext4 y;
  };
  // values[t] is the codeword at x w_k^t, x = Omega^index; used as scratch. 2^k values.
  Folded fold(uint32_t index, std::span<Ext4> values) const;

 private:
  std::span<const Ext4> alphas_;
  BabyBear omega_;
  BabyBear omega_inverse_;
  BabyBear w_k_;
  BabyBear w_k_inverse_;
};

}  // namespace zkmem
