// From a program address to the names people know: symbol and source line, read from an ELF file's symbol
// table (libelf) and DWARF line tables (libdw). Files without either simply give fewer names.
// Thread-compatible: lookups are serial.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace zkmem::rv32im {

struct SymbolPlace {
  std::string name;
  uint32_t offset = 0;  // from the symbol's address
};

struct SourcePlace {
  std::string file;
  int line = 0;
};

class SourceMap {
 public:
  // `file` must outlive the map. Never fails: what cannot be read gives no names.
  explicit SourceMap(std::span<const uint8_t> file);
  ~SourceMap();
  SourceMap(SourceMap&&) noexcept;
  SourceMap& operator=(SourceMap&&) noexcept;

  std::optional<SymbolPlace> symbol(uint32_t address) const;
  std::optional<SourcePlace> line(uint32_t address) const;

  // Why there are no lines although the file has debug information: compressed, it expands to too much.
  // Empty: it is read, or there is none.
  std::string unread() const;

  // "main+0x14 (sort.c:31)", "main+0x14", "sort.c:31", or "" when nothing is known. Long names are cut.
  std::string describe(uint32_t address) const;

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace zkmem::rv32im
