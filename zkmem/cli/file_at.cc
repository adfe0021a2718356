#include "zkmem/cli/file_at.h"

#include "zkmem/base/file.h"

namespace zkmem::cli {

verdict::GivenFile file_at(const std::string& path) {
  return {path, [path](uint64_t most) { return read_file(path, most); }};
}

}  // namespace zkmem::cli
