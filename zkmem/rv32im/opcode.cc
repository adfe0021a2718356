#include "zkmem/rv32im/opcode.h"

namespace zkmem::rv32im {

std::string_view opcode_name(uint32_t opcode) {
  switch (opcode) {
    case kOpTerminate:
      return "TERMINATE";
    case kOpPhantom:
      return "PHANTOM";
    case kAdd:
      return "ADD";
    case kSub:
      return "SUB";
    case kXor:
      return "XOR";
    case kOr:
      return "OR";
    case kAnd:
      return "AND";
    case kSll:
      return "SLL";
    case kSrl:
      return "SRL";
    case kSra:
      return "SRA";
    case kSlt:
      return "SLT";
    case kSltu:
      return "SLTU";
    case kLoadW:
      return "LOADW";
    case kLoadBu:
      return "LOADBU";
    case kLoadHu:
      return "LOADHU";
    case kStoreW:
      return "STOREW";
    case kStoreH:
      return "STOREH";
    case kStoreB:
      return "STOREB";
    case kLoadB:
      return "LOADB";
    case kLoadH:
      return "LOADH";
    case kBeq:
      return "BEQ";
    case kBne:
      return "BNE";
    case kBlt:
      return "BLT";
    case kBltu:
      return "BLTU";
    case kBge:
      return "BGE";
    case kBgeu:
      return "BGEU";
    case kJal:
      return "JAL";
    case kLui:
      return "LUI";
    case kJalr:
      return "JALR";
    case kAuipc:
      return "AUIPC";
    case kMul:
      return "MUL";
    case kMulh:
      return "MULH";
    case kMulhsu:
      return "MULHSU";
    case kMulhu:
      return "MULHU";
    case kDiv:
      return "DIV";
    case kDivu:
      return "DIVU";
    case kRem:
      return "REM";
    case kRemu:
      return "REMU";
    case kHintStoreW:
      return "HINT_STOREW";
    case kHintBuffer:
      return "HINT_BUFFER";
    default:
      return {};
  }
}

}  // namespace zkmem::rv32im
