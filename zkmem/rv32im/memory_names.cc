#include "zkmem/rv32im/memory_names.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include <gelf.h>

#include "zkmem/rv32im/elf_image.h"
#include "zkmem/rv32im/readable_name.h"

namespace zkmem::rv32im {
namespace {

constexpr uint64_t kMemoryEnd = uint64_t{1} << 29;

// As the file has it, and its name where the file is.
struct Raw {
  const char* name = nullptr;
  uint32_t address = 0;
  uint32_t bytes = 0;
  bool is_section = false;
};

void add(std::vector<Raw>& all, const char* name, uint64_t address, uint64_t bytes, bool is_section) {
  if (name == nullptr || *name == '\0' || bytes == 0 || address >= kMemoryEnd || bytes > kMemoryEnd - address)
    return;
  all.push_back({name, static_cast<uint32_t>(address), static_cast<uint32_t>(bytes), is_section});
}

void add_symbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, std::vector<Raw>& all) {
  Elf_Data* const data = elf_getdata(section, nullptr);
  GElf_Sym symbol;
  for (int i = 0; data != nullptr && gelf_getsym(data, i, &symbol) != nullptr; ++i) {
    if (GELF_ST_TYPE(symbol.st_info) != STT_OBJECT || symbol.st_shndx == SHN_UNDEF) continue;
    add(all, elf_strptr(elf, header.sh_link, symbol.st_name), symbol.st_value, symbol.st_size, false);
  }
}

}  // namespace

std::vector<NamedMemory> named_memory(std::span<const uint8_t> file) {
  std::vector<Raw> all;
  std::vector<NamedMemory> named;
  const Result<ElfImage> image = ElfImage::open(file);
  if (!image.ok()) return named;
  Elf* const elf = image->get();
  size_t names = 0;
  const bool has_names = elf_getshdrstrndx(elf, &names) == 0;
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    if (header.sh_type == SHT_SYMTAB) add_symbols(elf, section, header, all);
    // Thread-local zeros take no place of their own.
    const bool has_place = (header.sh_flags & SHF_ALLOC) != 0 &&
                           ((header.sh_flags & SHF_TLS) == 0 || header.sh_type != SHT_NOBITS);
    if (has_place && has_names)
      add(all, elf_strptr(elf, names, header.sh_name), header.sh_addr, header.sh_size, true);
  }
  if (all.size() > kMostNamedMemory) {
    std::ranges::stable_sort(all, {},
                             [](const Raw& raw) { return std::pair(!raw.is_section, -int64_t{raw.bytes}); });
    all.resize(kMostNamedMemory);
  }
  std::ranges::sort(all, {}, [](const Raw& raw) {
    return std::tuple(raw.address, !raw.is_section, -int64_t{raw.bytes}, std::string_view(raw.name));
  });
  for (const Raw& raw : all)
    named.push_back({readable_name(raw.name), raw.address, raw.bytes, raw.is_section});
  return named;
}

}  // namespace zkmem::rv32im
