#include "zkmem/attack/catalogue.h"

#include <algorithm>
#include <iterator>

#include "zkmem/attack/lists.h"

namespace zkmem::attack {
namespace {

// "7" or "07"; 0: no row's number.
int number_of(std::string_view name) {
  if (name.size() > 2) return 0;
  int number = 0;
  for (const char digit : name) {
    if (digit < '0' || digit > '9') return 0;
    number = 10 * number + (digit - '0');
  }
  return number;
}

}  // namespace

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {1,
       "Merkle rows at or below the leaves, or above the root: digests change place, the root moves without "
       "an access",
       "height · inverse = 1 on rows in use, root height fixed, Merkle bus; only final rows point across"},
      {2, "root rows with labels, in other places, or too many",
       "roots are the first two rows, labels 0; Merkle bus"},
      {3, "time wraps in the field or runs backwards, so that a read sees a later write",
       "range checks of differences and of the clock's end, inc rows and every merge's time (block time "
       "bus); initial rows have time 0"},
      {4, "one message p times counts as none",
       "key generation bounds every bus's count below p; the verifier holds the heights to it"},
      {5, "padding rows talk on a bus", "counts are columns constrained to 0 or ±1; buses"},
      {6, "an operation of several rows without its first or last row, or two spliced",
       "memory and Merkle bus; transition constraints of hint buffers"},
      {7, "pointer limbs that overflow: p + address stands for another",
       "pointer = 4 · (range-checked) + 2 · bit + bit; block numbers range-checked"},
      {8, "an AIR twice in a proof, missing, or in another place",
       "the proof's shape is the key's: one entry an AIR, in key order; batched claim"},
      {9, "a chip that memory needs is left out",
       "required AIRs; for all others a bus that does not balance"},
      {10, "tuples of other lengths, or on other buses, share a fingerprint",
       "length and bus are in the fingerprint"},
      {11, "the bus index plus one wraps to 0", "it is computed in the field, from a 16-bit index"},
      {12, "an address is initialised twice, in one chip, two chips or two segments",
       "Merkle bus (each leaf once a direction); strict order and space table (volatile); chained roots; in "
       "global memory the ledger and `from` < segment, and places that ascend over all parts of the ends"},
      {13, "a message answers on another bus, or kind of message", "each bus balances by itself"},
      {14, "roots, image, program, exit code or public values are not bound",
       "first rows' digests are the public values; every field of the statement is compared with what the "
       "proofs bind"},
      {15, "cumulative sums not observed, or unchecked where nothing interacts",
       "sums are in the transcript and add up to the root; the root's numerator is 0"},
      {16, "another key, a prover's choice of AIRs or of the hash, a prefix presented as the whole",
       "the key is the verifier's own, and its hash covers the suite; is_last is bound by the connector; a "
       "log is compared to its end"},
      {17,
       "a table of two heights, or a height and its alias mod p; a committed table read at another height, "
       "which its commitment does not tell apart",
       "one height a trace, bounded and observed; a preprocessed trace has the key's; a program's table has "
       "the program's own, the same in every segment; a log's digest covers its heights"},
      {18, "timestamps relabelled, every address still monotonic",
       "clock bus; for programs the execution bus"},
      {19, "a write presented as a read, a read as a write, directions flipped",
       "a read's values are the previous ones; space table; memory bus"},
      {20, "accesses of no instruction or log line; parts with unequal times",
       "clock bus; switches are 0 where no instruction is; a split keeps its time"},
      {21, "a derived value not bound to what it derives from",
       "limbs and comparisons by gadgets and range checks; hashes by the Poseidon2 bus"},
      {22, "alignment checked by the executor only",
       "pointer bits are 0 where the space's block says so; the address's low limb less the shift, divided "
       "by 4, is range-checked (programs)"},
      {23, "two instructions in another order, or one skipped", "execution bus: (pc, time) is a chain"},
      {24, "one address twice at one time", "time ascends strictly from access to access"},
      {25, "x0 or an immediate is written, registers are reached as memory, space 0 has a row",
       "program bus and memory bus; space of a store is 2, 3 or 4; is_immediate · is_write = 0; space − 1 "
       "range-checked; refused programs"},
      {26, "memory does not start as it should",
       "initial rows are hashed to the initial root; volatile rows send zeros; memory bus"},
      {27, "a block reaches over the end of a space",
       "pointer + size + slack = cells, slack range-checked; the controller counts in 64 bits"},
      {28, "valid limbs of another value", "each gadget ties limbs to their column and range-checks them"},
      {29, "the verifier takes dimensions or layout from the proof",
       "every count is compared with what key and heights imply; the configuration is the caller's"},
      {30, "degenerate sizes: no AIRs, no traces, no segments, no rounds",
       "shape checks; a statement has a segment"},
      {31, "something is missing from the transcript",
       "a field is observed, opened against a commitment, or no encoding at all. The one exception is the "
       "witness of work of the last query phase, which nothing binds: another that passes its work and gives "
       "the same queries is accepted, here as by the reference"},
      {32, "the sponge overwrites its whole state; two sequences of observations are the same bytes",
       "absorbing leaves the capacity alone; what a BLAKE3 chain observes is self-delimiting"},
      {33, "another encoding of the same proof",
       "canonical elements, minimal integers, no trailing bytes, pinned lengths: one encoding"},
      {34, "lengths that make a decoder allocate, crash or hang",
       "lengths are compared with the bytes that are there before anything is allocated"},
      {35, "child digests that are nobody's",
       "Merkle and Poseidon2 bus; every sibling of every opened path enters the root"},
      {36, "an opening of another depth, an inner node shown as a leaf",
       "depth and row width are the verifier's own"},
      {37,
       "an ELF file whose segments overlap or clear data, whose gaps or data are executed, or whose entry is "
       "no instruction",
       "the loader; words that are no instructions, and gaps, have no row in the program's table"},
      {38, "an interruption within an operation of several accesses",
       "the machine stops between two instructions only"},
      {39, "segments swapped, dropped, doubled, foreign; an exit that is not the last one's",
       "chained roots, pcs and program; indices; only the last ends; connector's public values"},
      {40, "the executor accepts what cannot be proven, or the reverse",
       "one set of rules: it runs, checks and verifies, or none of the three. Known exceptions of the "
       "machine: [program](spec/program.md), \"What no circuit sees\""},
  };
  return kRows;
}

