// A second C++ file: a static object whose constructor has a priority, and templates that both files
// instantiate.
#include <memory>

#include "cxx_features.h"

namespace {
__attribute__((init_priority(200))) Noisy early("early static");
}

int other_file() {
  early.touch();
  return *std::make_unique<int>(6);
}
