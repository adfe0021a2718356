// What the keys of statements about access logs must bound.
#include <algorithm>

#include <gtest/gtest.h>

#include "zkmem/field/babybear.h"
#include "zkmem/protocol/presets.h"
#include "zkmem/statement/air_catalog.h"

namespace zkmem {
namespace {

// Attacks 3, 4: a closed trail of times beside the connector's needs p - 2^29 log rows. Some constraint of
// the key on trace heights counts every log row twice, so there are fewer than p / 2.
TEST(MemoryKeys, TheKeyBoundsTheRowsThatTick) {
  for (const MemoryProfile profile :
       {MemoryProfile::kHybrid, MemoryProfile::kOpenVmV1, MemoryProfile::kOpenVmV2}) {
    const auto airs = memory_air_set(default_log_config(profile));
    ASSERT_TRUE(airs.ok()) << airs.error().message;
    const auto key = generate_key(*app_params(20), *airs);
    ASSERT_TRUE(key.ok()) << key.error().message;
    size_t logs = 0;
    const bool is_bounded = std::ranges::any_of(
        key->inner.trace_height_constraints, [&](const TraceHeightConstraint& constraint) {
          bool counts_all = constraint.threshold <= BabyBear::kModulus;
          logs = 0;
          for (size_t air = 0; air < airs->size(); ++air) {
            if (!(*airs)[air].air->name().starts_with("AccessLogAir")) continue;
            ++logs;
            counts_all &= constraint.coefficients[air] >= 2;
          }
          return counts_all;
        });
    EXPECT_TRUE(is_bounded) << to_string(profile);
    EXPECT_GT(logs, 1U);
  }
}

}  // namespace
}  // namespace zkmem
