#include "bench/arguments.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace zkmem::bench {
namespace {

bool has(std::initializer_list<const char*> names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Arguments::Arguments(int argc, char** argv, std::string usage, std::initializer_list<const char*> options,
                     std::initializer_list<const char*> flags)
    : program_(argv[0]), usage_(std::move(usage)) {
  program_.erase(0, program_.rfind('/') + 1);
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (!name.starts_with("--")) {
      words_.push_back(name);
    } else if (has(flags, name)) {
      flags_.insert(name);
    } else if (!has(options, name)) {
      fail("there is no option '" + name + "'");
    } else if (i + 1 == argc) {
      fail(name + " needs a value");
    } else {
      options_[name] = argv[++i];
    }
  }
}

const std::vector<std::string>& Arguments::words(size_t least, size_t most) const {
  if (words_.size() < least || words_.size() > most) {
    const std::string wanted =
        least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
    fail(std::to_string(words_.size()) + " words given, " + wanted + " wanted");
  }
  return words_;
}

std::string Arguments::word(size_t index, std::initializer_list<std::string_view> allowed) const {
  if (index >= words_.size()) fail("a word is missing");
  check_choice("'" + words_[index] + "'", words_[index], allowed);
  return words_[index];
}

unsigned Arguments::word_number(size_t index, unsigned least, unsigned most) const {
  if (index >= words_.size()) fail("a number is missing");
  return parse("'" + words_[index] + "'", words_[index], least, most);
}

unsigned Arguments::number(const std::string& option, unsigned otherwise, unsigned least,
                           unsigned most) const {
  const auto found = options_.find(option);
  if (found == options_.end()) return otherwise;
  return parse(option + " '" + found->second + "'", found->second, least, most);
}

std::string Arguments::text(const std::string& option, const std::string& otherwise) const {
  const auto found = options_.find(option);
  return found == options_.end() ? otherwise : found->second;
}

std::string Arguments::choice(const std::string& option, std::string_view otherwise,
                              std::initializer_list<std::string_view> allowed) const {
  const std::string chosen = text(option, std::string(otherwise));
  check_choice(option + " '" + chosen + "'", chosen, allowed);
  return chosen;
}

unsigned Arguments::parse(const std::string& what, const std::string& text, unsigned least,
                          unsigned most) const {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    fail(what + " is no number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

void Arguments::check_choice(const std::string& what, std::string_view text,
                             std::initializer_list<std::string_view> allowed) const {
  if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return;
  std::string list;
  for (const std::string_view name : allowed) list += (list.empty() ? "" : ", ") + std::string(name);
  fail(what + " is none of " + list);
}

void Arguments::fail(const std::string& why) const {
  std::fprintf(stderr, "%s: %s (usage: %s %s)\n", program_.c_str(), why.c_str(), program_.c_str(),
               usage_.c_str());
  std::exit(2);
}

}  // namespace zkmem::bench
