// The simplest user of the memory bridge, and the access AIR of the golden cases in tests/golden/openvm-v2
// (their README specifies it): one access of four cells a row, read or write.
#pragma once

#include "zkmem/air/air.h"
#include "zkmem/air/air_builder.h"
#include "zkmem/memory/chips/offline_checker/memory_bridge.h"

namespace zkmem {

template <class T>
struct WordAccessColumns {
  T is_read;
  T is_write;
  T address_space;
  T pointer;
  T data[4];
  T timestamp;
  MemoryWriteAuxColumns<T, 4> aux;
};

class WordAccessAir final : public Air {
 public:
  explicit WordAccessAir(MemoryBridge bridge) : bridge_(bridge) {}

  std::string name() const override { return "AccessAir"; }
  AirWidths widths() const override {
    return {.preprocessed = 0, .cached_mains = {}, .common_main = kColumnCount<WordAccessColumns>};
  }
  std::vector<std::string> column_names() const override {
    return ColumnNames()
        .add("is_read")
        .add("is_write")
        .add("address_space")
        .add("pointer")
        .add("data", 4)
        .add("timestamp")
        .add("prev_timestamp")
        .add("lower_decomp", 2)
        .add("prev_data", 4)
        .take();
  }
  void eval(AirBuilder& builder) const override {
    const auto local = builder.local<WordAccessColumns>();
    builder.assert_bool(local.is_read);
    builder.assert_bool(local.is_write);
    builder.assert_bool(local.is_read + local.is_write);
    const AddressExprs address{local.address_space, local.pointer};
    bridge_.read(builder, address, local.data, local.timestamp, local.aux.base, local.is_read);
    bridge_.write(builder, address, local.data, local.timestamp, local.aux, local.is_write);
  }

 private:
  MemoryBridge bridge_;
};

}  // namespace zkmem
