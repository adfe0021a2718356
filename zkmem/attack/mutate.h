// Altered proofs of a file, each given to the verifier. Every one must be rejected, but for what nothing
// binds.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/attack/mutator.h"
#include "zkmem/base/context.h"

namespace zkmem::attack {

struct MutationCounts {
  struct OfKind {
    uint64_t made = 0;
    // By the stage that rejected: "file" (it does not decode), a phase of the verifier of segments ("whir"),
    // or "statement" (claims that do not fit the proofs, each other, or what the verifier asks for).
    std::map<std::string, uint64_t> rejected;
    // Accepted, and different only in a segment's last witnesses of work, behind which the transcript ends
    // (swirl.md, section 15): a proof of the same statement.
    uint64_t unbound_witnesses = 0;
    // Accepted, and not that.
    uint64_t accepted = 0;
  };
  std::map<std::string_view, OfKind> kinds;  // all of kMutations
  std::vector<std::string> accepted;         // the first 100: what was altered
  // Over all kinds.
  OfKind total() const;
};

// `verdict`: kAccepted or why not. `on_made` sees every altered file; its error ends the work. kCancelled
// when the context says so.
Result<MutationCounts> mutate(const Context& context, const Mutator& mutator, uint64_t count, uint64_t seed,
                              const std::function<std::string(const ZkProof&)>& verdict,
                              const std::function<Status(uint64_t index, const Mutant&)>& on_made = {});

// Whether nothing but a segment's last witnesses differs.
bool differs_in_last_witnesses_only(const ZkProof& one, const ZkProof& other);

// The stage that said it.
std::string stage_of(std::string_view said);

}  // namespace zkmem::attack
