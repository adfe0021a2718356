(** The access adapter for blocks of 4 cells, as its key has it, does what Adapter.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks Adapter.
From Zkmem Require Import AccessAdapterAir_4.
Import ListNotations.
Open Scope Z_scope.

Theorem adapter_4 e : holds AccessAdapterAir_4 e ->
  looks AccessAdapterAir_4 e Bus.range in_range -> looks AccessAdapterAir_4 e Bus.block_times is_block_time ->
  exists rows, speaks AccessAdapterAir_4 e silent rows.
Proof. adapter 2%nat. Qed.

Theorem adapter_4_counts e : holds AccessAdapterAir_4 e ->
  counts_bits (says AccessAdapterAir_4 e Bus.range) /\ counts_bits (says AccessAdapterAir_4 e Bus.block_times).
Proof. adapter_counts. Qed.
