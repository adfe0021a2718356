// Proves a program on a machine with one more instruction and verifies the proof file. Then cheats: a prover
// that does not look makes a proof of a wrong sum, and the verifier refuses it.
//   zkmem_example_custom_chip PROOF    where the honest proof is written
#include <cstdio>

#include "forged_sum.h"
#include "packed_add.h"
#include "zkmem/rv32im/elf_writer.h"
#include "zkmem/zkmem.h"

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: zkmem_example_custom_chip PROOF\n"), 2;
  // lui x8, 0x01020; addi x8, x8, -1; padd8 x9, x8, x8; padd8 x10, x9, x8; terminate 0
  const std::vector<uint8_t> code = zkmem::rv32im::testing::words(
      {0x01020437, 0xfff40413, packed_add::padd8(9, 8, 8), packed_add::padd8(10, 9, 8), 0x0000000b});
  const std::vector<uint8_t> elf = zkmem::rv32im::testing::ElfFile{0x1000, {{0x1000, code}}}.build();
  const auto machine = zkmem::OwnMachine::with({packed_add::extension()}).value();

  zkmem::ProofOptions options;
  options.machine = machine.get();
  options.output = argv[1];
  const auto proof = zkmem::prove_program(elf, {}, options);
  if (!proof.ok()) return std::fprintf(stderr, "%s\n", proof.error().message.c_str()), 1;
  const auto honest = zkmem::verify_program(proof->bytes, elf, {}, {}, *machine);
  if (!honest.ok()) return std::fprintf(stderr, "%s\n", honest.error().message.c_str()), 1;
  for (const auto& line : honest->not_shown) std::printf("not shown: %s\n", line.c_str());
  for (const auto& line : honest->shown) std::printf("shown: %s\n", line.c_str());

  const auto forged = packed_add::forged_sum(*machine, elf, *proof);
  if (!forged.ok()) return std::fprintf(stderr, "%s\n", forged.error().message.c_str()), 1;
  const auto refused = zkmem::verify_program(*forged, elf, {}, {}, *machine);
  std::printf("forged: %s\n", refused.ok() ? "accepted" : refused.error().message.c_str());
  return refused.ok() ? 1 : 0;
}
