#include <cstdio>

#include <zkmem/base/file.h>
#include <zkmem/zkmem.h>

// prove_program PROGRAM.elf INPUT: runs it, proves the run, verifies the proof.
int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto elf = zkmem::read_file(argv[1]);
  const auto input = zkmem::read_file(argv[2]);
  if (!elf.ok() || !input.ok()) return 2;
  const auto run = zkmem::run_program(*elf, {*input});
  if (!run.ok()) return std::fprintf(stderr, "%s\n", run.error().message.c_str()), 1;
  std::printf("%lu instructions, exit code %u\n", static_cast<unsigned long>(run->instructions),
              run->exit_code);

  const auto proof = zkmem::prove_program(*elf, {*input});
  const auto verdict = proof.ok() ? zkmem::verify_program(proof->bytes, *elf) : proof.error();
  if (!verdict.ok()) return std::fprintf(stderr, "%s\n", verdict.error().message.c_str()), 1;
  for (const auto& line : verdict->not_shown) std::printf("not shown: %s\n", line.c_str());
  for (const auto& line : verdict->shown) std::printf("shown: %s\n", line.c_str());
}
