// A request to verify on standard input, its answer on standard output: what the WebAssembly module does, as
// a program.
#include <cstdint>
#include <cstdio>
#include <string>

#include "zkmem/base/file.h"
#include "zkmem/portable/request.h"

int main() {
  const zkmem::Result<std::vector<uint8_t>> request = zkmem::read_file("-");
  if (!request.ok()) {
    std::fprintf(stderr, "%s\n", request.error().message.c_str());
    return 2;
  }
  const std::string answer = zkmem::portable::answer_request(*request);
  return std::fwrite(answer.data(), 1, answer.size(), stdout) == answer.size() ? 0 : 2;
}
