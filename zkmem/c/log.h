// An access log behind its handle. Internal to zkmem/c.
#pragma once

#include "zkmem/c/zkmem.h"
#include "zkmem/memory/log/log_file.h"

struct zkmem_log {
  zkmem::LogFile file;
};
