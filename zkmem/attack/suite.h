// What the attacks of one file share: how a prover who does not look makes a proof, and what the verifier
// says to it. An attack is a class with its suite as base, written as a test is:
//
//   namespace {
//   class LedgerAttack : public Suite { … };
//   // More is put than is taken.
//   ZKMEM_ATTACK(LedgerAttack, Attack12ATokenPutTwice) { rejected(verdict_on(…), has("…")); }
//   }
//   std::vector<Attack> ledger_attacks() { return file_list(); }
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "zkmem/attack/attack.h"
#include "zkmem/memory/log/log_file.h"
#include "zkmem/statement/zkproof.h"

namespace zkmem::attack {

class Suite {
 public:
  explicit Suite(Trials& trials) : trials_(trials) {}
  virtual ~Suite() = default;
  Suite(const Suite&) = delete;
  Suite& operator=(const Suite&) = delete;
  virtual void run() = 0;

 protected:
  const testing::ProverSetting& setting() const { return trials_.setting(); }
  const Context& context() const { return trials_.setting().context; }

  void rejected(std::string said, const Reason& reason, std::string what = {}) const {
    trials_.rejected(std::move(said), reason, std::move(what));
  }
  void accepted(std::string said, std::string what = {}) const {
    trials_.accepted(std::move(said), std::move(what));
  }
  void judged(const Judged& judged) const { trials_.judged(judged); }
  void premise(bool holds, std::string what = {}) const { trials_.premise(holds, std::move(what)); }

  // "accepted" or why not, as `zkmem verify --config … --allow-weak-params` with and without a log says it.
  std::string verdict(const ZkProof& proof, const MemoryConfig& config) const;
  std::string verdict(const ZkProof& proof, const MemoryConfig& config, const CellImage& image) const;
  std::string verdict(const ZkProof& proof, const LogFile& log) const;

  Trials& trials_;
};

// Once, or for each profile of memory that its suite lists.
template <class One>
void run_attack(Trials& trials) {
  if constexpr (requires { One::kProfiles; }) {
    for (const MemoryProfile profile : One::kProfiles) {
      trials.set_subject(std::string(to_string(profile)));
      One(trials, profile).run();
    }
  } else {
    One(trials).run();
  }
}

// For ZKMEM_ATTACK.
template <class One>
bool add_attack(std::vector<Attack>& list, std::string suite, std::string name) {
  std::string claims = words_of(name);
  std::vector<int> numbers = numbers_of(name);
  list.push_back(
      {std::move(suite), std::move(name), std::move(claims), std::move(numbers), &run_attack<One>});
  return true;
}

}  // namespace zkmem::attack

// At the head of a file of attacks, inside its anonymous namespace.
#define ZKMEM_ATTACKS_OF_THIS_FILE                    \
  std::vector<::zkmem::attack::Attack>& file_list() { \
    static std::vector<::zkmem::attack::Attack> list; \
    return list;                                      \
  }

#define ZKMEM_ATTACK(Base, Name)                                          \
  class Base##Name final : public Base {                                  \
   public:                                                                \
    using Base::Base;                                                     \
    void run() override;                                                  \
  };                                                                      \
  [[maybe_unused]] const bool k##Base##Name =                             \
      ::zkmem::attack::add_attack<Base##Name>(file_list(), #Base, #Name); \
  void Base##Name::run()
