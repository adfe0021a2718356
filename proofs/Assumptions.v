(** What the main theorems rest on beyond their premises: nothing. tools/check_proofs.py fails if one of these lines
    prints anything but "Closed under the global context". *)
From Zkmem Require Import Field Balance Clock Cell Segment Log Example Ledger HandedOn Parts Run Image Ends EndsExample.
From Zkmem Require Import Key Range BlockTime Spaces Rules Inc Connector Volatile_1 Volatile_4 VolatileStarts.
From Zkmem Require Import Assembly VolatileSegment Tree Merkle Roots Chain Opening PersistentSegment EndsChips RootedTree GlobalSegment GlobalSegments Challenge.
From Zkmem Require Import Pairs Extension Fingerprints Sums RunningSum Places LedgerEnds RootedEnds StartImage GlobalRun RootedRun ProgramRun.
From Zkmem Require Import Adapter_2 Adapter_4 Adapter_8 Adapter_16 Adapter_32 Log_1 Log_2 Log_4 Log_8 Log_16 Log_32.

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
Print Assumptions another_value_is_not_consistent.
Print Assumptions from_is_before.
Print Assumptions leaf_starts_once.
Print Assumptions row_finds_what_was_left.
Print Assumptions finish_is_what_was_left.
Print Assumptions the_run_is_consistent.
Print Assumptions finishes_are_right.
Print Assumptions handed_on_is_taken.
Print Assumptions one_row_in_all_parts.
Print Assumptions roots_of_rows.
Print Assumptions a_run_from_a_root_is_consistent.
Print Assumptions revealed_at_a_free_end.
Print Assumptions a_run_between_roots_is_consistent.
Print Assumptions the_end_is_under_the_final_root.
Print Assumptions revealed_is_under_the_final_root.
Print Assumptions a_run_on_roots.

(** The proofs about the chips, asked about at once. *)
Definition chips :=
  (range_table, block_time_row, space_table, users_look, rows_speak, adapter_2, adapter_4, adapter_8,
   adapter_16, adapter_32, log_1, log_1_rules, log_1_counts, log_2, log_2_rules, log_2_counts, log_4,
   log_4_rules, log_4_counts, log_8, log_8_rules, log_8_counts, log_16, log_16_rules, log_16_counts, log_32,
   log_32_rules, log_32_counts, inc_row, connector_row, volatile_1, volatile_1_order, volatile_1_block,
   volatile_4, volatile_4_order, volatile_4_block, chip_starts_once, rules_in_full, too_large_a_value, beyond_its_space, no_such_space).
Print Assumptions chips.

(** From all chips of a key at once to the theorem. *)
Print Assumptions a_segment_is_ok.
Print Assumptions accesses_keep_rules.
Print Assumptions a_volatile_log_is_right.
Print Assumptions leaf_once.
Print Assumptions merkle_row.
Print Assumptions leaf_is_possible.
Print Assumptions a_persistent_log_is_right.
Print Assumptions a_log_between_roots_is_right.
Print Assumptions segments_chain.
Print Assumptions a_segment_between_roots_is_proven.
Print Assumptions ledger_rows_are_checked.
Print Assumptions a_global_segment_is_ok.
Print Assumptions few_bad_challenges.
Print Assumptions K_integral.
Print Assumptions Kinv_right.
Print Assumptions few_bad_pairs.
Print Assumptions segment_sum_is_of_fractions.
Print Assumptions rows_ascend_by_place.

(** The chips of ends and of the image, at once. *)
Definition ends_chips :=
  (@ledger_ends_ascend, ledger_ends_start_at_zero, ledger_ends_trace_counts, ledger_ends_sum, @rooted_ends_ascend, rooted_ends_not_given,
   rooted_ends_trace_counts, rooted_ends_leaf, rooted_ends_hash, hash_at_the_end, rooted_ends_sum, start_image_sum).
Print Assumptions ends_chips.
Print Assumptions few_challenges_mislead.
Print Assumptions few_challenges_vanish.
Print Assumptions sums_show_puts_are_takes.
Print Assumptions Sums.puts_are_takes.
Print Assumptions a_run_is_consistent_by_its_sums.
Print Assumptions claims_are_right_by_sums.

(** Whole runs: from zeros or an image, from a root, of a program. *)
Print Assumptions a_global_run_is_right.
Print Assumptions a_log_from_a_root_is_right.
Print Assumptions a_program_run_is_right.

(** What they are made of, at once. *)
Definition pieces_of_runs :=
  (beside_is_proven, part_ends_are_proven, started_leaf_is_opened, final_root_is_opened, part_opens_before, part_opens_behind,
   part_keeps_others, root_behind_the_part, @rooted_part_ascends, image_leaf_once, image_memory_has, the_ledger_without_image,
   a_run_on_an_image_is_consistent, segments_of_a_log, a_rooted_run_is_right).
Print Assumptions pieces_of_runs.
