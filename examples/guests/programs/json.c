// Reads one JSON value (RFC 8259) and prints it with two spaces of indentation, or says where it is wrong.
// Numbers and strings come out as they were written; nesting is limited to 64.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int here;
static unsigned line = 1;
static unsigned column = 1;

static _Noreturn void fail(const char* what) {
  printf("\njson: line %u, column %u: %s\n", line, column, what);
  exit(1);
}

static void advance(void) {
  if (here == '\n') {
    ++line;
    column = 0;
  }
  ++column;
  here = getchar();
}

static void skip_spaces(void) {
  while (here == ' ' || here == '\t' || here == '\n' || here == '\r') advance();
}

static void copy(void) {
  putchar(here);
  advance();
}

static void new_line(int depth) {
  putchar('\n');
  for (int i = 0; i < 2 * depth; ++i) putchar(' ');
}

static void copy_digits(void) {
  if (!isdigit(here)) fail("expected a digit");
  while (isdigit(here)) copy();
}

static void copy_number(void) {
  if (here == '-') copy();
  if (here == '0') {
    copy();
  } else {
    copy_digits();
  }
  if (here == '.') {
    copy();
    copy_digits();
  }
  if (here == 'e' || here == 'E') {
    copy();
    if (here == '+' || here == '-') copy();
    copy_digits();
  }
}

static void copy_string(void) {
  if (here != '"') fail("expected a string");
  copy();
  while (here != '"') {
    if (here < 0) fail("the string does not end");
    if (here < 0x20) fail("a control character in a string");
    if (here == '\\') {
      copy();
      if (here == 'u') {
        copy();
        for (int i = 0; i < 4; ++i) {
          if (!isxdigit(here)) fail("expected four hexadecimal digits");
          copy();
        }
        continue;
      }
      if (here < 0 || strchr("\"\\/bfnrt", here) == NULL) fail("no such escape");
    }
    copy();
  }
  copy();
}

static void copy_word(const char* word) {
  for (; *word != 0; ++word) {
    if (here != *word) fail("expected a value");
    copy();
  }
}

static void copy_value(int depth);

// The members between two brackets; an object's have a name.
static void copy_members(int depth, char close, int named) {
  copy();
  skip_spaces();
  if (here == close) {
    copy();
    return;
  }
  for (;;) {
    new_line(depth + 1);
    skip_spaces();
    if (named) {
      copy_string();
      skip_spaces();
      if (here != ':') fail("expected a colon");
      copy();
      putchar(' ');
    }
    copy_value(depth + 1);
    skip_spaces();
    if (here != ',') break;
    copy();
  }
  if (here != close) fail("expected a comma or the closing bracket");
  new_line(depth);
  copy();
}

static void copy_value(int depth) {
  if (depth > 64) fail("nested too deeply");
  skip_spaces();
  switch (here) {
    case '{':
      copy_members(depth, '}', 1);
      break;
    case '[':
      copy_members(depth, ']', 0);
      break;
    case '"':
      copy_string();
      break;
    case 't':
      copy_word("true");
      break;
    case 'f':
      copy_word("false");
      break;
    case 'n':
      copy_word("null");
      break;
    default:
      if (here != '-' && !isdigit(here)) fail("expected a value");
      copy_number();
  }
}

int main(void) {
  here = getchar();
  copy_value(0);
  skip_spaces();
  if (here >= 0) fail("expected nothing after the value");
  putchar('\n');
  return 0;
}
