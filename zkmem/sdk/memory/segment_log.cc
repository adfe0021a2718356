#include "zkmem/sdk/memory/segment_log.h"

#include <fmt/format.h>

#include "zkmem/field/babybear.h"
#include "zkmem/memory/log/zklog.h"

namespace zkmem {

Status write_segment_log(const WorkFolder& folder, const MemoryConfig& config, size_t index,
                         const AccessLog& log) {
  ZklogEncoder encoder(config, CellImage(config, BabyBear::kModulus));
  encoder.append(log);
  encoder.finish();
  return folder.write_checked(WorkFolder::log_name(index), encoder.take_bytes());
}

Result<MemorySegment> read_segment_log(const WorkFolder& folder, const MemoryConfig& config, size_t index,
                                       size_t count) {
  const std::string name = WorkFolder::log_name(index);
  const std::string place = folder.path() + "/" + name;
  ZKMEM_ASSIGN_OR_RETURN(const FileBytes bytes, folder.read_checked(name));
  const Result<LogFile> file = parse_zklog(bytes, BabyBear::kModulus, {});
  if (!file.ok()) return file.error().in(place);
  if (!(file->config == config))
    return bad_input(place + ": " + describe_difference(file->config, config) + " than in the plan");
  std::vector<MemorySegment> segments = memory_segments(file->log);
  if (segments.size() != 1)
    return bad_input(fmt::format("{}: {} segments, there must be one", place, segments.size()));
  MemorySegment segment = std::move(segments.front());
  segment.index = static_cast<uint32_t>(index);
  segment.is_last = index + 1 == count;
  return segment;
}

}  // namespace zkmem
