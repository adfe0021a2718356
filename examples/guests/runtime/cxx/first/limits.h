// GCC's <limits.h> names the ends of long long in C only, C++ has them too.
#pragma once
#pragma GCC system_header  // so that -Wpedantic has nothing to say of #include_next

#include_next <limits.h>

#ifndef LLONG_MAX
#define LLONG_MAX __LONG_LONG_MAX__
#define LLONG_MIN (-LLONG_MAX - 1LL)
#define ULLONG_MAX (LLONG_MAX * 2ULL + 1ULL)
#endif
