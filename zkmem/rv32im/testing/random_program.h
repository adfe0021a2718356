// Test support: random programs that use every instruction and always terminate. Registers x8 … x15 hold
// random values; memory accesses stay in a window of 2 KiB; branches and jumps go forward.
#pragma once

#include <array>
#include <cstdint>
#include <random>

#include "zkmem/rv32im/testing/assembler.h"

namespace zkmem::rv32im::testing {

class RandomProgram {
 public:
  static constexpr uint32_t kWindow = 0x00400000;
  static constexpr uint32_t kWindowRegister = 3;
  static constexpr uint32_t kScratch = 5;

  explicit RandomProgram(uint64_t seed) : random_(seed) {}

  // Words of the program; it reads two inputs of at least 64 bytes.
  Assembler make(size_t instructions) {
    Assembler out = start();
    for (size_t i = 0; i < instructions; ++i) emit(out);
    return finish(std::move(out));
  }

  // The parts of make(): registers and window are set, …
  Assembler start() {
    Assembler out;
    out.load_immediate(kWindowRegister, kWindow);
    out << hint_input();
    for (uint32_t r = 8; r < 16; ++r) out.load_immediate(r, value());
    out << addi(kScratch, kWindowRegister, 16) << hint_storew(kScratch);
    out << addi(6, 0, 3) << addi(kScratch, kWindowRegister, 64) << hint_buffer(kScratch, 6);
    return out << hint_input() << hint_buffer(kScratch, 6);
  }
  // … one to five instructions of some kind, …
  void emit(Assembler& out);
  // … the landing place of the last jumps, what the run has computed, the end.
  static Assembler finish(Assembler out) {
    for (int i = 0; i < 4; ++i) out << addi(0, 0, 0);
    for (int32_t i = 0; i < 8; ++i) out << reveal(8 + static_cast<uint32_t>(i), 4 * i, 0);
    return out << terminate(0);
  }

  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

 private:
  uint32_t source() { return below(10) == 0 ? 0 : 8 + below(8); }
  uint32_t target() { return below(10) == 0 ? 0 : 8 + below(8); }
  int32_t offset() { return static_cast<int32_t>(below(2048)); }
  uint32_t value() {
    constexpr std::array<uint32_t, 10> kEdges = {0,          1,          2,          0x7f,       0x80,
                                                 0x7fffffff, 0x80000000, 0x80000001, 0xffffff80, 0xffffffff};
    return below(2) == 0 ? kEdges[below(kEdges.size())] : static_cast<uint32_t>(random_());
  }

  std::mt19937_64 random_;
};

inline void RandomProgram::emit(Assembler& out) {
  switch (below(12)) {
    case 0:
      out.load_immediate(8 + below(8), value());
      break;
    case 1:
    case 2: {  // OP, SUB and SRA included
      const uint32_t funct3 = below(8);
      const uint32_t funct7 = (funct3 == 0 || funct3 == 5) && below(2) == 0 ? 32 : 0;
      out << r_type(0x33, funct3, funct7, target(), source(), source());
      break;
    }
    case 3:
    case 4:
      out << r_type(0x33, below(8), 1, target(), source(), source());
      break;   // M
    case 5: {  // OP-IMM
      const uint32_t funct3 = below(8);
      const int32_t imm = static_cast<int32_t>(below(4096)) - 2048;
      const int32_t shift = static_cast<int32_t>(below(32)) | (funct3 == 5 && below(2) == 0 ? 1024 : 0);
      out << i_type(0x13, funct3, target(), source(), funct3 % 4 == 1 ? shift : imm);
      break;
    }
    case 6: {  // loads: LB LH LW LBU LHU
      constexpr std::array<uint32_t, 5> kFunct3 = {0, 1, 2, 4, 5};
      const uint32_t funct3 = kFunct3[below(5)];
      out << load(funct3, target(), offset() & ~((1 << (funct3 & 3)) - 1), kWindowRegister);
      break;
    }
    case 7: {  // stores
      const uint32_t funct3 = below(3);
      out << s_type(funct3, kWindowRegister, source(), offset() & ~((1 << funct3) - 1));
      break;
    }
    case 8: {  // an address that was computed, with a negative immediate
      out << i_type(0x13, 7, kScratch, source(), 2044)
          << r_type(0x33, 0, 0, kScratch, kScratch, kWindowRegister) << addi(kScratch, kScratch, 256)
          << s_type(2, kScratch, source(), -256) << load(2, target(), -256, kScratch);
      break;
    }
    case 9: {  // branches over up to three words
      constexpr std::array<uint32_t, 6> kFunct3 = {0, 1, 4, 5, 6, 7};
      out << b_type(kFunct3[below(6)], source(), source(), 4 * static_cast<int32_t>(1 + below(3)));
      out << addi(target(), source(), 1) << addi(target(), source(), -1);
      break;
    }
    case 10:
      out << auipc(target(), below(1 << 20)) << lui(target(), below(1 << 20)) << 0x0ff0000f;
      break;  // FENCE
    default:
      if (below(2) == 0) {
        out << jal(target(), 8) << addi(target(), source(), 7);
      } else {  // JALR to the word after the next, now and then by an odd address
        const int32_t odd = static_cast<int32_t>(below(2));
        out << auipc(kScratch, 0) << jalr(target(), 12 + odd, kScratch) << addi(target(), source(), 9);
      }
  }
}

}  // namespace zkmem::rv32im::testing
