#include <array>
#include <utility>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/rv32im/interpreter.h"
#include "zkmem/rv32im/memory_backend.h"
#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {
namespace {

constexpr PageId kRegisterPage{kRegisterSpace, 0};
constexpr size_t kLogSlack = 4096;  // one hint_buffer, and entries for time that passes between accesses

std::array<uint32_t, 4> bytes_of(uint32_t word) {
  return {word & 0xff, word >> 8 & 0xff, word >> 16 & 0xff, word >> 24};
}
uint32_t word_of(const std::array<uint32_t, 4>& bytes) {
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24;
}

// The hot path of the controller's memory, with the record's columns. What the word port refuses (first touch
// of a page, a long gap in time, a full log) goes through the controller.
class RecordingPort {
 public:
  RecordingPort(ControllerCore& controller, ExecutionRecord& record)
      : controller_(&controller),
        registers_(controller.memory().word_slots(kRegisterPage)),
        port_(controller.memory().port()),
        columns_(record.columns()),
        size_(record.size()),
        log_(controller.memory().log().entry_data()),
        memory_end_(
            static_cast<uint32_t>(controller.config().spaces[kMemorySpace].num_cells & ~uint64_t{3})) {}

  void settle(ExecutionRecord& record) {
    controller_->memory().settle(port_);
    record.resize(size_);
  }
  uint64_t memory_accesses() const { return memory_accesses_; }

  uint32_t memory_end() const { return memory_end_; }
  void begin(uint32_t index) {
    columns_.pc_index[size_] = index;
    columns_.timestamp[size_] = port_.timestamp();
    columns_.first_access[size_] = static_cast<uint32_t>(port_.log_cursor() - log_);
    ++size_;
  }
  uint32_t peek_register(uint32_t pointer) const { return registers_[pointer / 4].word; }
  uint32_t read_register(uint32_t pointer) { return read(kRegisterSpace, pointer); }
  void write_register(uint32_t pointer, uint32_t value) { write(kRegisterSpace, pointer, value); }
  uint32_t peek_memory(uint32_t pointer) const {
    const std::optional<uint32_t> word = port_.peek(kMemorySpace, pointer);
    return word ? *word : peek_slowly(pointer);
  }
  uint32_t read_memory(uint32_t pointer) {
    ++memory_accesses_;
    return read(kMemorySpace, pointer);
  }
  void write_memory(uint32_t pointer, uint32_t value) {
    ++memory_accesses_;
    write(kMemorySpace, pointer, value);
  }
  void skip(uint32_t ticks) { static_cast<void>(port_.skip(ticks)); }

 private:
  uint32_t read(uint32_t space, uint32_t pointer) {
    if (const auto result = port_.read(space, pointer)) [[likely]]
      return result->value;
    uint32_t value = 0;
    *this = read_slowly(*this, space, pointer, value);
    return value;
  }
  void write(uint32_t space, uint32_t pointer, uint32_t value) {
    if (port_.write(space, pointer, value)) [[likely]]
      return;
    *this = write_slowly(*this, space, pointer, value);
  }

  // By value, so that a port in the hot loop never has its address taken.
  [[gnu::noinline, gnu::cold]] static RecordingPort read_slowly(RecordingPort self, uint32_t space,
                                                                uint32_t pointer, uint32_t& value) {
    ControllerCore& controller = *self.controller_;
    controller.memory().settle(self.port_);
    value = word_of(controller.read<4>({space, pointer}).value().values);
    self.reopen();
    return self;
  }
  [[gnu::noinline, gnu::cold]] static RecordingPort write_slowly(RecordingPort self, uint32_t space,
                                                                 uint32_t pointer, uint32_t value) {
    ControllerCore& controller = *self.controller_;
    controller.memory().settle(self.port_);
    ZKMEM_CHECK((controller.write<4>({space, pointer}, bytes_of(value)).ok()));
    self.reopen();
    return self;
  }
  [[gnu::noinline, gnu::cold]] uint32_t peek_slowly(uint32_t pointer) const {
    std::array<uint32_t, 4> bytes{};
    for (uint32_t i = 0; i < 4; ++i) bytes[i] = controller_->memory().peek({kMemorySpace, pointer + i});
    return word_of(bytes);
  }
  void reopen() {
    const size_t entries_before = static_cast<size_t>(port_.log_cursor() - log_);
    port_ = controller_->memory().port();
    log_ = controller_->memory().log().entry_data();
    const size_t entries = static_cast<size_t>(port_.log_cursor() - log_);
    // An entry for the time that passed before this instruction's first access is not the instruction's.
    if (entries == entries_before + 2) ++columns_.first_access[size_ - 1];
  }

