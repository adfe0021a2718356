// A claim's words, named once and in order by its statement, for whoever writes or reads them: the proof
// file's codec, plans, JSON.
#pragma once

#include <cstdint>
#include <vector>

#include "zkmem/hash/commitment.h"
#include "zkmem/memory/chips/ledger/ledger.h"
#include "zkmem/memory/merkle/public_values.h"

namespace zkmem {

// Called for each field in order. A reader fills the fields; a writer looks at them and is given a copy.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void byte(const char* name, uint32_t& value) = 0;  // below 256
  virtual void word(const char* name, uint32_t& value) = 0;
  virtual void flag(const char* name, bool& value) = 0;
  virtual void digest(const char* name, Digest& value) = 0;
  virtual void commitment(const char* name, Commitment& value) = 0;
  // Their values are canonical elements.
  virtual void tokens(const char* name, std::vector<LedgerToken>& value) = 0;
  virtual void public_values(const char* name, PublicValuesProof& value) = 0;
};

}  // namespace zkmem
