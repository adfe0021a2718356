// A map as bytes, for the page: numbers of seven bits a byte, the lowest first, the top bit set where more
// follow (LEB128).
//
//   length, column_length, number of sheets; of each:
//     space, pointer, log2 cells, log2 row_cells, log2 bin_columns, number of bins; of each:
//       place - place of the bin before (or - 0), where place = row * 512 + column; reads, writes, firsts
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/sdk/report/access_map.h"

namespace zkmem {

std::vector<uint8_t> map_bytes(const AccessMap& map);

}  // namespace zkmem
