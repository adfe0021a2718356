#include "zkmem/c/boundary.h"

#include "zkmem/base/one_line.h"

namespace zkmem::c {

zkmem_code code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kBadInput:
      return ZKMEM_BAD_INPUT;
    case ErrorKind::kRejected:
      return ZKMEM_REJECTED;
    case ErrorKind::kTrap:
      return ZKMEM_TRAP;
    case ErrorKind::kLimit:
      return ZKMEM_LIMIT;
    case ErrorKind::kCancelled:
      return ZKMEM_CANCELLED;
    case ErrorKind::kIo:
      return ZKMEM_IO;
  }
  return ZKMEM_INTERNAL;
}

zkmem_code fail(zkmem_error** error, zkmem_code code, std::string_view message) noexcept {
  if (error == nullptr) return code;
  try {
    *error = new zkmem_error{code, one_line(message)};
  } catch (...) {  // the code alone has to do
    *error = nullptr;
  }
  return code;
}

Result<std::span<const uint8_t>> bytes_of(zkmem_span span, std::string_view name) {
  if (span.size == 0) return std::span<const uint8_t>();
  ZKMEM_RETURN_IF_ERROR(needed(span.data, name));
  return std::span(span.data, span.size);
}

Result<std::vector<std::vector<uint8_t>>> items_of(const zkmem_span* spans, size_t count) {
  std::vector<std::vector<uint8_t>> items;
  if (count != 0) ZKMEM_RETURN_IF_ERROR(needed(spans, "inputs"));
  for (size_t i = 0; i < count; ++i) {
    ZKMEM_ASSIGN_OR_RETURN(const auto bytes, bytes_of(spans[i], "inputs[" + std::to_string(i) + "].data"));
    items.emplace_back(bytes.begin(), bytes.end());
  }
  return items;
}

zkmem_bytes* give_bytes(std::vector<uint8_t> data) {
  data.push_back(0);
  return new zkmem_bytes{std::move(data)};
}

Status CallContext::read(const zkmem_context* given) {
  ZKMEM_ASSIGN_OR_RETURN(const zkmem_context options, read_options(given, "context"));
  context_.threads = options.threads;
  context_.memory_budget = options.memory_budget;
  std::atomic<bool>& stop =
      options.cancellation != nullptr ? options.cancellation->requested : own_.requested;
  context_.cancel = &stop;
  if (options.progress != nullptr) {
    context_.progress = [options, &stop](std::string_view phase, double fraction) {
      const std::string name(phase);
      if (options.progress(options.user, name.c_str(), fraction) != 0) stop = true;
    };
  }
  if (options.note != nullptr) {
    context_.notes = [options](std::string_view line) {
      const std::string text(line);
      options.note(options.user, text.c_str());
    };
  }
  return {};
}

}  // namespace zkmem::c

using namespace zkmem;  // NOLINT: the functions below are C's

extern "C" {

uint32_t zkmem_abi_version(void) { return ZKMEM_ABI_VERSION; }
const char* zkmem_version(void) { return ZKMEM_VERSION; }
uint64_t zkmem_features(void) { return ZKMEM_FEATURE_PROGRAMS | ZKMEM_FEATURE_LOGS | ZKMEM_FEATURE_BLAKE3; }

zkmem_code zkmem_error_code(const zkmem_error* error) { return error == nullptr ? ZKMEM_OK : error->code; }
const char* zkmem_error_message(const zkmem_error* error) {
  return error == nullptr ? "" : error->message.c_str();
}
void zkmem_error_free(zkmem_error* error) { delete error; }

const uint8_t* zkmem_bytes_data(const zkmem_bytes* bytes) {
  return bytes == nullptr ? nullptr : bytes->data.data();
}
size_t zkmem_bytes_size(const zkmem_bytes* bytes) { return bytes == nullptr ? 0 : bytes->data.size() - 1; }
void zkmem_bytes_free(zkmem_bytes* bytes) { delete bytes; }

zkmem_code zkmem_cancellation_new(zkmem_cancellation** cancellation, zkmem_error** error) {
  return c::guarded(error, [&]() -> Status {
    ZKMEM_RETURN_IF_ERROR(c::needed(cancellation, "cancellation"));
    *cancellation = new zkmem_cancellation;
    return {};
  });
}
void zkmem_cancellation_request(zkmem_cancellation* cancellation) {
  if (cancellation != nullptr) cancellation->requested = true;
}
int32_t zkmem_cancellation_is_requested(const zkmem_cancellation* cancellation) {
  return cancellation != nullptr && cancellation->requested ? 1 : 0;
}
void zkmem_cancellation_free(zkmem_cancellation* cancellation) { delete cancellation; }

}  // extern "C"