  ControllerCore* controller_;
  const WordSlot* registers_;
  WordPort port_;
  ExecutionRecord::Columns columns_;
  size_t size_;
  const LogEntry* log_;
  uint32_t memory_end_;
  uint64_t memory_accesses_ = 0;
};

class RecordingBackend final : public MemoryBackend {
 public:
  RecordingBackend(MemoryController<BabyBear> controller, uint64_t segment_accesses, LogSink sink)
      : controller_(std::move(controller)),
        record_(segment_accesses + 1),
        segment_accesses_(segment_accesses),
        sink_(std::move(sink)) {
    reserve();
    record_.restart(0);
  }

  SliceEnd run(const Program& program, const MicroOp* ops, Cursor& cursor, Trap& trap) override {
    RecordingPort port(controller_, record_);
    const SliceEnd end = run_slice(program, ops, cursor, port, trap);
    port.settle(record_);
    counts_[kMemorySpace] += port.memory_accesses();
    return end;
  }

  void begin(uint32_t index) override {
    record_.begin(index, controller_.timestamp(), controller_.memory().log().size());
    fresh_ = true;
  }
  std::optional<MemoryError> check(OpType op, Address a) const override {
    return controller_.check({op, a.address_space, a.pointer, 4});
  }
  uint32_t read(Address a) override {
    const uint32_t value = word_of(controller_.read<4>(a).value().values);
    done(a);
    return value;
  }
  void write(Address a, uint32_t value) override {
    ZKMEM_CHECK((controller_.write<4>(a, bytes_of(value)).ok()));
    done(a);
  }
  void skip(uint32_t ticks) override { ZKMEM_CHECK(controller_.increment_timestamp_by(ticks).ok()); }
  void mark() override { checkpoint_ = controller_.checkpoint(), saved_ = {record_.size(), counts_}; }
  void undo() override {
    ZKMEM_CHECK(controller_.rollback(checkpoint_));
    forget();
    record_.resize(saved_.first);
    counts_ = saved_.second;
  }
  void forget() override { ZKMEM_CHECK(controller_.release(checkpoint_)); }

  uint32_t peek(Address a) const override {
    std::array<uint32_t, 4> bytes{};
    for (uint32_t i = 0; i < 4; ++i) bytes[i] = controller_.memory().peek({a.address_space, a.pointer + i});
    return word_of(bytes);
  }
  uint8_t peek_byte(Address a) const override { return static_cast<uint8_t>(controller_.memory().peek(a)); }

  uint32_t clock() const override { return controller_.timestamp(); }
  uint64_t segment_accesses() const override { return controller_.memory().accesses_in_segment(); }
  AccessCounts accesses() const override {
    AccessCounts counts = counts_;  // registers are the rest
    counts[kRegisterSpace] = segment_accesses() - counts[kMemorySpace] - counts[kPublicValueSpace];
    return counts;
  }
  const std::vector<PageId>& touched_pages() const override { return controller_.memory().touched_pages(); }
  CellImage image() const override { return controller_.memory().image(); }
  void cut_segment() override {
    controller_.cut_segment();
    if (sink_) sink_(controller_.memory().log());
    controller_.memory().clear_log();
    reserve();
    counts_ = {};
    record_.restart(0);
  }

  ExecutionRecord* record() override { return &record_; }
  MemoryCore* memory() override { return &controller_.memory(); }

 private:
  void reserve() {
    MemoryCore& core = controller_.memory();
    core.reserve_log(core.log().size() + segment_accesses_ + segment_accesses_ / 4 + kLogSlack);
  }
  void done(Address a) {
    if (a.address_space != kRegisterSpace) ++counts_[a.address_space];
    // As in RecordingPort::reopen().
    const auto entries = controller_.memory().log().entries();
    if (std::exchange(fresh_, false) && record_.first_access(record_.size() - 1) + 2 == entries.size())
      record_.columns().first_access[record_.size() - 1] += 1;
  }

  MemoryController<BabyBear> controller_;
  ExecutionRecord record_;
  uint64_t segment_accesses_;
  LogSink sink_;
  AccessCounts counts_{};
  bool fresh_ = false;  // no access of this instruction yet
  CheckpointId checkpoint_{};
  std::pair<size_t, AccessCounts> saved_;
};

}  // namespace

Result<std::unique_ptr<MemoryBackend>> make_recording_backend(const MemoryConfig& config, CellImage image,
                                                              uint64_t segment_accesses, LogSink sink) {
  MemoryImage<BabyBear> initial(config);
  static_cast<CellImage&>(initial) = std::move(image);
  ZKMEM_ASSIGN_OR_RETURN(auto controller, MemoryController<BabyBear>::create(config, std::move(initial)));
  return std::unique_ptr<MemoryBackend>(
      std::make_unique<RecordingBackend>(std::move(controller), segment_accesses, std::move(sink)));
}

}  // namespace zkmem::rv32im
