#include "zkmem/rv32im/elf_image.h"

#include <algorithm>

#include <fmt/format.h>

namespace zkmem::rv32im {

Error ElfImage::library_error(std::string_view what) {
  const char* reason = elf_errmsg(-1);
  return bad_input(fmt::format("{}: {}", what, reason != nullptr ? reason : "no further information"));
}

Result<ElfImage> ElfImage::open(std::span<const uint8_t> file) {
  constexpr uint8_t kMagic[4] = {0x7f, 'E', 'L', 'F'};
  if (file.size() < sizeof(Elf32_Ehdr))
    return bad_input(
        fmt::format("not an ELF file: {} bytes, the header alone has {}", file.size(), sizeof(Elf32_Ehdr)));
  if (!std::equal(std::begin(kMagic), std::end(kMagic), file.begin()))
    return bad_input("not an ELF file: it does not start with 7f 45 4c 46");
  if (file[EI_CLASS] != ELFCLASS32)
    return bad_input(fmt::format("ELF class is {}, must be {} (32-bit)", file[EI_CLASS], ELFCLASS32));
  if (file[EI_DATA] != ELFDATA2LSB)
    return bad_input(
        fmt::format("ELF data encoding is {}, must be {} (little-endian)", file[EI_DATA], ELFDATA2LSB));
  if (elf_version(EV_CURRENT) == EV_NONE) return library_error("libelf is too old");
  // libelf takes a mutable pointer but only writes to images opened for writing; it never owns the bytes.
  Elf* elf = elf_memory(reinterpret_cast<char*>(const_cast<uint8_t*>(file.data())), file.size());
  if (elf == nullptr) return library_error("cannot read as ELF");
  ElfImage image(elf);
  if (elf_kind(elf) != ELF_K_ELF) return bad_input("not an ELF object file");
  return image;
}

}  // namespace zkmem::rv32im
