// The opcodes of OpenVM 2's RV32IM extensions (rv32i, rv32m, io) and the custom-0 guest interface.
// Numbers: openvm-rv32im-transpiler 2.0.2 `instructions.rs`; the golden file rv32im_run/program.json pins
// them.
#pragma once

#include <cstdint>
#include <string_view>

#include "zkmem/vm/instruction.h"

namespace zkmem::rv32im {

enum Opcode : uint32_t {
  kAdd = 0x200,
  kSub,
  kXor,
  kOr,
  kAnd,
  kSll = 0x205,
  kSrl,
  kSra,
  kSlt = 0x208,
  kSltu,
  kLoadW = 0x210,
  kLoadBu,
  kLoadHu,
  kStoreW,
  kStoreH,
  kStoreB,
  kLoadB = 0x216,
  kLoadH,
  kBeq = 0x220,
  kBne,
  kBlt = 0x225,
  kBltu,
  kBge,
  kBgeu,
  kJal = 0x230,
  kLui,
  kJalr = 0x235,
  kAuipc = 0x240,
  kMul = 0x250,
  kMulh = 0x251,
  kMulhsu,
  kMulhu,
  kDiv = 0x254,
  kDivu,
  kRem,
  kRemu,
  kHintStoreW = 0x260,
  kHintBuffer,
};

// Discriminants of PHANTOM.
inline constexpr uint32_t kPhantomHintInput = 0x20;
inline constexpr uint32_t kPhantomPrintStr = 0x21;
inline constexpr uint32_t kPhantomHintRandom = 0x22;

inline constexpr uint32_t kRegisterSpace = 1;
inline constexpr uint32_t kMemorySpace = 2;
inline constexpr uint32_t kPublicValueSpace = 3;
inline constexpr uint32_t kRegisterBytes = 4;
inline constexpr uint32_t kRegisterCount = 32;

// HINT_BUFFER moves 1 to this many words.
inline constexpr uint32_t kMaxHintBufferWords = 1023;

// The exit code of ecall, ebreak and CSR words, which terminate the program.
inline constexpr uint32_t kUnimpExitCode = 2;

// OpenVM's name of the opcode ("ADD", "LOADBU", …), empty for an opcode of another extension.
std::string_view opcode_name(uint32_t opcode);

}  // namespace zkmem::rv32im
