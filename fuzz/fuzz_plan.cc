// plan.json of a work folder: what is read is written as text that reads as the same plan.
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/sdk/plan.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto plan = zkmem::parse_plan(zkmem::fuzz::text_of({data, size}));
  if (!plan.ok()) return 0;
  const auto again = zkmem::parse_plan(zkmem::to_json(*plan));
  ZKMEM_CHECK(again.ok() && *again == *plan);
  return 0;
}
