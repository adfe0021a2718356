(** The access adapter for blocks of 16 cells, as its key has it, does what Adapter.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks Adapter.
From Zkmem Require Import AccessAdapterAir_16.
Import ListNotations.
Open Scope Z_scope.

Theorem adapter_16 e : holds AccessAdapterAir_16 e ->
  looks AccessAdapterAir_16 e Bus.range in_range -> looks AccessAdapterAir_16 e Bus.block_times is_block_time ->
  exists rows, speaks AccessAdapterAir_16 e silent rows.
Proof. adapter 8%nat. Qed.

Theorem adapter_16_counts e : holds AccessAdapterAir_16 e ->
  counts_bits (says AccessAdapterAir_16 e Bus.range) /\ counts_bits (says AccessAdapterAir_16 e Bus.block_times).
Proof. adapter_counts. Qed.
