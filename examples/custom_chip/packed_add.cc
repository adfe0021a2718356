#include "packed_add.h"

namespace packed_add {

using namespace zkmem;
using namespace zkmem::rv32im;

std::optional<Instruction> Extension::decode(uint32_t word) const {
  if ((word & 0xfe00707f) != kMajor) return std::nullopt;
  const uint32_t rd = word >> 7 & 31;
  if (rd == 0) return Instruction{kOpPhantom, {}};  // nothing writes x0
  return Instruction{kOpcode,
                     {4 * rd, 4 * (word >> 15 & 31), 4 * (word >> 20 & 31), kRegisterSpace, 0, 0, 0}};
}

std::string Extension::disassemble(uint32_t word, uint32_t) const {
  return "padd8 x" + std::to_string(word >> 7 & 31) + ", x" + std::to_string(word >> 15 & 31) + ", x" +
         std::to_string(word >> 20 & 31);
}

void Extension::execute(const Instruction& instruction, MachinePort& port) const {
  const auto b = port.read(kRegisterSpace, instruction.b());
  if (!b) return;
  const auto c = port.read(kRegisterSpace, instruction.c());
  if (!c) return;
  uint32_t a = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) a |= (((*b >> shift) + (*c >> shift)) & 255) << shift;
  port.write(kRegisterSpace, instruction.a(), a);
}

// Each byte: b + c = a + 256 carry with a carry that is a bit; a is a byte. b and c are bytes as they are in
// memory.
CoreOutput Core::eval(AirBuilder& builder, const MachineBuses& buses, const Columns<Expr>& row, Expr) {
  const BabyBear inverse_256 = BabyBear::from_canonical(256).inverse();
  builder.assert_bool(row.is_valid);
  for (size_t i = 0; i < kWordLimbs; ++i) {
    builder.assert_bool((row.b[i] + row.c[i] - row.a[i]) * inverse_256);
  }
  buses.bitwise.send_range(builder, row.a[0], row.a[1], row.is_valid);
  buses.bitwise.send_range(builder, row.a[2], row.a[3], row.is_valid);

  CoreOutput output;
  output.reads = {row.b, row.c};
  output.write = row.a;
  output.is_valid = row.is_valid;
  output.opcode = builder.constant(kOpcode);
  return output;
}

void Core::fill(const Step& step, Columns<BabyBear>& row, LookupCounts& counts) {
  const rv32im::WordBytes a = bytes_of(step.accesses[2].value);
  counts.bytes(a[0], a[1]);
  counts.bytes(a[2], a[3]);
  row.a = cells_of(a);
  row.b = cells_of(step.accesses[0].value);
  row.c = cells_of(step.accesses[1].value);
  row.is_valid = BabyBear::one();
}

}  // namespace packed_add
