(** A memory into which leaves are written. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Clock Cell Rows Segment Log Ledger Run.
Import ListNotations.
Open Scope Z_scope.

Definition with_leaves (leaves : list (cell * list F)) (m : memory) : memory :=
  fun c => match of_cell c (flat_map (fun i => leaf_tokens (fst i) (snd i)) leaves) with (v, _) :: _ => v | [] => m c end.

Lemma only_one {A} (l : list A) x y : (length l <= 1)%nat -> In x l -> In y l -> x = y.
Proof. destruct l as [|z [|? ?]]; cbn [length]; intros H Hx Hy; [contradiction| |lia]. destruct Hx as [<-|[]], Hy as [<-|[]]. reflexivity. Qed.

Section Leaves.
Variable leaves : list (cell * list F).
Hypothesis leaves_once : NoDup (map fst leaves).
Hypothesis leaves_in_range : forall l v, In (l, v) leaves -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Variable m : memory.

Lemma leaf_value l v v' : In (l, v) leaves -> In (l, v') leaves -> v = v'.
Proof.
  intros H H'. apply of_cell_in in H, H'. exact (only_one _ _ _ (of_cell_once 0 l leaves leaves_once) H H').
Qed.

(** In the leaves, what was written. *)
Theorem leaves_written l v : In (l, v) leaves -> forall c x t, In (c, (x, t)) (leaf_tokens l v) -> with_leaves leaves m c = x.
Proof.
  intros H c x t Hin. unfold with_leaves. set (all := flat_map (fun i => leaf_tokens (fst i) (snd i)) leaves).
  assert (Hall : In (x, t) (of_cell c all)) by (apply of_cell_in, in_flat_map; exists (l, v); split; assumption).
  destruct (of_cell c all) as [|[x' t'] r] eqn:E; [contradiction|].
  assert (Hx' : In (x', t') (of_cell c all)) by (rewrite E; now left). apply of_cell_in, in_flat_map in Hx'. destruct Hx' as ([l' v'] & H' & Hx').
  cbn [fst snd] in Hx'. destruct (leaves_in_range l v H) as (Hb & H8), (leaves_in_range l' v' H') as (Hb' & H8').
  assert (El : l' = l) by (eapply one_leaf; [| | | |exact Hx'|exact Hin]; assumption). subst l'.
  rewrite (leaf_value l v' v H' H) in Hx'.
  pose proof (tokens_once (fst l) (Fz 8 * snd l)%F v 0 c ltac:(rewrite H8; unfold p; lia)) as H1. fold (leaf_tokens l v) in H1.
  apply of_cell_in in Hx', Hin. pose proof (only_one _ _ _ H1 Hx' Hin) as Ex. now injection Ex.
Qed.

(** Elsewhere, what was there. *)
Theorem other_cell_stays c : (forall l v x, In (l, v) leaves -> ~ In (c, x) (leaf_tokens l v)) -> with_leaves leaves m c = m c.
Proof.
  intros H. unfold with_leaves. set (all := flat_map (fun i => leaf_tokens (fst i) (snd i)) leaves).
  destruct (of_cell c all) as [|[x t] r] eqn:E; [reflexivity|exfalso].
  assert (Hx : In (x, t) (of_cell c all)) by (rewrite E; now left). apply of_cell_in, in_flat_map in Hx. destruct Hx as ([l v] & Hi & Hx).
  exact (H l v _ Hi Hx).
Qed.

Lemma other_leaf_stays l v c x : ~ In l (map fst leaves) -> below (2 ^ 26) (snd l) -> length v = 8%nat ->
  In (c, x) (leaf_tokens l v) -> with_leaves leaves m c = m c.
Proof.
  intros Hn Hb H8 Hin. apply other_cell_stays. intros l' v' x' Hi' Hx'. apply Hn. destruct (leaves_in_range l' v' Hi') as (Hb' & H8').
  assert (E : l' = l) by (eapply one_leaf; [| | | |exact Hx'|exact Hin]; assumption). subst l'. now apply (in_map fst) in Hi'.
Qed.
End Leaves.
