#include "zkmem/memory/chips/adapter/block_time_air.h"

#include "zkmem/air/air_builder.h"

namespace zkmem {

void BlockTimeAir::eval(AirBuilder& builder) const {
  const auto local = builder.local<BlockTimeColumns>();
  // On every row, so that no row can offer a time without its check.
  range_check_limbs(builder, range_bus_, local.limbs, timestamp_max_bits_, builder.one());
  bus_.add_key_with_lookups(builder, {compose_limbs(builder, range_bus_, local.limbs)}, local.mult);
}

}  // namespace zkmem
