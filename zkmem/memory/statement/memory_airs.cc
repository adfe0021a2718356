#include "zkmem/memory/statement/memory_airs.h"

#include <algorithm>
#include <bit>

#include "zkmem/memory/chips/access_log/access_log_air.h"
#include "zkmem/memory/chips/access_log/clock_air.h"
#include "zkmem/memory/chips/adapter/access_adapter_air.h"
#include "zkmem/memory/chips/adapter/block_time_air.h"
#include "zkmem/memory/chips/boundary/persistent_boundary_air.h"
#include "zkmem/memory/chips/boundary/volatile_boundary_air.h"
#include "zkmem/memory/chips/ledger/ledger_ends_air.h"
#include "zkmem/memory/chips/ledger/rooted_ends_air.h"
#include "zkmem/memory/chips/ledger/segment_boundary_air.h"
#include "zkmem/memory/chips/merkle/air.h"
#include "zkmem/primitives/poseidon2_air.h"
#include "zkmem/primitives/variable_range_checker_air.h"

namespace zkmem {
namespace {

constexpr MemoryBus kMemoryBus{PermutationBus{memory_buses::kMemory}};
constexpr PermutationBus kMerkleBus{memory_buses::kMerkle};
constexpr PermutationBus kCompressionBus{memory_buses::kCompression};
constexpr PermutationBus kClockBus{memory_buses::kClock};
constexpr LookupBus kBlockTimeBus{memory_buses::kBlockTimes};
constexpr SpaceTableBus kSpaceBus{LookupBus{memory_buses::kSpaces}};

class Assembly {
 public:
  explicit Assembly(const MemoryConfig& config)
      : range_bus_{LookupBus{memory_buses::kRange}, config.range_max_bits} {
    airs_.config = config;
  }

  MemoryAirs run() && {
    const MemoryConfig& config = airs_.config;
    const bool is_required = config.mode != BoundaryMode::kGlobal;
    airs_.connector = add<ClockConnectorAir>(is_required, kClockBus, range_bus_, config.timestamp_max_bits);
    if (is_hybrid()) airs_.space_table = add<SpaceTableAir>(is_required, config, kSpaceBus);
    add_boundaries();
    add_logs();
    airs_.inc = add<IncAir>(false, kClockBus, range_bus_, config.timestamp_max_bits);
    if (config.profile != MemoryProfile::kOpenVmV2) {
      for (uint32_t n = 2; n <= config.max_access_size; n *= 2) {
        airs_.adapters[log2(n) - 1] = with_adapter_size(n, [&]<size_t N>() {
          return add<AccessAdapterAir<N>>(false, kMemoryBus, range_bus_, kBlockTimeBus,
                                          config.timestamp_max_bits);
        });
      }
      airs_.block_times = add<BlockTimeAir>(false, kBlockTimeBus, range_bus_, config.timestamp_max_bits);
    }
    if (airs_.merkle) {
      const LookupBus compression{memory_buses::kCompression};
      if (config.mode == BoundaryMode::kGlobal) airs_.sbox = Poseidon2Sbox::kExpression;
      airs_.poseidon2 = airs_.sbox == Poseidon2Sbox::kExpression
                            ? add<Poseidon2Air<Poseidon2Sbox::kExpression>>(false, compression)
                            : add<Poseidon2Air<Poseidon2Sbox::kRegister>>(false, compression);
    }
    airs_.range = add<VariableRangeCheckerAir>(false, range_bus_);
    return std::move(airs_);
  }

 private:
  static size_t log2(uint32_t n) { return static_cast<size_t>(std::countr_zero(n)); }
  bool is_hybrid() const { return airs_.config.profile == MemoryProfile::kHybrid; }

  template <class A, class... Arguments>
  size_t add(bool is_required, Arguments&&... arguments) {
    airs_.entries.push_back({std::make_unique<A>(std::forward<Arguments>(arguments)...), is_required});
    return airs_.entries.size() - 1;
  }

  void add_boundaries() {
    const MemoryConfig& config = airs_.config;
    switch (config.mode) {
      case BoundaryMode::kVolatile:
        return add_volatile_boundaries();
      case BoundaryMode::kPersistent:
        add_persistent_boundaries();
        return add_merkle(true);
      case BoundaryMode::kGlobal: {
        add_segment_boundaries();
        const LedgerBits bits{config.addr_space_height, config.address_height()};
        airs_.ends = add<LedgerEndsAir>(false, range_bus_, bits);
        airs_.rooted_ends = add<RootedEndsAir>(false, kMerkleBus, kCompressionBus, range_bus_, bits);
        return add_merkle(false);
      }
    }
  }

  void add_merkle(bool is_required) {
    const MerkleDimensions dimensions{airs_.config.addr_space_height, airs_.config.address_height()};
    airs_.merkle = add<MerkleAir>(is_required, dimensions, kMerkleBus, kCompressionBus);
  }

  // A block size has a chip if a space starts in it.
  bool is_initial_block(uint32_t block) const {
    for (uint32_t space = 1; space < airs_.config.spaces.size(); ++space) {
      if (airs_.config.has_space(space) && airs_.config.initial_block_size(space) == block) return true;
    }
    return false;
  }

  void add_segment_boundaries() {
    const auto boundary = [this]<size_t kBlocks>() {
      constexpr auto kBlock = static_cast<uint32_t>(kLeafCells / kBlocks);
      if (is_initial_block(kBlock))
        airs_.boundaries.push_back({kBlock, add<SegmentBoundaryAir<kBlocks>>(false, kMemoryBus, range_bus_)});
    };
    boundary.operator()<8>();
    boundary.operator()<4>();
    boundary.operator()<2>();
    boundary.operator()<1>();
  }

