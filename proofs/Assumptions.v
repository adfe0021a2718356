(** What the main theorems rest on beyond their premises: nothing. tools/check_proofs.py fails if one of these lines
    prints anything but "Closed under the global context". *)
From Zkmem Require Import Field Balance Clock Cell Segment Log Example Ledger Run.

Print Assumptions p_prime.
Print Assumptions counts_are_integers.
Print Assumptions lookups_are_right.
Print Assumptions timestamps_in_range.
Print Assumptions timestamps_differ.
Print Assumptions access_finds_last_write.
Print Assumptions final_value.
Print Assumptions received_in_range.
Print Assumptions tokens_balance.
Print Assumptions the_log_is_sorted.
Print Assumptions the_log_is_consistent.
Print Assumptions final_rows_are_right.
Print Assumptions the_example_is_consistent.
Print Assumptions another_value_does_not_balance.
Print Assumptions from_is_before.
Print Assumptions leaf_starts_once.
Print Assumptions row_finds_what_was_left.
Print Assumptions finish_is_what_was_left.
Print Assumptions the_run_is_consistent.
Print Assumptions finishes_are_right.
