// The guest of examples/README.md, built with the installed runtime.
#include <stdio.h>

#include "zkguest.h"

int main(void) {
  unsigned n;
  if (scanf("%u", &n) != 1) return 1;
  zkguest_reveal(0, n * n);  // public: everyone who sees the proof sees this
  printf("the square is %u\n", n * n);
  return 0;
}
