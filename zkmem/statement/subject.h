// What a verifier has of the program or log itself, to compare with what a proof is about: a commitment or
// digest (execution/known_program.h, memory/known_log.h), or the thing itself, which the sdk reduces to them.
#pragma once

#include <span>
#include <string>

#include "zkmem/base/context.h"
#include "zkmem/base/result.h"
#include "zkmem/statement/statement.h"

namespace zkmem {

// What the comparison has shown, for the report.
struct Comparison {
  std::string name;          // of the subject, to stand in a sentence: "the given program"
  bool knows_start = false;  // the memory that the subject starts on is the proof's
  // The subject itself was at hand, not only a name of it: what reading it checks is shown, too.
  bool was_read = false;
  bool has_given_bytes = false;  // a part of that memory is the caller's, laid over the subject's
};

class Subject {
 public:
  virtual ~Subject() = default;
  // A proof of another one is refused before this is asked anything else.
  virtual const Statement& statement() const = 0;
  // What can be said of it by more than one statement says so.
  virtual bool is_of(const Statement& other) const { return other.tag() == statement().tag(); }
  // The memory that it starts on, if it is at hand; it stays as long as this. Null: it is not.
  virtual const CellImage* initial_memory() const { return nullptr; }
  // Asked when the proofs are verified. `pinned_start`: the caller has asked for the initial root, so that it
  // need not be the subject's own. kRejected if the proof is about something else, with both values.
  virtual Result<Comparison> compare(const Context& context, const Claim& claim,
                                     std::span<const AnyFacts> facts, bool pinned_start) const = 0;
};

}  // namespace zkmem
