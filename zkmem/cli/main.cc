#include <cstdio>
#include <exception>
#include <string>

#include "zkmem/cli/commands.h"

namespace zkmem::cli {

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

namespace {

int run(int argc, char** argv) {
  CLI::App app("zkmem: a zkVM memory system with its own STARK prover", "zkmem");
  app.set_version_flag("--version", std::string("zkmem ") + ZKMEM_VERSION);
  app.require_subcommand(1);
  Action action;
  for (const AddCommand add : kCommands) add(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kBadInput;
  }
  const Result<int> result = action();
  if (result.ok()) return *result;
  std::fprintf(stderr, "zkmem: %s\n", result.error().message.c_str());
  return exit_code(result.error().kind);
}

}  // namespace
}  // namespace zkmem::cli

int main(int argc, char** argv) {
  try {
    return zkmem::cli::run(argc, argv);
  } catch (const std::exception& error) {  // out of memory and the like: still one clear line
    std::fprintf(stderr, "zkmem: %s\n", error.what());
    return zkmem::cli::kLimit;
  }
}
