#include "zkmem/statement/ledger/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "zkmem/hash/digest_text.h"
#include "zkmem/memory/merkle/tree.h"

namespace zkmem {

namespace {

// The memory of zeros has a root that everybody knows.
bool starts_from_zeros(const MemoryConfig& config, const LedgerClaim& ledger) {
  return ledger.initial_root == zero_subtree_roots()[config.tree_height()];
}

}  // namespace

std::string start_in_words(const MemoryConfig& config, const LedgerClaim& ledger) {
  if (ledger.starts_from_root()) {
    const std::string root = digest_to_hex(ledger.initial_root);
    return starts_from_zeros(config, ledger) ? "memory that is zero everywhere, with root " + root
                                             : "the memory with root " + root;
  }
  if (!ledger.starts_from_image()) return "memory that is zero everywhere";
  return fmt::format("the memory given, in which {} lea{} not zero (named {})", ledger.image_leaves,
                     ledger.image_leaves == 1 ? "f is" : "ves are", commitment_to_hex(ledger.image));
}

std::vector<std::string> end_in_words(const LedgerClaim& ledger) {
  std::vector<std::string> sentences;
  if (ledger.ends_in_root())
    sentences.push_back("it leaves the memory with root " + digest_to_hex(ledger.final_root));
  for (const LedgerToken& leaf : ledger.revealed) {
    const std::string who =
        leaf.segment == 0 ? "which no access touched" : fmt::format("from segment {}", leaf.segment - 1);
    sentences.push_back(fmt::format("it leaves {} at {}:{}, {}", fmt::join(leaf.values, " "),
                                    leaf.address_space, uint64_t{leaf.leaf_label} * kLeafCells, who));
  }
  return sentences;
}

std::string parts_in_words(const Claim& claim) {
  const size_t parts = claim.closing_proofs();
  return parts > 1 ? fmt::format(", its ends in {} parts", parts) : "";
}

std::vector<std::string> not_shown_of_end(const LedgerClaim& ledger) {
  if (ledger.ends_in_root()) return {};
  if (ledger.revealed.empty())
    return {
        "what the memory holds at the end: there is no root of it, reads of the log are all that is known"};
  return {fmt::format("what the memory holds at the end but for {} lea{}: there is no root of it",
                      ledger.revealed.size(), ledger.revealed.size() == 1 ? "f" : "ves")};
}

std::vector<std::string> not_shown_of_start(const MemoryConfig& config, const LedgerClaim& ledger) {
  if (!ledger.starts_from_root() || starts_from_zeros(config, ledger)) return {};
  return {"what the memory held at the start, beyond its root " + digest_to_hex(ledger.initial_root)};
}

}  // namespace zkmem
