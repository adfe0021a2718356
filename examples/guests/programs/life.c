// Conway's Game of Life on a torus. Input: the number of generations, then the board, '#' alive, anything
// else dead.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kMaxSide = 128 };

static char board[2][kMaxSide][kMaxSide];
static int width;
static int height;

static int read_board(void) {
  char line[kMaxSide + 2];
  while (height < kMaxSide && fgets(line, sizeof line, stdin) != NULL) {
    const int length = (int)strcspn(line, "\n");
    if (length > width) width = length;
    for (int x = 0; x < length && x < kMaxSide; ++x) board[0][height][x] = line[x] == '#';
    ++height;
  }
  return width > 0 && width <= kMaxSide;
}

static int neighbours(const char now[kMaxSide][kMaxSide], int x, int y) {
  int count = 0;
  for (int dy = height - 1; dy <= height + 1; ++dy) {
    for (int dx = width - 1; dx <= width + 1; ++dx) count += now[(y + dy) % height][(x + dx) % width];
  }
  return count - now[y][x];
}

int main(void) {
  char line[32];
  if (fgets(line, sizeof line, stdin) == NULL || !read_board()) {
    puts("life: the number of generations, then the board");
    return 1;
  }
  const int generations = atoi(line);
  int now = 0;
  for (int generation = 0; generation < generations; ++generation, now ^= 1) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int count = neighbours(board[now], x, y);
        board[now ^ 1][y][x] = (char)(count == 3 || (count == 2 && board[now][y][x]));
      }
    }
  }
  int alive = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      alive += board[now][y][x];
      putchar(board[now][y][x] ? '#' : '.');
    }
    putchar('\n');
  }
  printf("generation %d: %d alive\n", generations, alive);
  return 0;
}
