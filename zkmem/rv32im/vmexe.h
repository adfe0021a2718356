// Executables of OpenVM 2, `NAME.vmexe`: what `cargo openvm build` makes of an ELF file (`VmExe` of
// openvm-instructions 2.0.2, docs/spec/openvm-files.md). Such a file holds instructions and no machine words.
//
// Accepted: instructions that a word of RV32IM or of the guest interface means, one for each place, and
// initial memory in address space 2. Refused, each with one line that names the place and both numbers: any
// other instruction (of an extension of OpenVM's), a place without one, memory elsewhere, an entry that is no
// instruction, and whatever is not the bytes of a VmExe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "zkmem/base/result.h"
#include "zkmem/vm/extension.h"
#include "zkmem/vm/program.h"

namespace zkmem::rv32im {

// Whether a file of this name is taken for one; its bytes have no mark of their own.
bool is_vmexe_name(std::string_view path);

Result<Program> load_vmexe(std::span<const uint8_t> file);

// The file that OpenVM would make of this program, without names of functions. The program is one block
// without places that have no instruction.
std::vector<uint8_t> encode_vmexe(const Program& program);

}  // namespace zkmem::rv32im
