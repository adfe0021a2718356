#include "zkmem/rv32im/program_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "zkmem/rv32im/elf_loader.h"
#include "zkmem/rv32im/vmexe.h"

namespace zkmem::rv32im {

bool is_elf(std::span<const uint8_t> file) {
  constexpr std::array<uint8_t, 4> kMagic = {0x7f, 'E', 'L', 'F'};
  return file.size() >= kMagic.size() && std::ranges::equal(file.first(kMagic.size()), kMagic);
}

Result<Program> load_program(std::span<const uint8_t> file,
                             std::span<const InstructionExtension* const> extensions) {
  return is_elf(file) ? load_elf(file, extensions) : load_vmexe(file);
}

Result<Program> load_named_program(std::span<const uint8_t> file, std::string_view name) {
  if (is_elf(file)) return load_elf(file);
  Result<Program> program = load_vmexe(file);
  return program.ok() || is_vmexe_name(name) ? std::move(program) : load_elf(file);
}

}  // namespace zkmem::rv32im
