// Prints and reads back every standard integer conversion, and characters and strings beside them. The output
// depends on the C standard only: values fit in the 32 bits that long, size_t and pointers have in a guest,
// so the host prints the same.
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// The formats are made here, or differ from their arguments on purpose (%hhd of 300), so they are not
// literals.
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static const char* const kModifiers[] = {"", "hh", "h", "l", "ll", "j", "z", "t"};
static const char kConversions[] = "diuoxX";
enum { kModifierCount = sizeof kModifiers / sizeof kModifiers[0] };

static int is_signed(char conversion) { return conversion == 'd' || conversion == 'i'; }

// One value through one format: the argument has the type that the modifier names. `stars` ints come first.
#define GIVE(type)                                               \
  (stars == 0   ? snprintf(to, size, format, (type)value)        \
   : stars == 1 ? snprintf(to, size, format, first, (type)value) \
                : snprintf(to, size, format, first, second, (type)value))
static int print_integer(char* to, size_t size, const char* format, int stars, int first, int second,
                         int modifier, char conversion, int64_t value) {
  const int with_sign = is_signed(conversion);
  switch (modifier) {
    case 3:
      return with_sign ? GIVE(long) : GIVE(unsigned long);
    case 4:
      return with_sign ? GIVE(long long) : GIVE(unsigned long long);
    case 5:
      return with_sign ? GIVE(intmax_t) : GIVE(uintmax_t);
    case 6:
      return with_sign ? GIVE(ptrdiff_t) : GIVE(size_t);  // %zd takes size_t's signed twin
    case 7:
      return with_sign ? GIVE(ptrdiff_t) : GIVE(size_t);  // %tu takes ptrdiff_t's unsigned one
    default:
      return with_sign ? GIVE(int) : GIVE(unsigned);
  }
}

// Reads one value of the type that the modifier names, from text.
#define TAKE(type)                          \
  do {                                      \
    type value = 0;                         \
    *fields = sscanf(text, format, &value); \
    return (int64_t)value;                  \
  } while (0)
static int64_t read_integer(const char* text, const char* format, int modifier, char conversion,
                            int* fields) {
  if (is_signed(conversion)) switch (modifier) {
      case 1:
        TAKE(signed char);
      case 2:
        TAKE(short);
      case 3:
        TAKE(long);
      case 4:
        TAKE(long long);
      case 5:
        TAKE(intmax_t);
      case 6:
      case 7:
        TAKE(ptrdiff_t);
      default:
        TAKE(int);
    }
  switch (modifier) {
    case 1:
      TAKE(unsigned char);
    case 2:
      TAKE(unsigned short);
    case 3:
      TAKE(unsigned long);
    case 4:
      TAKE(unsigned long long);
    case 5:
      TAKE(uintmax_t);
    case 6:
    case 7:
      TAKE(size_t);
    default:
      TAKE(unsigned);
  }
}

// Values for a modifier: nought, small ones, both ends of its type, and for hh and h also one that must be
// cut down.
static int values_for(int modifier, char conversion, int64_t* values) {
  const int with_sign = is_signed(conversion);
  int n = 0;
  values[n++] = 0;
  values[n++] = 42;
  switch (modifier) {
    case 1:
      values[n++] = with_sign ? INT8_MIN : (int64_t)UINT8_MAX;
      values[n++] = 300;
      break;
    case 2:
      values[n++] = with_sign ? INT16_MIN : (int64_t)UINT16_MAX;
      values[n++] = 70000;
      break;
    case 4:
    case 5:
      values[n++] = with_sign ? INT64_MIN : -1;
      values[n++] = 1311768467463790320;
      break;
    default:
      values[n++] = with_sign ? INT32_MIN : (int64_t)UINT32_MAX;
      values[n++] = 0x12345678;
      break;
  }
  if (with_sign) values[n++] = -7;
  return n;
}

