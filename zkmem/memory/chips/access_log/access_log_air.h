// The chip that puts an arbitrary access log on the memory bus: one row an access of N cells, read or write.
// What the log says (valid, op, space, pointer, values, timestamp) is in a cached part, so that a proof
// carries a commitment of the log. Rows are tied together by the clock bus: each receives its timestamp and
// sends the next. README.md has the argument; memory.md, "What a proof says", the statement.
#pragma once

#include <optional>

#include "zkmem/air/air.h"
#include "zkmem/memory/chips/access_log/space_table_air.h"
#include "zkmem/memory/chips/offline_checker/memory_bridge.h"

namespace zkmem {

// What the hybrid profile enforces on rows beyond memory consistency.
struct AccessLogRules {
  SpaceTableBus space_bus;
  unsigned pointer_max_bits = 29;
};

// Columns of the cached part: is_valid, is_write, address_space, pointer, values[n], timestamp.
constexpr size_t access_log_cached_width(size_t n) { return 5 + n; }

// Where the columns of the common part are.
struct AccessLogLayout {
  size_t n = 0;
  bool has_rules = false;

  bool has_immediates() const { return n == 1; }
  size_t prev_timestamp() const { return 0; }
  size_t limbs() const { return 1; }
  size_t prev_values() const { return 3; }
  size_t is_immediate() const { return 3 + n; }  // then is_zero_aux
  size_t rules() const { return 3 + n + (has_immediates() ? 2 : 0); }
  // even, fours, num_cells, is_ranged, value_bits, fours_limbs[2], bit_1, bit_0, slack_limbs[2]
  static constexpr size_t kRuleColumns = 11;
  size_t width() const { return rules() + (has_rules ? kRuleColumns : 0); }
};

class AccessLogAir final : public Air {
 public:
  AccessLogAir(size_t n, MemoryBridge bridge, PermutationBus clock_bus, std::optional<AccessLogRules> rules)
      : layout_{n, rules.has_value()}, bridge_(bridge), clock_bus_(clock_bus), rules_(rules) {}

  std::string name() const override { return "AccessLogAir_" + std::to_string(layout_.n); }
  AirWidths widths() const override;
  std::vector<std::string> column_names() const override;
  void eval(AirBuilder& builder) const override;

 private:
  void eval_rules(AirBuilder& builder, Expr on_bus) const;

  AccessLogLayout layout_;
  MemoryBridge bridge_;
  PermutationBus clock_bus_;
  std::optional<AccessLogRules> rules_;
};

}  // namespace zkmem
