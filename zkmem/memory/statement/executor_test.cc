// The executor accepts a log if and only if its traces check: random logs of accesses that a configuration
// permits, and of others. Those are executed, and their traces made, under a configuration that permits
// everything; then the rules' columns are filled as well as a cheater can and the traces are checked against
// the strict configuration. What rejects them is the constraint or bus of the rule that is broken, and
// nothing else.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "zkmem/memory/chips/access_log/space_table_air.h"
#include "zkmem/memory/model/access_rules.h"
#include "zkmem/memory/testing/forge.h"
#include "zkmem/memory/testing/random_log.h"

namespace zkmem {
namespace {

using testing::Forge;
using testing::Random;
using testing::StatementWorld;

// The same tree, clock and limbs; every space the tree has room for, of any values, in blocks of one cell.
MemoryConfig permissive(const MemoryConfig& strict) {
  MemoryConfig config = strict;
  config.spaces = {AddressSpaceConfig{}};
  for (uint32_t space = 1; space <= 1U << strict.addr_space_height; ++space) {
    config.spaces.push_back(
        {CellType::kField, uint64_t{1} << strict.pointer_max_bits, 1, Permissions::kReadWrite, ""});
  }
  ZKMEM_CHECK(config.validate().ok());
  return config;
}

struct Step {
  Access access;
  std::vector<uint32_t> values;  // of a write
};

// Most are permitted; the others break a rule or two.
Step draw(const MemoryConfig& strict, Random& random) {
  Step step;
  Access& access = step.access;
  access.address_space = 1 + random.below(static_cast<uint32_t>(strict.spaces.size()) - 1);
  const AddressSpaceConfig& space = strict.spaces[access.address_space];
  access.op = space.guest_can_write() && random.below(2) == 0 ? OpType::kWrite : OpType::kRead;
  access.size = space.min_block_size << random.below(3);
  access.pointer =
      random.below(static_cast<uint32_t>(space.num_cells - access.size) / space.min_block_size + 1) *
      space.min_block_size;
  switch (random.below(20)) {
    case 0:
      access.address_space = 6 + random.below(3);
      break;
    case 1:
      access.op = OpType::kWrite;
      break;
    case 2:
      access.pointer = static_cast<uint32_t>(space.num_cells) - random.below(2) * access.size / 2;
      break;
    case 3:
      access.size = 1U << random.below(3);
      break;
    case 4:
      access.pointer = random.below(static_cast<uint32_t>(space.num_cells - access.size) + 1);
      break;
    default:
      break;
  }
  if (access.op == OpType::kWrite) {
    for (uint32_t i = 0; i < access.size; ++i) {
      step.values.push_back(random.below(random.below(60) == 0 ? 100000 : 256));
    }
  }
  return step;
}

bool executor_accepts(const MemoryConfig& strict, const Step& step) {
  return !check_access(strict, BabyBear::kModulus, step.access) &&
         !check_values(strict, BabyBear::kModulus, step.access, step.values);
}

// The constraints and buses that have to reject it; independent of the executor's rules.
void add_defences(const MemoryConfig& strict, const Step& step, std::set<std::string>& defences) {
  const Access& access = step.access;
  const std::string air = "AccessLogAir_" + std::to_string(access.size);
  if (!strict.has_space(access.address_space)) {
    defences.insert("space table bus");
    return;
  }
  const AddressSpaceConfig& space = strict.spaces[access.address_space];
  const SpaceFacts facts = space_facts(strict, access.address_space);
  const bool is_write = access.op == OpType::kWrite;
  if (is_write ? !space.guest_can_write() : !space.guest_can_read()) defences.insert("space table bus");
  if (access.pointer + access.size > space.num_cells) defences.insert("range checker bus");
  if (access.size == 1 && facts.even != 0)
    defences.insert(air + ": is_valid * (1 - is_immediate) * facts__even");
  if (access.size == 2 && facts.fours != 0) defences.insert(air + ": is_valid * facts__fours");
  if (facts.even != 0 && (access.pointer & 1) != 0) defences.insert(air + ": facts__even * bit_0");
  if (facts.fours != 0 && (access.pointer & 2) != 0) defences.insert(air + ": facts__fours * bit_1");
  if (is_write && facts.is_ranged != 0 &&
      std::ranges::any_of(step.values, [&](uint32_t v) { return v >> facts.value_bits != 0; })) {
    defences.insert("range checker bus");
  }
}

// What the strict configuration wants to see beside each row.
void claim_rules(Forge& forge, const MemoryConfig& strict, const std::string& air, uint32_t size) {
  for (size_t row = 0; row < forge.height(air); ++row) {
    if (forge.get(air, row, "is_valid").is_zero()) continue;
    const uint32_t space = forge.get(air, row, "address_space").as_canonical();
    if (space == kImmediateSpace) continue;
    const uint32_t pointer = forge.get(air, row, "pointer").as_canonical();
    SpaceFacts facts{};
    facts.num_cells = pointer + size;  // of a space that is not there
    if (strict.has_space(space)) facts = space_facts(strict, space);
    forge.set(air, row, "facts__even", facts.even);
    forge.set(air, row, "facts__fours", facts.fours);
    forge.set(air, row, "facts__num_cells", facts.num_cells);
    forge.set(air, row, "facts__is_ranged", facts.is_ranged);
    forge.set(air, row, "facts__value_bits", facts.value_bits);
    forge.set(air, row, "slack_limbs__0",
              BabyBear::from_u64(facts.num_cells) - BabyBear::from_u64(pointer + size));
    forge.set(air, row, "slack_limbs__1", uint64_t{0});
  }
}

std::set<std::string> lines_of(const std::string& text) {
  std::set<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    lines.insert(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(Executor, AcceptsWhatChecks) {
  const MemoryConfig strict = testing::small_config(MemoryProfile::kHybrid, BoundaryMode::kPersistent);
  const MemoryConfig all = permissive(strict);
  const MemoryImage<BabyBear> image(all);
  int accepted = 0;
  std::set<std::string> seen;
  for (uint64_t seed = 0; seed < 120; ++seed) {
    Random random(seed);
    auto memory = MemoryController<BabyBear>::create(all, image);
    ASSERT_TRUE(memory.ok());
    bool is_accepted = true;
    std::set<std::string> defences;
    for (int i = 0; i < 5; ++i) {
      const Step step = draw(strict, random);
      const bool accepts = executor_accepts(strict, step);
      std::set<std::string> of_step;
      add_defences(strict, step, of_step);
      EXPECT_EQ(accepts, of_step.empty()) << "seed " << seed << ", step " << i;
      is_accepted &= accepts;
      defences.merge(of_step);
      const Address address{step.access.address_space, step.access.pointer};
      const bool done = step.access.op == OpType::kWrite ? memory->write(address, step.values).ok()
                                                         : memory->read(address, step.access.size).ok();
      ASSERT_TRUE(done);
    }
    StatementWorld world = testing::make_world(all, memory->memory().log(), image);
    auto airs = MemoryAirs::create(strict);
    ASSERT_TRUE(airs.ok());
    world.airs = std::move(*airs);
    world.checked = world.airs.checked();
    Forge forge(world);
    for (const uint32_t size : kAccessSizes) {
      const std::string air = "AccessLogAir_" + std::to_string(size);
      if (forge.has(air)) claim_rules(forge, strict, air, size);
    }
    const std::string verdict = forge.verdict();
    EXPECT_EQ(verdict.empty(), is_accepted) << "seed " << seed;
    EXPECT_EQ(lines_of(verdict), defences) << "seed " << seed;
    accepted += is_accepted ? 1 : 0;
    seen.merge(defences);
  }
  // Both answers, and every rule, have been seen.
  EXPECT_GT(accepted, 12);
  EXPECT_LT(accepted, 108);
  EXPECT_TRUE(seen.contains("space table bus") && seen.contains("range checker bus"));
  EXPECT_TRUE(seen.contains("AccessLogAir_1: is_valid * (1 - is_immediate) * facts__even"));
  EXPECT_TRUE(seen.contains("AccessLogAir_2: is_valid * facts__fours"));
  EXPECT_TRUE(seen.contains("AccessLogAir_4: facts__even * bit_0") ||
              seen.contains("AccessLogAir_8: facts__even * bit_0"));
  EXPECT_TRUE(seen.contains("AccessLogAir_4: facts__fours * bit_1") ||
              seen.contains("AccessLogAir_8: facts__fours * bit_1"));
}

}  // namespace
}  // namespace zkmem