// Every modifier, conversion and set of flags, with fields of every kind: none, narrow, wide, from an
// argument (also a negative one, which is the flag '-'), and precisions likewise (a negative one counts as
// none).
static void print_all_integers(void) {
  static const struct {
    const char* text;
    int stars, first, second, no_digits;
  } kFields[] = {{"", 0, 0, 0, 0},   {"2", 0, 0, 0, 0},     {"26", 0, 0, 0, 0},   {".", 0, 0, 0, 1},
                 {".5", 0, 0, 0, 0}, {"26.24", 0, 0, 0, 0}, {"*", 1, 12, 0, 0},   {"*", 1, -12, 0, 0},
                 {".*", 1, 6, 0, 0}, {".*", 1, -6, 0, 0},   {"*.*", 2, 14, 9, 0}, {"9.0", 0, 0, 0, 1}};
  static const char kFlags[] = "-+ 0#";
  for (int m = 0; m < kModifierCount; ++m)
    for (const char* conversion = kConversions; *conversion != 0; ++conversion) {
      // # is not defined for d, i and u.
      const unsigned flag_sets = strchr("oxX", *conversion) != NULL ? 32 : 16;
      int64_t values[8];
      const int n = values_for(m, *conversion, values);
      for (unsigned flags = 0; flags < flag_sets; ++flags)
        for (size_t f = 0; f < sizeof kFields / sizeof kFields[0]; ++f) {
          // Kept apart below: %#.0o of 0, where picolibc deviates.
          const int without_digits = *conversion == 'o' && (flags & 16) != 0 && kFields[f].no_digits;
          char format[32];
          char* end = format;
          *end++ = '%';
          for (int bit = 0; kFlags[bit] != 0; ++bit)
            if ((flags >> bit & 1) != 0) *end++ = kFlags[bit];
          *end = 0;
          const char name[] = {*conversion, 0};
          strcat(strcat(strcat(format, kFields[f].text), kModifiers[m]), name);
          fputs(format, stdout);
          for (int i = without_digits; i < n; ++i) {
            char text[80];
            const int length = print_integer(text, sizeof text, format, kFields[f].stars, kFields[f].first,
                                             kFields[f].second, m, *conversion, values[i]);
            printf(length == (int)strlen(text) ? " [%s]" : " [%s] but says another length", text);
          }
          putchar('\n');
        }
    }
}

// What is printed is read back by the same conversion.
static void read_all_back(void) {
  for (int m = 0; m < kModifierCount; ++m)
    for (const char* conversion = kConversions; *conversion != 0; ++conversion) {
      char format[8] = "%";
      const char name[] = {*conversion, 0};
      strcat(strcat(format, kModifiers[m]), name);
      int64_t values[8];
      const int n = values_for(m, *conversion, values);
      printf("read %s", format);
      for (int i = 0; i < n; ++i) {
        char text[80];
        int fields = -9;
        print_integer(text, sizeof text, format, 0, 0, 0, m, *conversion, values[i]);
        const int64_t back = read_integer(text, format, m, *conversion, &fields);
        char again[80];
        print_integer(again, sizeof again, format, 0, 0, 0, m, *conversion, back);
        printf(" %d %s%s", fields, again, strcmp(text, again) == 0 ? "" : " which is not what was printed");
      }
      putchar('\n');
    }
}

