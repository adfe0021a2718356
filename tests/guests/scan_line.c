// Two numbers of a line, by sscanf: picolibc's string streams take the address of a function near the end of
// the text.
#include <stdio.h>

void text_of_size(void);  // does nothing, at length

int main(void) {
  char line[100];
  int a = 0;
  int b = 0;
  if (fgets(line, sizeof line, stdin) == NULL || sscanf(line, "%d %d", &a, &b) != 2) return 1;
  text_of_size();
  printf("%d\n", a + b);
  return 0;
}
