#include "zkmem/memory/chips/ledger/ledger_ends_air.h"

#include "zkmem/air/air_builder.h"
#include "zkmem/memory/chips/ledger/ledger_sum.h"

namespace zkmem {
void LedgerEndsAir::eval(AirBuilder& builder) const {
  const auto token = builder.local_cached<EndTokenColumns>(0);
  const auto next_token = builder.next_cached<EndTokenColumns>(0);
  const auto local = builder.local<LedgerEndsColumns>();
  const auto next = builder.next<LedgerEndsColumns>();

  builder.assert_bool(token.in_use);
  for (const Expr flag : {token.given, token.revealed}) builder.assert_zero(flag * (flag - token.in_use));
  range_bus_.range_check(builder, token.address_space - 1, bits_.addr_space_height, token.in_use);
  range_check_split(builder, range_bus_, token.leaf_label, local.label_high, bits_.address_height,
                    token.in_use);
  eval_places(builder, range_bus_, bits_, {token.in_use, token.address_space, token.leaf_label},
              {next_token.in_use, next_token.address_space, next_token.leaf_label}, local.step_high);

  const ExtExpr put = token_fingerprint(builder, {token.address_space, token.leaf_label, {}, std::nullopt});
  const ExtExpr taken =
      token_fingerprint(builder, {token.address_space, token.leaf_label, token.final, token.last});
  eval_running_sum(builder, local.running_sum, next.running_sum,
                   {token.in_use - token.given, put, token.in_use - token.revealed, taken});
}

}  // namespace zkmem
