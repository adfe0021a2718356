// The chip made of an adapter and a core: its columns are the adapter's, then the core's; the core's
// constraints and interactions come first.
#pragma once

#include <string>
#include <utility>

#include "zkmem/air/air_builder.h"
#include "zkmem/air/columns_air.h"
#include "zkmem/rv32im/chips/instruction_core.h"
#include "zkmem/rv32im/chips/machine_buses.h"

namespace zkmem::rv32im {

template <class Adapter, class Core>
struct InstructionColumns {
  template <class T>
  struct Columns {
    using PartsAreUnnamed = void;
    typename Adapter::template Columns<T> adapter;
    typename Core::template Columns<T> core;
  };
};

// Adapter and Core: types with a template Columns<T> and a static eval
//   CoreOutput Core::eval(AirBuilder&, const MachineBuses&, const Columns<Expr>&, Expr from_pc)
//   void Adapter::eval(AirBuilder&, const MachineBuses&, const Columns<Expr>&, const CoreOutput&)
template <class Adapter, class Core>
class InstructionAir final : public ColumnsAir<InstructionColumns<Adapter, Core>::template Columns> {
 public:
  using AdapterType = Adapter;
  using CoreType = Core;
  template <class T>
  using Columns = typename InstructionColumns<Adapter, Core>::template Columns<T>;

  InstructionAir(std::string name, const MachineBuses& buses) : name_(std::move(name)), buses_(buses) {}

  std::string name() const override { return name_; }
  void eval(AirBuilder& builder) const override {
    const Columns<Expr> row = builder.local<Columns>();
    const CoreOutput output = Core::eval(builder, buses_, row.core, from_pc(row.adapter));
    Adapter::eval(builder, buses_, row.adapter, output);
  }

 private:
  // An adapter around another has its state within.
  template <class AdapterRow>
  static Expr from_pc(const AdapterRow& row) {
    if constexpr (requires { row.inner; }) {
      return row.inner.from_state.pc;
    } else {
      return row.from_state.pc;
    }
  }

  std::string name_;
  MachineBuses buses_;
};

}  // namespace zkmem::rv32im
