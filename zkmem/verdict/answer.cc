#include "zkmem/verdict/answer.h"

#include "zkmem/base/one_line.h"

namespace zkmem::verdict {

using Json = nlohmann::ordered_json;

std::string json_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Answer failed(const Error& error, bool as_json) {
  Answer answer;
  answer.exit_code = exit_code(error.kind);
  // Only an answer of no is explained in several lines.
  const std::string line =
      error.kind == ErrorKind::kRejected ? printable_lines(error.message) : one_line(error.message);
  answer.json = {{"verdict", verdict_of(answer.exit_code)}, {"reason", line}};
  if (as_json) answer.out = json_line(answer.json);
  answer.err = "zkmem: " + line + "\n";
  return answer;
}

Answer answer(const Result<Finding>& finding, bool as_json) {
  if (!finding.ok()) return failed(finding.error(), as_json);
  Answer answer;
  answer.json = finding->json;
  answer.out = as_json ? json_line(answer.json) : finding->text();
  return answer;
}

}  // namespace zkmem::verdict
