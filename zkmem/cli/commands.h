// Every command of `zkmem`, in the order `--help` lists them. Add a line here and a file cmd_<name>.cc.
#pragma once

#include "zkmem/cli/command.h"

namespace zkmem::cli {

using AddCommand = void (*)(CLI::App& app, Action& action);

void add_run(CLI::App& app, Action& action);
void add_prove(CLI::App& app, Action& action);  // and plan, prove-segment, assemble
void add_verify(CLI::App& app, Action& action);
void add_image(CLI::App& app, Action& action);
void add_log(CLI::App& app, Action& action);
void add_replay(CLI::App& app, Action& action);
void add_swirl(CLI::App& app, Action& action);
void add_soundness(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_attack(CLI::App& app, Action& action);
void add_keygen(CLI::App& app, Action& action);
void add_export(CLI::App& app, Action& action);
void add_help(CLI::App& app, Action& action);
void add_completion(CLI::App& app, Action& action);

inline constexpr AddCommand kCommands[] = {
    &add_run,    &add_prove,  &add_verify, &add_check, &add_report,
    &add_image,  &add_log,    &add_replay, &add_swirl, &add_soundness,
    &add_attack, &add_keygen, &add_export, &add_help,  &add_completion,
};

}  // namespace zkmem::cli
