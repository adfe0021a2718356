// An access log as JSON Lines: what is read is written, in both formats, as what reads as the same log.
#include <cstddef>
#include <cstdint>

#include "fuzz/text_of.h"
#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/jsonl.h"
#include "zkmem/memory/log/log_statistics.h"
#include "zkmem/memory/log/zklog.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace zkmem;
  const auto log = parse_jsonl(fuzz::text_of({data, size}), BabyBear::kModulus, {});
  if (!log.ok()) return 0;
  const std::string text = to_jsonl(*log);
  const auto again = parse_jsonl(text, BabyBear::kModulus, {});
  ZKMEM_CHECK(again.ok() && to_jsonl(*again) == text && again->initial == log->initial);
  ZklogEncoder encoder(log->config, log->initial);
  encoder.append(log->log);
  encoder.finish();
  const auto binary = parse_zklog(encoder.take_bytes(), BabyBear::kModulus, {});
  ZKMEM_CHECK(binary.ok() && to_jsonl(*binary) == text);
  ZKMEM_CHECK(count_log(*log).operations == log->log.size());
  return 0;
}
