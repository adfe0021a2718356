(** The block time table, row by row (Lemma 3 of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks.
From Zkmem Require Import BlockTimeAir.
Import ListNotations.
Open Scope Z_scope.

(** A row of the block time table offers a time in range, whatever its multiplicity. *)
Theorem block_time_row e : looks BlockTimeAir e Bus.range in_range ->
  exists t, map fst (says BlockTimeAir e Bus.block_times) = [[t]] /\ below (2 ^ time_bits) t.
Proof.
  intros Hrange. unfold looks in Hrange. set (c := at_cell e 0 0) in *.
  exists (c 0%nat + c 1%nat * Fz 131072)%F. split; [reflexivity|].
  apply limbs_below.
  - apply (Hrange [c 0%nat; Fz 17]). unfold_air. fold c. tauto.
  - apply (Hrange [c 1%nat; Fz 12]). unfold_air. fold c. tauto.
Qed.

Theorem block_time_counts e : counts_bits (says BlockTimeAir e Bus.range).
Proof. unfold_air. repeat (apply Forall_cons; [right; reflexivity|]). apply Forall_nil. Qed.
