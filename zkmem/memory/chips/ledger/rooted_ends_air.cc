#include "zkmem/memory/chips/ledger/rooted_ends_air.h"

#include "zkmem/air/air_builder.h"
#include "zkmem/memory/chips/ledger/ledger_sum.h"

namespace zkmem {

void RootedEndsAir::eval(AirBuilder& builder) const {
  const auto token = builder.local_cached<RootedTokenColumns>(0);
  const auto next_token = builder.next_cached<RootedTokenColumns>(0);
  const auto local = builder.local<RootedEndsColumns>();
  const auto next = builder.next<RootedEndsColumns>();

  builder.assert_bool(token.in_use);
  builder.assert_zero(token.revealed * (token.revealed - token.in_use));
  // That space and label are integers in range is what the Merkle chip says of its leaves.
  eval_places(builder, range_bus_, bits_, {token.in_use, token.address_space, token.leaf_label},
              {next_token.in_use, next_token.address_space, next_token.leaf_label}, local.step_high);

  // The leaf of the initial tree (direction 1) and of the final one (-1), as a persistent boundary has them.
  const auto leaf = [&](const std::array<Expr, 8>& hash, int direction) {
    std::vector<Expr> node{builder.constant(direction), builder.zero(), token.address_space - 1,
                           token.leaf_label};
    node.insert(node.end(), hash.begin(), hash.end());
    merkle_bus_.interact(builder, node, token.in_use * direction);
  };
  const auto hashed = [&](const std::array<Expr, 8>& values, const std::array<Expr, 8>& hash, Expr count) {
    std::vector<Expr> compression(values.begin(), values.end());
    for (size_t i = 0; i < kLeafCells; ++i) compression.push_back(builder.zero());
    compression.insert(compression.end(), hash.begin(), hash.end());
    compression_bus_.interact(builder, compression, count);
  };
  // A free end leaves the tree as it was: what is hashed for the start is all that is hashed.
  const Expr free_end = builder.public_value(ledger_public::kFreeEnd);
  std::array<Expr, 8> end_hash = local.final_hash;
  for (size_t i = 0; i < end_hash.size(); ++i)
    end_hash[i] += free_end * (local.start_hash[i] - local.final_hash[i]);
  leaf(local.start_hash, 1);
  hashed(token.start, local.start_hash, token.in_use);
  leaf(end_hash, -1);
  hashed(token.final, local.final_hash, token.in_use * (1 - free_end));

  const ExtExpr put =
      token_fingerprint(builder, {token.address_space, token.leaf_label, token.start, std::nullopt});
  const ExtExpr taken =
      token_fingerprint(builder, {token.address_space, token.leaf_label, token.final, token.last});
  eval_running_sum(builder, local.running_sum, next.running_sum,
                   {token.in_use, put, token.in_use - token.revealed, taken});
}

}  // namespace zkmem
