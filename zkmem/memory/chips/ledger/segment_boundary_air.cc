#include "zkmem/memory/chips/ledger/segment_boundary_air.h"

#include "zkmem/air/air_builder.h"
#include "zkmem/memory/chips/ledger/ledger_sum.h"

namespace zkmem {

template <size_t kBlocks>
void SegmentBoundaryAir<kBlocks>::eval(AirBuilder& builder) const {
  const auto token = builder.local_cached<SegmentTokenColumns>(0);
  const auto local = builder.local<SegmentBoundary<kBlocks>::template Columns>();
  const auto next = builder.next<SegmentBoundary<kBlocks>::template Columns>();
  const Expr segment = builder.public_value(ledger_public::kSegment);

  builder.assert_bool(token.in_use);
  // from < segment. Both are segments of the run, of which there are at most 2^max_bits.
  range_bus_.range_check(builder, segment - 1 - token.from, range_bus_.max_bits, token.in_use);
  const ExtExpr taken =
      token_fingerprint(builder, {token.address_space, token.leaf_label, token.initial, token.from});
  const ExtExpr put =
      token_fingerprint(builder, {token.address_space, token.leaf_label, token.final, segment});
  eval_running_sum(builder, local.running_sum, next.running_sum, {token.in_use, put, token.in_use, taken});

  constexpr size_t kBlock = kLeafCells / kBlocks;
  const std::span<const Expr> initial(token.initial);
  const std::span<const Expr> final(token.final);
  for (size_t i = 0; i < kBlocks; ++i) {
    const AddressExprs address{token.address_space, token.leaf_label * kLeafCells + i * kBlock};
    memory_bus_.send(builder, address, initial.subspan(i * kBlock, kBlock), builder.zero(), token.in_use);
    memory_bus_.receive(builder, address, final.subspan(i * kBlock, kBlock), local.timestamps[i],
                        token.in_use);
  }
}

template class SegmentBoundaryAir<1>;
template class SegmentBoundaryAir<2>;
template class SegmentBoundaryAir<4>;
template class SegmentBoundaryAir<8>;

}  // namespace zkmem
