#include "zkmem/rv32im/testing/operand_coverage.h"

#include <array>

#include "zkmem/vm/execution_record.h"

namespace zkmem::rv32im::testing {
namespace {

using Classes = std::set<std::string>;

enum class Kind : uint8_t {
  kRegister,
  kShift,
  kLoad,
  kStore,
  kBranch,
  kJal,
  kJalr,
  kUpper,
  kHintStore,
  kHintBuffer
};

// Every opcode of the instruction set, and what kind of operands it has; `bytes` of a load or store, `imm`:
// OP-IMM has it, too.
struct Form {
  Kind kind;
  uint32_t bytes = 4;
  bool imm = false;
};
const std::map<uint32_t, Form>& forms() {
  static const std::map<uint32_t, Form> kForms = {
      {kAdd, {Kind::kRegister, 4, true}},
      {kSub, {Kind::kRegister}},
      {kXor, {Kind::kRegister, 4, true}},
      {kOr, {Kind::kRegister, 4, true}},
      {kAnd, {Kind::kRegister, 4, true}},
      {kSll, {Kind::kShift, 4, true}},
      {kSrl, {Kind::kShift, 4, true}},
      {kSra, {Kind::kShift, 4, true}},
      {kSlt, {Kind::kRegister, 4, true}},
      {kSltu, {Kind::kRegister, 4, true}},
      {kMul, {Kind::kRegister}},
      {kMulh, {Kind::kRegister}},
      {kMulhsu, {Kind::kRegister}},
      {kMulhu, {Kind::kRegister}},
      {kDiv, {Kind::kRegister}},
      {kDivu, {Kind::kRegister}},
      {kRem, {Kind::kRegister}},
      {kRemu, {Kind::kRegister}},
      {kLoadW, {Kind::kLoad, 4}},
      {kLoadBu, {Kind::kLoad, 1}},
      {kLoadHu, {Kind::kLoad, 2}},
      {kLoadB, {Kind::kLoad, 1}},
      {kLoadH, {Kind::kLoad, 2}},
      {kStoreW, {Kind::kStore, 4}},
      {kStoreH, {Kind::kStore, 2}},
      {kStoreB, {Kind::kStore, 1}},
      {kBeq, {Kind::kBranch}},
      {kBne, {Kind::kBranch}},
      {kBlt, {Kind::kBranch}},
      {kBltu, {Kind::kBranch}},
      {kBge, {Kind::kBranch}},
      {kBgeu, {Kind::kBranch}},
      {kJal, {Kind::kJal}},
      {kJalr, {Kind::kJalr}},
      {kLui, {Kind::kUpper}},
      {kAuipc, {Kind::kUpper}},
      {kHintStoreW, {Kind::kHintStore}},
      {kHintBuffer, {Kind::kHintBuffer}},
  };
  return kForms;
}

constexpr std::array<const char*, 7> kValues = {"0", "1", "-1", "min", "max", "positive", "negative"};
std::string class_of(uint32_t value) {
  switch (value) {
    case 0:
      return "0";
    case 1:
      return "1";
    case 0xffffffff:
      return "-1";
    case 0x80000000:
      return "min";
    case 0x7fffffff:
      return "max";
    default:
      return value >> 31 == 0 ? "positive" : "negative";
  }
}

void add_pairs(Classes& out) {
  for (const char* x : kValues) {
    for (const char* y : kValues) out.insert(std::string(x) + " and " + y);
  }
}

// The last three by the registers' pointers.
void add_registers(Classes& out, uint32_t rd, uint32_t rs1, std::optional<uint32_t> rs2) {
  if (rs1 == 0) out.insert("rs1 = x0");
  if (rd == rs1) out.insert("rd = rs1");
  if (!rs2) return;
  if (rs2 == 0u) out.insert("rs2 = x0");
  if (rs1 == *rs2) out.insert("rs1 = rs2");
  if (rd == *rs2) out.insert("rd = rs2");
}

Classes required(const Form& form) {
  Classes all;
  const auto add = [&](std::initializer_list<const char*> list) { all.insert(list.begin(), list.end()); };
  switch (form.kind) {
    case Kind::kShift:
      for (int amount = 0; amount < 32; ++amount) all.insert("immediate amount " + std::to_string(amount));
      add({"amount 0", "amount 31", "amount 32", "amount above 32"});
      [[fallthrough]];
    case Kind::kRegister:
      add_pairs(all);
      add({"rs1 = x0", "rs2 = x0", "rs1 = rs2", "rd = rs1", "rd = rs2"});
      if (form.imm && form.kind == Kind::kRegister) {
        for (const char* x : kValues) {
          for (const char* imm : {"0", "1", "-1", "2047", "-2048", "other"})
            all.insert(std::string(x) + " and immediate " + imm);
        }
      }
      break;
    case Kind::kLoad:
      for (uint32_t offset = 0; offset < 4; offset += form.bytes) {
        for (const char* sign : {"clear", "set"})
          all.insert("offset " + std::to_string(offset) + ", top bit " + sign);
        all.insert("offset " + std::to_string(offset) + " to x0");
      }
      add({"immediate < 0", "base x0", "rd = base"});
      break;
    case Kind::kStore:
      for (uint32_t offset = 0; offset < 4; offset += form.bytes) {
        all.insert("offset " + std::to_string(offset));
        all.insert("offset " + std::to_string(offset) + " of x0");
      }
      add({"immediate < 0", "base x0", "rs2 = base"});
      if (form.bytes == 4) add({"reveal", "reveal, immediate < 0"});
      break;
    case Kind::kBranch:
      add_pairs(all);
      add({"rs1 = x0", "rs2 = x0", "rs1 = rs2", "taken forwards", "taken backwards", "not taken"});
      break;
    case Kind::kJal:
      add({"forwards", "backwards", "to x0", "link"});
      break;
    case Kind::kJalr:
      add({"to x0", "link", "immediate < 0", "odd target", "rd = base"});
      break;
    case Kind::kUpper:
      add({"0", "1", "0x7ffff", "0x80000", "0xfffff"});
      break;
    case Kind::kHintStore:
      add({"a word"});
      break;
    case Kind::kHintBuffer:
      add({"1 word", "2 words", "1023 words"});
      break;
  }
  return all;
}

std::string immediate_name(int32_t imm) {
  for (const int32_t special : {0, 1, -1, 2047, -2048})
    if (imm == special) return std::to_string(imm);
  return "other";
}

void add_upper(Classes& met, const Instruction& in) {
  const uint32_t imm20 = in.opcode == kAuipc ? in.c() >> 4 : in.c();
  if (imm20 <= 1) met.insert(std::to_string(imm20));
  if (imm20 == 0x7ffff) met.insert("0x7ffff");
  if (imm20 == 0x80000) met.insert("0x80000");
  if (imm20 == 0xfffff) met.insert("0xfffff");
}

void add_access(Classes& met, const Form& form, const Instruction& in, std::span<const LogEntry> accesses) {
  const uint32_t address = accesses[0].value + in.c() + (in.g() != 0 ? 0xffff0000u : 0);
  const bool load = form.kind == Kind::kLoad;
  if (!load && in.e() == kPublicValueSpace) {
    met.insert("reveal");
    if (in.g() != 0) met.insert("reveal, immediate < 0");
    return;
  }
  const std::string offset = "offset " + std::to_string(address % 4);
  if (load) {
    const uint32_t top = 8 * (address % 4 + form.bytes) - 1;
    met.insert(in.f() == 0 ? offset + " to x0"
                           : offset + ", top bit " + ((accesses[1].value >> top & 1) != 0 ? "set" : "clear"));
  } else {
    met.insert(in.a() == 0 ? offset + " of x0" : offset);
  }
  if (in.g() != 0) met.insert("immediate < 0");
  if (in.b() == 0) met.insert("base x0");
  if (in.a() == in.b()) met.insert(load ? "rd = base" : "rs2 = base");
}

void add_step(Classes& met, const Form& form, const Instruction& in, std::span<const LogEntry> accesses,
              bool jumps) {
  switch (form.kind) {
    case Kind::kRegister:
    case Kind::kShift: {
      const uint32_t x = accesses[0].value;
      if (form.imm && in.e() == 0) {
        const auto imm = static_cast<int32_t>(in.c() << 8) >> 8;
        met.insert(form.kind == Kind::kShift ? "immediate amount " + std::to_string(imm)
                                             : class_of(x) + " and immediate " + immediate_name(imm));
        add_registers(met, in.a(), in.b(), {});
        return;
      }
      const uint32_t y = accesses[1].value;
      met.insert(class_of(x) + " and " + class_of(y));
      if (form.kind == Kind::kShift && (y == 0 || y == 31 || y == 32))
        met.insert("amount " + std::to_string(y));
      if (form.kind == Kind::kShift && y > 32) met.insert("amount above 32");
      add_registers(met, in.a(), in.b(), in.c());
      return;
    }
    case Kind::kLoad:
    case Kind::kStore:
      return add_access(met, form, in, accesses);
    case Kind::kBranch:
      met.insert(class_of(accesses[0].value) + " and " + class_of(accesses[1].value));
      if (in.a() == 0) met.insert("rs1 = x0");
      if (in.b() == 0) met.insert("rs2 = x0");
      if (in.a() == in.b()) met.insert("rs1 = rs2");
      met.insert(!jumps                            ? "not taken"
                 : signed_from_operand(in.c()) < 0 ? "taken backwards"
                                                   : "taken forwards");
      return;
    case Kind::kJal:
      met.insert(in.f() == 0 ? "to x0" : "link");
      met.insert(signed_from_operand(in.c()) < 0 ? "backwards" : "forwards");
      return;
    case Kind::kJalr:
      met.insert(in.f() == 0 ? "to x0" : "link");
      if (in.g() != 0) met.insert("immediate < 0");
      if ((accesses[0].value + in.c()) % 2 != 0) met.insert("odd target");
      if (in.a() == in.b()) met.insert("rd = base");
      return;
    case Kind::kUpper:
      return add_upper(met, in);
    case Kind::kHintStore:
      met.insert("a word");
      return;
    case Kind::kHintBuffer:
      met.insert(std::to_string(accesses.size() - 2) + (accesses.size() == 3 ? " word" : " words"));
      return;
  }
}

}  // namespace

void OperandCoverage::add(const Machine& machine) {
  const ExecutionRecord& record = *machine.record();
  for (size_t i = 0; i + 1 < record.size(); ++i) {
    const Instruction& in = machine.program().instructions[record.pc_index(i)];
    const auto form = forms().find(in.opcode);
    if (form == forms().end()) continue;  // a phantom
    add_step(met_[in.opcode], form->second, in, record.accesses_of(i),
             record.pc_index(i + 1) != record.pc_index(i) + 1);
  }
}

std::vector<std::string> OperandCoverage::missing() const {
  std::vector<std::string> missing;
  for (const auto& [opcode, form] : forms()) {
    const auto met = met_.find(opcode);
    for (const std::string& wanted : required(form)) {
      if (met == met_.end() || !met->second.contains(wanted))
        missing.push_back(std::string(opcode_name(opcode)) + ": " + wanted);
    }
  }
  return missing;
}

}  // namespace zkmem::rv32im::testing
