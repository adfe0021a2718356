// Checks traces without a proof: every constraint on every row, every bus. What it finds is a report for
// people: which chip, row, columns and constraint; which bus message, who sent it, who received it, and what
// else was said about the same key (for memory: the same address). Parallel; the report does not depend on
// the threads.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "zkmem/air/air.h"
#include "zkmem/air/dag_builder.h"
#include "zkmem/air/proving_input.h"
#include "zkmem/base/context.h"
#include "zkmem/base/result.h"

namespace zkmem {

struct CheckedAir {
  std::string name;
  std::vector<std::string> columns;  // preprocessed, cached mains, common main
  AirConstraints constraints;
  bool is_required = false;
};
CheckedAir checked_air(const Air& air, bool is_required);

// How to speak about a bus. `key_fields` leading fields say what a message is about (an address, a table's
// key).
struct BusInfo {
  std::string name;
  size_t key_fields = 1;
};
using BusNames = std::map<uint16_t, BusInfo>;

struct CheckOptions {
  BusNames buses;
  size_t max_failures = 5;  // reported of each kind
  size_t max_uses = 12;     // reported of each message
};

struct ConstraintFailure {
  size_t air = 0;
  size_t row = 0;         // the first where it fails
  size_t constraint = 0;  // index into the key's constraint list
  BabyBear value;
  std::string expression;            // with column names, shortened
  std::vector<std::string> columns;  // the cells it reads: "pointer = 8", "next.is_valid = 1"
};

struct BusUse {
  size_t air = 0;
  size_t row = 0;
  size_t interaction = 0;
  BabyBear count;  // sends positive, receives negative
  std::vector<BabyBear> message;
};

struct BusFailure {
  uint16_t bus = 0;
  std::vector<BabyBear> message;
  BabyBear total;               // of the counts; should be 0
  std::vector<BusUse> uses;     // of this message
  std::vector<BusUse> related;  // of other messages with the same key
};

// What checking one AIR took: a benchmark's cells per second.
struct CheckCost {
  size_t air = 0;
  uint64_t cells = 0;     // of all parts
  uint64_t messages = 0;  // interactions times rows
  double seconds = 0;
};

struct CheckReport {
  std::vector<std::string> shape;  // missing or misshapen traces; then nothing else was checked
  std::vector<ConstraintFailure> constraints;
  std::vector<BusFailure> buses;
  std::vector<uint16_t> unbalanced_buses;  // all of them
  std::vector<CheckCost> costs;            // by present AIR
  uint64_t cells = 0;                      // of all AIRs
  uint64_t messages = 0;

  bool ok() const { return shape.empty() && constraints.empty() && unbalanced_buses.empty(); }
  // The (air, row) that it speaks of, each once, in order.
  std::set<std::pair<size_t, size_t>> rows() const;
};

// Fails only when cancelled.
Result<CheckReport> check_traces(const Context& context, std::span<const CheckedAir> airs,
                                 const ProvingInput& input, const CheckOptions& options);

// The report in words, several lines; empty if all is well.
std::string describe(const CheckReport& report, std::span<const CheckedAir> airs, const BusNames& buses);
// A field element as people write it: small negative numbers as such.
std::string to_text(BabyBear x);

}  // namespace zkmem
