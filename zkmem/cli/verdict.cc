#include "zkmem/cli/verdict.h"

#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/base/one_line.h"
#include "zkmem/cli/command.h"
#include "zkmem/cli/output.h"

namespace zkmem::cli {

using Json = nlohmann::ordered_json;

std::string_view verdict_of(int exit_code) {
  return exit_code == kDone ? "accepted" : exit_code == kNo ? "rejected" : "error";
}

int fail(const Error& error, bool as_json) {
  const int code = exit_code(error.kind);
  // Only an answer of no is explained in several lines.
  const std::string line =
      error.kind == ErrorKind::kRejected ? printable_lines(error.message) : one_line(error.message);
  if (as_json) {
    const Json out = {{"verdict", verdict_of(code)}, {"reason", line}};
    // Paths in a message need not be UTF-8.
    print_out("{}\n", out.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  print_err("zkmem: {}\n", line);
  return code;
}

}  // namespace zkmem::cli
