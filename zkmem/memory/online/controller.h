// The one door to memory, used by the machine and by replay. Every access is checked, in this order: address
// space, permission, bounds, size, alignment, value, clock, capacity; a refused access is a MemoryError and
// leaves memory, clock and log as they were. Single-threaded.
//
// The fast calls are those for words, aligned blocks of 4 bytes: read_word(), write_word() and access_word()
// one at a time, run_words() many. A loop that must not call at all takes the memory's WordPort.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/memory/model/access_rules.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/error.h"
#include "zkmem/memory/online/access_log.h"
#include "zkmem/memory/online/memory.h"

namespace zkmem {

// A runtime-size access: `values` are the cells read or written, `prev_values` what a write replaced.
struct AccessResult {
  uint32_t timestamp = 0;
  uint32_t prev_timestamp = 0;
  std::vector<uint32_t> values;
  std::vector<uint32_t> prev_values;
};

// One access to an aligned block of 4 cells of a u8 space; `value` is what a write stores.
struct WordOperation {
  OpType op = OpType::kRead;
  uint32_t address_space = 0;
  uint32_t pointer = 0;
  uint32_t value = 0;
};

// The field-independent part: everything but the construction from a typed image.
class ControllerCore {
 public:
  using Checked = std::optional<MemoryError>;

  explicit ControllerCore(MemoryCore memory) : memory_(std::move(memory)) {}

  const MemoryConfig& config() const { return memory_.config(); }
  MemoryCore& memory() { return memory_; }
  const MemoryCore& memory() const { return memory_; }
  uint32_t timestamp() const { return memory_.timestamp(); }

  // Permitted or not, at this moment, without doing it.
  Checked check(const Access& access) const;

  template <size_t N>
  Result<ReadResult<N>, MemoryError> read(Address a) {
    if constexpr (N == 4) {
      const uint32_t now = timestamp();
      if (const auto word = word_by_hot_path({OpType::kRead, a.address_space, a.pointer, 0})) {
        return ReadResult<4>{bytes_of(word->value), now, word->prev_timestamp};
      }
    }
    if (Checked error = check({OpType::kRead, a.address_space, a.pointer, N})) return *error;
    if (a.address_space != kImmediateSpace) return memory_.read<N>(a);
    ReadResult<N> result{};  // check() lets only N = 1 come here
    const AccessTimes times = memory_.read_immediate(a.pointer);
    result.values[0] = a.pointer;
    result.timestamp = times.timestamp;
    return result;
  }
  template <size_t N>
  Result<WriteResult<N>, MemoryError> write(Address a, const std::array<uint32_t, N>& values) {
    if constexpr (N == 4) {
      if ((values[0] | values[1] | values[2] | values[3]) < 256) {
        const uint32_t now = timestamp();
        const uint32_t packed = values[0] | values[1] << 8 | values[2] << 16 | values[3] << 24;
        if (const auto word = word_by_hot_path({OpType::kWrite, a.address_space, a.pointer, packed})) {
          return WriteResult<4>{bytes_of(word->value), now, word->prev_timestamp};
        }
      }
    }
    if (Checked error = check_write({OpType::kWrite, a.address_space, a.pointer, N}, values)) return *error;
    return memory_.write<N>(a, values);
  }
  // Sizes known at run time.
  Result<AccessResult, MemoryError> read(Address a, uint32_t size);
  Result<AccessResult, MemoryError> write(Address a, std::span<const uint32_t> values);

  // Four cells of a u8 space as one little-endian word. The result's value is the word that was there: what a
  // read returns, what a write replaced.
  Result<WordResult, MemoryError> read_word(Address a) {
    return access_word({OpType::kRead, a.address_space, a.pointer, 0});
  }
  Result<WordResult, MemoryError> write_word(Address a, uint32_t value) {
    return access_word({OpType::kWrite, a.address_space, a.pointer, value});
  }
  // Either, for callers to whom the operation is data: there is no branch on it that could be mispredicted.
  Result<WordResult, MemoryError> access_word(const WordOperation& operation) {
    const auto general = [&]() -> Result<WordResult, MemoryError> { return word_by_general_path(operation); };
    if (operation.address_space >= WordPort::kSpaces) [[unlikely]]
      return general();
    return memory_.access_word_or(operation.op, operation.address_space, operation.pointer, operation.value,
                                  general);
  }
  // The word will be wanted soon: worth a call some accesses ahead where words lie scattered. Never refused.
  [[gnu::always_inline]] void prefetch_word(Address a) const {
    if (a.address_space < WordPort::kSpaces) memory_.prefetch_word(a.address_space, a.pointer);
  }
  // Many word accesses, one after the other in time: all of them happen or none. What they saw is in the log.
  // The fastest call where accesses are known ahead: scattered cells are fetched before their turn.
  Result<void, MemoryError> run_words(std::span<const WordOperation> operations);

  Result<void, MemoryError> increment_timestamp() { return increment_timestamp_by(1); }
  Result<void, MemoryError> increment_timestamp_by(uint64_t ticks);

  void cut_segment() { memory_.cut_segment(); }
  CheckpointId checkpoint() { return memory_.checkpoint(); }
  bool rollback(CheckpointId id) { return memory_.rollback(id); }
  bool release(CheckpointId id) { return memory_.release(id); }

 private:
  static std::array<uint32_t, 4> bytes_of(uint32_t word) {
    return {word & 0xff, word >> 8 & 0xff, word >> 16 & 0xff, word >> 24};
  }
  std::optional<WordResult> word_by_hot_path(const WordOperation& operation) {
    const auto none = []() -> std::optional<WordResult> { return std::nullopt; };
    if (operation.address_space >= WordPort::kSpaces) return none();
    return memory_.access_word_or(operation.op, operation.address_space, operation.pointer, operation.value,
                                  none);
  }
  // What the hot path leaves: a page's first touch, a full log, another kind of space, a refusal.
  Result<WordResult, MemoryError> word_by_general_path(const WordOperation& operation);
  Checked check_write(const Access& access, std::span<const uint32_t> values) const;
  Checked check_room(const Access& access) const;

  MemoryCore memory_;
};

template <PrimeField31 F>
class MemoryController : public ControllerCore {
 public:
  // Refuses an invalid configuration, an image of other spaces, and a non-empty image in volatile mode.
  static Result<MemoryController> create(const MemoryConfig& config, MemoryImage<F> initial);
  static Result<MemoryController> create(const MemoryConfig& config) {
    return create(config, MemoryImage<F>(config));
  }

 private:
  explicit MemoryController(Memory<F> memory) : ControllerCore(std::move(memory)) {}
};

// Whether a segment may start from this image.
Status check_initial_image(const MemoryConfig& config, const CellImage& initial);

template <PrimeField31 F>
Result<MemoryController<F>> MemoryController<F>::create(const MemoryConfig& config, MemoryImage<F> initial) {
  ZKMEM_RETURN_IF_ERROR(config.validate());
  ZKMEM_RETURN_IF_ERROR(check_initial_image(config, initial));
  return MemoryController(Memory<F>(config, std::move(initial)));
}

}  // namespace zkmem
