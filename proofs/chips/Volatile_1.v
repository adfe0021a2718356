(** The volatile boundary chip for blocks of 1 cells, as its key has it, does what VolatileRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Trace Speaks Spaces VolatileRows.
From Zkmem Require Import VolatileBoundaryAir_1.
Import ListNotations.
Open Scope Z_scope.

Theorem volatile_1 e : holds VolatileBoundaryAir_1 e ->
  exists rows, speaks VolatileBoundaryAir_1 e (volatile_shows e 1 (at_cell e 0 0 5)) rows.
Proof. volatile_chip 1%nat. Qed.

Theorem volatile_1_address e : looks VolatileBoundaryAir_1 e Bus.range in_range -> at_cell e 0 0 5 = Fz 1 ->
  is_address 1 e 0.
Proof. volatile_address 1%nat 12. Qed.

Theorem volatile_1_order e : holds VolatileBoundaryAir_1 e -> looks VolatileBoundaryAir_1 e Bus.range in_range ->
  is_transition e = Fz 1 -> at_cell e 0 1 5 = Fz 1 -> is_address 1 e 1 ->
  at_cell e 0 0 5 = Fz 1 /\ lower e.
Proof. volatile_order 1%nat 12 (volatile_1_address e). Qed.

(** Its spaces start in blocks of this size. *)
Theorem volatile_1_block e : looks VolatileBoundaryAir_1 e Bus.spaces block_fact -> at_cell e 0 0 5 = Fz 1 ->
  block_of (space_of e 0) = Fz 1.
Proof. intros Hspace Hv. apply block_size, (looked _ _ _ _ _ _ Hspace Hv). unfold_air. tauto. Qed.

(** Look-ups are counted 0 or 1: some by the row, some by the next one. *)
Theorem volatile_1_bit e : holds VolatileBoundaryAir_1 e -> is_bit (at_cell e 0 0 5).
Proof. intros H. unfold_air_in H. exact (bit_of _ (proj1 H)). Qed.

Theorem volatile_1_counts e : is_bit (at_cell e 0 0 5) -> is_bit (at_cell e 0 1 5) ->
  counts_bits (says VolatileBoundaryAir_1 e Bus.range) /\ counts_bits (says VolatileBoundaryAir_1 e Bus.spaces).
Proof. intros H Hn. split; unfold_air; repeat (apply Forall_cons; [first [exact H | exact Hn]|]); apply Forall_nil. Qed.
