// An ELF file's symbols and DWARF: whatever they hold, every place of the program has frames with names that
// are there. The mutator changes headers and sections in place.
#include <cstddef>
#include <cstdint>

#include "fuzz/elf_mutator.h"
#include "fuzz/text_of.h"
#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/source_frames.h"
#include "zkmem/rv32im/source_map.h"

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  return zkmem::fuzz::mutate_elf(data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const std::span<const uint8_t> file(data, size);
  const rv32im::SourceMap map(file);
  static_cast<void>(map.unread().size());
  for (const uint32_t address : {0u, 0x00200800u, 0x00200810u, 0xfffffffcu})
    ZKMEM_CHECK(map.describe(address).size() < 4096);
  const auto program = rv32im::load_elf(file);
  if (!program.ok()) return 0;
  for (size_t place = 0; place < std::min<size_t>(program->instructions.size(), 64); ++place)
    static_cast<void>(map.describe(program->pc_of(place)));
  const rv32im::SourceFrames frames(file, *program);
  ZKMEM_CHECK(frames.functions().size() >= program->instructions.size());
  for (uint32_t place = 0; place < program->instructions.size(); ++place) {
    const auto at = frames.frames(place);
    ZKMEM_CHECK(!at.empty());
    for (const auto& frame : at)
      ZKMEM_CHECK(frame.function < frames.names().size() && frame.file < frames.names().size());
  }
  return 0;
}
