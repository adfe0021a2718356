// A memory's configuration as JSON: what is read is valid, and written in one line that reads as the same.
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/memory/model/config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const auto config = parse_memory_config(fuzz::text_of({data, size}));
  if (!config.ok()) return 0;
  ZKMEM_CHECK(config->validate().ok());
  const std::string line = to_json(*config);
  const auto again = parse_memory_config(line);
  ZKMEM_CHECK(again.ok() && *again == *config && describe_difference(*again, *config).empty());
  ZKMEM_CHECK(to_json(*again) == line);
  return 0;
}
