// A program's file, ELF or OpenVM's: what loads makes sense as a program. The mutator changes fields of the
// ELF file's headers, and what its segments and sections hold, as often as any bytes.
#include <cstddef>
#include <cstdint>

#include "fuzz/elf_mutator.h"
#include "fuzz/text_of.h"
#include "zkmem/rv32im/disassembler.h"
#include "zkmem/rv32im/program_file.h"

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  return zkmem::fuzz::mutate_elf(data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const auto program = rv32im::load_named_program({data, size}, size % 2 == 0 ? "a.elf" : "a.vmexe");
  if (!program.ok()) return 0;
  ZKMEM_CHECK(program->index_of(program->pc_start).has_value());
  ZKMEM_CHECK(program->instructions.size() == program->source_words.size());
  uint64_t bytes = 0;
  for (const InitialBytes& chunk : program->initial_memory) bytes += chunk.bytes.size();
  ZKMEM_CHECK(bytes <= 8 * size);
  return 0;
}
