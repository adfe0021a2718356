// Proven bits, term by term, of parameters, of a key, or of the keys of a proof.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "zkmem/base/result.h"
#include "zkmem/protocol/soundness.h"

namespace zkmem::cli {

struct NamedSoundness {
  std::string name;
  SystemParams params;
  StatementBounds bounds;
  Soundness bits;
  // Of what ties a proof's segments together, if that is more than what the proofs say: enters the total.
  double argument = std::numeric_limits<double>::infinity();
};

// In the order of the protocol, the total last.
std::vector<std::pair<const char*, double>> soundness_terms(const NamedSoundness& set);

// Of the statements that parameters of that name are made for.
Result<NamedSoundness> soundness_of_params(const std::string& name);
// Of the worst statement that a verifying key admits, or of each key that a proof file's segments are
// verified with. `name` is the file's.
Result<std::vector<NamedSoundness>> soundness_of_file(const std::string& name,
                                                      std::span<const uint8_t> bytes);

// The fields of `zkmem soundness --json`.
nlohmann::ordered_json soundness_json(const std::vector<NamedSoundness>& sets);

}  // namespace zkmem::cli
