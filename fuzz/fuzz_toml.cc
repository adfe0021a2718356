// A program's configuration for OpenVM, `openvm.toml`.
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/sdk/openvm_config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto status = zkmem::check_openvm_toml(zkmem::fuzz::text_of({data, size}));
  ZKMEM_CHECK(status.ok() || !status.error().message.empty());
  return 0;
}
