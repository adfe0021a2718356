#include "zkmem/cli/commands.h"
#include "zkmem/cli/swirl_commands.h"

namespace zkmem::cli {

void add_swirl(CLI::App& app, Action& action) {
  CLI::App* cmd =
      app.add_subcommand("swirl", "The bare proof system, for any statement, in the reference's bytes");
  cmd->require_subcommand(1);
  cmd->footer("Example: zkmem swirl verify --vk vk.postcard proof.bin");
  add_swirl_prove(*cmd, action);
  add_swirl_verify(*cmd, action);
  add_swirl_inspect(*cmd, action);
}

}  // namespace zkmem::cli
