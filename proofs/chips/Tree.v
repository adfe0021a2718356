(** A tree of leaves, by what its rows say on the Merkle bus: each leaf is taken once for each direction, and is a leaf of a
    space and label that there may be (Lemma 11, 1 to 4 and 6, of docs/spec/memory-argument.md).

    The page goes down from the roots. Here the same is counted: a node that is no root is said as often as one of its
    parent's children, so at each height no node is expanded twice. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Clock.
Import ListNotations.
Open Scope Z_scope.

(** Where a node is: height, label of the space, label of the leaf. *)
Definition node_at : Type := F * F * F.
Definition at_dec (x y : node_at) : {x = y} + {x <> y}.
Proof. decide equality; [apply F_eq_dec|]. decide equality; apply F_eq_dec. Defined.

(** A row in use: it expands a node of one direction; above, spaces' labels double, below leaves'. *)
Record tree_row := TreeRow { t_initial : bool; t_root : bool; t_at : node_at; t_upper : bool }.
Definition t_height (r : tree_row) : F := fst (fst (t_at r)).
Definition t_space (r : tree_row) : F := snd (fst (t_at r)).
Definition t_label (r : tree_row) : F := snd (t_at r).

Definition child_at (side : F) (r : tree_row) : node_at :=
  if t_upper r then ((t_height r - 1)%F, (t_space r * Fz 2 + side)%F, t_label r)
  else ((t_height r - 1)%F, t_space r, (t_label r * Fz 2 + side)%F).

Definition here_is (k x : node_at) : Z := if at_dec x k then 1 else 0.

Definition says_itself (d : bool) (k : node_at) (r : tree_row) : Z :=
  if eqb (t_initial r) d && negb (t_root r) then here_is k (t_at r) else 0.
Definition says_children (d : bool) (k : node_at) (r : tree_row) : Z :=
  if eqb (t_initial r) d then here_is k (child_at (Fz 0) r) + here_is k (child_at (Fz 1) r) else 0.

(** What takes a leaf. *)
Record tree_leaf := TreeLeaf { l_initial : bool; l_space : F; l_label : F }.
Definition l_at (l : tree_leaf) : node_at := (Fz 0, l_space l, l_label l).
Definition says_leaf (d : bool) (k : node_at) (l : tree_leaf) : Z := if eqb (l_initial l) d then here_is k (l_at l) else 0.

Lemma here_is_nonneg k x : 0 <= here_is k x <= 1.
Proof. unfold here_is. destruct (at_dec x k); lia. Qed.
Lemma here_is_pos k x : 0 < here_is k x -> x = k.
Proof. unfold here_is. destruct (at_dec x k); [auto|lia]. Qed.
Lemma here_is_self k : here_is k k = 1.
Proof. unfold here_is. destruct (at_dec k k); congruence. Qed.

Section Tree.
Variable rows : list tree_row.
Variable leaves : list tree_leaf.
Hypothesis heights : forall r, In r rows -> t_height r <> Fz 0.
Hypothesis root_place : forall r, In r rows -> t_root r = true -> t_at r = (Fz 29, Fz 0, Fz 0).
Hypothesis one_root : forall d, sumZ (fun r => if eqb (t_initial r) d && t_root r then 1 else 0) rows <= 1.
Hypothesis sections : forall r, In r rows -> val (t_height r) <= 29 -> t_upper r = (27 <=? val (t_height r)).
(** The Merkle bus balances. *)
Hypothesis bus : forall d k,
  sumZ (says_itself d k) rows + sumZ (says_leaf d k) leaves <= sumZ (says_children d k) rows.

Lemma children_pos d k : 0 < sumZ (says_children d k) rows ->
  exists r side, In r rows /\ t_initial r = d /\ (side = Fz 0 \/ side = Fz 1) /\ child_at side r = k.
Proof.
  intros H. apply sumZ_pos_in in H. destruct H as (r & Hr & H). unfold says_children in H.
  destruct (eqb (t_initial r) d) eqn:E; [|lia]. apply eqb_prop in E.
  destruct (at_dec (child_at (Fz 0) r) k) as [E0|N0]; [eauto 7|].
  destruct (at_dec (child_at (Fz 1) r) k) as [E1|N1]; [eauto 7|].
  unfold here_is in H. destruct (at_dec (child_at (Fz 0) r) k), (at_dec (child_at (Fz 1) r) k); congruence || lia.
Qed.

Lemma itself_nonneg d k r : 0 <= says_itself d k r.
Proof. unfold says_itself. pose proof (here_is_nonneg k (t_at r)). destruct (_ && _); lia. Qed.
Lemma leaf_nonneg d k l : 0 <= says_leaf d k l.
Proof. unfold says_leaf. pose proof (here_is_nonneg k (l_at l)). destruct (eqb _ _); lia. Qed.

(** A row that is no root has a parent. *)
Lemma has_parent r : In r rows -> t_root r = false ->
  exists r' side, In r' rows /\ t_initial r' = t_initial r /\ (side = Fz 0 \/ side = Fz 1) /\ child_at side r' = t_at r.
Proof.
  intros Hr Hroot. apply children_pos. pose proof (bus (t_initial r) (t_at r)) as H.
  assert (H1 : says_itself (t_initial r) (t_at r) r <= sumZ (says_itself (t_initial r) (t_at r)) rows)
    by (apply sumZ_member; [intros; apply itself_nonneg|assumption]).
  assert (E : says_itself (t_initial r) (t_at r) r = 1).
  { unfold says_itself. rewrite eqb_reflx, Hroot. apply here_is_self. }
  assert (H2 : 0 <= sumZ (says_leaf (t_initial r) (t_at r)) leaves) by (apply sumZ_nonneg; intros; apply leaf_nonneg).
  lia.
Qed.

Lemma leaf_has_parent l : In l leaves ->
  exists r side, In r rows /\ t_initial r = l_initial l /\ (side = Fz 0 \/ side = Fz 1) /\ child_at side r = l_at l.
Proof.
  intros Hl. apply children_pos. pose proof (bus (l_initial l) (l_at l)) as H.
  assert (H1 : says_leaf (l_initial l) (l_at l) l <= sumZ (says_leaf (l_initial l) (l_at l)) leaves)
    by (apply sumZ_member; [intros; apply leaf_nonneg|assumption]).
  assert (E : says_leaf (l_initial l) (l_at l) l = 1) by (unfold says_leaf; rewrite eqb_reflx; apply here_is_self).
  assert (H2 : 0 <= sumZ (says_itself (l_initial l) (l_at l)) rows) by (apply sumZ_nonneg; intros; apply itself_nonneg).
  lia.
Qed.

Lemma child_height side r k : child_at side r = k -> (t_height r - 1)%F = fst (fst k).
Proof. intros <-. unfold child_at. destruct (t_upper r); reflexivity. Qed.

(** Nothing is above the roots, and nothing below the leaves, which would have to be reached from there. *)
Lemma none_above n : forall r, In r rows -> p - val (t_height r) <= Z.of_nat n -> 30 <= val (t_height r) -> False.
Proof.
  induction n as [|n IH]; intros r Hr Hn Hh; pose proof (val_range (t_height r)) as Hv; [lia|].
  destruct (t_root r) eqn:Er.
  - pose proof (root_place r Hr Er) as E. unfold t_height in Hh. rewrite E in Hh. vm_compute in Hh. congruence.
  - destruct (has_parent r Hr Er) as (r' & side & Hr' & _ & _ & E). apply child_height in E.
    change (fst (fst (t_at r))) with (t_height r) in E. pose proof (val_range (t_height r')) as Hv'.
    pose proof (heights r' Hr') as Hz.
    assert (Hnz : val (t_height r') <> 0). { intros E0. apply Hz. apply F_eq. rewrite E0. reflexivity. }
    apply (IH r' Hr'); to_Z E k; unfold p in *; lia.
Qed.

Lemma height_range r : In r rows -> 1 <= val (t_height r) <= 29.
Proof.
  intros Hr. pose proof (val_range (t_height r)). assert (val (t_height r) <> 0).
  { intros E. apply (heights r Hr). apply F_eq. now rewrite E. }
  destruct (Z_lt_le_dec (val (t_height r)) 30); [lia|exfalso].
  apply (none_above (Z.to_nat p) r Hr); [|lia]. rewrite Z2Nat.id by (unfold p; lia). lia.
Qed.

(** *** From the roots down: labels are in range, and no node is expanded twice for one direction. *)

(** Bits of the labels of a node at a height. *)
Definition space_bits (h : Z) := Z.min (29 - h) 3.
Definition label_bits (h : Z) := Z.max (26 - h) 0.
Definition in_bounds (k : node_at) (h : Z) : Prop :=
  val (fst (fst k)) = h /\ val (snd (fst k)) < 2 ^ space_bits h /\ val (snd k) < 2 ^ label_bits h.

Lemma side_val side : side = Fz 0 \/ side = Fz 1 -> val side = 0 \/ val side = 1.
Proof. intros [->| ->]; [left|right]; reflexivity. Qed.

Lemma double_val x side b : (side = Fz 0 \/ side = Fz 1) -> 0 <= b <= 28 -> val x < 2 ^ b ->
  val (x * Fz 2 + side)%F = 2 * val x + val side /\ 2 * val x + val side < 2 ^ (b + 1).
Proof.
  intros Hs Hb Hx. apply side_val in Hs. pose proof (val_range x). rewrite Z.pow_add_r by lia. change (2 ^ 1) with 2.
  assert (2 ^ b <= 268435456) by (change 268435456 with (2 ^ 28); apply Z.pow_le_mono_r; lia).
  split; [|lia]. assert (E : (x * Fz 2 + side)%F = Fz (val x * 2 + val side)).
  { eapply rep_eq_inv; [solve_rep|solve_rep|]. exists 0. lia. }
  rewrite E, val_small by (unfold p; lia). lia.
Qed.

Lemma child_bounds side r h : In r rows -> (side = Fz 0 \/ side = Fz 1) -> 1 <= h <= 29 -> in_bounds (t_at r) h ->
  in_bounds (child_at side r) (h - 1) /\
  (if 27 <=? h then val (snd (fst (child_at side r))) = 2 * val (t_space r) + val side /\ snd (child_at side r) = t_label r
   else snd (fst (child_at side r)) = t_space r /\ val (snd (child_at side r)) = 2 * val (t_label r) + val side).
Proof.
  intros Hr Hs Hh (Eh & Hsp & Hlb). change (fst (fst (t_at r))) with (t_height r) in Eh.
  change (snd (fst (t_at r))) with (t_space r) in Hsp. change (snd (t_at r)) with (t_label r) in Hlb.
  pose proof (sections r Hr ltac:(lia)) as Eu. rewrite Eh in Eu.
  assert (Eh' : val (t_height r - 1)%F = h - 1).
  { assert (E : (t_height r - 1)%F = Fz (val (t_height r) - 1)) by (eapply rep_eq_inv; [solve_rep|solve_rep|]; exists 0; lia).
    rewrite E, val_small by (unfold p; lia). lia. }
  unfold child_at, in_bounds. rewrite Eu. unfold space_bits, label_bits in *. destruct (Z.leb_spec 27 h) as [Hu|Hu]; cbn [fst snd].
  - destruct (double_val (t_space r) side (29 - h) Hs ltac:(lia)) as (Ev & Hv).
    { replace (29 - h) with (Z.min (29 - h) 3) by lia. exact Hsp. }
    rewrite Ev. replace (29 - h + 1) with (Z.min (29 - (h - 1)) 3) in Hv by lia.
    replace (Z.max (26 - (h - 1)) 0) with (Z.max (26 - h) 0) by lia. repeat split; assumption.
  - destruct (double_val (t_label r) side (26 - h) Hs ltac:(lia)) as (Ev & Hv).
    { replace (26 - h) with (Z.max (26 - h) 0) by lia. exact Hlb. }
    rewrite Ev. replace (26 - h + 1) with (Z.max (26 - (h - 1)) 0) in Hv by lia.
    replace (Z.min (29 - (h - 1)) 3) with (Z.min (29 - h) 3) by lia. repeat split; assumption.
Qed.

(** A node has one parent. *)
Lemma one_parent side side' r r' h : In r rows -> In r' rows -> (side = Fz 0 \/ side = Fz 1) -> (side' = Fz 0 \/ side' = Fz 1) ->
  1 <= h <= 29 -> in_bounds (t_at r) h -> in_bounds (t_at r') h -> child_at side r = child_at side' r' ->
  t_at r = t_at r' /\ side = side'.
Proof.
  intros Hr Hr' Hs Hs' Hh B B' E.
  destruct (child_bounds side r h Hr Hs Hh B) as (_ & C). destruct (child_bounds side' r' h Hr' Hs' Hh B') as (_ & C').
  rewrite E in C. apply side_val in Hs as V, Hs' as V'.
  destruct B as (E1 & _), B' as (E1' & _).
  assert (Eat : forall x : tree_row, t_at x = (t_height x, t_space x, t_label x)).
  { intros x. unfold t_height, t_space, t_label. destruct (t_at x) as [[? ?] ?]; reflexivity. }
  rewrite !Eat. change (fst (fst (t_at r))) with (t_height r) in E1. change (fst (fst (t_at r'))) with (t_height r') in E1'.
  assert (Eh : t_height r = t_height r') by (apply F_eq; lia). rewrite Eh.
  destruct (27 <=? h).
  - destruct C as (C1 & C2), C' as (C1' & C2'). split; [|apply F_eq; lia].
    assert (Es : t_space r = t_space r') by (apply F_eq; lia). rewrite Es. congruence.
  - destruct C as (C1 & C2), C' as (C1' & C2'). split; [|apply F_eq; lia].
    assert (El : t_label r = t_label r') by (apply F_eq; lia). rewrite El. congruence.
Qed.

Definition expands (d : bool) (k : node_at) (r : tree_row) : Z := if eqb (t_initial r) d then here_is k (t_at r) else 0.

Definition level (h : Z) : Prop :=
  (forall r, In r rows -> val (t_height r) = h -> in_bounds (t_at r) h) /\
  (forall d k, val (fst (fst k)) = h -> sumZ (expands d k) rows <= 1).

(** At most one child of a node is a given one, where the level is as it should be. *)
Lemma children_once d k h : 1 <= h <= 29 -> level h -> val (fst (fst k)) = h - 1 -> sumZ (says_children d k) rows <= 1.
Proof.
  intros Hh (Hb & H1) Hk.
  destruct (Z_lt_le_dec 0 (sumZ (says_children d k) rows)) as [Hpos|]; [|lia].
  destruct (children_pos d k Hpos) as (r0 & side0 & Hr0 & Hd0 & Hs0 & E0).
  assert (Hh0 : forall r side, In r rows -> child_at side r = k -> val (t_height r) = h).
  { intros r side Hr E. apply child_height in E. pose proof (height_range r Hr).
    pose proof (val_range (fst (fst k))). to_Z E q. unfold p in *. lia. }
  assert (B0 := Hb r0 Hr0 (Hh0 r0 side0 Hr0 E0)).
  apply Z.le_trans with (sumZ (expands d (t_at r0)) rows);
    [|apply H1; exact (Hh0 r0 side0 Hr0 E0)].
  assert (Hle : forall r, In r rows -> says_children d k r <= expands d (t_at r0) r).
  { intros r Hr. unfold says_children, expands. destruct (eqb (t_initial r) d) eqn:Ed; [|lia].
    assert (Hside : forall side, (side = Fz 0 \/ side = Fz 1) -> child_at side r = k -> t_at r = t_at r0 /\ side = side0).
    { intros side Hs E. apply (one_parent side side0 r r0 h); auto; [|congruence].
      apply Hb; [assumption|]. exact (Hh0 r side Hr E). }
    unfold here_is.
    destruct (at_dec (child_at (Fz 0) r) k) as [E|N], (at_dec (child_at (Fz 1) r) k) as [E'|N'].
    - destruct (Hside (Fz 0) (or_introl eq_refl) E) as (_ & <-). destruct (Hside (Fz 1) (or_intror eq_refl) E') as (_ & Ef).
      exfalso. now apply F_one_not_zero.
    - destruct (Hside (Fz 0) (or_introl eq_refl) E) as (-> & _). destruct (at_dec (t_at r0) (t_at r0)); [lia|congruence].
    - destruct (Hside (Fz 1) (or_intror eq_refl) E') as (-> & _). destruct (at_dec (t_at r0) (t_at r0)); [lia|congruence].
    - destruct (at_dec (t_at r) (t_at r0)); lia. }
  clear -Hle. induction rows as [|r l IH]; [reflexivity|]. cbn [sumZ].
  assert (says_children d k r <= expands d (t_at r0) r) by (apply Hle; now left).
  assert (sumZ (says_children d k) l <= sumZ (expands d (t_at r0)) l) by (apply IH; intros; apply Hle; now right). lia.
Qed.

Lemma top_level : level 29.
Proof.
  assert (Hroot : forall r, In r rows -> val (t_height r) = 29 -> t_root r = true).
  { intros r Hr E. destruct (t_root r) eqn:Er; [reflexivity|exfalso].
    destruct (has_parent r Hr Er) as (r' & side & Hr' & _ & _ & Ec). apply child_height in Ec.
    change (fst (fst (t_at r))) with (t_height r) in Ec. pose proof (height_range r' Hr'). to_Z Ec k. unfold p in *. lia. }
  split.
  - intros r Hr E. rewrite (root_place r Hr (Hroot r Hr E)). vm_compute. auto.
  - intros d k Hk. apply Z.le_trans with (2 := one_root d).
    assert (Hle : forall r, In r rows -> expands d k r <= (if eqb (t_initial r) d && t_root r then 1 else 0)).
    { intros r Hr. unfold expands. destruct (eqb (t_initial r) d); [|cbn; lia]. cbn [andb].
      destruct (Z_lt_le_dec 0 (here_is k (t_at r))) as [Hp|]; [|destruct (t_root r); lia].
      apply here_is_pos in Hp. rewrite (Hroot r Hr); [apply here_is_nonneg|]. unfold t_height. now rewrite Hp. }
    clear -Hle. induction rows as [|r l IH]; [reflexivity|]. cbn [sumZ].
    assert (H := Hle r (or_introl eq_refl)). assert (H' := IH (fun x Hx => Hle x (or_intror Hx))). lia.
Qed.

Lemma next_level h : 2 <= h <= 29 -> level h -> level (h - 1).
Proof.
  intros Hh Hlev.
  assert (Hroot : forall r, In r rows -> val (t_height r) = h - 1 -> t_root r = false).
  { intros r Hr E. destruct (t_root r) eqn:Er; [exfalso|reflexivity]. pose proof (root_place r Hr Er) as Ep.
    unfold t_height in E. rewrite Ep in E. change (val (fst (fst (Fz 29, Fz 0, Fz 0)))) with 29 in E. lia. }
  split.
  - intros r Hr E. destruct (has_parent r Hr (Hroot r Hr E)) as (r' & side & Hr' & _ & Hs & Ec).
    assert (Eh : val (t_height r') = h).
    { apply child_height in Ec. change (fst (fst (t_at r))) with (t_height r) in Ec. pose proof (height_range r' Hr').
      to_Z Ec k. unfold p in *. lia. }
    rewrite <- Ec. apply child_bounds; auto; [lia|]. now apply Hlev.
  - intros d k Hk. apply Z.le_trans with (2 := children_once d k h ltac:(lia) Hlev Hk).
    pose proof (bus d k) as Hb. assert (Hz : 0 <= sumZ (says_leaf d k) leaves) by (apply sumZ_nonneg; intros; apply leaf_nonneg).
    assert (E : sumZ (expands d k) rows = sumZ (says_itself d k) rows); [|lia].
    apply sumZ_ext. intros r Hr. unfold expands, says_itself. destruct (eqb (t_initial r) d); [|reflexivity]. cbn [andb].
    destruct (at_dec (t_at r) k) as [Ek|N].
    + rewrite (Hroot r Hr); [reflexivity|]. unfold t_height. now rewrite Ek.
    + unfold here_is. destruct (at_dec (t_at r) k); [congruence|]. destruct (negb (t_root r)); reflexivity.
Qed.

Lemma all_levels n : (n <= 28)%nat -> level (29 - Z.of_nat n).
Proof.
  induction n as [|n IH]; intros Hn; [exact top_level|].
  replace (29 - Z.of_nat (S n)) with (29 - Z.of_nat n - 1) by lia. apply next_level; [lia|]. apply IH. lia.
Qed.

Lemma lowest_level : level 1.
Proof. exact (all_levels 28 ltac:(lia)). Qed.

(** Lemma 11, 4: each leaf once for each direction. *)
Theorem leaf_once d k : val (fst (fst k)) = 0 -> sumZ (says_leaf d k) leaves <= 1.
Proof.
  intros Hk. pose proof (children_once d k 1 ltac:(lia) lowest_level Hk). pose proof (bus d k).
  assert (0 <= sumZ (says_itself d k) rows) by (apply sumZ_nonneg; intros; apply itself_nonneg). lia.
Qed.

(** Lemma 11, 6: addresses. *)
Theorem leaf_in_range l : In l leaves -> val (l_space l) < 8 /\ below (2 ^ 26) (l_label l).
Proof.
  intros Hl. destruct (leaf_has_parent l Hl) as (r & side & Hr & _ & Hs & E).
  assert (Eh : val (t_height r) = 1).
  { pose proof (child_height side r _ E) as Eh. cbn [l_at fst] in Eh. pose proof (height_range r Hr). to_Z Eh k. unfold p in *. lia. }
  destruct (child_bounds side r 1 Hr Hs ltac:(lia)) as ((_ & H1 & H2) & _); [now apply lowest_level|].
  rewrite E in H1, H2. cbn [l_at fst snd] in H1, H2. split; [exact H1|exact H2].
Qed.
End Tree.