  void add_persistent_boundaries() {
    const auto boundary = [this]<size_t kBlocks>(bool is_required, const std::string& name) {
      const size_t air =
          add<PersistentBoundaryAir<kBlocks>>(is_required, kMemoryBus, kMerkleBus, kCompressionBus, name);
      airs_.boundaries.push_back({static_cast<uint32_t>(8 / kBlocks), air});
    };
    const std::string name = "PersistentBoundaryAir";
    switch (airs_.config.profile) {
      case MemoryProfile::kOpenVmV1:
        return boundary.operator()<1>(true, name);
      case MemoryProfile::kOpenVmV2:
        return boundary.operator()<2>(true, name);
      case MemoryProfile::kHybrid:
        // A leaf may start and end in blocks of any size; the Merkle bus wants exactly one row of each kind.
        // Which of the chips have rows differs from segment to segment, so none is required by itself.
        boundary.operator()<1>(false, name + "_8");
        boundary.operator()<2>(false, name + "_4");
        boundary.operator()<4>(false, name + "_2");
        boundary.operator()<8>(false, name + "_1");
        return;
    }
  }

  void add_volatile_boundaries() {
    const MemoryConfig& config = airs_.config;
    const VolatileBoundaryBits bits{config.addr_space_height, config.pointer_max_bits};
    if (!is_hybrid()) {
      airs_.boundaries.push_back({1, add<VolatileBoundaryAir>(true, kMemoryBus, range_bus_, bits)});
      return;
    }
    for (const uint32_t block : {1U, 2U, 4U}) {
      if (!is_initial_block(block)) continue;
      const size_t air = with_volatile_block(block, [&]<size_t kBlock>() {
        return add<BlockVolatileBoundaryAir<kBlock>>(false, kMemoryBus, range_bus_, kSpaceBus, bits);
      });
      airs_.boundaries.push_back({block, air});
    }
  }

  void add_logs() {
    const MemoryConfig& config = airs_.config;
    const MemoryBridge bridge(kMemoryBus, range_bus_, config.timestamp_max_bits);
    const AccessLogRules rules{kSpaceBus, config.pointer_max_bits};
    for (const uint32_t n : kAccessSizes) {
      // openvm-v2 has immediates (size 1) and words only.
      const bool is_used = config.profile == MemoryProfile::kOpenVmV2
                               ? n == 1 || n == 4
                               : n <= std::max(1U, config.max_access_size);
      if (!is_used) continue;
      airs_.logs[log2(n)] = with_access_size(n, [&]<size_t N>() {
        return is_hybrid() ? add<AccessLogAir<N, true>>(false, bridge, kClockBus, rules)
                           : add<AccessLogAir<N, false>>(false, bridge, kClockBus, rules);
      });
    }
  }

  RangeCheckerBus range_bus_;
  MemoryAirs airs_;
};

}  // namespace

BusNames memory_bus_names() {
  return {
      {memory_buses::kMemory, {"memory", 2}},        {memory_buses::kRange, {"range checker", 2}},
      {memory_buses::kMerkle, {"memory merkle", 4}}, {memory_buses::kCompression, {"poseidon2 compress", 16}},
      {memory_buses::kClock, {"clock", 1}},          {memory_buses::kSpaces, {"space table", 2}},
      {memory_buses::kBlockTimes, {"block time", 1}}};
}

namespace {

// The ends number the leaves of all spaces, in two limbs and below 2^29, so that differences do not wrap.
Status check_ledger(const MemoryConfig& config) {
  if (config.mode != BoundaryMode::kGlobal) return {};
  const uint32_t most = std::min(kMaxBits, 2 * config.range_max_bits);
  if (config.tree_height() > most) {
    return bad_input(
        "config: the leaves of global memory are numbered with addr_space_height + "
        "pointer_max_bits - 3 = " +
        std::to_string(config.tree_height()) + " bits, at most " + std::to_string(most) + " are possible");
  }
  if (config.addr_space_height > config.range_max_bits) {
    return bad_input("config: addr_space_height " + std::to_string(config.addr_space_height) +
                     " is above range_decomp " + std::to_string(config.range_max_bits) +
                     ", the most that global memory checks");
  }
  return {};
}

}  // namespace

Result<MemoryAirs> MemoryAirs::create(const MemoryConfig& config) {
  ZKMEM_RETURN_IF_ERROR(config.validate());
  ZKMEM_RETURN_IF_ERROR(check_ledger(config));
  if (config.profile == MemoryProfile::kHybrid) {
    for (uint32_t space = 1; space < config.spaces.size(); ++space) {
      if (!config.has_space(space)) continue;
      const CellType type = config.spaces[space].cell_type;
      const uint32_t bits = type == CellType::kU8 ? 8 : type == CellType::kU16 ? 16 : 0;
      if (bits > config.range_max_bits) {
        return bad_input(
            "config: the values of address space " + std::to_string(space) + " have " + std::to_string(bits) +
            " bits, hybrid checks at most range_decomp = " + std::to_string(config.range_max_bits));
      }
    }
    if (config.pointer_max_bits < 3) {
      return bad_input("config: hybrid needs pointer_max_bits of at least 3, not " +
                       std::to_string(config.pointer_max_bits));
    }
  }
  return Assembly(config).run();
}

std::vector<size_t> MemoryAirs::ledger_chips() const {
  std::vector<size_t> chips;
  for (const Boundary& boundary : boundaries) chips.push_back(boundary.air);
  chips.push_back(*ends);
  chips.push_back(*rooted_ends);
  return chips;
}

}  // namespace zkmem
