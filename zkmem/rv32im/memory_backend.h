// How a machine holds its memory: with the execution record (every access timed and logged by the memory
// controller), with counts of what ran and marks on what was accessed, or plainly, for runs that only want
// the result. All count accesses and ticks alike.
//
// The hot loop runs inside the backend (run()), so that its port is inlined; everything rarer is done one
// access at a time through the virtual functions. Pointers of words are multiples of 4 and in range: check()
// says so.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "zkmem/memory/model/config.h"
#include "zkmem/memory/model/error.h"
#include "zkmem/memory/model/memory_image.h"
#include "zkmem/memory/online/address_map.h"
#include "zkmem/memory/online/controller.h"
#include "zkmem/rv32im/micro_op.h"
#include "zkmem/vm/execution_record.h"
#include "zkmem/vm/machine_state.h"
#include "zkmem/vm/program.h"
#include "zkmem/vm/segment_counts.h"
#include "zkmem/vm/trap.h"

namespace zkmem::rv32im {

enum class SliceEnd : uint8_t { kBudget, kSlow, kTrap };

// Where the program is. On kSlow and kTrap `index` is the instruction that did not run.
struct Cursor {
  uint32_t index = 0;
  uint64_t budget = 0;  // instructions left
};

class MemoryBackend {
 public:
  virtual ~MemoryBackend() = default;

  // Up to cursor.budget instructions; the caller has made sure that they fit the segment.
  virtual SliceEnd run(const Program& program, const MicroOp* ops, Cursor& cursor, Trap& trap) = 0;

  // One instruction by hand: begin(), then accesses and ticks in order. Between mark() and undo() or forget()
  // nothing is final.
  virtual void begin(uint32_t index) = 0;
  virtual std::optional<MemoryError> check(OpType op, Address a) const = 0;
  virtual uint32_t read(Address a) = 0;
  virtual void write(Address a, uint32_t value) = 0;
  virtual void skip(uint32_t ticks) = 0;
  virtual void mark() = 0;
  virtual void undo() = 0;
  virtual void forget() = 0;

  // No access: the word, or the byte, as it is.
  virtual uint32_t peek(Address a) const = 0;
  virtual uint8_t peek_byte(Address a) const = 0;

  virtual uint32_t clock() const = 0;
  // Of the current segment.
  virtual AccessCounts accesses() const = 0;
  virtual uint64_t segment_accesses() const = 0;
  virtual const std::vector<PageId>& touched_pages() const = 0;
  virtual CellImage image() const = 0;
  // The clock restarts, last times and the log are forgotten.
  virtual void cut_segment() = 0;

  // Null without a record.
  virtual ExecutionRecord* record() { return nullptr; }
  virtual MemoryCore* memory() { return nullptr; }

  // Null without counts; the marked memory is complete once the registers that instructions of the hot loop
  // access are marked, which nobody does while they run.
  virtual const SegmentCounts* counts() const { return nullptr; }
  virtual const AddressMap* marked_memory() const { return nullptr; }
  virtual void mark_registers(std::span<const MicroOp>) {}
};

// Called with a segment's log, its end marker included, before it is dropped.
using LogSink = std::function<void(const AccessLog&)>;

Result<std::unique_ptr<MemoryBackend>> make_recording_backend(const MemoryConfig& config, CellImage image,
                                                              uint64_t segment_accesses, LogSink sink);
// `clock`, `segment_accesses` and `accesses` of a segment that is continued.
std::unique_ptr<MemoryBackend> make_plain_backend(const MemoryConfig& config, CellImage image, uint32_t clock,
                                                  const AccessCounts& accesses);
// From a segment's start, of a program of so many places.
std::unique_ptr<MemoryBackend> make_counting_backend(const MemoryConfig& config, CellImage image,
                                                     size_t program_size);

}  // namespace zkmem::rv32im
