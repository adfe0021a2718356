(** The boundary chip of a segment in global memory for blocks of 1 cells, as its key has it, does what SegmentRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Balance Clock Rows Segment Log Ledger Run Air Trace Speaks RunningSum SegmentRows.
From Zkmem Require Import SegmentBoundaryAir_1.
Import ListNotations.
Open Scope Z_scope.

(** The first constraint; of the others four say that the running sum starts at 0, which is not needed. *)
Lemma boundary_1_bit e : holds SegmentBoundaryAir_1 e -> is_bit (in_use e).
Proof.
  intros H. assert (H1 : nth_value (node_values SegmentBoundaryAir_1 e) 3 = Fz 0) by exact (proj1 H). clear H.
  unfold_air_in H1. exact (bit_of _ H1).
Qed.

Theorem boundary_1_sums e : holds SegmentBoundaryAir_1 e -> ledger_sums e.
Proof. intros (_ & _ & _ & _ & _ & H0 & H1 & H2 & H3 & _). unfold ledger_sums, ledger_terms, ledger_number, ledger_from. running_sum H0 H1 H2 H3. Qed.

Theorem boundary_1 e : holds SegmentBoundaryAir_1 e ->
  exists rows, speaks SegmentBoundaryAir_1 e (boundary_shows 1 8 e) rows.
Proof. intros H. apply boundary_speaks; [exact (boundary_1_bit e H)|reflexivity|reflexivity]. Qed.

Theorem boundary_1_counts e : holds SegmentBoundaryAir_1 e -> counts_bits (says SegmentBoundaryAir_1 e Bus.range).
Proof. intros H. apply boundary_1_bit in H. unfold_air. constructor; [exact H|constructor]. Qed.

Theorem boundary_1_from e : looks SegmentBoundaryAir_1 e Bus.range in_range -> from_is_before_number 17 e.
Proof.
  intros Hr Hu. exists (val (ledger_number e - 1 - ledger_from e)%F). split; [|now rewrite Fz_val].
  split; [apply val_range|]. change 17 with (val (Fz 17)). apply (Hr [(ledger_number e - 1 - ledger_from e)%F; Fz 17]).
  assert (Hin : In ([(ledger_number e - 1 - ledger_from e)%F; Fz 17], in_use e) (says SegmentBoundaryAir_1 e Bus.range))
    by (unfold_air; left; reflexivity).
  rewrite Hu in Hin. exact Hin.
Qed.

Lemma boundary_1_starts e : flat_map tokens_of (map (block_before 1 e) (seq 0 8)) = leaf_tokens (ledger_leaf e) (ledger_initial e).
Proof. boundary_cells. Qed.

Lemma boundary_1_ends e : map without_time (flat_map tokens_of (map (block_behind 1 e) (seq 0 8))) =
  map without_time (leaf_tokens (ledger_leaf e) (ledger_final e)).
Proof. boundary_cells. Qed.
