(** Sums over lists of integers, and what permutations keep.

    The page docs/spec/memory-argument.md follows trails from arrow to arrow. Here the same facts come from
    counting: equal multisets have equal sums of every function. *)
From Coq Require Import ZArith Lia List Permutation.
Import ListNotations.
Open Scope Z_scope.

Fixpoint sumZ {A} (f : A -> Z) (l : list A) : Z :=
  match l with [] => 0 | x :: r => f x + sumZ f r end.

Lemma sumZ_app {A} (f : A -> Z) l r : sumZ f (l ++ r) = sumZ f l + sumZ f r.
Proof. induction l; simpl; lia. Qed.

Lemma sumZ_perm {A} (f : A -> Z) l r : Permutation l r -> sumZ f l = sumZ f r.
Proof. induction 1; simpl; lia. Qed.

Lemma sumZ_map {A B} (f : B -> Z) (g : A -> B) l : sumZ f (map g l) = sumZ (fun x => f (g x)) l.
Proof. induction l; simpl; lia. Qed.

Lemma sumZ_sub {A} (f g : A -> Z) l : sumZ (fun x => f x - g x) l = sumZ f l - sumZ g l.
Proof. induction l; simpl; lia. Qed.

Lemma sumZ_ext {A} (f g : A -> Z) l : (forall x, In x l -> f x = g x) -> sumZ f l = sumZ g l.
Proof.
  induction l as [|a l IH]; simpl; intros H; [reflexivity|].
  rewrite H by auto. rewrite IH by auto. reflexivity.
Qed.

Lemma sumZ_nonneg {A} (f : A -> Z) l : (forall x, In x l -> 0 <= f x) -> 0 <= sumZ f l.
Proof.
  induction l as [|a l IH]; simpl; intros H; [lia|].
  pose proof (H a (or_introl eq_refl)). assert (0 <= sumZ f l) by auto. lia.
Qed.

Lemma sumZ_pos_in {A} (f : A -> Z) l : 0 < sumZ f l -> exists x, In x l /\ 0 < f x.
Proof.
  induction l as [|a l IH]; simpl; intros H; [lia|].
  destruct (Z_lt_le_dec 0 (f a)); [eauto|].
  destruct IH as (x & Hx & Hf); [lia|eauto].
Qed.

(** A member's share of a sum of non-negative numbers, and that of two different places. *)
Lemma sumZ_member {A} (f : A -> Z) l x :
  (forall y, In y l -> 0 <= f y) -> In x l -> f x <= sumZ f l.
Proof.
  intros H Hx. destruct (in_split _ _ Hx) as (l1 & l2 & ->).
  rewrite sumZ_app. simpl.
  assert (0 <= sumZ f l1) by (apply sumZ_nonneg; intros; apply H, in_or_app; auto).
  assert (0 <= sumZ f l2) by (apply sumZ_nonneg; intros; apply H, in_or_app; simpl; auto).
  lia.
Qed.

Lemma sumZ_two {A} (f : A -> Z) l x y :
  (forall z, In z l -> 0 <= f z) -> In x l -> In y l -> x <> y -> f x + f y <= sumZ f l.
Proof.
  intros H Hx Hy Hne. destruct (in_split _ _ Hx) as (l1 & l2 & ->).
  assert (Hy' : In y (l1 ++ l2)).
  { apply in_app_or in Hy. apply in_or_app. simpl in Hy. intuition congruence. }
  assert (Hle : f y <= sumZ f (l1 ++ l2)).
  { apply sumZ_member; auto. intros z Hz. apply H. apply in_app_or in Hz. apply in_or_app. simpl. tauto. }
  rewrite sumZ_app in *. simpl. lia.
Qed.

(** A list that has every integer of an interval is at least as long as it. *)
Lemma interval_length (a b : Z) (l : list Z) :
  (forall v, a <= v < b -> In v l) -> b - a <= Z.of_nat (length l).
Proof.
  destruct (Z_le_gt_dec b a); [lia|].
  remember (Z.to_nat (b - a)) as n eqn:En. revert a b l En g.
  induction n as [|n IH]; intros a b l En Hg H; [lia|].
  assert (Hin : In (b - 1) l) by (apply H; lia).
  destruct (in_split _ _ Hin) as (l1 & l2 & ->).
  rewrite app_length. simpl.
  destruct (Z_le_gt_dec (b - 1) a).
  - lia.
  - specialize (IH a (b - 1) (l1 ++ l2)). rewrite app_length in IH.
    assert (b - 1 - a <= Z.of_nat (length l1 + length l2)); [|lia].
    apply IH; [lia|lia|]. intros v Hv.
    assert (Hin' : In v (l1 ++ b - 1 :: l2)) by (apply H; lia).
    apply in_app_or in Hin'. apply in_or_app. simpl in Hin'. intuition lia.
Qed.

Lemma middle {A} (a b c d : list A) : Permutation ((a ++ b) ++ c ++ d) ((a ++ c) ++ b ++ d).
Proof.
  rewrite <- !app_assoc. apply Permutation_app_head.
  rewrite !app_assoc. apply Permutation_app_tail, Permutation_app_comm.
Qed.
