// Sorts the lines of standard input by their bytes, like `LC_ALL=C sort`.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_bytes(const void* left, const void* right) {
  return strcmp(*(char* const*)left, *(char* const*)right);
}

int main(void) {
  char** lines = NULL;
  size_t count = 0;
  size_t capacity = 0;
  char line[4096];
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (count == capacity) {
      capacity = capacity == 0 ? 64 : 2 * capacity;
      lines = realloc(lines, capacity * sizeof *lines);
    }
    line[strcspn(line, "\n")] = 0;
    if (lines == NULL || (lines[count++] = strdup(line)) == NULL) {
      puts("sort: out of memory");
      return 1;
    }
  }
  qsort(lines, count, sizeof *lines, by_bytes);
  for (size_t i = 0; i < count; ++i) puts(lines[i]);
  return 0;
}
