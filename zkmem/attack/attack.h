// An attack of the catalogue (docs/attacks.md): something false, a real proof of it by a prover who does not
// look at what it proves, and what the verifier says to that. Tests and `zkmem attack` go through the same
// list. Each attack has trials; one of something true shows that the verifier does not refuse everything.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "zkmem/sdk/testing/prover_setting.h"

namespace zkmem {
struct LogFile;
struct MemoryConfig;
struct ZkProof;
}  // namespace zkmem

namespace zkmem::attack {

inline constexpr std::string_view kAccepted = "accepted";  // what a verifier says to a valid proof

// What is expected of a verifier's words.
class Reason {
 public:
  Reason(std::string text, std::function<bool(std::string_view)> is_met)
      : text_(std::move(text)), is_met_(std::move(is_met)) {}
  bool is_met_by(std::string_view said) const { return is_met_(said); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::function<bool(std::string_view)> is_met_;
};
Reason is(const std::string& text);
Reason starts(const std::string& text);
Reason has(const std::string& text);
Reason any(const Reason& one, const Reason& other);
Reason all(const Reason& one, const Reason& other);
// Any words but acceptance.
Reason anything();

struct Trial {
  std::string what;      // in short, or empty
  std::string said;      // by the verifier, or by the checker that looks at the traces
  std::string expected;  // as a text for people
  bool is_true = false;  // what was proven is true: it must be accepted
  bool is_expected = false;
  bool is_accepted() const { return said == kAccepted; }
  // What must not happen, whatever words were expected.
  bool is_broken() const { return is_accepted() != is_true; }
};

// A proof file that a verifier is given, and what it has to compare it with.
struct Judged {
  const ZkProof& proof;
  const MemoryConfig* config = nullptr;
  const LogFile* log = nullptr;                   // which names the configuration, too
  const std::vector<uint8_t>* program = nullptr;  // an ELF file
};
using OnJudged = std::function<void(const Judged&)>;

// What came of an attack, trial by trial.
class Trials {
 public:
  // `on_judged` sees every proof file that the verifier is given.
  explicit Trials(testing::ProverSetting setting, OnJudged on_judged = {})
      : setting_(std::move(setting)), on_judged_(std::move(on_judged)) {}

  const testing::ProverSetting& setting() const { return setting_; }
  const std::vector<Trial>& list() const { return list_; }
  // In front of what the next ones are about.
  void set_subject(std::string subject) { subject_ = std::move(subject); }

  void rejected(std::string said, const Reason& reason, std::string what = {});
  void accepted(std::string said, std::string what = {});
  // What the attack stands on, without which it would be none.
  void premise(bool holds, std::string what = {});
  bool keeps_judged() const { return on_judged_ != nullptr; }
  void judged(const Judged& judged) const {
    if (on_judged_) on_judged_(judged);
  }

 private:
  void add(Trial trial);

  testing::ProverSetting setting_;
  OnJudged on_judged_;
  std::string subject_;
  std::vector<Trial> list_;
};

struct Attack {
  std::string suite;         // "GlobalMemoryAttack"
  std::string name;          // "Attack12ATokenPutTwice"; without a number: something true
  std::string claims;        // in a few words
  std::vector<int> numbers;  // its rows in the catalogue
  std::function<void(Trials& trials)> run;

  std::string full_name() const { return suite + "." + name; }
  bool is_true() const { return numbers.empty(); }
};

// "Attack07And28Limbs": 7 and 28.
std::vector<int> numbers_of(std::string_view name);
// "Attack12ATokenPutTwice": "a token put twice".
std::string words_of(std::string_view name);

}  // namespace zkmem::attack
