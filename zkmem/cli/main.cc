#include <exception>
#include <new>
#include <string_view>

#include <signal.h>

#include "zkmem/cli/command_line.h"
#include "zkmem/cli/output.h"
#include "zkmem/cli/processor.h"
#include "zkmem/cli/verdict.h"

namespace zkmem::cli {

namespace {

// The command's end, unless its output did not arrive.
int finished(int code) {
  const Status arrived = finish_output();
  return arrived.ok() ? code : fail(arrived.error(), false);
}

int run(int argc, char** argv) {
  const bool as_json = asks_for_json(argc, argv);
  if (const Status chosen = choose_kernels(); !chosen.ok()) return fail(chosen.error(), as_json);
  const Result<Command> command = parse_command_line(argc, argv);
  if (!command.ok()) return fail(command.error(), as_json);
  const Result<int> result = command->action();
  return result.ok() ? finished(*result) : fail(result.error(), as_json);
}

}  // namespace
}  // namespace zkmem::cli

int main(int argc, char** argv) {
  if (!zkmem::cli::processor_is_enough()) return zkmem::cli::kLimit;
  zkmem::cli::reserve_standard_streams();
  ::signal(SIGXFSZ, SIG_IGN);  // past `ulimit -f` a write fails as on a full disk
  try {
    return zkmem::cli::run(argc, argv);
  } catch (const std::exception& error) {  // still one clear line
    // A thread whose stack finds no room is an error of its own in oneTBB's words.
    const bool is_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
                           std::string_view(error.what()).starts_with("pthread_create");
    const char* what =
        is_memory ? "out of memory: the machine, or a limit on this process, has no more" : error.what();
    return zkmem::cli::fail(zkmem::limit_reached(what), zkmem::cli::asks_for_json(argc, argv));
  }
}
