// The command line of a benchmark: words, options with a value, flags. Whatever is wrong ends the program
// with one line that says what, then the usage, and exit code 2.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace zkmem::bench {

class Arguments {
 public:
  // `usage` is what follows the program's name. Every `--name` on the command line must be one of `options`
  // (which take a value) or `flags`.
  Arguments(int argc, char** argv, std::string usage, std::initializer_list<const char*> options,
            std::initializer_list<const char*> flags = {});

  // The words that are no options; refuses fewer or more.
  const std::vector<std::string>& words(size_t least, size_t most) const;
  std::string word(size_t index, std::initializer_list<std::string_view> allowed) const;
  unsigned word_number(size_t index, unsigned least, unsigned most) const;

  unsigned number(const std::string& option, unsigned otherwise, unsigned least, unsigned most) const;
  std::string text(const std::string& option, const std::string& otherwise) const;
  std::string choice(const std::string& option, std::string_view otherwise,
                     std::initializer_list<std::string_view> allowed) const;
  bool flag(const std::string& name) const { return flags_.contains(name); }

  [[noreturn]] void fail(const std::string& why) const;

 private:
  unsigned parse(const std::string& what, const std::string& text, unsigned least, unsigned most) const;
  void check_choice(const std::string& what, std::string_view text,
                    std::initializer_list<std::string_view> allowed) const;

  std::string program_;
  std::string usage_;
  std::vector<std::string> words_;
  std::map<std::string, std::string> options_;
  std::set<std::string> flags_;
};

}  // namespace zkmem::bench
