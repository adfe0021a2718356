// The smallest useful guest: reads n, prints and reveals the n-th Fibonacci number modulo 2^32.
#include <stdint.h>
#include <stdio.h>

#include "zkguest.h"

int main(void) {
  unsigned n;
  if (scanf("%u", &n) != 1) {
    puts("fib: expected a number");
    return 1;
  }
  uint32_t a = 0;
  uint32_t b = 1;
  for (unsigned i = 0; i < n; ++i) {
    const uint32_t next = a + b;
    a = b;
    b = next;
  }
  zkguest_reveal(0, a);
  printf("fib(%u) = %lu\n", n, (unsigned long)a);
  return 0;
}
