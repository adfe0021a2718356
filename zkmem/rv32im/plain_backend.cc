#include <algorithm>
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

// Pages of plain cells, a clock and two counters; `kCounts`: and how often each instruction runs, in `runs`,
// and a mark on the words of memory that are accessed. Registers get none here: which ones an instruction
// accesses does not change from run to run.
template <bool kCounts>
class PlainPort {
 public:
  PlainPort(AddressMap& map, uint32_t memory_end, uint32_t clock, uint32_t* runs)
      : map_(&map),
        runs_(runs),
        registers_(map.slot(kRegisterSpace, 0)),
        pages_(map.table(kMemorySpace)),
        memory_end_(memory_end),
        clock_(clock) {}

  uint32_t clock() const { return clock_; }
  uint64_t register_accesses() const { return register_accesses_; }
  uint64_t memory_accesses() const { return memory_accesses_; }

  uint32_t memory_end() const { return memory_end_; }
  void begin(uint32_t index) {
    if constexpr (kCounts) ++runs_[index];
  }
  uint32_t peek_register(uint32_t pointer) const { return load_u32(registers_ + pointer); }
  uint32_t read_register(uint32_t pointer) {
    tick(register_accesses_);
    return peek_register(pointer);
  }
  void write_register(uint32_t pointer, uint32_t value) {
    tick(register_accesses_);
    store_u32(registers_ + pointer, value);
  }
  uint32_t peek_memory(uint32_t pointer) const { return load_u32(page(pointer) + pointer % kPageCells); }
  uint32_t read_memory(uint32_t pointer) {
    tick(memory_accesses_);
    return load_u32(accessed(pointer));
  }
  void write_memory(uint32_t pointer, uint32_t value) {
    tick(memory_accesses_);
    store_u32(accessed(pointer), value);
  }
  void skip(uint32_t ticks) { clock_ += ticks; }

 private:
  void tick(uint64_t& counter) {
    ++clock_;
    ++counter;
  }
  std::byte* page(uint32_t pointer) const {
    std::byte* page = pages_[pointer / kPageCells];
    if (page == nullptr) [[unlikely]]
      page = fault(*map_, pointer / kPageCells);
    return page;
  }
  std::byte* accessed(uint32_t pointer) const {
    std::byte* const in = page(pointer);
    if constexpr (kCounts) in[kMarkOffset + pointer % kPageCells / kMarkCells] = std::byte{1};
    return in + pointer % kPageCells;
  }
  [[gnu::noinline, gnu::cold]] static std::byte* fault(AddressMap& map, uint32_t page) {
    return map.fault({kMemorySpace, page});
  }

  AddressMap* map_;
  uint32_t* runs_;
  std::byte* registers_;
  std::byte* const* pages_;
  uint32_t memory_end_;
  uint32_t clock_;
  uint64_t register_accesses_ = 0;
  uint64_t memory_accesses_ = 0;
};

// Registers that an instruction of the hot loop accesses, a bit each.
uint32_t registers_of(const MicroOp& op) {
  const uint32_t rd = uint32_t{1} << (op.rd / kRegisterBytes);
  const uint32_t rs1 = uint32_t{1} << (op.rs1 / kRegisterBytes);
  const uint32_t rs2 = uint32_t{1} << (op.rs2 / kRegisterBytes);
  switch (op.kind) {
    using enum MicroKind;
    case kAddRegister:
    case kSubRegister:
    case kXorRegister:
    case kOrRegister:
    case kAndRegister:
    case kSllRegister:
    case kSrlRegister:
    case kSraRegister:
    case kSltRegister:
    case kSltuRegister:
    case kMul:
    case kMulh:
    case kMulhsu:
    case kMulhu:
    case kDiv:
    case kDivu:
    case kRem:
    case kRemu:
      return rd | rs1 | rs2;
    case kAddImmediate:
    case kXorImmediate:
    case kOrImmediate:
    case kAndImmediate:
    case kSllImmediate:
    case kSrlImmediate:
    case kSraImmediate:
    case kSltImmediate:
    case kSltuImmediate:
    case kLoadW:
    case kLoadBu:
    case kLoadHu:
    case kLoadB:
    case kLoadH:
    case kJalr:
      return rd | rs1;
    case kLoadDiscarded:
    case kJumpRegister:
      return rs1;
    case kStoreW:
    case kStoreH:
    case kStoreB:
    case kBeq:
    case kBne:
    case kBlt:
    case kBltu:
    case kBge:
    case kBgeu:
      return rs1 | rs2;
    case kJal:
    case kLui:
    case kAuipc:
      return rd;
    case kJump:
    case kNop:
    case kSlow:
    case kNone:
      return 0;
  }
  return 0;
}

