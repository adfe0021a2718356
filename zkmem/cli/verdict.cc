#include "zkmem/cli/verdict.h"

#include "zkmem/cli/output.h"
#include "zkmem/verdict/answer.h"

namespace zkmem::cli {

int fail(const Error& error, bool as_json) {
  const verdict::Answer answer = verdict::failed(error, as_json);
  write_out(answer.out);
  write_err(answer.err);
  return answer.exit_code;
}

}  // namespace zkmem::cli
