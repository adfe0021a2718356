// The list of what can be proven: a new statement is a folder here and in zkmem/statement/, and a line in
// each list.
#include <array>

#include "zkmem/sdk/execution/proving.h"
#include "zkmem/sdk/execution_global/proving.h"
#include "zkmem/sdk/memory/proving.h"
#include "zkmem/sdk/memory_global/proving.h"
#include "zkmem/sdk/proving_statement.h"

namespace zkmem {

const ProvingStatement& proving_side(const Statement& statement) {
  const std::array<const ProvingStatement*, 4> all = {&execution_proving(), &memory_proving(),
                                                      &global_memory_proving(), &global_execution_proving()};
  for (const ProvingStatement* side : all)
    if (side->statement().tag() == statement.tag()) return *side;
  ZKMEM_CHECK(false);  // every statement that a file can be about is in the list
  return *all.front();
}

}  // namespace zkmem
