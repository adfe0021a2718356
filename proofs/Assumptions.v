(** What the main theorems rest on beyond their premises: nothing. tools/check_proofs.py fails if one of these lines
    prints anything but "Closed under the global context". They are asked about together, since each answer looks through
    everything below: what a tuple rests on is what any of its theorems does. *)
From Zkmem Require Import Field Balance Clock Cell Segment Log Example Ledger HandedOn Parts Run Image Ends EndsExample.
From Zkmem Require Import Key Range BlockTime Spaces SpaceTables Rules Inc Connector Volatile_1 Volatile_4 VolatileStarts.
From Zkmem Require Import Assembly VolatileSegment Tree Merkle Roots Chain Opening PersistentSegment EndsChips RootedTree GlobalSegment GlobalSegments Challenge.
From Zkmem Require Import Pairs Extension Fingerprints Sums RunningSum Places LedgerEnds RootedEnds StartImage GlobalRun RootedRun ProgramRun.
From Zkmem Require Import ListedTrace VolatileExample PersistentExample.
From Zkmem Require Import Adapter_2 Adapter_4 Adapter_8 Adapter_16 Adapter_32 Log_1 Log_2 Log_4 Log_8 Log_16 Log_32.

(** The argument for a segment, and the ledger of a run with its sums. *)
Definition the_argument :=
  (@p_prime, @counts_are_integers, @lookups_are_right, @timestamps_in_range, @timestamps_differ, @access_finds_last_write,
   @final_value, @received_in_range, @tokens_balance, @the_log_is_sorted, @the_log_is_consistent, @final_rows_are_right,
   @the_example_is_consistent, @another_value_does_not_balance, @another_value_is_not_consistent).
Definition the_ledger :=
  (@from_is_before, @leaf_starts_once, @row_finds_what_was_left, @finish_is_what_was_left, @the_run_is_consistent,
   @finishes_are_right, @handed_on_is_taken, @one_row_in_all_parts, @roots_of_rows, @a_run_from_a_root_is_consistent,
   @revealed_at_a_free_end, @a_run_between_roots_is_consistent, @the_end_is_under_the_final_root, @revealed_is_under_the_final_root,
   @a_run_on_roots, @few_bad_challenges, @K_integral, @Kinv_right, @few_bad_pairs, @few_challenges_mislead, @few_challenges_vanish,
   @sums_show_puts_are_takes, @Sums.puts_are_takes, @a_run_is_consistent_by_its_sums, @claims_are_right_by_sums).
Print Assumptions the_argument.
Print Assumptions the_ledger.

(** The chips; from all chips of a key at once to the theorem; whole runs, from zeros or an image, from a root, of a program, and
    what these are made of. *)
Definition the_chips :=
  (@range_table, @block_time_row, @space_table, @with_blocks_is_table, @space_table_without_blocks,
   @without_blocks_is_table, @users_look, @rows_speak, @adapter_2, @adapter_4, @adapter_8, @adapter_16, @adapter_32, @log_1, @log_1_rules, @log_1_counts, @log_2, @log_2_rules, @log_2_counts, @log_4, @log_4_rules, @log_4_counts,
   @log_8, @log_8_rules, @log_8_counts, @log_16, @log_16_rules, @log_16_counts, @log_32, @log_32_rules, @log_32_counts, @inc_row,
   @connector_row, @volatile_1, @volatile_1_order, @volatile_1_block, @volatile_4, @volatile_4_order, @volatile_4_block,
   @chip_starts_once, @rules_in_full, @too_large_a_value, @beyond_its_space, @no_such_space, @ledger_ends_ascend,
   @ledger_ends_start_at_zero, @ledger_ends_trace_counts, @ledger_ends_sum, @rooted_ends_ascend, @rooted_ends_not_given,
   @rooted_ends_trace_counts, @rooted_ends_leaf, @rooted_ends_hash, @hash_at_the_end, @rooted_ends_sum, @start_image_sum).
Definition from_the_key :=
  (@a_segment_is_ok, @accesses_keep_rules, @a_volatile_log_is_right, @leaf_once, @merkle_row, @leaf_is_possible,
   @a_persistent_log_is_right, @a_log_between_roots_is_right, @segments_chain, @a_segment_between_roots_is_proven,
   @ledger_rows_are_checked, @a_global_segment_is_ok, @segment_sum_is_of_fractions, @rows_ascend_by_place).
Definition whole_runs :=
  (@a_global_run_is_right, @a_log_from_a_root_is_right, @a_program_run_is_right, @beside_is_proven, @part_ends_are_proven,
   @started_leaf_is_opened, @final_root_is_opened, @part_opens_before, @part_opens_behind, @part_keeps_others, @root_behind_the_part,
   @rooted_part_ascends, @image_leaf_once, @image_memory_has, @the_ledger_without_image, @a_run_on_an_image_is_consistent,
   @segments_of_a_log, @a_rooted_run_is_right).
(** That the premises can be met. *)
Definition examples :=
  (@there_is_such_a_height, @VolatileExample.the_traces_are_right, @VolatileExample.the_accesses_are, @a_lie_keeps_the_constraints,
   @a_lie_does_not_balance, @and_the_lie, @PersistentExample.the_traces_are_right, @PersistentExample.the_accesses_are).
Definition all_from_the_key := (the_chips, from_the_key, whole_runs, examples).
Print Assumptions all_from_the_key.
