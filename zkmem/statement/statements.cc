// The list of statements: a new one is a folder, and a line here.
#include <array>

#include "zkmem/statement/execution/statement.h"
#include "zkmem/statement/execution_global/statement.h"
#include "zkmem/statement/memory/statement.h"
#include "zkmem/statement/memory_global/statement.h"
#include "zkmem/statement/statement.h"

namespace zkmem {
namespace {

std::array<const Statement*, 4> all_statements() {
  return {&execution_statement(), &memory_statement(), &global_memory_statement(),
          &global_execution_statement()};
}

}  // namespace

const Statement* statement_of_tag(uint8_t tag) {
  for (const Statement* statement : all_statements())
    if (statement->tag() == tag) return statement;
  return nullptr;
}

const Statement* statement_of_name(std::string_view name) {
  for (const Statement* statement : all_statements())
    if (statement->name() == name) return statement;
  return nullptr;
}

uint8_t tag_of(const Statement& statement) { return statement.tag(); }

}  // namespace zkmem
