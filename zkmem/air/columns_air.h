// The part of an AIR that its column structs say already: widths and names. A chip is then its columns and
// its eval. Cached mains come before the common main, as in the trace.
#pragma once

#include <string>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/column_names.h"
#include "zkmem/air/columns.h"

namespace zkmem {

template <template <class> class CommonMain, template <class> class... CachedMains>
class ColumnsAir : public Air {
 public:
  AirWidths widths() const final {
    return {.preprocessed = 0,
            .cached_mains = {kColumnCount<CachedMains>...},
            .common_main = kColumnCount<CommonMain>};
  }
  std::vector<std::string> column_names() const final {
    return zkmem::column_names<CachedMains..., CommonMain>();
  }
};

}  // namespace zkmem
