(** The access adapter for blocks of 2 cells, as its key has it, does what Adapter.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks Adapter.
From Zkmem Require Import AccessAdapterAir_2.
Import ListNotations.
Open Scope Z_scope.

Theorem adapter_2 e : holds AccessAdapterAir_2 e ->
  looks AccessAdapterAir_2 e Bus.range in_range -> looks AccessAdapterAir_2 e Bus.block_times is_block_time ->
  exists rows, speaks AccessAdapterAir_2 e silent rows.
Proof. adapter 1%nat. Qed.

Theorem adapter_2_counts e : holds AccessAdapterAir_2 e ->
  counts_bits (says AccessAdapterAir_2 e Bus.range) /\ counts_bits (says AccessAdapterAir_2 e Bus.block_times).
Proof. adapter_counts. Qed.
