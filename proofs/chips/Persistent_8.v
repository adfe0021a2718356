(** The persistent boundary chip for blocks of 8 cells, as its key has it, does what PersistentRows.v says. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Balance Clock Rows Segment Log Run Air Trace Speaks Tree Merkle PersistentRows.
From Zkmem Require Import PersistentBoundaryAir_8.
Import ListNotations.
Open Scope Z_scope.

Theorem persistent_8 e : holds PersistentBoundaryAir_8 e ->
  exists rows, speaks PersistentBoundaryAir_8 e (persistent_shows 8 1 e) rows.
Proof. persistent_chip 8%nat. Qed.

Lemma persistent_8_signed e : holds PersistentBoundaryAir_8 e -> signed_direction e.
Proof. intros H. unfold_air_in H. exact (cube _ (proj1 H)). Qed.

(** What it says on the Merkle bus, and what it looks up on the bus of hashes. *)
Lemma persistent_8_leaf e : says PersistentBoundaryAir_8 e Bus.merkle = leaf_says e.
Proof. reflexivity. Qed.

Lemma persistent_8_hash e : says PersistentBoundaryAir_8 e Bus.hash = [(values_of e ++ repeat (Fz 0) 8 ++ hash_of e, (at_cell e 0 0 0 * at_cell e 0 0 0)%F)].
Proof. reflexivity. Qed.

Lemma persistent_8_cells e :
  map without_time (flat_map tokens_of (leaf_blocks 8 1 e)) = map without_time (leaf_tokens (leaf_of e) (values_of e)).
Proof. leaf_is_blocks. Qed.
