// What a command says in the end: the same words wherever it runs.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "zkmem/base/error.h"
#include "zkmem/base/result.h"
#include "zkmem/verdict/exit_code.h"
#include "zkmem/verdict/verification.h"

namespace zkmem::verdict {

struct Answer {
  int exit_code = kDone;
  std::string out;              // to stdout; under --json one line, the object
  std::string err;              // to stderr
  nlohmann::ordered_json json;  // the object, whether it was asked for or not
};

// JSON in one line. What a path or a file has put into it need not be UTF-8.
std::string json_line(const nlohmann::ordered_json& json);

// Of a command that failed: the object, if the user asked for one, and a line on stderr.
Answer failed(const Error& error, bool as_json);

// Of a verification.
Answer answer(const Result<Finding>& finding, bool as_json);

}  // namespace zkmem::verdict
