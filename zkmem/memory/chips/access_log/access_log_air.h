// The chip that puts an arbitrary access log on the memory bus: one row an access of N cells, read or write.
// What the log says (valid, op, space, pointer, values, timestamp) is in a cached part, so that a proof
// carries a commitment of the log. Rows are tied together by the clock bus: each receives its timestamp and
// sends the next. README.md has the argument; memory.md, "What a proof says", the statement.
#pragma once

#include "zkmem/air/columns_air.h"
#include "zkmem/memory/chips/access_log/access_log_columns.h"
#include "zkmem/memory/chips/access_log/space_table_air.h"
#include "zkmem/memory/chips/offline_checker/memory_bridge.h"

namespace zkmem {

// What the hybrid profile enforces on rows beyond memory consistency.
struct AccessLogRules {
  SpaceTableBus space_bus;
  unsigned pointer_max_bits = 29;
};

// N: 1, 2, 4, 8, 16 or 32.
template <size_t N, bool kHasRules>
class AccessLogAir final : public ColumnsAir<AccessLogParts<N, kHasRules>::template Common,
                                             AccessLogParts<N, kHasRules>::template Cached> {
 public:
  // Without rules, `rules` is not looked at.
  AccessLogAir(MemoryBridge bridge, PermutationBus clock_bus, AccessLogRules rules)
      : bridge_(bridge), clock_bus_(clock_bus), rules_(rules) {}

  std::string name() const override { return "AccessLogAir_" + std::to_string(N); }
  void eval(AirBuilder& builder) const override;

 private:
  void eval_rules(AirBuilder& builder, const AccessLogColumns<Expr, N>& row,
                  const AccessRuleColumns<Expr>& rules, Expr on_bus) const;

  MemoryBridge bridge_;
  PermutationBus clock_bus_;
  AccessLogRules rules_;
};

}  // namespace zkmem
