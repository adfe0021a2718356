// A program that brings its own machine: two accesses to zkmem's memory, and one that is refused.
#include <cstdio>

#include <zkmem/field/babybear.h>
#include <zkmem/memory/online/controller.h>

int main() {
  auto memory = zkmem::MemoryController<zkmem::BabyBear>::create(zkmem::MemoryConfig::hybrid_default());
  if (!memory.ok()) return 1;
  const auto written = memory->write<4>({2, 64}, {1, 2, 3, 4});
  const auto read = memory->read<4>({2, 64});
  const auto refused = memory->read<4>({9, 0});
  if (!written.ok() || !read.ok() || refused.ok()) return 1;
  std::printf("read %u %u at time %u, refused: %s\n", read->values[2], read->values[3], read->timestamp,
              refused.error().message().c_str());
  return read->values[2] == 3 && read->timestamp == 2 ? 0 : 1;
}
