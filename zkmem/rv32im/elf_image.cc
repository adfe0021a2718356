#include "zkmem/rv32im/elf_image.h"

#include <fmt/format.h>

#include "zkmem/rv32im/elf_file.h"

namespace zkmem::rv32im {

Error ElfImage::library_error(std::string_view what) {
  const char* reason = elf_errmsg(-1);
  return bad_input(fmt::format("{}: {}", what, reason != nullptr ? reason : "no further information"));
}

Result<ElfImage> ElfImage::open(std::span<const uint8_t> file) {
  ZKMEM_RETURN_IF_ERROR(read_elf_header(file));
  if (elf_version(EV_CURRENT) == EV_NONE) return library_error("libelf is too old");
  // libelf takes a mutable pointer but only writes to images opened for writing; it never owns the bytes.
  Elf* elf = elf_memory(reinterpret_cast<char*>(const_cast<uint8_t*>(file.data())), file.size());
  if (elf == nullptr) return library_error("cannot read as ELF");
  ElfImage image(elf);
  if (elf_kind(elf) != ELF_K_ELF) return bad_input("not an ELF object file");
  return image;
}

}  // namespace zkmem::rv32im
