// Test support: attacks on the instruction chips, numbered as in the attack catalogue. Each forges a whole
// set of traces, lookup tables included, and names everything that refuses it. The checker's tests and those
// of real proofs go through the same list.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "zkmem/rv32im/testing/forger.h"

namespace zkmem::rv32im::testing {

// "BaseAluCoreAir", "VmConnectorAir".
std::string chip_name(size_t air);

// "bus <name>", "<chip>: <constraint with column names>"; what is expected may leave out parts as "…".
using Refusal = std::set<std::string>;
Refusal refusal_of(const CheckReport& report);
// Whether what was found is what is expected: each of either is one of the other.
bool is_refusal(const Refusal& expected, const Refusal& found);

struct Forgery {
  int number = 0;  // in the attack catalogue
  std::string name;
  std::function<Forger()> forge;
  Refusal refusal;
};

// In the order of their numbers. The honest traces that they start from are made once.
std::vector<Forgery> forgeries();
// One instruction of each kind, and its honest traces.
std::shared_ptr<const Program> sample_program();
Forger honest_sample();

// The lists that forgeries() is made of: attacks on rows and their memory; on the order of instructions and
// the claims about the run; runs that claim that a trap did not happen.
void add_row_forgeries(std::vector<Forgery>& list);
void add_order_forgeries(std::vector<Forgery>& list);
void add_trap_forgeries(std::vector<Forgery>& list);

// For the lists: the first row of the AIR whose cell is `value`; a row of zeros at the end; a run of `other`
// presented as one of `program` (the cached table is swapped, pcs are translated).
size_t row_with(Forger& forger, size_t air, std::string_view column, uint32_t value);
bool is_padding(Forger& forger, size_t air, size_t row);
Forger presented_as(const Program& program, const Program& other, const std::vector<uint32_t>& pc_of_index);
std::vector<uint32_t> own_pcs(const Program& program);

}  // namespace zkmem::rv32im::testing
