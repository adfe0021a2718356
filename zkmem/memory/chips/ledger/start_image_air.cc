#include "zkmem/memory/chips/ledger/start_image_air.h"

#include "zkmem/air/air_builder.h"
#include "zkmem/memory/chips/ledger/ledger_sum.h"

namespace zkmem {

void StartImageAir::eval(AirBuilder& builder) const {
  const auto token = builder.local_cached<ImageTokenColumns>(0);
  const auto local = builder.local<StartImageColumns>();
  const auto next = builder.next<StartImageColumns>();

  builder.assert_bool(token.in_use);
  const ExtExpr taken = token_fingerprint(builder, {token.address_space, token.leaf_label, {}, std::nullopt});
  const ExtExpr put =
      token_fingerprint(builder, {token.address_space, token.leaf_label, token.initial, std::nullopt});
  eval_running_sum(builder, local.running_sum, next.running_sum, {token.in_use, put, token.in_use, taken});
}

}  // namespace zkmem
