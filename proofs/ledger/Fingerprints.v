(** Lemma 5 of docs/spec/global-memory.md for the field of the chips: if the fractions 1/fingerprint of what is put and of what is
    taken add up to the same, puts are takes, but at few challenges. *)
From Coq Require Import ZArith Lia List Permutation Ring.
From Zkmem Require Import Field Cell Segment Ledger Challenge Pairs Extension.
Import ListNotations.
Open Scope Z_scope.

Add Ring K_ring : K_ring_theory.

Notation evalK := (Challenge.eval K Kzero Kadd Kmul).

Fixpoint sumK {A} (f : A -> K) (l : list A) : K := match l with [] => Kzero | x :: r => Kadd (f x) (sumK f r) end.

Lemma sumK_app {A} (f : A -> K) l r : sumK f (l ++ r) = Kadd (sumK f l) (sumK f r).
Proof. induction l as [|x l IH]; cbn [sumK app]; [ring|]. rewrite IH. ring. Qed.

Lemma sumK_flat_map {A B} (f : B -> K) (g : A -> list B) l : sumK f (flat_map g l) = sumK (fun x => sumK f (g x)) l.
Proof. induction l as [|x l IH]; cbn [sumK flat_map]; [reflexivity|]. now rewrite sumK_app, IH. Qed.

Lemma sumK_ext {A} (f g : A -> K) l : (forall x, In x l -> f x = g x) -> sumK f l = sumK g l.
Proof. induction l as [|x l IH]; intros H; cbn [sumK]; [reflexivity|]. rewrite H, IH; auto using in_eq, in_cons. Qed.

Lemma sumK_sub {A} (f g : A -> K) l : sumK (fun x => Ksub (f x) (g x)) l = Ksub (sumK f l) (sumK g l).
Proof. induction l as [|x l IH]; cbn [sumK]; [ring|]. rewrite IH. ring. Qed.

(** ** Tokens and their fingerprints. *)
Notation token_of_leaf := (cell * (list F * F))%type (only parsing).

Definition token_poly (t : token_of_leaf) : list K :=
  map Kof (Fz 0 :: fst (fst t) :: snd (fst t) :: fst (snd t) ++ [snd (snd t)]).

(** c is the challenge, (α, β). *)
Definition fingerprint (c : K * K) (t : token_of_leaf) : K := Kadd (fst c) (evalK (token_poly t) (snd c)).
Definition fraction (c : K * K) (t : token_of_leaf) : K := Kinv (fingerprint c t).

Definition eight (t : token_of_leaf) : Prop := length (fst (snd t)) = 8%nat.

Lemma Kof_injective a b : Kof a = Kof b -> a = b.
Proof. intros H. exact (f_equal k0 H). Qed.

Lemma token_poly_length t : eight t -> length (token_poly t) = 12%nat.
Proof. intros H. unfold token_poly. rewrite map_length. cbn [length]. rewrite app_length, H. reflexivity. Qed.

