#include "zkmem/rv32im/source_map.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <elfutils/libdw.h>
#include <fmt/format.h>
#include <gelf.h>

#include "zkmem/rv32im/elf_image.h"

namespace zkmem::rv32im {
namespace {

constexpr uint64_t kMostDebugBytes = uint64_t{256} << 20;
constexpr uint64_t kUnreadable = uint64_t{1} << 32;
constexpr size_t kMostNameBytes = 200;  // of a symbol or file in a report

struct Symbol {
  uint32_t address = 0;
  uint32_t bytes = 0;
  bool function = false;
  std::string name;
};

std::vector<Symbol> read_symbols(Elf* elf) {
  std::vector<Symbol> symbols;
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_SYMTAB) continue;
    Elf_Data* data = elf_getdata(section, nullptr);
    for (int i = 0; data != nullptr; ++i) {
      GElf_Sym entry;
      if (gelf_getsym(data, i, &entry) == nullptr) break;
      const int type = GELF_ST_TYPE(entry.st_info);
      if (entry.st_shndx == SHN_UNDEF || (type != STT_FUNC && type != STT_NOTYPE && type != STT_OBJECT))
        continue;
      const char* name = elf_strptr(elf, header.sh_link, entry.st_name);
      if (name == nullptr || *name == '\0' || *name == '$') continue;  // "$x" marks code for disassemblers
      symbols.push_back({static_cast<uint32_t>(entry.st_value), static_cast<uint32_t>(entry.st_size),
                         type == STT_FUNC, name});
    }
  }
  // Of several symbols at one address the last wins: functions after plain labels.
  std::stable_sort(symbols.begin(), symbols.end(), [](const Symbol& x, const Symbol& y) {
    return std::pair(x.address, x.function) < std::pair(y.address, y.function);
  });
  return symbols;
}

std::string base_name(const char* path) {
  const std::string_view text(path);
  const size_t slash = text.rfind('/');
  return std::string(slash == std::string_view::npos ? text : text.substr(slash + 1));
}

// Bytes that the file's compressed debug sections say they expand to: libdw expands all of them at once.
uint64_t expanded_debug_bytes(Elf* elf) {
  uint64_t bytes = 0;
  size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return 0;
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    GElf_Chdr compression;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type == SHT_NOBITS) continue;
    if ((header.sh_flags & SHF_COMPRESSED) != 0) {
      if (gelf_getchdr(section, &compression) != nullptr) bytes += std::min(compression.ch_size, kUnreadable);
      continue;
    }
    // An older form, told by its name, has its size elsewhere; toolchains gave it up long ago.
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name != nullptr && std::string_view(name).starts_with(".zdebug")) bytes += kUnreadable;
  }
  return bytes;
}

std::string shortened(std::string_view name) {
  return name.size() <= kMostNameBytes ? std::string(name)
                                       : std::string(name.substr(0, kMostNameBytes)) + "...";
}

}  // namespace

struct SourceMap::Tables {
  explicit Tables(ElfImage image)
      : elf(std::move(image)),
        symbols(read_symbols(elf.get())),
        debug_bytes(expanded_debug_bytes(elf.get())),
        dwarf(too_large() ? nullptr : dwarf_begin_elf(elf.get(), DWARF_C_READ, nullptr)) {}
  ~Tables() {
    if (dwarf != nullptr) dwarf_end(dwarf);
  }
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  bool too_large() const { return debug_bytes > kMostDebugBytes; }

  ElfImage elf;
  std::vector<Symbol> symbols;
  uint64_t debug_bytes;
  Dwarf* dwarf;
};

SourceMap::SourceMap(std::span<const uint8_t> file) {
  auto image = ElfImage::open(file);
  if (image.ok()) tables_ = std::make_unique<Tables>(std::move(*image));
}
SourceMap::~SourceMap() = default;
SourceMap::SourceMap(SourceMap&&) noexcept = default;
SourceMap& SourceMap::operator=(SourceMap&&) noexcept = default;

std::optional<SymbolPlace> SourceMap::symbol(uint32_t address) const {
  if (tables_ == nullptr) return std::nullopt;
  const auto& symbols = tables_->symbols;
  auto after = std::upper_bound(symbols.begin(), symbols.end(), address,
                                [](uint32_t value, const Symbol& s) { return value < s.address; });
  if (after == symbols.begin()) return std::nullopt;
  const Symbol& found = *std::prev(after);
  const uint32_t offset = address - found.address;
  if (found.bytes != 0 && offset >= found.bytes) return std::nullopt;
  return SymbolPlace{found.name, offset};
}

std::optional<SourcePlace> SourceMap::line(uint32_t address) const {
  if (tables_ == nullptr || tables_->dwarf == nullptr) return std::nullopt;
  // Walk the units instead of .debug_aranges, which small toolchains leave out.
  Dwarf_CU* unit = nullptr;
  Dwarf_Die unit_die;
  while (dwarf_get_units(tables_->dwarf, unit, &unit, nullptr, nullptr, &unit_die, nullptr) == 0) {
    Dwarf_Line* entry = dwarf_haspc(&unit_die, address) > 0 ? dwarf_getsrc_die(&unit_die, address) : nullptr;
    int number = 0;
    if (entry == nullptr || dwarf_lineno(entry, &number) != 0) continue;
    const char* path = dwarf_linesrc(entry, nullptr, nullptr);
    if (path != nullptr) return SourcePlace{base_name(path), number};
  }
  return std::nullopt;
}

std::string SourceMap::unread() const {
  if (tables_ == nullptr || !tables_->too_large()) return {};
  return fmt::format("its debug information is not read: it expands to more than {} MiB",
                     kMostDebugBytes >> 20);
}

std::string SourceMap::describe(uint32_t address) const {
  std::string text;
  if (const auto place = symbol(address))
    text = shortened(place->name) + (place->offset == 0 ? "" : fmt::format("+{:#x}", place->offset));
  if (const auto place = line(address)) {
    const std::string where = fmt::format("{}:{}", shortened(place->file), place->line);
    text = text.empty() ? where : fmt::format("{} ({})", text, where);
  }
  return text;
}

}  // namespace zkmem::rv32im
