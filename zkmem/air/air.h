// What a chip is to the proof system: a name, the widths of its trace and one function that states its
// constraints and interactions. Everything else (verifying key, prover's program, row checker, export) comes
// from the DAG that `eval` produces, so a chip is written once. Objects are immutable and may be shared
// between threads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace zkmem {

class AirBuilder;

// Columns of each part of a trace. All parts have the same height (swirl.md section 4).
struct AirWidths {
  size_t preprocessed = 0;           // 0: none
  std::vector<size_t> cached_mains;  // each with a commitment of its own
  size_t common_main = 0;

  size_t main_parts() const { return cached_mains.size() + (common_main != 0 ? 1 : 0); }
  friend bool operator==(const AirWidths&, const AirWidths&) = default;
};

// A list of column names: add("values", 8) appends values__0 … values__7 (the spelling of the reference).
class ColumnNames {
 public:
  ColumnNames& add(std::string_view name) {
    names_.emplace_back(name);
    return *this;
  }
  ColumnNames& add(std::string_view name, size_t count) {
    for (size_t i = 0; i < count; ++i) names_.push_back(std::string(name) + "__" + std::to_string(i));
    return *this;
  }
  std::vector<std::string> take() { return std::move(names_); }

 private:
  std::vector<std::string> names_;
};

class Air {
 public:
  virtual ~Air() = default;

  virtual std::string name() const = 0;
  virtual AirWidths widths() const = 0;
  virtual size_t num_public_values() const { return 0; }
  // For messages only; one name a column, preprocessed columns first, then the cached mains, then the common
  // main.
  virtual std::vector<std::string> column_names() const = 0;
  virtual void eval(AirBuilder& builder) const = 0;
};

}  // namespace zkmem
