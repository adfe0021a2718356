// The sum of the numbers of the input, by way of the installed C++ headers.
#include <array>
#include <cstdio>
#include <memory>

#include <zkguest.h>

int main() {
  const auto numbers = std::make_unique<std::array<unsigned, 100>>();
  unsigned count = 0;
  while (count < numbers->size() && std::scanf("%u", &(*numbers)[count]) == 1) ++count;
  unsigned sum = 0;
  for (const unsigned number : *numbers) sum += number;
  zkguest_reveal(0, sum);
  std::printf("the sum of %u numbers is %u\n", count, sum);
}
