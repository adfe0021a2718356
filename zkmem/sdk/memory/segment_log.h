// A segment's operations in a work folder: a .zklog of one segment, without memory, in which reads have their
// values. docs/spec/work-folder.md.
#pragma once

#include "zkmem/base/result.h"
#include "zkmem/memory/model/config.h"
#include "zkmem/memory/offline/memory_segment.h"
#include "zkmem/memory/online/access_log.h"
#include "zkmem/sdk/work_folder.h"

namespace zkmem {

Status write_segment_log(const WorkFolder& folder, const MemoryConfig& config, size_t index,
                         const AccessLog& log);
// Segment `index` of `count`.
Result<MemorySegment> read_segment_log(const WorkFolder& folder, const MemoryConfig& config, size_t index,
                                       size_t count);

}  // namespace zkmem
