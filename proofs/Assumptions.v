(** What the main theorems rest on beyond their premises: nothing. tools/check_proofs.py fails if one of these lines
    prints anything but "Closed under the global context". *)
From Zkmem Require Import Field Balance Clock Cell Segment Log Example Ledger Run.
From Zkmem Require Import Key Range BlockTime Spaces Inc Connector Volatile_1 Volatile_4 VolatileStarts.
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
Print Assumptions from_is_before.
Print Assumptions leaf_starts_once.
Print Assumptions row_finds_what_was_left.
Print Assumptions finish_is_what_was_left.
Print Assumptions the_run_is_consistent.
Print Assumptions finishes_are_right.
Print Assumptions range_table.
Print Assumptions block_time_row.
Print Assumptions space_table.
Print Assumptions users_look.
Print Assumptions rows_speak.
Print Assumptions adapter_2.
Print Assumptions adapter_4.
Print Assumptions adapter_8.
Print Assumptions adapter_16.
Print Assumptions adapter_32.
Print Assumptions log_1.
Print Assumptions log_1_rules.
Print Assumptions log_1_counts.
Print Assumptions log_2.
Print Assumptions log_2_rules.
Print Assumptions log_2_counts.
Print Assumptions log_4.
Print Assumptions log_4_rules.
Print Assumptions log_4_counts.
Print Assumptions log_8.
Print Assumptions log_8_rules.
Print Assumptions log_8_counts.
Print Assumptions log_16.
Print Assumptions log_16_rules.
Print Assumptions log_16_counts.
Print Assumptions log_32.
Print Assumptions log_32_rules.
Print Assumptions log_32_counts.
Print Assumptions inc_row.
Print Assumptions connector_row.
Print Assumptions volatile_1.
Print Assumptions volatile_1_order.
Print Assumptions volatile_1_block.
Print Assumptions volatile_4.
Print Assumptions volatile_4_order.
Print Assumptions volatile_4_block.
Print Assumptions chip_starts_once.
