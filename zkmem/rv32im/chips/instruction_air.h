// The chip made of an adapter and a core: its columns are the adapter's, then the core's; the core's
// constraints and interactions come first.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/air_builder.h"
#include "zkmem/rv32im/chips/instruction_core.h"
#include "zkmem/rv32im/chips/machine_buses.h"

namespace zkmem::rv32im {

// Adapter and Core: types with a template Columns<T>, `static void add_names(ColumnNames&)` and a static eval
//   CoreOutput Core::eval(AirBuilder&, const MachineBuses&, const Columns<Expr>&, Expr from_pc)
//   void Adapter::eval(AirBuilder&, const MachineBuses&, const Columns<Expr>&, const CoreOutput&)
template <class Adapter, class Core>
class InstructionAir final : public Air {
 public:
  using AdapterType = Adapter;
  using CoreType = Core;

  template <class T>
  struct Columns {
    typename Adapter::template Columns<T> adapter;
    typename Core::template Columns<T> core;
  };

  InstructionAir(std::string name, const MachineBuses& buses) : name_(std::move(name)), buses_(buses) {}

  std::string name() const override { return name_; }
  AirWidths widths() const override {
    return {.preprocessed = 0, .cached_mains = {}, .common_main = kColumnCount<Columns>};
  }
  std::vector<std::string> column_names() const override {
    ColumnNames names;
    Adapter::add_names(names);
    Core::add_names(names);
    return std::move(names).take();
  }
  void eval(AirBuilder& builder) const override {
    const auto row = builder.local<Columns>();
    const CoreOutput output = Core::eval(builder, buses_, row.core, row.adapter.from_state.pc);
    Adapter::eval(builder, buses_, row.adapter, output);
  }

 private:
  std::string name_;
  MachineBuses buses_;
};

}  // namespace zkmem::rv32im