// <inttypes.h>: the macros of every width, in both directions.
#define NAMED(type, print, scan, value)                                                    \
  do {                                                                                     \
    type back = 0;                                                                         \
    char text[40];                                                                         \
    snprintf(text, sizeof text, "%" print, (type)(value));                                 \
    const int fields = sscanf(text, "%" scan, &back);                                      \
    printf(#print " %s: %d %s\n", text, fields, back == (type)(value) ? "same" : "other"); \
  } while (0)
#define NAMED_ALL(kind, suffix, value)                        \
  NAMED(int##kind##_t, PRId##suffix, SCNd##suffix, -(value)); \
  NAMED(int##kind##_t, PRIi##suffix, SCNi##suffix, value);    \
  NAMED(uint##kind##_t, PRIu##suffix, SCNu##suffix, value);   \
  NAMED(uint##kind##_t, PRIo##suffix, SCNo##suffix, value);   \
  NAMED(uint##kind##_t, PRIx##suffix, SCNx##suffix, value);   \
  NAMED(uint##kind##_t, PRIX##suffix, SCNx##suffix, value)
static void named_widths(void) {
  NAMED_ALL(8, 8, INT8_MAX);
  NAMED_ALL(16, 16, INT16_MAX);
  NAMED_ALL(32, 32, INT32_MAX);
  NAMED_ALL(64, 64, INT64_MAX);
  NAMED_ALL(_least8, LEAST8, INT8_MAX);
  NAMED_ALL(_least16, LEAST16, INT16_MAX);
  NAMED_ALL(_least32, LEAST32, INT32_MAX);
  NAMED_ALL(_least64, LEAST64, INT64_MAX);
  NAMED_ALL(_fast8, FAST8, INT8_MAX);
  NAMED_ALL(_fast16, FAST16, INT16_MAX);
  NAMED_ALL(_fast32, FAST32, INT32_MAX);
  NAMED_ALL(_fast64, FAST64, INT64_MAX);
  NAMED_ALL(max, MAX, INT64_MAX);
  NAMED_ALL(ptr, PTR, INT32_MAX);
}

static void print_others(void) {
  int object = 0;
  void* back = NULL;
  char text[40];
  snprintf(text, sizeof text, "%p", (void*)&object);  // the text itself is the implementation's choice
  const int pointers = sscanf(text, "%p", &back);
  printf("%%p: %d %s\n", pointers, back == (void*)&object ? "same" : "other");
  printf("[%c] [%5c] [%-5c] [%%] [%s] [%8s] [%-8s] [%.2s] [%*.*s]\n", 'a', 'b', 'c', "word", "word", "word",
         "word", 6, 3, "word");
  printf("wide: %llu %llx %lld %" PRIu64 "\n", 1311768467463790320ULL, 1311768467463790320ULL,
         1311768467463790320LL, UINT64_C(1311768467463790320));
  printf("wide: %d %s %lld %c %u\n", 1, "between", -5000000000LL, 'x',
         4000000000U);  // arguments of two sizes in one call
  printf("wide: %.3f %e %g %5.1f %d\n", 3.14159, 12345.678, 0.0001, -2.5, 7);
  // Cut at the size, with the length that all of it has.
  const volatile size_t room = 6;  // a size the compiler knows would be a warning
  printf("wide: %d", snprintf(text, room, "%lld", 1311768467463790320LL));
  printf(" [%s] %d\n", text, snprintf(NULL, 0, "%d %d", 12, 345));
}

// Numbers in other clothes than printf gives them.
static void read_others(void) {
  static const struct {
    const char *format, *text;
  } kCases[] = {
      {"%i", "0x1f"},       {"%i", "0X1F"},        {"%i", "017"},     {"%i", "-0x10"},  {"%i", "0"},
      {"%d", "+5"},         {"%d", "  \t\n12"},    {"%3d", "12345"},  {"%x", "0xff"},   {"%x", "ffz"},
      {"%o", "778"},        {"%u", "4294967295"},  {"%d", "x"},       {"%d", ""},       {"%d", "- 1"},
      {"a%d", "a7"},        {"a%d", "b7"},         {"a %d", "a   7"}, {"%*d%d", "1 2"}, {"%%%d", "%3"},
      {"%d", "2147483647"}, {"%d", "-2147483648"}, {"%5i", "0x1ff"},  {"%3x", "0x1f"}};
  for (size_t i = 0; i < sizeof kCases / sizeof kCases[0]; ++i) {
    unsigned value = 99;
    const int fields = sscanf(kCases[i].text, kCases[i].format, &value);
    printf("scan \"%s\" of \"%s\": %d %u\n", kCases[i].format, kCases[i].text, fields, value);
  }
  long long big = 0;
  char word[16] = "";
  char set[16] = "";
  char pair[3] = "";
  int at = -1;
  int fields =
      sscanf("-9223372036854775808 word abcba, xy", "%lld %15s %15[abc]%n, %2c", &big, word, set, &at, pair);
  printf("wide: scan of many: %d %lld [%s] [%s] %d [%s]\n", fields, big, word, set, at, pair);
  fields = sscanf("k=v]w", "%15[^=]=%15[]v]", word, set);
  printf("scan of sets: %d [%s] [%s]\n", fields, word, set);
}

// Where picolibc 1.8 is known to deviate (docs/guests.md): the guest's lines differ from the host's.
static void deviations(void) {
  int value = 99;
  printf("deviation: %%#.0o of 0 is [%#.0o]\n", 0U);
  printf("deviation: sscanf(\"-\", \"%%d\") is %d\n", sscanf("-", "%d", &value));
}

// Standard input, by scanf itself: a count, then as many numbers.
static void read_input(void) {
  int count = 0;
  unsigned long long sum = 0;
  printf("wide: scanf %d", scanf("%d", &count));
  for (int i = 0; i < count; ++i) {
    unsigned long long value = 0;
    printf(" %d", scanf("%llu", &value));
    sum += value;
  }
  int more = 0;
  printf(", sum %llu", sum);
  printf(", then %d\n", scanf("%d", &more) == EOF);
}

int main(void) {
  print_all_integers();
  read_all_back();
  named_widths();
  print_others();
  read_others();
  deviations();
  read_input();
  return 0;
}