const std::vector<Attack>& catalogue() {
  static const std::vector<Attack> kAttacks = [] {
    std::vector<Attack> all;
    for (const auto list : {&log_attacks, &boundary_attacks, &adapter_attacks, &log_statement_attacks,
                            &proven_log_attacks, &proof_attacks, &ledger_attacks, &ledger_ends_attacks,
                            &ends_beside_attacks, &rooted_ends_attacks, &free_end_attacks, &parts_attacks,
                            &global_run_attacks, &rooted_run_attacks, &run_parts_attacks, &forgery_attacks})
      std::ranges::move(list(), std::back_inserter(all));
    return all;
  }();
  return kAttacks;
}

std::vector<const Attack*> attacks_named(std::string_view name) {
  const int number = number_of(name);
  std::vector<const Attack*> found;
  for (const Attack& attack : catalogue()) {
    if (name == "all" || name == attack.suite || name == attack.full_name() ||
        std::ranges::find(attack.numbers, number) != attack.numbers.end())
      found.push_back(&attack);
  }
  return found;
}

std::vector<std::string> names() {
  std::vector<std::string> all = {"all"};
  for (const Attack& attack : catalogue()) {
    if (std::ranges::find(all, attack.suite) == all.end()) all.push_back(attack.suite);
  }
  for (const Attack& attack : catalogue()) all.push_back(attack.full_name());
  return all;
}

}  // namespace zkmem::attack
