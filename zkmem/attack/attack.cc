#include "zkmem/attack/attack.h"

#include <cctype>
#include <utility>

namespace zkmem::attack {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Behind "Attack07And28".
size_t end_of_numbers(std::string_view name) {
  size_t at = 0;
  for (const std::string_view word : {"Attack", "And"}) {
    while (name.substr(at).starts_with(word) && at + word.size() + 1 < name.size() &&
           is_digit(name[at + word.size()]))
      at += word.size() + 2;
  }
  return at;
}

}  // namespace

Reason is(const std::string& text) {
  return {text, [text](std::string_view said) { return said == text; }};
}
Reason starts(const std::string& text) {
  return {text + "…", [text](std::string_view said) { return said.starts_with(text); }};
}
Reason has(const std::string& text) {
  return {"…" + text + "…", [text](std::string_view said) { return said.find(text) != said.npos; }};
}
Reason any(const Reason& one, const Reason& other) {
  return {one.text() + " or " + other.text(),
          [one, other](std::string_view said) { return one.is_met_by(said) || other.is_met_by(said); }};
}
Reason all(const Reason& one, const Reason& other) {
  return {one.text() + " and " + other.text(),
          [one, other](std::string_view said) { return one.is_met_by(said) && other.is_met_by(said); }};
}
Reason anything() {
  return {"…", [](std::string_view) { return true; }};
}

void Trials::rejected(std::string said, const Reason& reason, std::string what) {
  const bool is_expected = said != kAccepted && reason.is_met_by(said);
  add({std::move(what), std::move(said), reason.text(), false, is_expected});
}

void Trials::accepted(std::string said, std::string what) {
  const bool is_expected = said == kAccepted;
  add({std::move(what), std::move(said), std::string(kAccepted), true, is_expected});
}

void Trials::premise(bool holds, std::string what) {
  if (!holds) add({std::move(what), "the attack is none: what it stands on does not hold", "", true, false});
}

void Trials::add(Trial trial) {
  if (!subject_.empty()) trial.what = trial.what.empty() ? subject_ : subject_ + ": " + trial.what;
  list_.push_back(std::move(trial));
}

std::vector<int> numbers_of(std::string_view name) {
  std::vector<int> numbers;
  const std::string_view written = name.substr(0, end_of_numbers(name));
  for (size_t i = 0; i + 1 < written.size(); ++i)
    if (is_digit(written[i])) {
      numbers.push_back(10 * (written[i] - '0') + (written[i + 1] - '0'));
      ++i;
    }
  return numbers;
}

std::string words_of(std::string_view name) {
  std::string words;
  const std::string_view rest = name.substr(end_of_numbers(name));
  for (size_t i = 0; i < rest.size(); ++i) {
    if (is_upper(rest[i]) && !words.empty()) words += ' ';
    words += static_cast<char>(std::tolower(static_cast<unsigned char>(rest[i])));
  }
  return words;
}

}  // namespace zkmem::attack
