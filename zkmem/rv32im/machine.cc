#include "zkmem/rv32im/machine.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "zkmem/field/babybear.h"
#include "zkmem/rv32im/interpreter.h"
#include "zkmem/rv32im/opcode.h"
#include "zkmem/rv32im/program_image.h"
#include "zkmem/rv32im/slow_path.h"

namespace zkmem::rv32im {
namespace {

constexpr uint64_t kPollInstructions = uint64_t{1} << 20;  // between two looks at the cancel flag
// Near a memory limit the hot loop runs few instructions at a time, but not so few that it crawls.
constexpr uint64_t kLeastMemoryRoom = 64;

Status check_space(const MemoryConfig& config, uint32_t space, uint64_t least_cells, const char* what) {
  if (!config.has_space(space) || config.spaces[space].cell_type != CellType::kU8 ||
      config.block_size(space) != 4)
    return bad_input(fmt::format("address space {} ({}) must have u8 cells in blocks of 4", space, what));
  if (config.spaces[space].num_cells < least_cells)
    return bad_input(fmt::format("address space {} ({}) has {} cells, at least {} are needed", space, what,
                                 config.spaces[space].num_cells, least_cells));
  if (space != kPublicValueSpace && config.spaces[space].permissions != Permissions::kReadWrite)
    return bad_input(fmt::format("address space {} ({}) must be readable and writable", space, what));
  return {};
}

Status check_config(const MemoryConfig& config) {
  ZKMEM_RETURN_IF_ERROR(config.validate());
  ZKMEM_RETURN_IF_ERROR(check_space(config, kRegisterSpace, kRegisterBytes * kRegisterCount, "registers"));
  ZKMEM_RETURN_IF_ERROR(check_space(config, kMemorySpace, 4, "memory"));
  return check_space(config, kPublicValueSpace, 4, "public values");
}

Status check_program(const Program& program) {
  if (program.instructions.empty()) return bad_input("a program without instructions");
  if (program.instructions.size() >= (size_t{1} << kPcBits) / kPcStep)
    return bad_input(fmt::format("{} instructions, at most {} are possible", program.instructions.size(),
                                 (size_t{1} << kPcBits) / kPcStep - 1));
  if (!program.index_of(program.pc_start))
    return bad_input(fmt::format("start {:#x} is no instruction of the program", program.pc_start));
  return {};
}

}  // namespace

struct Machine::State {
  State(std::shared_ptr<const Program> program_in, MachineOptions options_in, MachineState from)
      : program(std::move(program_in)),
        options(std::move(options_in)),
        streams(std::move(from.streams)),
        index(program->place_of(from.pc).value()),
        instructions(from.instructions),
        segment_instructions(from.segment_instructions),
        segment_ends(std::move(from.segment_ends)),
        touched(std::move(from.touched_pages)),
        output(std::move(from.output)),
        initial(from.image) {
    for (size_t i = 0; i < earlier_accesses.size(); ++i)
      earlier_accesses[i] = from.accesses[i] - from.segment_accesses[i];
    print = [this](std::span<const uint8_t> text) {
      if (options.keep_output) output.insert(output.end(), text.begin(), text.end());
      if (options.print) options.print(text);
    };
  }

  uint32_t pc() const { return program->pc_of(index); }
  const InstructionExtension* extension_of(uint32_t opcode) const {
    const auto found = extensions.find(opcode);
    return found == extensions.end() ? nullptr : found->second;
  }
  uint64_t segment_limit() const {
    return std::min(options.segment_accesses, options.config.access_capacity);
  }
  bool segment_is_empty() const { return segment_instructions == 0; }
  uint64_t fast_room() const;
  bool fits(const InstructionNeeds& needs) const;
  bool step_slowly();
  uint64_t memory_cost() const;
  uint64_t memory_room() const;
  void remember_touched() { touched.insert(memory->touched_pages().begin(), memory->touched_pages().end()); }
  void finish_record();

  std::shared_ptr<const Program> program;
  MachineOptions options;
  std::vector<MicroOp> ops;
  std::unordered_map<uint32_t, const InstructionExtension*> extensions;
  std::unique_ptr<MemoryBackend> memory;
  Streams streams;
  SlowPath::Print print;

