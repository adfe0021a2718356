// A 32-bit little-endian ELF file held by libelf, over bytes that the caller keeps alive.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include <libelf.h>

#include "zkmem/base/result.h"

namespace zkmem::rv32im {

class ElfImage {
 public:
  // Refuses everything that is not ELF32 little-endian with a readable header.
  static Result<ElfImage> open(std::span<const uint8_t> file);

  Elf* get() const { return elf_.get(); }

  // `what: libelf's message`.
  static Error library_error(std::string_view what);

 private:
  struct End {
    void operator()(Elf* elf) const { elf_end(elf); }
  };
  explicit ElfImage(Elf* elf) : elf_(elf) {}
  std::unique_ptr<Elf, End> elf_;
};

}  // namespace zkmem::rv32im
