#include "zkmem/base/error.h"

#include <cerrno>
#include <system_error>

namespace zkmem {

Error io_error(const std::string& action, const std::string& path, int error_number) {
  return {error_number == ENOMEM ? ErrorKind::kLimit : ErrorKind::kIo,
          "cannot " + action + " '" + path + "': " + std::generic_category().message(error_number)};
}

}  // namespace zkmem
