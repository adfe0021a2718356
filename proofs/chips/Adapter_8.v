(** The access adapter for blocks of 8 cells, as its key has it, does what Adapter.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks Adapter.
From Zkmem Require Import AccessAdapterAir_8.
Import ListNotations.
Open Scope Z_scope.

Theorem adapter_8 e : holds AccessAdapterAir_8 e ->
  looks AccessAdapterAir_8 e Bus.range in_range -> looks AccessAdapterAir_8 e Bus.block_times is_block_time ->
  exists rows, speaks AccessAdapterAir_8 e silent rows.
Proof. adapter 4%nat. Qed.

Theorem adapter_8_counts e : holds AccessAdapterAir_8 e ->
  counts_bits (says AccessAdapterAir_8 e Bus.range) /\ counts_bits (says AccessAdapterAir_8 e Bus.block_times).
Proof. adapter_counts. Qed.