  uint32_t index;  // of the next instruction
  uint64_t instructions;
  uint64_t segment_instructions;
  std::optional<uint32_t> exit_code;
  std::optional<Trap> trap;
  uint64_t more_memory = 0;  // what an instruction needs that was not begun because the limit is below it

  // Of the segments before the current one.
  std::vector<uint32_t> segment_ends;
  AccessCounts earlier_accesses{};
  std::set<PageId> touched;

  Bytes output;
  CellImage initial;
};

// Instructions of the hot loop that surely fit the segment.
uint64_t Machine::State::fast_room() const {
  const uint64_t limit = segment_limit();
  const uint64_t used = memory->segment_accesses();
  const uint64_t by_accesses = used >= limit ? 0 : (limit - used) / kMaxFastAccesses;
  const uint64_t by_clock = (options.config.last_timestamp() - memory->clock()) / kMaxFastAccesses;
  const uint64_t by_count = segment_instructions >= limit ? 0 : limit - segment_instructions;
  const uint64_t room = std::min({by_accesses, by_clock, by_count});
  // A segment holds at least one instruction, however small its limit.
  if (room == 0 && segment_is_empty() && options.config.access_capacity >= kMaxFastAccesses && by_clock > 0)
    return 1;
  return room;
}

bool Machine::State::fits(const InstructionNeeds& needs) const {
  const uint64_t limit = segment_is_empty() ? options.config.access_capacity : segment_limit();
  const bool count = segment_is_empty() || segment_instructions < segment_limit();
  return count && memory->segment_accesses() + needs.accesses <= limit &&
         uint64_t{memory->clock()} + needs.ticks <= options.config.last_timestamp();
}

uint64_t Machine::State::memory_cost() const {
  const MemoryLimit& cost = options.memory;
  // A recorded segment's live pages stand beside the image that holds those of the segments before.
  const uint64_t live = memory->touched_pages().size();
  const uint64_t pages = options.record ? touched.size() + live : std::max<uint64_t>(touched.size(), live);
  return pages * cost.page + memory->segment_accesses() * cost.access +
         segment_instructions * cost.instruction + output.size() * cost.output + streams.hint().size();
}

// Instructions of the hot loop that surely stay within the memory limit: each touches at most one page.
uint64_t Machine::State::memory_room() const {
  const uint64_t each = options.memory.fast_instruction();
  if (each == 0) return UINT64_MAX;
  const uint64_t now = memory_cost();
  return now >= options.memory.most ? 0 : (options.memory.most - now) / each;
}

// One instruction that left the hot loop. False: it does not fit the segment.
bool Machine::State::step_slowly() {
  const Instruction& in = program->instructions[index];
  const InstructionExtension* extension = extension_of(in.opcode);
  SlowPath path(*program, *memory, streams, options.prints ? &print : nullptr);
  const InstructionNeeds needs = path.needs(in, extension);
  if (in.opcode != kOpTerminate && !fits(needs)) {
    if (!segment_is_empty()) return false;
    trap = Trap{
        TrapCause::kRefused,
        pc(),
        0,
        0,
        0,
        0,
        fmt::format("an instruction of {} accesses and {} ticks does not fit the capacity of {} accesses",
                    needs.accesses, needs.ticks, options.config.access_capacity)};
    return true;
  }
  const MemoryLimit& cost = options.memory;
  more_memory = (needs.accesses / (kPageCells / 4) + 2) * cost.page + needs.accesses * cost.access +
                path.host_bytes(in) * (1 + cost.output);
  if (memory_cost() + more_memory > cost.most) return true;
  more_memory = 0;
  Outcome outcome = path.execute(in, pc(), index, extension);
  if (outcome.trap) {
    trap = std::move(outcome.trap);
    return true;
  }
  ++instructions;
  ++segment_instructions;
  if (outcome.exit_code) {
    exit_code = outcome.exit_code;
  } else {
    index = program->place_of(outcome.next_pc).value();
  }
  return true;
}

void Machine::State::finish_record() {
  memory->mark_registers(ops);
  ExecutionRecord* record = memory->record();
  if (record == nullptr) return;
  record->set_log(memory->memory()->log().entries());
  record->finish({pc(), memory->clock(), exit_code});
}

Result<Machine> Machine::create(std::shared_ptr<const Program> program, MachineOptions options) {
  ZKMEM_RETURN_IF_ERROR(check_config(options.config));
  ZKMEM_RETURN_IF_ERROR(check_program(*program));
  ZKMEM_ASSIGN_OR_RETURN(CellImage image, zkmem::rv32im::initial_image(*program, options.config));
  return create(std::move(program), std::move(options), std::move(image));
}

Result<Machine> Machine::create(std::shared_ptr<const Program> program, MachineOptions options,
                                CellImage memory) {
  ZKMEM_RETURN_IF_ERROR(check_program(*program));
  MachineState start(std::move(memory));
  start.pc = program->pc_start;
  start.streams = Streams(std::move(options.inputs));
  options.inputs.clear();
  return resume(std::move(program), std::move(options), std::move(start));
}

Result<Machine> Machine::resume(std::shared_ptr<const Program> program, MachineOptions options,
                                MachineState from) {
  ZKMEM_RETURN_IF_ERROR(check_config(options.config));
  ZKMEM_RETURN_IF_ERROR(check_program(*program));
  ZKMEM_RETURN_IF_ERROR(check_initial_image(options.config, from.image));
  if (options.segment_accesses == 0 || options.segment_accesses > options.config.last_timestamp())
    return bad_input(fmt::format("segments of {} accesses, must be 1 to {}", options.segment_accesses,
                                 options.config.last_timestamp()));
  // A place without an instruction is where a run may be that cannot go on: it traps when it does.
  if (!program->place_of(from.pc))
    return bad_input(fmt::format("{:#x} is no instruction of the program", from.pc));
  ZKMEM_CHECK(!options.record || !options.count);
  if ((options.record || options.count) && !from.at_segment_start())
    return bad_input(
        fmt::format("a record can only begin with a segment, the state is {} instructions into one",
                    from.segment_instructions));
  ZKMEM_ASSIGN_OR_RETURN(std::vector<MicroOp> ops, micro_ops(*program));

  const CellImage image = from.image;
  const uint32_t clock = from.clock;
  const AccessCounts in_segment = from.segment_accesses;
  auto state = std::make_unique<State>(std::move(program), std::move(options), std::move(from));
  state->ops = std::move(ops);
  for (const InstructionExtension* extension : state->options.extensions) {
    for (const uint32_t opcode : extension->opcodes()) {
      if (!opcode_name(opcode).empty() || !state->extensions.emplace(opcode, extension).second)
        return bad_input(fmt::format("opcode {:#x} of extension '{}' is taken", opcode, extension->name()));
    }
  }
  for (size_t i = 0; i < state->program->instructions.size(); ++i) {
    const uint32_t opcode = state->program->instructions[i].opcode;
    if (opcode == kNoInstruction) continue;
    if (opcode_name(opcode).empty() && state->extension_of(opcode) == nullptr)
      return bad_input(fmt::format("unknown opcode {:#x} at {:#x}", opcode, state->program->pc_of(i)));
  }
  if (state->options.record) {
    ZKMEM_ASSIGN_OR_RETURN(
        state->memory, make_recording_backend(state->options.config, image, state->options.segment_accesses,
                                              std::move(state->options.log_sink)));
    state->memory->record()->restart(state->pc());
  } else if (state->options.count) {
    state->memory = make_counting_backend(state->options.config, image, state->program->instructions.size());
  } else {
    state->memory = make_plain_backend(state->options.config, image, clock, in_segment);
  }
  return Machine(std::move(state));
}

Machine::Machine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Machine::~Machine() = default;
Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;

StopReason Machine::run(const Context& context, uint64_t max_instructions) {
  State& s = *state_;
  const uint64_t stop_at =
      max_instructions > UINT64_MAX - s.instructions ? UINT64_MAX : s.instructions + max_instructions;
  StopReason reason = StopReason::kTerminated;
  for (;;) {
    if (s.exit_code) break;
    if (s.trap) {
      reason = StopReason::kTrapped;
      break;
    }
    if (s.instructions >= stop_at) {
      reason = StopReason::kInstructionLimit;
      break;
    }
    if (context.is_cancelled()) {
      reason = StopReason::kCancelled;
      break;
    }
    const uint64_t memory_room = s.memory_room();
    if (s.more_memory != 0 || memory_room < kLeastMemoryRoom) {
      reason = StopReason::kMemoryLimit;
      break;
    }
    SliceEnd end = SliceEnd::kSlow;
    if (s.ops[s.index].kind != MicroKind::kSlow) {
      Cursor cursor{s.index,
                    std::min({s.fast_room(), stop_at - s.instructions, kPollInstructions, memory_room})};
      const uint64_t budget = cursor.budget;
      if (budget == 0) {
        reason = StopReason::kSegmentFull;
        break;
      }
      Trap trap;
      end = s.memory->run(*s.program, s.ops.data(), cursor, trap);
      s.index = cursor.index;
      s.instructions += budget - cursor.budget;
      s.segment_instructions += budget - cursor.budget;
      if (end == SliceEnd::kTrap) s.trap = std::move(trap);
      if (s.instructions >= stop_at) continue;
    }
    if (end == SliceEnd::kSlow && !s.step_slowly()) {
      reason = StopReason::kSegmentFull;
      break;
    }
  }
  s.finish_record();
  return reason;
}

void Machine::next_segment() {
  State& s = *state_;
  s.segment_ends.push_back(s.memory->clock());
  const AccessCounts counts = s.memory->accesses();
  for (size_t i = 0; i < counts.size(); ++i) s.earlier_accesses[i] += counts[i];
  s.remember_touched();
  s.memory->cut_segment();
  s.segment_instructions = 0;
  if (s.memory->record() != nullptr) s.memory->record()->restart(s.pc());
}

StopReason Machine::run_through(const Context& context, uint64_t max_instructions) {
  const uint64_t before = instructions();
  for (;;) {
    const StopReason reason = run(context, max_instructions - (instructions() - before));
    if (reason != StopReason::kSegmentFull) return reason;
    next_segment();
  }
}

const Program& Machine::program() const { return *state_->program; }
const MemoryConfig& Machine::config() const { return state_->options.config; }
uint32_t Machine::pc() const { return state_->pc(); }
uint32_t Machine::clock() const { return state_->memory->clock(); }
uint64_t Machine::instructions() const { return state_->instructions; }
std::optional<uint32_t> Machine::exit_code() const { return state_->exit_code; }
const std::optional<Trap>& Machine::trap() const { return state_->trap; }

AccessCounts Machine::accesses() const {
  AccessCounts counts = state_->memory->accesses();
  for (size_t i = 0; i < counts.size(); ++i) counts[i] += state_->earlier_accesses[i];
  return counts;
}

std::vector<uint32_t> Machine::segment_ends() const {
  std::vector<uint32_t> ends = state_->segment_ends;
  ends.push_back(clock());
  return ends;
}

uint64_t Machine::touched_pages() const {
  state_->remember_touched();
  return state_->touched.size();
}

uint64_t Machine::memory_needed() const {
  const uint64_t next = kLeastMemoryRoom * state_->options.memory.fast_instruction();
  return state_->memory_cost() + std::max(next, state_->more_memory);
}
void Machine::set_memory_limit(uint64_t most) {
  state_->options.memory.most = most;
  state_->more_memory = 0;
}
uint8_t Machine::peek_byte(Address a) const { return state_->memory->peek_byte(a); }

const Bytes& Machine::output() const { return state_->output; }

std::vector<uint8_t> Machine::public_values() const {
  std::vector<uint8_t> values(config().spaces[kPublicValueSpace].num_cells);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = peek_byte({kPublicValueSpace, static_cast<uint32_t>(i)});
  return values;
}

CellImage Machine::image() const { return state_->memory->image(); }
const CellImage& Machine::initial_image() const { return state_->initial; }
const ExecutionRecord* Machine::record() const { return state_->memory->record(); }
MemoryCore* Machine::memory() { return state_->memory->memory(); }
const SegmentCounts* Machine::counts() const { return state_->memory->counts(); }
const AddressMap* Machine::marked_memory() const { return state_->memory->marked_memory(); }

MachineState Machine::save() const {
  const State& s = *state_;
  MachineState saved(s.memory->image());
  saved.pc = s.pc();
  saved.clock = clock();
  saved.instructions = s.instructions;
  saved.segment_instructions = s.segment_instructions;
  saved.accesses = accesses();
  saved.segment_accesses = s.memory->accesses();
  saved.segment_ends = s.segment_ends;
  saved.streams = s.streams;
  saved.output = s.output;
  saved.touched_pages = s.touched;
  saved.touched_pages.insert(s.memory->touched_pages().begin(), s.memory->touched_pages().end());
  return saved;
}

}  // namespace zkmem::rv32im
