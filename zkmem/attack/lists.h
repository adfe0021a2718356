// The lists that the catalogue is made of, one a file.
#pragma once

#include <vector>

#include "zkmem/attack/attack.h"

namespace zkmem::attack {

// Forged traces of a log: accesses, clock and adapters; boundaries and their Merkle tree; time around the
// field; buses, segments and chips against each other.
std::vector<Attack> log_attacks();
std::vector<Attack> boundary_attacks();
std::vector<Attack> adapter_attacks();
std::vector<Attack> log_statement_attacks();
// Honest proofs of logs, put together as they do not belong or altered.
std::vector<Attack> proven_log_attacks();
// One segment's real proof: its shape, sums, encoding and openings.
std::vector<Attack> proof_attacks();
// A log in global memory: what ties its segments together; its ends; ends beside the last segment; roots; a
// root at the start alone.
std::vector<Attack> ledger_attacks();
std::vector<Attack> ledger_ends_attacks();
std::vector<Attack> ends_beside_attacks();
std::vector<Attack> rooted_ends_attacks();
std::vector<Attack> free_end_attacks();
// Its ends cut by address into several proofs, and those of a program.
std::vector<Attack> parts_attacks();
std::vector<Attack> run_parts_attacks();
// Forged traces of a program between roots, of its run on global memory, and of such a run from a root.
std::vector<Attack> forgery_attacks();
std::vector<Attack> global_run_attacks();
std::vector<Attack> rooted_run_attacks();

}  // namespace zkmem::attack
