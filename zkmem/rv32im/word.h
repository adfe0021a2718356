// The fields of a 32-bit RISC-V word (The RISC-V Instruction Set Manual, volume I, 2.2–2.3).
#pragma once

#include <cstdint>

namespace zkmem::rv32im {

// Major opcodes, bits 6…0.
inline constexpr uint32_t kMajorLoad = 0x03;
inline constexpr uint32_t kMajorCustom0 = 0x0b;  // the guest interface
inline constexpr uint32_t kMajorMiscMem = 0x0f;
inline constexpr uint32_t kMajorOpImm = 0x13;
inline constexpr uint32_t kMajorAuipc = 0x17;
inline constexpr uint32_t kMajorStore = 0x23;
inline constexpr uint32_t kMajorOp = 0x33;
inline constexpr uint32_t kMajorLui = 0x37;
inline constexpr uint32_t kMajorBranch = 0x63;
inline constexpr uint32_t kMajorJalr = 0x67;
inline constexpr uint32_t kMajorJal = 0x6f;
inline constexpr uint32_t kMajorSystem = 0x73;

// funct3 of custom-0.
inline constexpr uint32_t kCustomTerminate = 0;
inline constexpr uint32_t kCustomHint = 1;
inline constexpr uint32_t kCustomReveal = 2;
inline constexpr uint32_t kCustomPhantom = 3;

struct Word {
  uint32_t bits = 0;

  constexpr uint32_t major() const { return bits & 0x7f; }
  constexpr uint32_t rd() const { return bits >> 7 & 31; }
  constexpr uint32_t funct3() const { return bits >> 12 & 7; }
  constexpr uint32_t rs1() const { return bits >> 15 & 31; }
  constexpr uint32_t rs2() const { return bits >> 20 & 31; }
  constexpr uint32_t funct7() const { return bits >> 25; }
  constexpr int32_t imm_i() const { return sign_extend(bits >> 20, 12); }
  constexpr int32_t imm_s() const { return sign_extend((bits >> 25 << 5) | rd(), 12); }
  constexpr int32_t imm_b() const {
    return sign_extend(
        (bits >> 31 << 12) | ((bits >> 7 & 1) << 11) | ((bits >> 25 & 63) << 5) | ((bits >> 8 & 15) << 1),
        13);
  }
  constexpr int32_t imm_j() const {
    return sign_extend((bits >> 31 << 20) | ((bits >> 12 & 255) << 12) | ((bits >> 20 & 1) << 11) |
                           ((bits >> 21 & 1023) << 1),
                       21);
  }
  constexpr uint32_t imm_u20() const { return bits >> 12; }

 private:
  static constexpr int32_t sign_extend(uint32_t value, unsigned width) {
    const uint32_t sign = uint32_t{1} << (width - 1);
    return static_cast<int32_t>((value ^ sign) - sign);
  }
};

}  // namespace zkmem::rv32im
