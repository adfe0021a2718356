#include "zkmem/verdict/exit_code.h"

namespace zkmem::verdict {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kBadInput:
    case ErrorKind::kIo:
      return kBadInput;
    case ErrorKind::kRejected:
    case ErrorKind::kTrap:
      return kNo;
    case ErrorKind::kLimit:
      return kLimit;
    case ErrorKind::kCancelled:
      return kCancelled;
  }
  return kBadInput;
}

std::string_view verdict_of(int exit_code) {
  return exit_code == kDone ? "accepted" : exit_code == kNo ? "rejected" : "error";
}

}  // namespace zkmem::verdict
