// A list of AIRs, in the order of a key.
#pragma once

#include <memory>

#include "zkmem/air/air.h"

namespace zkmem {

struct CatalogAir {
  std::shared_ptr<const Air> air;
  bool is_required = false;
};

}  // namespace zkmem
