// The simplest user of the memory bridge, and the access AIR of the golden cases in tests/golden/openvm-v2
// (their README specifies it): one access of four cells a row, read or write.
#pragma once

#include "zkmem/air/air_builder.h"
#include "zkmem/air/columns_air.h"
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

class WordAccessAir final : public ColumnsAir<WordAccessColumns> {
 public:
  explicit WordAccessAir(MemoryBridge bridge) : bridge_(bridge) {}

  std::string name() const override { return "AccessAir"; }
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
