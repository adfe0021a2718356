#include "zkmem/memory/online/controller.h"

#include <algorithm>

#include <fmt/format.h>

namespace zkmem {

ControllerCore::Checked ControllerCore::check_room(const Access& access) const {
  return zkmem::check_room(config(), timestamp(), memory_.accesses_in_segment(), access);
}

ControllerCore::Checked ControllerCore::check(const Access& access) const {
  if (auto error = check_access(config(), memory_.modulus(), access)) {
    error->timestamp = memory_.timestamp();
    return error;
  }
  return check_room(access);
}

ControllerCore::Checked ControllerCore::check_write(const Access& access,
                                                    std::span<const uint32_t> values) const {
  auto error = check_access(config(), memory_.modulus(), access);
  if (!error) error = check_values(config(), memory_.modulus(), access, values);
  if (!error) return check_room(access);
  error->timestamp = memory_.timestamp();
  return error;
}

Result<AccessResult, MemoryError> ControllerCore::read(Address a, uint32_t size) {
  if (Checked error = check({OpType::kRead, a.address_space, a.pointer, size})) return *error;
  AccessResult result;
  result.values.resize(size);
  if (a.address_space == kImmediateSpace) {
    result.timestamp = memory_.read_immediate(a.pointer).timestamp;
    result.values[0] = a.pointer;
    return result;
  }
  const AccessTimes times = memory_.read(a, result.values);
  result.timestamp = times.timestamp;
  result.prev_timestamp = times.prev_timestamp;
  return result;
}

Result<AccessResult, MemoryError> ControllerCore::write(Address a, std::span<const uint32_t> values) {
  const auto size = static_cast<uint32_t>(std::min<size_t>(values.size(), UINT32_MAX));
  if (Checked error = check_write({OpType::kWrite, a.address_space, a.pointer, size}, values)) return *error;
  AccessResult result;
  result.values.assign(values.begin(), values.end());
  result.prev_values.resize(size);
  const AccessTimes times = memory_.write(a, values, result.prev_values);
  result.timestamp = times.timestamp;
  result.prev_timestamp = times.prev_timestamp;
  return result;
}

Result<WordResult, MemoryError> ControllerCore::word_by_general_path(const WordOperation& operation) {
  const Address a{operation.address_space, operation.pointer};
  const bool has_cells = config().has_space(a.address_space) && a.address_space != kImmediateSpace;
  if (has_cells && config().spaces[a.address_space].cell_type != CellType::kU8) {
    return MemoryError{MemoryErrorKind::kNotBytes,
                       {operation.op, a.address_space, a.pointer, 4},
                       timestamp(),
                       a.address_space,
                       0};
  }
  const auto word_of = [](std::span<const uint32_t> cells) {
    return cells[0] | cells[1] << 8 | cells[2] << 16 | cells[3] << 24;
  };
  if (operation.op == OpType::kRead) {
    auto read = this->read(a, 4);
    if (!read.ok()) return read.error();
    return WordResult{word_of(read->values), read->prev_timestamp};
  }
  auto written = this->write(a, bytes_of(operation.value));
  if (!written.ok()) return written.error();
  return WordResult{word_of(written->prev_values), written->prev_timestamp};
}

Result<void, MemoryError> ControllerCore::run_words(std::span<const WordOperation> operations) {
  constexpr size_t kAhead = 32;  // accesses; enough to hide a miss of every cache
  const CheckpointId before = checkpoint();
  WordPort port = memory_.port();
  for (size_t i = 0; i < operations.size(); ++i) {
    if (i + kAhead < operations.size() && operations[i + kAhead].address_space < WordPort::kSpaces) {
      port.prefetch(operations[i + kAhead].address_space, operations[i + kAhead].pointer);
    }
    const WordOperation& now = operations[i];
    if (now.address_space < WordPort::kSpaces &&
        port.access(now.op, now.address_space, now.pointer, now.value))
      continue;
    memory_.settle(port);
    if (auto done = word_by_general_path(now); !done.ok()) {
      rollback(before);
      release(before);
      return done.error();
    }
    port = memory_.port();
  }
  memory_.settle(port);
  release(before);
  return {};
}

Result<void, MemoryError> ControllerCore::increment_timestamp_by(uint64_t ticks) {
  if (Checked error = check_ticks(config(), timestamp(), ticks)) return *error;
  memory_.increment_timestamp_by(static_cast<uint32_t>(ticks));
  return {};
}

Status check_initial_image(const MemoryConfig& config, const CellImage& initial) {
  if (initial.num_spaces() != config.spaces.size()) {
    return bad_input(fmt::format("initial memory has {} address spaces, the configuration {}",
                                 initial.num_spaces(), config.spaces.size()));
  }
  for (uint32_t space = 0; space < initial.num_spaces(); ++space) {
    const AddressSpaceConfig& wanted = config.spaces[space];
    if (initial.cell_type(space) != wanted.cell_type || initial.num_cells(space) != wanted.num_cells) {
      return bad_input(
          fmt::format("initial memory has {} x {} in address space {}, the configuration {} x {}",
                      initial.num_cells(space), to_string(initial.cell_type(space)), space, wanted.num_cells,
                      to_string(wanted.cell_type)));
    }
  }
  if (config.starts_from_zero() && !initial.pages().empty()) {
    const PageId page = initial.pages().front();
    return bad_input(fmt::format(
        "{} memory starts from zero, but initial memory has cells at {}:{}; use mode persistent or global",
        to_string(config.mode), page.space, uint64_t{page.page} * kPageCells));
  }
  return {};
}

}  // namespace zkmem
