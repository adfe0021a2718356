#include "zkmem/sdk/report/map_bytes.h"

#include <bit>

namespace zkmem {
namespace {

class Numbers {
 public:
  void put(uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes_.push_back(static_cast<uint8_t>(number | 0x80));
    bytes_.push_back(static_cast<uint8_t>(number));
  }
  std::vector<uint8_t> take() && { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
};

uint64_t log2(uint64_t power) { return static_cast<uint64_t>(std::countr_zero(power)); }

}  // namespace

std::vector<uint8_t> map_bytes(const AccessMap& map) {
  Numbers out;
  out.put(map.length);
  out.put(map.column_length);
  out.put(map.sheets.size());
  for (const MapSheet& sheet : map.sheets) {
    out.put(sheet.space);
    out.put(sheet.pointer);
    out.put(log2(sheet.cells));
    out.put(log2(sheet.row_cells));
    out.put(log2(sheet.bin_columns));
    out.put(sheet.bins.size());
    uint64_t last = 0;
    for (const MapBin& bin : sheet.bins) {
      const uint64_t place = bin.row * AccessMapBuilder::kMostColumns + bin.column;
      out.put(place - last);
      out.put(bin.reads);
      out.put(bin.writes);
      out.put(bin.firsts);
      last = place;
    }
  }
  return std::move(out).take();
}

}  // namespace zkmem
