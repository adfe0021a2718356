(** The volatile boundary chip for blocks of 4 cells, as its key has it, does what VolatileRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Trace Speaks Spaces VolatileRows.
From Zkmem Require Import VolatileBoundaryAir_4.
Import ListNotations.
Open Scope Z_scope.

Theorem volatile_4 e : holds VolatileBoundaryAir_4 e ->
  exists rows, speaks VolatileBoundaryAir_4 e (volatile_shows e 4 (at_cell e 0 0 8)) rows.
Proof. volatile_chip 4%nat. Qed.

Theorem volatile_4_address e : looks VolatileBoundaryAir_4 e Bus.range in_range -> at_cell e 0 0 8 = Fz 1 ->
  is_address 4 e 0.
Proof. volatile_address 4%nat 10. Qed.

Theorem volatile_4_order e : holds VolatileBoundaryAir_4 e -> looks VolatileBoundaryAir_4 e Bus.range in_range ->
  is_transition e = Fz 1 -> at_cell e 0 1 8 = Fz 1 -> is_address 4 e 1 ->
  at_cell e 0 0 8 = Fz 1 /\ lower e.
Proof. volatile_order 4%nat 10 (volatile_4_address e). Qed.

(** Its spaces start in blocks of this size. *)
Theorem volatile_4_block e : looks VolatileBoundaryAir_4 e Bus.spaces block_fact -> at_cell e 0 0 8 = Fz 1 ->
  block_of (space_of e 0) = Fz 4.
Proof. intros Hspace Hv. apply block_size, (looked _ _ _ _ _ _ Hspace Hv). unfold_air. tauto. Qed.

(** Look-ups are counted 0 or 1: some by the row, some by the next one. *)
Theorem volatile_4_bit e : holds VolatileBoundaryAir_4 e -> is_bit (at_cell e 0 0 8).
Proof. intros H. unfold_air_in H. exact (bit_of _ (proj1 H)). Qed.

Theorem volatile_4_counts e : is_bit (at_cell e 0 0 8) -> is_bit (at_cell e 0 1 8) ->
  counts_bits (says VolatileBoundaryAir_4 e Bus.range) /\ counts_bits (says VolatileBoundaryAir_4 e Bus.spaces).
Proof. intros H Hn. split; unfold_air; repeat (apply Forall_cons; [first [exact H | exact Hn]|]); apply Forall_nil. Qed.
