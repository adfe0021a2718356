/* A C file in a C++ program: `new` is a name here, and the language is C17. */
#include "cxx_features.h"

int c_function(int n) {
  const int new = n + (int)sizeof('a') / 4;
  return _Generic(new, int: new, default: 0);
}