Lemma token_poly_injective t t' : token_poly t = token_poly t' -> t = t'.
Proof.
  destruct t as [[s l] [v k]], t' as [[s' l'] [v' k']]. unfold token_poly. cbn [fst snd map]. intros E.
  assert (Hs : Kof s = Kof s') by exact (f_equal (fun x => nth 1 x Kzero) E).
  assert (Hl : Kof l = Kof l') by exact (f_equal (fun x => nth 2 x Kzero) E).
  apply (f_equal (skipn 3)) in E. cbn [skipn] in E. rewrite !map_app in E. cbn [map] in E. apply app_inj_tail in E. destruct E as (Hv & Hk).
  apply Kof_injective in Hs, Hl, Hk. subst.
  assert (Hvs : v = v').
  { clear -Hv. revert v' Hv. induction v as [|a v IH]; intros [|b v'] Hv; try discriminate; [reflexivity|]. cbn [map] in Hv.
    assert (Ha : Kof a = Kof b) by exact (f_equal (fun x => hd Kzero x) Hv). apply (f_equal (@tl K)) in Hv. cbn [tl] in Hv.
    apply Kof_injective in Ha. f_equal; auto. }
  now subst.
Qed.

Definition token_dec : forall a b : token_of_leaf, {a = b} + {a <> b}.
Proof.
  intros [l [v s]] [l' [v' s']].
  destruct (cell_dec l l'); [|right; congruence]. destruct (values_dec v v'); [|right; congruence].
  destruct (F_eq_dec s s'); [left; congruence|right; congruence].
Defined.

(** The number of elements. *)
Lemma all_elements : exists all : list K, (forall x, In x all) /\ Z.of_nat (length all) = p ^ 4.
Proof.
  assert (Hn : exists n, Z.of_nat n = p - 1) by (exists (Z.to_nat (p - 1)); apply Z2Nat.id; discriminate).
  destruct Hn as (n & Hn). set (E := Fz 0 :: elements n).
  assert (HE : forall x, In x E).
  { intros x. unfold E. destruct (F_eq_dec (Fz 0) x) as [|Hx]; [now left|right]. apply in_elements; [lia|].
    pose proof (val_range x). assert (val x <> 0); [|lia]. intros H0. apply Hx. rewrite <- (Fz_val x), H0. reflexivity. }
  exists (map (fun x => mkK (fst (fst x)) (snd (fst x)) (fst (snd x)) (snd (snd x))) (list_prod (list_prod E E) (list_prod E E))).
  split.
  - intros [a b c d]. apply in_map_iff. exists ((a, b), (c, d)). split; [reflexivity|]. repeat apply in_prod; apply HE.
  - rewrite map_length, !prod_length, !Nat2Z.inj_mul.
    assert (HlE : Z.of_nat (length E) = p) by (unfold E; cbn [length]; rewrite elements_length; lia). rewrite HlE. ring.
Qed.

(** ** The counts of tokens, and the sum of their fractions. *)
Section Counts.
Variables puts takes : list token_of_leaf.
Notation count l t := (Z.of_nat (count_occ token_dec l t)).
Definition excess (t : token_of_leaf) : F := Fz (count puts t - count takes t).
Definition different : list token_of_leaf := nodup token_dec (puts ++ takes).
Definition weighted : list (list K * K) := map (fun t => (token_poly t, Kof (excess t))) different.

Lemma one_of (g : token_of_leaf -> K) x D : NoDup D -> In x D ->
  sumK (fun t => if token_dec x t then g t else Kzero) D = g x.
Proof.
  induction D as [|y D IH]; intros Hd Hin; [contradiction|]. inversion Hd as [|? ? Hn Hd']; subst. cbn [sumK].
  destruct (token_dec x y) as [->|Hne].
  - rewrite (sumK_ext _ (fun _ => Kzero)); [|intros t Ht; destruct (token_dec y t); [subst; contradiction|reflexivity]].
    assert (E : sumK (fun _ : token_of_leaf => Kzero) D = Kzero) by (clear; induction D as [|z D IH]; cbn [sumK]; [reflexivity|rewrite IH; ring]).
    rewrite E. ring.
  - rewrite (IH Hd') by (destruct Hin as [->|]; [contradiction|assumption]). ring.
Qed.

Lemma sum_by_count (g : token_of_leaf -> K) D l : NoDup D -> incl l D ->
  sumK g l = sumK (fun t => Kmul (Kof (Fz (count l t))) (g t)) D.
Proof.
  intros Hd. induction l as [|x l IH]; intros Hi.
  - cbn [sumK count_occ]. clear. induction D as [|z D IH]; cbn [sumK]; [reflexivity|]. rewrite <- IH. change (Kof (Fz (Z.of_nat 0))) with Kzero. ring.
  - cbn [sumK]. rewrite IH by (intros y Hy; apply Hi; now right).
    rewrite <- (one_of g x D Hd) by (apply Hi; now left).
    clear. induction D as [|z D IHD]; cbn [sumK]; [ring|]. rewrite <- IHD. cbn [count_occ].
    destruct (token_dec x z).
    + rewrite Nat2Z.inj_succ. unfold Z.succ. rewrite <- Fz_add, Kof_add. change (Kof (Fz 1)) with Kone. ring.
    + ring.
Qed.

Lemma sum_is_difference a b : Challenge.sum K Kzero Kadd Kmul Kinv a (at_challenge K Kzero Kadd Kmul b weighted) =
  Ksub (sumK (fraction (a, b)) puts) (sumK (fraction (a, b)) takes).
Proof.
  rewrite (sum_by_count (fraction (a, b)) different puts), (sum_by_count (fraction (a, b)) different takes);
    [|apply NoDup_nodup|intros x Hx; apply nodup_In, in_or_app; tauto|apply NoDup_nodup|intros x Hx; apply nodup_In, in_or_app; tauto].
  rewrite <- sumK_sub. unfold weighted. induction different as [|t D IH]; [reflexivity|].
  cbn [map at_challenge fst snd Challenge.sum sumK]. unfold at_challenge in IH. rewrite IH. unfold fraction at 3 4, fingerprint. cbn [fst snd].
  unfold excess. replace (count puts t - count takes t) with (count puts t + - count takes t) by lia.
  rewrite <- Fz_add, Kof_add, <- Fz_opp.
  assert (Eo : forall x, Kof (- x)%F = Kopp (Kof x)) by (intros; apply K_eq; cbn; ring). rewrite Eo. unfold fraction, fingerprint. cbn [fst snd]. ring.
Qed.

Hypothesis few : Z.of_nat (length (puts ++ takes)) < p.

Lemma excess_zero t : excess t = Fz 0 -> count_occ token_dec puts t = count_occ token_dec takes t.
Proof.
  unfold excess. intros H. apply Fz_eq in H. destruct H as (k & H). rewrite app_length in few.
  pose proof (count_occ_bound token_dec t puts). pose proof (count_occ_bound token_dec t takes). unfold p in *. lia.
Qed.

Lemma all_equal_or_not : Permutation puts takes \/ exists t, In t different /\ excess t <> Fz 0.
Proof.
  destruct (Forall_Exists_dec (fun t => excess t = Fz 0) (fun t => F_eq_dec _ _) different) as [H|H].
  - left. apply (Permutation_count_occ token_dec). intros t. destruct (in_dec token_dec t different) as [Hi|Hi].
    + rewrite Forall_forall in H. now apply excess_zero, H.
    + assert (Hno : ~ In t puts /\ ~ In t takes) by (split; intros Ht; apply Hi, nodup_In, in_or_app; tauto).
      destruct Hno as (H1 & H2). apply (count_occ_not_In token_dec) in H1, H2. congruence.
  - right. apply Exists_exists in H. exact H.
Qed.

Hypothesis of_eight : forall t, In t (puts ++ takes) -> eight t.

(** A challenge misleads if it makes the sums equal although puts are not takes, no fingerprint being 0. *)
Definition misleads (c : K * K) : Prop :=
  ~ Permutation puts takes /\ (forall t, In t (puts ++ takes) -> fingerprint c t <> Kzero) /\
  sumK (fraction c) puts = sumK (fraction c) takes.

Theorem few_challenges_mislead bad : NoDup bad -> (forall c, In c bad -> misleads c) ->
  Z.of_nat (length bad) <= 11 * Z.of_nat (length (puts ++ takes)) * p ^ 4.
Proof.
  intros Hd Hbad. destruct all_equal_or_not as [Hp|(t & Ht & Ht')].
  - destruct bad as [|c bad]; [pose proof (Z.pow_nonneg p 4 ltac:(discriminate)); cbn [length Z.of_nat]; lia|].
    destruct (Hbad c (or_introl eq_refl)) as (Hn & _). contradiction.
  - destruct all_elements as (all & Hall & Hlen).
    assert (H : (length bad <= 11 * (length weighted - 1) * length all)%nat).
    { apply (few_bad_pairs K Kzero Kone Kadd Kmul Ksub Kopp Kinv K_ring_theory K_integral K_one_not_zero Kinv_right K_eq_dec all Hall 11 weighted).
      - lia.
      - intros f c Hf. apply in_map_iff in Hf. destruct Hf as (t' & E & Hf). apply (f_equal fst) in E. cbn [fst] in E. subst f.
        apply token_poly_length, of_eight, (nodup_In token_dec). exact Hf.
      - unfold weighted. rewrite map_map. cbn [fst]. apply FinFun.Injective_map_NoDup; [intros x y; apply token_poly_injective|apply NoDup_nodup].
      - exists (token_poly t), (Kof (excess t)). split; [apply (in_map (fun t => (token_poly t, Kof (excess t)))), Ht|].
        intros E. now apply Ht', Kof_zero.
      - exact Hd.
      - intros a b Hin. destruct (Hbad (a, b) Hin) as (_ & Hnz & Hs). split.
        + intros f c Hf. apply in_map_iff in Hf. destruct Hf as (t' & E & Hf). apply (f_equal fst) in E. cbn [fst] in E. subst f.
          apply (Hnz t'), (nodup_In token_dec). exact Hf.
        + rewrite sum_is_difference, Hs. ring. }
    assert (Hw : (length weighted <= length (puts ++ takes))%nat).
    { unfold weighted. rewrite map_length. apply NoDup_incl_length; [apply NoDup_nodup|]. intros x Hx. now apply (nodup_In token_dec). }
    rewrite <- Hlen. apply Nat2Z.inj_le in H. rewrite !Nat2Z.inj_mul in H. change (Z.of_nat 11) with 11 in H. nia.
Qed.

(** Lemma 5: a challenge that does not mislead shows that puts are takes. *)
Theorem sums_show_puts_are_takes c : ~ misleads c -> (forall t, In t (puts ++ takes) -> fingerprint c t <> Kzero) ->
  sumK (fraction c) puts = sumK (fraction c) takes -> Permutation puts takes.
Proof.
  intros Hm Hnz Hs. destruct all_equal_or_not as [|(t & _ & Ht)]; [assumption|exfalso]. apply Hm.
  split; [|split; assumption]. intros Hp. apply Ht. unfold excess.
  apply (Permutation_count_occ token_dec) with (x := t) in Hp. rewrite Hp. now rewrite Z.sub_diag.
Qed.
End Counts.

(** A fingerprint of a token of some list is 0 at few challenges, too. *)
Theorem few_challenges_vanish (l : list token_of_leaf) bad : NoDup bad ->
  (forall c, In c bad -> exists t, In t l /\ fingerprint c t = Kzero) -> Z.of_nat (length bad) <= Z.of_nat (length l) * p ^ 4.
Proof.
  intros Hd Hbad. destruct all_elements as (all & Hall & Hlen).
  assert (H : (length bad <= length (map token_poly l) * length all)%nat).
  { apply (few_vanish K Kzero Kone Kadd Kmul Ksub Kopp K_ring_theory K_eq_dec all Hall); [exact Hd|].
    intros a b Hin. destruct (Hbad (a, b) Hin) as (t & Ht & E). exists (token_poly t). split; [now apply in_map|exact E]. }
  rewrite map_length in H. rewrite <- Hlen. apply Nat2Z.inj_le in H. rewrite Nat2Z.inj_mul in H. exact H.
Qed.
