// Matrix product: reads n, then two n x n matrices of integers row by row; prints their product (modulo 2^32)
// and trace.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int read_matrix(uint32_t* matrix, size_t cells) {
  for (size_t i = 0; i < cells; ++i) {
    long value;
    if (scanf("%ld", &value) != 1) return 0;
    matrix[i] = (uint32_t)value;
  }
  return 1;
}

int main(void) {
  unsigned n;
  if (scanf("%u", &n) != 1 || n == 0 || n > 256) {
    puts("matrix: the first number is the size, 1 to 256");
    return 1;
  }
  const size_t cells = (size_t)n * n;
  uint32_t* const left = malloc(cells * sizeof *left);
  uint32_t* const right = malloc(cells * sizeof *right);
  if (left == NULL || right == NULL || !read_matrix(left, cells) || !read_matrix(right, cells)) {
    puts("matrix: two matrices of that size should follow");
    return 1;
  }
  uint32_t trace = 0;
  for (unsigned i = 0; i < n; ++i) {
    for (unsigned j = 0; j < n; ++j) {
      uint32_t sum = 0;
      for (unsigned k = 0; k < n; ++k) sum += left[i * n + k] * right[k * n + j];
      if (i == j) trace += sum;
      printf("%ld%c", (long)(int32_t)sum, j + 1 == n ? '\n' : ' ');
    }
  }
  printf("trace %ld\n", (long)(int32_t)trace);
  free(left);
  free(right);
  return 0;
}
