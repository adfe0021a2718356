// What the files of cxx_features share.
#pragma once

#ifdef __cplusplus
#include <cstdio>

struct Noisy {
  explicit Noisy(const char* what) : name(what) { std::printf("%s begins\n", name); }
  Noisy(const Noisy&) = delete;
  Noisy& operator=(const Noisy&) = delete;
  ~Noisy() { std::printf("%s ends\n", name); }
  void touch() const { std::printf("%s is there\n", name); }
  const char* name;
};
int other_file();

extern "C" {
#endif
int c_function(int n);
#ifdef __cplusplus
}
#endif
