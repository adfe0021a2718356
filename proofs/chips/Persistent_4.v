(** The persistent boundary chip for blocks of 4 cells, as its key has it, does what PersistentRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Balance Clock Rows Segment Log Run Air Trace Speaks Tree Merkle PersistentRows.
From Zkmem Require Import PersistentBoundaryAir_4.
Import ListNotations.
Open Scope Z_scope.

Theorem persistent_4 e : holds PersistentBoundaryAir_4 e ->
  exists rows, speaks PersistentBoundaryAir_4 e (persistent_shows 4 2 e) rows.
Proof. persistent_chip 4%nat. Qed.

Lemma persistent_4_signed e : holds PersistentBoundaryAir_4 e -> signed_direction e.
Proof. intros H. unfold_air_in H. exact (cube _ (proj1 H)). Qed.

(** What it says on the Merkle bus, and what it looks up on the bus of hashes. *)
Lemma persistent_4_leaf e : says PersistentBoundaryAir_4 e Bus.merkle = leaf_says e.
Proof. reflexivity. Qed.

Lemma persistent_4_hash e : says PersistentBoundaryAir_4 e Bus.hash = [(values_of e ++ repeat (Fz 0) 8 ++ hash_of e, (at_cell e 0 0 0 * at_cell e 0 0 0)%F)].
Proof. reflexivity. Qed.

Lemma persistent_4_cells e :
  map without_time (flat_map tokens_of (leaf_blocks 4 2 e)) = map without_time (leaf_tokens (leaf_of e) (values_of e)).
Proof. leaf_is_blocks. Qed.
