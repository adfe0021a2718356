// A binary access log: what is read is written as a log that reads as the same. The mutator knows the
// sections.
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "fuzz/zklog_sections.h"
#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/zklog.h"

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  return zkmem::fuzz::mutate_sections(zkmem::fuzz::zklog_format(), data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const auto log = parse_zklog({data, size}, BabyBear::kModulus, {});
  if (!log.ok()) return 0;
  ZklogEncoder encoder(log->config, log->initial);
  encoder.append(log->log);
  encoder.finish();
  const auto again = parse_zklog(encoder.take_bytes(), BabyBear::kModulus, {});
  ZKMEM_CHECK(again.ok() && again->config == log->config && again->initial == log->initial);
  ZKMEM_CHECK(to_jsonl(*again) == to_jsonl(*log));
  return 0;
}
