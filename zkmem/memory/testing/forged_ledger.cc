#include "zkmem/memory/testing/forged_ledger.h"

#include "zkmem/memory/chips/ledger/columns.h"
#include "zkmem/memory/testing/random_log.h"

namespace zkmem::testing {
namespace {

// terms(row): 1 / put - 1 / taken.
template <class Terms>
void put_sums(OwnedAirTraces& traces, const Terms& terms) {
  Ext4 sum = Ext4::zero();
  for (size_t row = 0; row < traces.common_main.height(); ++row) {
    for (size_t i = 0; i < Ext4::kDegree; ++i) traces.common_main.at(row, i) = sum[i];
    sum += terms(row);
  }
  for (size_t i = 0; i < Ext4::kDegree; ++i) traces.public_values[ledger_public::kSum + i] = sum[i];
}

// Of the first and the last row in use.
template <template <class> class Columns>
void put_places(const MemoryConfig& config, OwnedAirTraces& ends) {
  const auto leaves = BabyBear::from_u64(uint64_t{1} << config.address_height());
  bool is_first = true;
  for (size_t row = 0; row < ends.common_main.height(); ++row) {
    const auto columns = columns_at<Columns>(ends.cached_mains[0], row);
    if (columns.in_use.is_zero()) continue;
    const BabyBear place = (columns.address_space - BabyBear::one()) * leaves + columns.leaf_label;
    if (is_first) ends.public_values[ledger_public::kFirstPlace] = place;
    ends.public_values[ledger_public::kLastPlace] = place;
    is_first = false;
  }
}

enum class WorldEnds : uint8_t { kOwn, kFromRoot, kFromRootToRoot };

StatementWorld world_of(const MemoryConfig& config, const MemoryImage<BabyBear>& image,
                        std::span<const Address> revealed, WorldEnds ends = WorldEnds::kOwn) {
  auto memory = MemoryController<BabyBear>::create(config, image);
  ZKMEM_CHECK(memory.ok());
  const std::vector<uint32_t> first = {1, 2, 3, 4};
  const std::vector<uint32_t> second = {5, 6, 7, 8};
  bool ok = memory->write({2, 0}, first).ok();
  ok &= memory->write({2, 16}, first).ok();
  memory->cut_segment();
  ok &= memory->write({2, 0}, second).ok();
  memory->cut_segment();
  ok &= memory->read({2, 0}, 4).ok();
  ok &= memory->read({2, 16}, 4).ok();
  ZKMEM_CHECK(ok);
  const AccessLog& log = memory->memory().log();
  StatementWorld world =
      ends == WorldEnds::kOwn
          ? make_world(config, log, image, {}, revealed)
          : make_rooted_world(config, log, image, ends == WorldEnds::kFromRootToRoot, {}, revealed);
  ZKMEM_CHECK(world.check().empty());
  return world;
}

}  // namespace

TokenFields token(BabyBear space, BabyBear label, const std::array<BabyBear, kLeafCells>& values,
                  BabyBear segment) {
  TokenFields fields = {space, label};
  std::copy(values.begin(), values.end(), fields.begin() + 2);
  fields.back() = segment;
  return fields;
}

Ext4 fingerprint_of(const LedgerChallenge& challenge, const TokenFields& token) {
  const TokenFingerprint fingerprint(challenge);
  Ext4 sum = challenge.alpha;
  for (size_t i = 0; i < token.size(); ++i) sum += fingerprint.beta_powers()[i] * token[i];
  return sum;
}

void sum_up(StatementWorld& world, size_t segment) {
  const auto challenge_of = [](const OwnedAirTraces& traces) {
    LedgerChallenge challenge;
    Ext4 ignored;
    ZKMEM_CHECK(read_ledger_public_values(traces.public_values, challenge, ignored));
    return challenge;
  };
  for (const MemoryAirs::Boundary& boundary : world.airs.boundaries) {
    auto& traces = world.segments[segment].per_air[boundary.air];
    if (!traces) continue;
    const LedgerChallenge challenge = challenge_of(*traces);
    const BabyBear number = traces->public_values[ledger_public::kSegment];
    put_sums(*traces, [&](size_t row) {
      const auto columns = columns_at<SegmentTokenColumns>(traces->cached_mains[0], row);
      if (columns.in_use.is_zero()) return Ext4::zero();
      const BabyBear space = columns.address_space;
      const BabyBear label = columns.leaf_label;
      return fingerprint_of(challenge, token(space, label, columns.final, number)).inverse() -
             fingerprint_of(challenge, token(space, label, columns.initial, columns.from)).inverse();
    });
  }
  if (auto& rooted = world.segments[segment].per_air[*world.airs.rooted_ends]) {
    const LedgerChallenge challenge = challenge_of(*rooted);
    put_places<RootedTokenColumns>(world.airs.config, *rooted);
    put_sums(*rooted, [&](size_t row) {
      const auto columns = columns_at<RootedTokenColumns>(rooted->cached_mains[0], row);
      const BabyBear space = columns.address_space;
      const BabyBear label = columns.leaf_label;
      const Ext4 put = fingerprint_of(challenge, token(space, label, columns.start, BabyBear::zero()));
      const Ext4 taken = fingerprint_of(challenge, token(space, label, columns.final, columns.last));
      return put.inverse() * columns.in_use - taken.inverse() * (columns.in_use - columns.revealed);
    });
  }
  auto& ends = world.segments[segment].per_air[*world.airs.ends];
  if (!ends) return;
  const LedgerChallenge challenge = challenge_of(*ends);
  put_places<EndTokenColumns>(world.airs.config, *ends);
  put_sums(*ends, [&](size_t row) {
    const auto columns = columns_at<EndTokenColumns>(ends->cached_mains[0], row);
    if (columns.in_use.is_zero()) return Ext4::zero();
    const BabyBear space = columns.address_space;
    const BabyBear label = columns.leaf_label;
    const Ext4 put = fingerprint_of(challenge, token(space, label, {}, BabyBear::zero()));
    const Ext4 taken = fingerprint_of(challenge, token(space, label, columns.final, columns.last));
    return put.inverse() * (columns.in_use - columns.given) -
           taken.inverse() * (columns.in_use - columns.revealed);
  });
}

StatementWorld ledger_world() {
  return ledger_world(small_config(MemoryProfile::kHybrid, BoundaryMode::kGlobal));
}

StatementWorld ledger_world(const MemoryConfig& config) {
  return world_of(config, MemoryImage<BabyBear>(config), {});
}

MemoryImage<BabyBear> memory_of_image(const MemoryConfig& config) {
  MemoryImage<BabyBear> image(config);
  for (uint32_t i = 0; i < 4; ++i) ZKMEM_CHECK(image.set({2, 20 + i}, 40 + i).ok());
  ZKMEM_CHECK(image.set({2, 32}, 7).ok());
  return image;
}

StatementWorld image_world(const MemoryConfig& config) {
  const std::vector<Address> revealed = {{2, 0}, {2, 40}};
  return world_of(config, memory_of_image(config), revealed);
}

StatementWorld rooted_world(const MemoryConfig& config) {
  return rooted_world(config, memory_of_image(config));
}
StatementWorld rooted_world(const MemoryConfig& config, const MemoryImage<BabyBear>& image) {
  return world_of(config, image, {}, WorldEnds::kFromRootToRoot);
}
StatementWorld revealing_rooted_world(const MemoryConfig& config) {
  const std::vector<Address> revealed = {{2, 0}, {2, 32}};
  return world_of(config, memory_of_image(config), revealed, WorldEnds::kFromRootToRoot);
}
StatementWorld root_to_free_world(const MemoryConfig& config) {
  const std::vector<Address> revealed = {{2, 0}, {2, 32}};
  return world_of(config, memory_of_image(config), revealed, WorldEnds::kFromRoot);
}

}  // namespace zkmem::testing
