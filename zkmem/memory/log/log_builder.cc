#include "zkmem/memory/log/log_builder.h"

#include <array>

#include <fmt/format.h>

#include "zkmem/memory/model/access_rules.h"

namespace zkmem {

Status LogBuilder::access(const Access& access, std::span<const uint32_t> values, bool values_known) {
  const auto refuse = [&](MemoryError error) {
    error.timestamp = clock();
    return error.to_error();
  };
  if (auto error = check_access(config_, modulus_, access)) return refuse(*error);
  if (values_known) {
    if (values.size() != access.size) {
      return bad_input(fmt::format("{} of {} cells at {}:{} has {} values", to_string(access.op), access.size,
                                   access.address_space, access.pointer, values.size()));
    }
    if (auto error = check_values(config_, modulus_, access, values)) return refuse(*error);
    if (access.address_space == kImmediateSpace && values[0] != access.pointer) {
      return bad_input(
          fmt::format("reading immediate {} gives {}, not {}", access.pointer, access.pointer, values[0]));
    }
  } else if (access.op == OpType::kWrite) {
    return bad_input(fmt::format("write of {} cells at {}:{} has no values", access.size,
                                 access.address_space, access.pointer));
  }
  if (auto error = check_room(config_, clock(), accesses_, access)) return error->to_error();
  log_.append_access(access, values_known ? values : std::span<const uint32_t>{}, values_known);
  ++accesses_;
  return {};
}

Status LogBuilder::check_ticks(uint64_t ticks) const {
  if (auto error = zkmem::check_ticks(config_, clock(), ticks)) return error->to_error();
  return {};
}

Status LogBuilder::inc(uint64_t amount) {
  ZKMEM_RETURN_IF_ERROR(check_ticks(amount));
  log_.append_inc(static_cast<uint32_t>(amount));
  return {};
}

Status LogBuilder::skip(uint64_t ticks) {
  ZKMEM_RETURN_IF_ERROR(check_ticks(ticks));
  log_.append_gap(static_cast<uint32_t>(ticks));
  return {};
}

void LogBuilder::segment() {
  log_.append_segment();
  accesses_ = 0;
}

}  // namespace zkmem
