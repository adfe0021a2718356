#include "zkmem/vm/program.h"

#include <algorithm>
#include <bit>

namespace zkmem {

uint32_t Program::pc_in_further_block(uint32_t place) const {
  const auto after = std::upper_bound(further_blocks.begin(), further_blocks.end(), place,
                                      [](uint32_t p, const Block& block) { return p < block.place; });
  const Block& block = *(after - 1);
  return block.pc + kPcStep * (place - block.place);
}

bool Program::has_word(size_t place) const {
  return place < source_words.size() &&
         std::ranges::none_of(further_blocks, [&](const Block& block) { return block.place == place + 1; });
}

std::optional<uint32_t> Program::place_of(uint32_t pc) const {
  Block block{0, pc_base};
  auto end = static_cast<uint32_t>(instructions.size()) + 1;  // one past the last counts
  const auto after = std::upper_bound(further_blocks.begin(), further_blocks.end(), pc,
                                      [](uint32_t p, const Block& next) { return p < next.pc; });
  if (after != further_blocks.begin()) block = *(after - 1);
  if (after != further_blocks.end()) end = after->place;
  const uint32_t offset = pc - block.pc;
  if (pc < block.pc || offset % kPcStep != 0 || offset / kPcStep >= end - block.place) return std::nullopt;
  return block.place + offset / kPcStep;
}

size_t Program::num_instructions() const {
  return static_cast<size_t>(std::ranges::count_if(
      instructions, [](const Instruction& instruction) { return instruction.opcode != kNoInstruction; }));
}

uint32_t Program::log_table_height() const {
  return static_cast<uint32_t>(std::countr_zero(std::bit_ceil(std::max<size_t>(num_instructions(), 1))));
}

}  // namespace zkmem
