#include <cstdio>

#include <zkmem/zkmem.h>
int main() {
  auto memory = zkmem::open_memory().value();
  if (!memory.write<4>({2, 64}, {1, 2, 3, 4}).ok() || !memory.read<4>({2, 64}).ok()) return 2;
  const zkmem::LogFile log = zkmem::take_log(memory);
  const auto proof = zkmem::prove_log(log);
  const auto verdict = proof.ok() ? zkmem::verify_log(proof->bytes, log) : proof.error();
  if (!verdict.ok()) return std::fprintf(stderr, "%s\n", verdict.error().message.c_str()), 1;
  for (const auto& line : verdict->shown) std::puts(line.c_str());
}
