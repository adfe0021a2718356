// What is to be proven or checked, as Python gives it.
#pragma once

#include <memory>
#include <string>

#include <nanobind/nanobind.h>

#include "log.h"
#include "zkmem/sdk/statement_input.h"

namespace zkmem::python {

class Input {
 public:
  Input(std::unique_ptr<StatementInput> input, std::string name, std::shared_ptr<const Log> log)
      : log_(std::move(log)), input_(std::move(input)), name_(std::move(name)) {}
  StatementInput& input() const { return *input_; }
  const std::string& name() const { return name_; }

 private:
  std::shared_ptr<const Log> log_;  // what the input is about, where it is not its own
  std::unique_ptr<StatementInput> input_;
  std::string name_;
};

void bind_input(nb::module_& module);

}  // namespace zkmem::python
