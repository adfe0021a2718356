#include "zkmem/rv32im/slow_path.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/utf8.h"
#include "zkmem/vm/machine_port.h"

namespace zkmem::rv32im {
namespace {

constexpr uint32_t kMaxHintRandomWords = 1u << 24;

Trap trap_of(const MemoryError& error, uint32_t pc) {
  const Access& access = error.access;
  switch (error.kind) {
    case MemoryErrorKind::kOutOfBounds:
      return {TrapCause::kOutOfRange, pc, access.address_space, access.pointer, error.limit, access.size, {}};
    case MemoryErrorKind::kMisaligned:
      return {TrapCause::kMisaligned, pc, access.address_space, access.pointer, error.limit, access.size, {}};
    default:
      return {TrapCause::kRefused, pc,          access.address_space, access.pointer,
              error.limit,         access.size, error.message()};
  }
}

Outcome trapped(Trap trap) { return {std::move(trap), {}, 0}; }
Outcome goes_on(uint32_t pc) { return {{}, {}, pc + kPcStep}; }

class ExtensionPort final : public MachinePort {
 public:
  ExtensionPort(MemoryBackend& memory, Streams& streams, uint32_t pc, InstructionNeeds allowed)
      : memory_(memory), streams_(streams), pc_(pc), next_pc_(pc + kPcStep), left_(allowed) {}

  const std::optional<Trap>& stopped() const { return trap_; }
  uint32_t next_pc() const { return next_pc_; }

  uint32_t pc() const override { return pc_; }
  std::optional<uint32_t> read(uint32_t space, uint32_t pointer) override {
    if (!permit(OpType::kRead, {space, pointer})) return std::nullopt;
    return memory_.read({space, pointer});
  }
  bool write(uint32_t space, uint32_t pointer, uint32_t value) override {
    if (!permit(OpType::kWrite, {space, pointer})) return false;
    memory_.write({space, pointer}, value);
    return true;
  }
  void skip(uint32_t ticks) override {
    if (trap_) return;
    if (ticks > left_.ticks) return trap("extension instruction takes more ticks than it declares");
    left_.ticks -= ticks;
    memory_.skip(ticks);
  }
  void set_next_pc(uint32_t pc) override { next_pc_ = pc; }
  void trap(std::string reason) override {
    if (!trap_) trap_ = Trap{TrapCause::kExtension, pc_, 0, 0, 0, 0, std::move(reason)};
  }
  Streams& streams() override { return streams_; }

 private:
  bool permit(OpType op, Address a) {
    if (trap_) return false;
    if (a.address_space < kRegisterSpace || a.address_space > kPublicValueSpace) {
      trap("extension access outside spaces 1 to 3");
    } else if (op == OpType::kWrite && a.address_space == kRegisterSpace && a.pointer == 0) {
      trap("extension write to x0, which is always zero");
    } else if (left_.accesses == 0 || left_.ticks == 0) {
      trap("extension instruction makes more accesses than it declares");
    } else if (const auto error = memory_.check(op, a)) {
      trap_ = trap_of(*error, pc_);
    } else {
      --left_.accesses;
      --left_.ticks;
    }
    return !trap_;
  }

