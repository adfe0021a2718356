#include <bit>
#include <cstring>
#include <utility>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/model/access_rules.h"
#include "zkmem/memory/online/address_map.h"
#include "zkmem/rv32im/interpreter.h"
#include "zkmem/rv32im/memory_backend.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {
namespace {

// Pages of plain cells, a clock and two counters.
class PlainPort {
 public:
  PlainPort(AddressMap& map, uint32_t memory_end, uint32_t clock)
      : map_(&map),
        registers_(map.slot(kRegisterSpace, 0)),
        pages_(map.table(kMemorySpace)),
        memory_end_(memory_end),
        clock_(clock) {}

  uint32_t clock() const { return clock_; }
  uint64_t register_accesses() const { return register_accesses_; }
  uint64_t memory_accesses() const { return memory_accesses_; }

  uint32_t memory_end() const { return memory_end_; }
  void begin(uint32_t) {}
  uint32_t peek_register(uint32_t pointer) const { return load_u32(registers_ + pointer); }
  uint32_t read_register(uint32_t pointer) {
    tick(register_accesses_);
    return peek_register(pointer);
  }
  void write_register(uint32_t pointer, uint32_t value) {
    tick(register_accesses_);
    store_u32(registers_ + pointer, value);
  }
  uint32_t peek_memory(uint32_t pointer) const { return load_u32(cell(pointer)); }
  uint32_t read_memory(uint32_t pointer) {
    tick(memory_accesses_);
    return peek_memory(pointer);
  }
  void write_memory(uint32_t pointer, uint32_t value) {
    tick(memory_accesses_);
    store_u32(cell(pointer), value);
  }
  void skip(uint32_t ticks) { clock_ += ticks; }

 private:
  void tick(uint64_t& counter) {
    ++clock_;
    ++counter;
  }
  std::byte* cell(uint32_t pointer) const {
    std::byte* page = pages_[pointer / kPageCells];
    if (page == nullptr) [[unlikely]]
      page = fault(*map_, pointer / kPageCells);
    return page + pointer % kPageCells;
  }
  [[gnu::noinline, gnu::cold]] static std::byte* fault(AddressMap& map, uint32_t page) {
    return map.fault({kMemorySpace, page});
  }

  AddressMap* map_;
  std::byte* registers_;
  std::byte* const* pages_;
  uint32_t memory_end_;
  uint32_t clock_;
  uint64_t register_accesses_ = 0;
  uint64_t memory_accesses_ = 0;
};

class PlainBackend final : public MemoryBackend {
 public:
  PlainBackend(const MemoryConfig& config, CellImage image, uint32_t clock, const AccessCounts& accesses)
      : config_(config),
        map_(config, AddressMap::Kind::kPlain, std::move(image)),
        clock_(clock),
        counts_(accesses) {}

  SliceEnd run(const Program& program, const MicroOp* ops, Cursor& cursor, Trap& trap) override {
    const auto memory_end = static_cast<uint32_t>(config_.spaces[kMemorySpace].num_cells & ~uint64_t{3});
    PlainPort port(map_, memory_end, clock_);
    const SliceEnd end = run_slice(program, ops, cursor, port, trap);
    clock_ = port.clock();
    counts_[kRegisterSpace] += port.register_accesses();
    counts_[kMemorySpace] += port.memory_accesses();
    return end;
  }

  void begin(uint32_t) override {}
  std::optional<MemoryError> check(OpType op, Address a) const override {
    auto error = check_access(config_, BabyBear::kModulus, {op, a.address_space, a.pointer, 4});
    if (error) error->timestamp = clock_;
    return error;
  }
  uint32_t read(Address a) override {
    ++clock_;
    ++counts_[a.address_space];
    return load_u32(cell(a));
  }
  void write(Address a, uint32_t value) override {
    ++clock_;
    ++counts_[a.address_space];
    if (marked_) journal_.emplace_back(a, load_u32(cell(a)));
    store_u32(cell(a), value);
  }
  void skip(uint32_t ticks) override { clock_ += ticks; }
  void mark() override {
    marked_ = true;
    saved_ = {clock_, counts_};
  }
  void undo() override {
    for (auto entry = journal_.rbegin(); entry != journal_.rend(); ++entry)
      store_u32(cell(entry->first), entry->second);
    std::tie(clock_, counts_) = saved_;
    forget();
  }
  void forget() override {
    marked_ = false;
    journal_.clear();
  }

  uint32_t peek(Address a) const override {
    uint32_t word = 0;
    for (uint32_t i = 0; i < 4; ++i) word |= map_.peek({a.address_space, a.pointer + i}) << (8 * i);
    return word;
  }
  uint8_t peek_byte(Address a) const override { return static_cast<uint8_t>(map_.peek(a)); }

  uint32_t clock() const override { return clock_; }
  AccessCounts accesses() const override { return counts_; }
  uint64_t segment_accesses() const override {
    return counts_[kRegisterSpace] + counts_[kMemorySpace] + counts_[kPublicValueSpace];
  }
  const std::vector<PageId>& touched_pages() const override { return map_.touched(); }
  CellImage image() const override { return map_.write_back(); }
  void cut_segment() override {
    clock_ = 1;
    counts_ = {};
  }

 private:
  std::byte* cell(Address a) {
    return map_.slot(a.address_space, a.pointer / kPageCells) + a.pointer % kPageCells;
  }

  MemoryConfig config_;
  AddressMap map_;
  uint32_t clock_;
  AccessCounts counts_;
  bool marked_ = false;
  std::vector<std::pair<Address, uint32_t>> journal_;
  std::pair<uint32_t, AccessCounts> saved_;
};

}  // namespace

std::unique_ptr<MemoryBackend> make_plain_backend(const MemoryConfig& config, CellImage image, uint32_t clock,
                                                  const AccessCounts& accesses) {
  return std::make_unique<PlainBackend>(config, std::move(image), clock, accesses);
}

}  // namespace zkmem::rv32im
