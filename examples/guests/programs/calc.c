// A calculator: one expression or assignment a line, 32-bit integers, variables a to z, operators as in C.
//   line       = [ name "=" ] or
//   or         = and { "|" and }           and   = sum { "&" sum }
//   sum        = product { ("+"|"-") product }
//   product    = unary { ("*"|"/"|"%") unary }
//   unary      = ("-"|"~") unary | number | name | "(" or ")"
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const char* at;
static const char* problem;
static int32_t variables[26];

static int32_t parse_or(void);

static void skip_spaces(void) {
  while (*at == ' ' || *at == '\t') ++at;
}

static int take(char symbol) {
  skip_spaces();
  if (*at != symbol) return 0;
  ++at;
  return 1;
}

static int32_t parse_unary(void) {
  if (take('-')) return (int32_t)(0u - (uint32_t)parse_unary());
  if (take('~')) return ~parse_unary();
  if (take('(')) {
    const int32_t value = parse_or();
    if (!take(')') && problem == NULL) problem = "missing )";
    return value;
  }
  if (isdigit((unsigned char)*at)) {
    char* end;
    const unsigned long value = strtoul(at, &end, 0);
    at = end;
    return (int32_t)value;
  }
  if (islower((unsigned char)*at)) return variables[*at++ - 'a'];
  if (problem == NULL) problem = "a number, a variable or ( is missing";
  return 0;
}

static int32_t divide(int32_t left, int32_t right, int want_remainder) {
  if (right == 0) {
    if (problem == NULL) problem = "division by zero";
    return 0;
  }
  if (left == INT32_MIN && right == -1) return want_remainder ? 0 : left;
  return want_remainder ? left % right : left / right;
}

static int32_t parse_product(void) {
  int32_t value = parse_unary();
  for (;;) {
    if (take('*')) {
      value = (int32_t)((uint32_t)value * (uint32_t)parse_unary());
    } else if (take('/')) {
      value = divide(value, parse_unary(), 0);
    } else if (take('%')) {
      value = divide(value, parse_unary(), 1);
    } else {
      return value;
    }
  }
}

static int32_t parse_sum(void) {
  uint32_t value = (uint32_t)parse_product();
  for (;;) {
    if (take('+')) {
      value += (uint32_t)parse_product();
    } else if (take('-')) {
      value -= (uint32_t)parse_product();
    } else {
      return (int32_t)value;
    }
  }
}

static int32_t parse_and(void) {
  int32_t value = parse_sum();
  while (take('&')) value &= parse_sum();
  return value;
}

static int32_t parse_or(void) {
  int32_t value = parse_and();
  while (take('|')) value |= parse_and();
  return value;
}

static void evaluate(const char* line) {
  at = line;
  problem = NULL;
  skip_spaces();
  int32_t* target = NULL;
  if (islower((unsigned char)*at)) {
    const char* const start = at++;
    if (take('=')) {
      target = &variables[*start - 'a'];
    } else {
      at = start;
    }
  }
  const int32_t value = parse_or();
  skip_spaces();
  if (problem == NULL && *at != '\n' && *at != 0) problem = "the line should have ended";
  if (problem != NULL) {
    printf("column %d: %s\n", (int)(at - line) + 1, problem);
    return;
  }
  if (target != NULL) *target = value;
  printf("%ld\n", (long)value);
}

int main(void) {
  char line[512];
  while (fgets(line, sizeof line, stdin) != NULL) evaluate(line);
  return 0;
}
