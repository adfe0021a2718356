// A C++ program of the language's and the small library's features. Its output on the host, by another C++
// library, is the same.
#include "cxx_features.h"

#include <array>
#include <cassert>
#include <cctype>
#include <cerrno>
#include <cfloat>
#include <cinttypes>
#include <climits>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <initializer_list>
#include <limits>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

// ---- Static objects: constructed in order before main, ended in reverse after it.

Noisy first_static("first static");
Noisy second_static("second static");
namespace {
thread_local Noisy of_the_thread("thread local");

// More than the 32 that picolibc has room for.
template <int n>
struct Counted {
  ~Counted() {
    static int ended = 0;
    if (++ended == 50) std::printf("50 static objects ended, the last is number %d\n", n);
  }
  int value = n;
};
template <int n>
Counted<n> counted;
template <int... n>
int sum_of_counted(std::integer_sequence<int, n...>) {
  return (counted<n>.value + ...);
}

int local_static(int add) {
  static Noisy once("local static");
  static int total = add * 10;
  return total += add;
}

// ---- Virtual functions, several bases.

struct Shape {
  virtual ~Shape() { std::printf("a shape ends\n"); }
  virtual int area() const = 0;
  virtual const char* name() const { return "shape"; }
};
struct Named {
  explicit Named(int n) : number(n) {}
  virtual ~Named() = default;
  virtual int id() const { return number; }
  int number;
};
struct Square : Shape, Named {
  explicit Square(int side) : Named(side * 100), side_(side) {}
  int area() const override { return side_ * side_; }
  const char* name() const override { return "square"; }
  int id() const override { return Named::id() + 1; }
  int side_;
};
struct Rectangle final : Shape {
  Rectangle(int a, int b) : a_(a), b_(b) {}
  int area() const override { return a_ * b_; }
  int a_, b_;
};
struct Top {
  int value = 7;
};
struct Left : virtual Top {};
struct Right : virtual Top {};
struct Bottom : Left, Right {};

void classes() {
  std::unique_ptr<Shape> shapes[] = {std::make_unique<Square>(5), std::make_unique<Rectangle>(3, 4)};
  for (const auto& shape : shapes) std::printf("%s %d\n", shape->name(), shape->area());
  const Named& named = static_cast<const Square&>(*shapes[0]);
  std::printf("id %d\n", named.id());
  Bottom bottom;
  static_cast<Left&>(bottom).value = 8;
  std::printf("virtual base %d\n", static_cast<Right&>(bottom).value);
  int (Named::*member)() const = &Named::id;
  std::printf("through a pointer to a member %d\n", (named.*member)());
}

// ---- Memory.

struct alignas(64) Wide {
  char bytes[64];
};
struct Piece {
  Piece() : number(++made) {}
  ~Piece() { std::printf("piece %d ends\n", number); }
  int number;
  static inline int made = 0;
};

void memory() {
  Piece* const pieces = new Piece[3];
  delete[] pieces;
  const std::unique_ptr<Wide> wide(new Wide);
  const std::unique_ptr<Wide[]> several(new Wide[3]);
  std::printf("aligned %d %d\n", int(reinterpret_cast<std::uintptr_t>(wide.get()) % 64),
              int(reinterpret_cast<std::uintptr_t>(&several[1]) % 64));
  alignas(Piece) std::byte room[sizeof(Piece)];
  Piece* const placed = ::new (room) Piece;
  placed->~Piece();
  std::destroy_at(std::construct_at(reinterpret_cast<Piece*>(room)));
  std::printf("too much: %s\n",
              new (std::nothrow) char[std::size_t(PTRDIFF_MAX) - 100] == nullptr ? "null" : "memory");
  std::unique_ptr<int> a(new int(3));
  std::unique_ptr<int> b = std::move(a);
  std::printf("moved: %s %d\n", a ? "still there" : "gone", *b);
  b.reset();
  const auto deleter = [](const int* value) { std::printf("own deleter %d\n", *value); };
  const int five = 5;
  const std::unique_ptr<const int, decltype(deleter)> owned(&five, deleter);
  const auto zeros = std::make_unique<int[]>(10);
  int sum = 0;
  for (int i = 0; i < 10; ++i) sum += zeros[i];
  std::printf("zeros %d\n", sum);
}

// ---- The language with the library's help.

struct Version {
  int major, minor;
  friend auto operator<=>(const Version&, const Version&) = default;
};
int total(std::initializer_list<int> numbers) {
  int sum = 0;
  for (const int number : numbers) sum += number;
  return sum;
}
template <std::integral T>
const char* kind(T) {
  return std::unsigned_integral<T> ? "unsigned" : "signed";
}
template <std::floating_point T>
const char* kind(T) {
  return "floating point";
}
constexpr std::array<int, 8> squares() {
  std::array<int, 8> all{};
  for (int i = 0; i < 8; ++i) all[i] = i * i;
  return all;
}
consteval int at_compile_time(int n) { return n < 2 ? 1 : n * at_compile_time(n - 1); }
template <typename... T>
void print_all(const char* format, T&&... values) {
  std::printf(format, std::forward<T>(values)...);
}
int formatted(char* to, std::size_t size, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(to, size, format, arguments);
  va_end(arguments);
  return length;
}

void language() {
  std::printf("compare %d %d %d\n", Version{1, 2} < Version{1, 3}, Version{2, 0} > Version{1, 9},
              Version{1, 1} == Version{1, 1});
  std::printf("orders %d %d %d\n", (1.0 <=> NAN) == std::partial_ordering::unordered, (2 <=> 1) > 0,
              std::is_lteq(1 <=> 1));
  std::printf("list %d\n", total({1, 2, 3, 4}));
  std::printf("kinds %s %s %s\n", kind(1), kind(1u), kind(1.0f));
  static constexpr auto kSquares = squares();
  int sum = 0;
  for (const int square : kSquares) sum += square;
  std::printf("squares %d %d %zu\n", sum, kSquares.back(), kSquares.size());
  auto [quotient, remainder] = std::pair(17 / 5, 17 % 5);
  auto [x, y, z] = std::array{1, 2, 3};
  std::printf("bindings %d %d %d\n", quotient, remainder, x + y + z);
  int counter = 0;
  const auto count = [&counter](int by) { return counter += by; };
  count(3);
  const int counted_on = count(4);
  const int before = std::exchange(counter, 1);
  print_all("lambda %d, exchange %d, now %d\n", counted_on, before, counter);
  int a = 1, b = 2;
  std::swap(a, b);
  std::printf("swapped %d %d, compile time %d\n", a, b, at_compile_time(10));
  std::printf("pairs %d %d\n", std::make_pair(1, 'a') < std::make_pair(1, 'b'),
              std::pair(1, 2) == std::pair(1, 2));
  const std::pair<const char*, long> converted = std::make_pair("a pair", 5);
  std::printf("%s %ld, arrays %d %d\n", converted.first, converted.second,
              std::array{1, 2} < std::array{1, 3}, std::array{1, 2} == std::array{2, 1});
  std::printf("byte %d\n", std::to_integer<int>((std::byte{0xf0} >> 2 | std::byte{1}) & ~std::byte{4}));
  char text[40];
  std::printf("%d [%s]\n", formatted(text, sizeof text, "%s %d", "formatted", 42), text);
  std::printf("%d %c %s\n", std::isdigit('7') != 0, std::toupper('q'), std::strchr("a string", 's'));
  std::printf("%lld %ld\n", std::strtoll("-1311768467463790320", nullptr, 10), std::abs(-5L));
}

// ---- Traits and limits, which are true or do not compile.

static_assert(std::is_same_v<std::remove_cvref_t<const int&>, int> &&
              std::is_same_v<std::decay_t<int[3]>, int*>);
static_assert(std::is_same_v<std::decay_t<int (&)(char)>, int (*)(char)> && std::is_function_v<int(char)>);
static_assert(std::is_base_of_v<Shape, Square> && std::is_convertible_v<Square*, Shape*> &&
              !std::is_convertible_v<Shape*, Square*>);
static_assert(std::is_polymorphic_v<Shape> && std::is_abstract_v<Shape> && !std::is_abstract_v<Square>);
static_assert(std::is_trivially_copyable_v<Version> && !std::is_trivially_copyable_v<Noisy>);
static_assert(std::is_trivially_destructible_v<int> && !std::is_trivially_destructible_v<Piece>);
static_assert(std::is_trivially_destructible_v<int[2][3]> && !std::is_trivially_destructible_v<Piece[2]> &&
              !std::is_destructible_v<void>);
static_assert(std::is_same_v<std::make_unsigned_t<long long>, unsigned long long> && std::is_signed_v<int> &&
              std::is_unsigned_v<bool>);
static_assert(std::is_void_v<void> && !std::is_void_v<int> && std::is_array_v<int[2]> &&
              std::is_pointer_v<int* const>);
static_assert(std::is_lvalue_reference_v<int&> && std::is_rvalue_reference_v<int&&> &&
              !std::is_reference_v<int>);
static_assert(std::is_constructible_v<Version, Version> && !std::is_default_constructible_v<Rectangle>);
static_assert(std::conjunction_v<std::true_type, std::is_enum<std::byte>> &&
              !std::disjunction_v<std::false_type>);
static_assert(std::is_same_v<std::underlying_type_t<std::byte>, unsigned char> &&
              std::is_same_v<std::conditional_t<false, int, char>, char>);
static_assert(std::is_same_v<std::add_lvalue_reference_t<void>, void> &&
              std::is_same_v<std::add_pointer_t<int&>, int*>);
static_assert(std::numeric_limits<int>::max() == INT_MAX && std::numeric_limits<int>::min() == INT_MIN);
static_assert(std::numeric_limits<unsigned long long>::max() == ULLONG_MAX &&
              std::numeric_limits<std::int8_t>::lowest() == -128);
static_assert(std::numeric_limits<int>::digits == 31 && std::numeric_limits<int>::digits10 == 9 &&
              std::numeric_limits<std::uint64_t>::digits10 == 19);
static_assert(std::numeric_limits<double>::max() == DBL_MAX &&
              std::numeric_limits<float>::epsilon() == FLT_EPSILON);
static_assert(std::same_as<int, int> && std::convertible_to<int, double> && std::totally_ordered<Version> &&
              !std::copy_constructible<std::unique_ptr<int>>);

void numbers() {
  std::printf("%.4f %.4f %.4f %.2f\n", std::sqrt(2.0), double(std::sqrt(2.0f)), std::pow(2.0, 0.5),
              std::floor(-1.5));
  std::printf("%d %d %d %ld\n", std::isnan(NAN), std::isinf(1.0 / 3), std::signbit(-2.0f), std::lround(2.5));
  std::printf("%s\n", std::numeric_limits<double>::infinity() > DBL_MAX ? "infinite" : "finite");
}

}  // namespace

void say_at_exit() { std::printf("registered in main\n"); }

int main() {
  std::printf("main\n");
  for (int add = 1; add < 3; ++add) std::printf("%d\n", local_static(add));
  std::atexit(say_at_exit);
  of_the_thread.touch();
  std::printf("counted %d\n", sum_of_counted(std::make_integer_sequence<int, 50>()));
  classes();
  memory();
  language();
  numbers();
  std::printf("from C: %d, from another file: %d\n", c_function(20), other_file());
  return 3;
}
