// Programs that must not go on: the first character of the input says why.
#include <cstddef>
#include <cstdio>
#include <new>

struct Base {
  Base() { call(); }
  virtual ~Base() = default;
  virtual void missing() = 0;
  __attribute__((noinline)) void call() { missing(); }
};
struct Derived : Base {
  void missing() override { std::printf("not reached\n"); }
};
volatile std::size_t too_much = std::size_t(1) << 30;
char* volatile kept;

int main() {
  switch (std::getchar()) {
    case 'v':
      Derived().call();
      break;
    case 'm':
      kept = new char[too_much];
      break;
    case 'p':
      kept = new (std::nothrow) char[too_much];
      std::printf(kept == nullptr ? "null\n" : "memory\n");
      return 0;
    default:
      return 1;
  }
  std::printf("went on\n");
}
