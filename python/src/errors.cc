#include "errors.h"

#include <string>
#include <string_view>

#include "zkmem/base/one_line.h"

namespace zkmem::python {
namespace {

const char* name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kBadInput:
      return "bad_input";
    case ErrorKind::kRejected:
      return "rejected";
    case ErrorKind::kTrap:
      return "trap";
    case ErrorKind::kLimit:
      return "limit";
    case ErrorKind::kCancelled:
      return "cancelled";
    case ErrorKind::kIo:
      return "io";
  }
  return "bad_input";
}

[[noreturn]] void raise_made(const nb::object& exception) {
  PyErr_SetObject(exception.type().ptr(), exception.ptr());
  throw nb::python_error();
}

nb::object factory(const char* name) { return nb::module_::import_("zkmem.errors").attr(name); }

nb::str text_of(std::string_view text) {
  // Names of files need not be UTF-8.
  return nb::steal<nb::str>(
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape"));
}

}  // namespace

void raise(const Error& error) {
  // Only an answer of no is explained in several lines.
  const std::string line =
      error.kind == ErrorKind::kRejected ? printable_lines(error.message) : one_line(error.message);
  raise_made(factory("_made")(nb::str(name_of(error.kind)), text_of(line)));
}

void raise(const MemoryError& error) {
  raise_made(factory("_refused")(text_of(error.message()), text_of(to_string(error.kind)),
                                 text_of(to_string(error.access.op)), error.access.address_space,
                                 error.access.pointer, error.access.size, error.timestamp, error.actual,
                                 error.limit));
}

}  // namespace zkmem::python
