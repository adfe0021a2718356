#include "zkmem/memory/chips/offline_checker/memory_bus.h"

namespace zkmem {
namespace {

std::vector<Expr> message(const AddressExprs& address, std::span<const Expr> values, Expr timestamp) {
  std::vector<Expr> fields{address.address_space, address.pointer};
  fields.insert(fields.end(), values.begin(), values.end());
  fields.push_back(timestamp);
  return fields;
}

}  // namespace

void MemoryBus::send(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> values,
                     Expr timestamp, Expr direction) const {
  bus.interact(builder, message(address, values, timestamp), direction);
}

void MemoryBus::receive(AirBuilder& builder, const AddressExprs& address, std::span<const Expr> values,
                        Expr timestamp, Expr direction) const {
  // A product with -1, not a negation: the shape is part of the key.
  bus.interact(builder, message(address, values, timestamp), -BabyBear::one() * direction);
}

}  // namespace zkmem