template <bool kCounts>
class PlainBackend final : public MemoryBackend {
 public:
  PlainBackend(const MemoryConfig& config, CellImage image, uint32_t clock, const AccessCounts& accesses,
               size_t program_size)
      : config_(config),
        map_(config, kCounts ? AddressMap::Kind::kMarked : AddressMap::Kind::kPlain, std::move(image)),
        clock_(clock),
        counts_(accesses) {
    if (kCounts) segment_.runs.resize(program_size);
  }

  SliceEnd run(const Program& program, const MicroOp* ops, Cursor& cursor, Trap& trap) override {
    const auto memory_end = static_cast<uint32_t>(config_.spaces[kMemorySpace].num_cells & ~uint64_t{3});
    PlainPort<kCounts> port(map_, memory_end, clock_, segment_.runs.data());
    const SliceEnd end = run_slice(program, ops, cursor, port, trap);
    clock_ = port.clock();
    counts_[kRegisterSpace] += port.register_accesses();
    counts_[kMemorySpace] += port.memory_accesses();
    return end;
  }

  void begin(uint32_t index) override {
    if constexpr (kCounts) {
      ++segment_.runs[index];
      segment_.slow.push_back({index, 0});
    }
  }
  std::optional<MemoryError> check(OpType op, Address a) const override {
    auto error = check_access(config_, BabyBear::kModulus, {op, a.address_space, a.pointer, 4});
    if (error) error->timestamp = clock_;
    return error;
  }
  uint32_t read(Address a) override {
    count(a);
    return load_u32(cell(a));
  }
  void write(Address a, uint32_t value) override {
    count(a);
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
    if constexpr (kCounts) {
      --segment_.runs[segment_.slow.back().place];
      segment_.slow.pop_back();
    }
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
    if constexpr (kCounts) {
      map_.restart(map_.write_back());
      std::fill(segment_.runs.begin(), segment_.runs.end(), 0);
      segment_.slow.clear();
    }
  }

  const SegmentCounts* counts() const override { return kCounts ? &segment_ : nullptr; }
  const AddressMap* marked_memory() const override { return kCounts ? &map_ : nullptr; }
  void mark_registers(std::span<const MicroOp> ops) override {
    if constexpr (kCounts) {
      uint32_t accessed = 0;
      for (size_t i = 0; i < segment_.runs.size(); ++i)
        if (segment_.runs[i] != 0) accessed |= registers_of(ops[i]);
      for (uint32_t r = 0; r < kRegisterCount; ++r)
        if ((accessed >> r & 1) != 0) mark({kRegisterSpace, kRegisterBytes * r});
    }
  }

 private:
  void mark(Address a) {
    map_.slot(a.address_space, a.pointer / kPageCells)[kMarkOffset + a.pointer % kPageCells / kMarkCells] =
        std::byte{1};
  }
  void count(Address a) {
    ++clock_;
    ++counts_[a.address_space];
    if constexpr (kCounts) {
      ++segment_.slow.back().accesses;
      mark(a);
    }
  }
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
  SegmentCounts segment_;  // kCounts
};

}  // namespace

std::unique_ptr<MemoryBackend> make_plain_backend(const MemoryConfig& config, CellImage image, uint32_t clock,
                                                  const AccessCounts& accesses) {
  return std::make_unique<PlainBackend<false>>(config, std::move(image), clock, accesses, 0);
}

std::unique_ptr<MemoryBackend> make_counting_backend(const MemoryConfig& config, CellImage image,
                                                     size_t program_size) {
  return std::make_unique<PlainBackend<true>>(config, std::move(image), 1, AccessCounts{}, program_size);
}

}  // namespace zkmem::rv32im
