(** The access adapter for blocks of 32 cells, as its key has it, does what Adapter.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks Adapter.
From Zkmem Require Import AccessAdapterAir_32.
Import ListNotations.
Open Scope Z_scope.

Theorem adapter_32 e : holds AccessAdapterAir_32 e ->
  looks AccessAdapterAir_32 e Bus.range in_range -> looks AccessAdapterAir_32 e Bus.block_times is_block_time ->
  exists rows, speaks AccessAdapterAir_32 e silent rows.
Proof. adapter 16%nat. Qed.

Theorem adapter_32_counts e : holds AccessAdapterAir_32 e ->
  counts_bits (says AccessAdapterAir_32 e Bus.range) /\ counts_bits (says AccessAdapterAir_32 e Bus.block_times).
Proof. adapter_counts. Qed.