  MemoryBackend& memory_;
  Streams& streams_;
  uint32_t pc_;
  uint32_t next_pc_;
  InstructionNeeds left_;
  std::optional<Trap> trap_;
};

}  // namespace

uint32_t SlowPath::register_value(uint32_t pointer) const { return memory_.peek({kRegisterSpace, pointer}); }

InstructionNeeds SlowPath::needs(const Instruction& in, const InstructionExtension* extension) const {
  switch (in.opcode) {
    case kOpTerminate:
      return {0, 0};
    case kOpPhantom:
      return {0, 1};
    case kStoreW:
    case kHintStoreW:
      return {3, 3};
    case kHintBuffer: {
      const uint32_t words = register_value(in.a());
      if (words == 0 || words > kMaxHintBufferWords) return {0, 0};  // will trap
      return {2 + words, 3 * words};
    }
    default:
      return extension->needs(in);
  }
}

uint64_t SlowPath::host_bytes(const Instruction& in) const {
  if (in.opcode != kOpPhantom) return 0;
  switch (in.c()) {
    case kPhantomHintInput:
      return streams_.items_taken() < streams_.items().size()
                 ? streams_.items()[streams_.items_taken()].size()
                 : 0;
    case kPhantomHintRandom:
      return uint64_t{4} * std::min(register_value(in.a()), kMaxHintRandomWords);
    case kPhantomPrintStr: {
      const uint64_t end = uint64_t{register_value(in.a())} + register_value(in.b());
      const uint64_t last_word = (std::max<uint64_t>(end, 1) - 1) & ~uint64_t{3};
      const bool traps = last_word > UINT32_MAX ||
                         memory_.check(OpType::kRead, {kMemorySpace, static_cast<uint32_t>(last_word)});
      return traps ? 0 : register_value(in.b());
    }
    default:
      return 0;
  }
}

Outcome SlowPath::execute(const Instruction& in, uint32_t pc, uint32_t index,
                          const InstructionExtension* extension) {
  switch (in.opcode) {
    case kOpTerminate:
      memory_.begin(index);
      return {{}, in.c(), pc};
    case kOpPhantom:
      return phantom(in, pc, index);
    case kStoreW:
      return reveal(in, pc, index);
    case kHintStoreW:
    case kHintBuffer:
      return hint_store(in, pc, index);
    default:
      return extended(in, pc, index, *extension);
  }
}

Outcome SlowPath::phantom(const Instruction& in, uint32_t pc, uint32_t index) {
  switch (in.c()) {
    case kPhantomHintInput:
      if (!streams_.hint_input())
        return trapped({TrapCause::kInputExhausted, pc, 0, 0, streams_.items().size(), 0, {}});
      break;
    case kPhantomHintRandom: {
      const uint32_t words = register_value(in.a());
      if (words > kMaxHintRandomWords)
        return trapped({TrapCause::kHintRandomSize, pc, 0, words, kMaxHintRandomWords, 0, {}});
      streams_.hint_random(words);
      break;
    }
    case kPhantomPrintStr:
      if (auto trap = print_str(pc, register_value(in.a()), register_value(in.b())))
        return trapped(std::move(*trap));
      break;
    default:
      break;  // another discriminant is a nop to the machine
  }
  memory_.begin(index);
  memory_.skip(1);
  return goes_on(pc);
}

std::optional<Trap> SlowPath::print_str(uint32_t pc, uint32_t pointer, uint32_t length) {
  if (length == 0) return std::nullopt;
  const uint64_t last = uint64_t{pointer} + length - 1;
  const auto error = memory_.check(OpType::kRead, {kMemorySpace, static_cast<uint32_t>(last & ~uint64_t{3})});
  if (last > UINT32_MAX || error) {
    return Trap{TrapCause::kOutOfRange,
                pc,
                kMemorySpace,
                pointer,
                error ? error->limit : uint64_t{1} << 32,
                length,
                {}};
  }
  if (print_ == nullptr) return std::nullopt;
  std::vector<uint8_t> text(length);
  for (uint32_t i = 0; i < length; ++i) text[i] = memory_.peek_byte({kMemorySpace, pointer + i});
  if (const size_t valid = valid_utf8_prefix(text); valid != text.size())
    return Trap{TrapCause::kPrintNotUtf8, pc, kMemorySpace, valid, 0, length, {}};
  if (*print_) (*print_)(text);
  return std::nullopt;
}

Outcome SlowPath::hint_store(const Instruction& in, uint32_t pc, uint32_t index) {
  const bool buffer = in.opcode == kHintBuffer;
  const uint32_t pointer = register_value(in.b());
  const uint32_t words = buffer ? register_value(in.a()) : 1;
  if (words == 0 || words > kMaxHintBufferWords)
    return trapped({TrapCause::kHintBufferSize, pc, 0, words, kMaxHintBufferWords, 0, {}});
  if (streams_.hint_bytes_left() < size_t{4} * words)
    return trapped({TrapCause::kHintExhausted, pc, 0, size_t{4} * words, streams_.hint_bytes_left(), 0, {}});
  const uint64_t last = uint64_t{pointer} + 4 * (words - 1);
  const auto error = memory_.check(OpType::kWrite, {kMemorySpace, pointer});
  if (error) return trapped(trap_of(*error, pc));
  if (const auto end = memory_.check(OpType::kWrite, {kMemorySpace, static_cast<uint32_t>(last)})) {
    Trap trap = trap_of(*end, pc);
    trap.address = pointer;
    trap.size = 4 * words;
    return trapped(std::move(trap));
  }
  memory_.begin(index);
  memory_.read({kRegisterSpace, in.b()});
  if (buffer) {
    memory_.read({kRegisterSpace, in.a()});
  } else {
    memory_.skip(1);
  }
  for (uint32_t k = 0; k < words; ++k) {
    if (k != 0) memory_.skip(2);
    memory_.write({kMemorySpace, pointer + 4 * k}, *streams_.next_word());
  }
  return goes_on(pc);
}

Outcome SlowPath::reveal(const Instruction& in, uint32_t pc, uint32_t index) {
  const uint32_t offset = in.c() + (in.g() != 0 ? 0xffff0000u : 0);
  const Address to{kPublicValueSpace, register_value(in.b()) + offset};
  if (const auto error = memory_.check(OpType::kWrite, to)) return trapped(trap_of(*error, pc));
  memory_.begin(index);
  memory_.read({kRegisterSpace, in.b()});
  memory_.write(to, memory_.read({kRegisterSpace, in.a()}));
  return goes_on(pc);
}

Outcome SlowPath::extended(const Instruction& in, uint32_t pc, uint32_t index,
                           const InstructionExtension& extension) {
  const Streams streams_before = streams_;
  memory_.mark();
  memory_.begin(index);
  ExtensionPort port(memory_, streams_, pc, extension.needs(in));
  extension.execute(in, port);
  std::optional<Trap> trap = port.stopped();
  if (!trap && port.next_pc() != pc + kPcStep && !program_.index_of(port.next_pc()))
    trap = jump_trap(program_, pc, port.next_pc());
  if (trap) {
    memory_.undo();
    streams_ = streams_before;
    return trapped(std::move(*trap));
  }
  memory_.forget();
  return {{}, {}, port.next_pc()};
}

}  // namespace zkmem::rv32im
