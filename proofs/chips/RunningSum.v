(** The running sum of the ledger's chips (global memory, Lemma 3): S is the sum of the fractions of what rows put, less that of what
    they take. All these chips have it in columns 0 to 3 of their common part, and public values 0 to 51. *)
From Coq Require Import ZArith Lia List Bool Ring.
From Zkmem Require Import Lists Field Cell Segment Ledger Challenge Extension Fingerprints Air Trace.
Import ListNotations.
Open Scope Z_scope.

Definition sum_at (e : env) (offset : nat) : K :=
  mkK (at_cell e 1 offset 0) (at_cell e 1 offset 1) (at_cell e 1 offset 2) (at_cell e 1 offset 3).
(** Element i of the public values: α, β, … β^11, S. *)
Definition public_K (publics : nat -> F) (i : nat) : K :=
  mkK (publics (4 * i)%nat) (publics (4 * i + 1)%nat) (publics (4 * i + 2)%nat) (publics (4 * i + 3)%nat).
Definition times_right (x : K) (c : F) : K := mkK (k0 x * c)%F (k1 x * c)%F (k2 x * c)%F (k3 x * c)%F.
Definition times_left (c : F) (x : K) : K := mkK (c * k0 x)%F (c * k1 x)%F (c * k2 x)%F (c * k3 x)%F.

(** α + β space + …, the powers being public values; terms that are not there are 0. *)
Definition fingerprint_of (e : env) (terms : list (nat * F)) : K :=
  fold_left (fun d x => Kadd d (times_right (public_K (at_public e) (fst x)) (snd x))) terms (public_K (at_public e) 0).

(** How much the sum grows from this row to the next. *)
Definition step (e : env) : K :=
  Kadd (Ksub (sum_at e 1) (sum_at e 0)) (times_left (is_last e) (public_K (at_public e) 12)).

(** The constraint: what is put has the fingerprint d, what is taken d'. *)
Definition sums (e : env) (P T : F) (d d' : K) : Prop :=
  Kmul (Kmul (step e) d) d' = Ksub (times_left P d') (times_left T d).

(** A constraint of four elements of F, from the numbers of its nodes. *)
Lemma sums_by e P T d d' :
  (k0 (Kmul (Kmul (step e) d) d') - (P * k0 d' - T * k0 d))%F = Fz 0 ->
  (k1 (Kmul (Kmul (step e) d) d') - (P * k1 d' - T * k1 d))%F = Fz 0 ->
  (k2 (Kmul (Kmul (step e) d) d') - (P * k2 d' - T * k2 d))%F = Fz 0 ->
  (k3 (Kmul (Kmul (step e) d) d') - (P * k3 d' - T * k3 d))%F = Fz 0 -> sums e P T d d'.
Proof. intros H0 H1 H2 H3. apply K_eq; apply F_sub_zero; assumption. Qed.

(** ** The challenge. *)
Fixpoint Kpower (b : K) (n : nat) : K := match n with O => Kone | S m => Kmul b (Kpower b m) end.

(** Check 4: the public powers are those of the challenge. *)
Definition has_challenge (publics : nat -> F) (c : K * K) : Prop :=
  public_K publics 0 = fst c /\ forall i, (1 <= i <= 11)%nat -> public_K publics i = Kpower (snd c) i.

Lemma times_is_mul x c : times_right x c = Kmul x (Kof c).
Proof. apply K_eq; cbn; ring. Qed.
Lemma times_left_is_mul x c : times_left c x = Kmul (Kof c) x.
Proof. apply K_eq; cbn; ring. Qed.

Definition leaf_terms (space label : F) : list (nat * F) := [(1%nat, space); (2%nat, label)].
Definition value_terms (v : nat -> F) : list (nat * F) := map (fun i => ((3 + i)%nat, v i)) (seq 0 8).

(** What the chips add up is the fingerprint of a token. *)
Lemma fingerprint_is e c space label v s : has_challenge (at_public e) c ->
  fingerprint_of e (leaf_terms space label ++ value_terms v ++ [(11%nat, s)]) =
  fingerprint c ((space, label), (map v (seq 0 8), s)).
Proof.
  intros (Ha & Hb). unfold fingerprint_of, leaf_terms, value_terms. cbn [map seq app fold_left fst snd]. rewrite !times_is_mul.
  cbn [Nat.add]. rewrite Ha, !Hb by lia. unfold fingerprint, token_poly. cbn [map seq app fst snd Challenge.eval Kpower].
  change (Kof (Fz 0)) with Kzero. ring.
Qed.
(** Segment 0 is no term. *)
Lemma fingerprint_at_start e c space label v : has_challenge (at_public e) c ->
  fingerprint_of e (leaf_terms space label ++ value_terms v) = fingerprint c ((space, label), (map v (seq 0 8), Fz 0)).
Proof.
  intros (Ha & Hb). unfold fingerprint_of, leaf_terms, value_terms. cbn [map seq app fold_left fst snd]. rewrite !times_is_mul.
  cbn [Nat.add]. rewrite Ha, !Hb by lia. unfold fingerprint, token_poly. cbn [map seq app fst snd Challenge.eval Kpower].
  change (Kof (Fz 0)) with Kzero. ring.
Qed.
(** Nor are zeros. *)
Lemma fingerprint_of_zeros e c space label : has_challenge (at_public e) c ->
  fingerprint_of e (leaf_terms space label) = fingerprint c ((space, label), (repeat (Fz 0) 8, Fz 0)).
Proof.
  intros (Ha & Hb). unfold fingerprint_of, leaf_terms. cbn [map seq app fold_left fst snd]. rewrite !times_is_mul.
  rewrite Ha, !Hb by lia. unfold fingerprint, token_poly. cbn [repeat map app fst snd Challenge.eval Kpower].
  change (Kof (Fz 0)) with Kzero. ring.
Qed.

(** ** All rows of a chip. *)
Notation token_of_leaf := (cell * (list F * F))%type (only parsing).

Section Chip.
Variable t : trace.
Variable c : K * K.
(** What a row puts if its P is 1, what it takes if its T is, and the same of padding. *)
Variables P T : env -> F.
Variables put taken : env -> token_of_leaf.
Hypothesis rows_sum : forall e, In e (envs t) -> sums e (P e) (T e) (fingerprint c (put e)) (fingerprint c (taken e)).
Hypothesis none_vanishes : forall e, In e (envs t) -> fingerprint c (put e) <> Kzero /\ fingerprint c (taken e) <> Kzero.
Hypothesis bits : forall e, In e (envs t) -> (P e = Fz 0 \/ P e = Fz 1) /\ (T e = Fz 0 \/ T e = Fz 1).

Definition chip_puts : list token_of_leaf := flat_map (fun e => if F_eq_dec (P e) (Fz 1) then [put e] else []) (envs t).
Definition chip_takes : list token_of_leaf := flat_map (fun e => if F_eq_dec (T e) (Fz 1) then [taken e] else []) (envs t).
(** What the chip adds to the whole: S, and nothing if it is absent. *)
Definition chip_sum : K := if Nat.eqb (height t) 0 then Kzero else public_K (publics t) 12.

Lemma step_is_fractions e : In e (envs t) ->
  step e = Ksub (Kmul (Kof (P e)) (fraction c (put e))) (Kmul (Kof (T e)) (fraction c (taken e))).
Proof.
  intros He. destruct (none_vanishes e He) as (Hd & Hd'). pose proof (rows_sum e He) as H. unfold sums in H.
  rewrite !times_left_is_mul in H. unfold fraction. pose proof (Kinv_right _ Hd) as Ei. pose proof (Kinv_right _ Hd') as Ei'.
  revert H Ei Ei'. generalize (Kinv (fingerprint c (put e))) (Kinv (fingerprint c (taken e))).
  generalize (fingerprint c (put e)) (fingerprint c (taken e)) (step e) (Kof (P e)) (Kof (T e)). intros d d' s P' T' i i' H Ei Ei'.
  transitivity (Kmul (Kmul (Kmul s d) d') (Kmul i i')).
  - transitivity (Kmul s (Kmul (Kmul d i) (Kmul d' i'))); [rewrite Ei, Ei'; ring|ring].
  - rewrite H. transitivity (Ksub (Kmul (Kmul P' i) (Kmul d' i')) (Kmul (Kmul T' i') (Kmul d i))); [ring|rewrite Ei, Ei'; ring].
Qed.

(** The sum before row i; behind the last row comes the first. *)
Definition sum_before (i : nat) : K :=
  mkK (cells t 1 0 (i mod height t)) (cells t 1 1 (i mod height t)) (cells t 1 2 (i mod height t)) (cells t 1 3 (i mod height t)).

Lemma steps_cancel n : (n < height t)%nat ->
  sumK (fun i => step (row_env t i)) (seq 0 n) = Ksub (sum_before n) (sum_before 0).
Proof.
  induction n as [|n IH]; intros Hn; [cbn [seq sumK]; ring|].
  rewrite seq_S, sumK_app, IH by lia. cbn [sumK Nat.add].
  assert (E : step (row_env t n) = Ksub (sum_before (S n)) (sum_before n)).
  { unfold step. cbn [row_env is_last at_public]. destruct (Nat.eqb_spec (S n) (height t)); [lia|].
    assert (E1 : sum_at (row_env t n) 1 = sum_before (S n)) by (unfold sum_at, sum_before; cbn [row_env at_cell]; rewrite Nat.add_1_r; reflexivity).
    assert (E0 : sum_at (row_env t n) 0 = sum_before n) by (unfold sum_at, sum_before; cbn [row_env at_cell]; rewrite Nat.add_0_r; reflexivity).
    rewrite E1, E0, times_left_is_mul. change (Kof (Fz 0)) with Kzero. ring. }
  rewrite E. ring.
Qed.

Lemma sum_is_steps : chip_sum = sumK step (envs t).
Proof.
  unfold chip_sum, envs. destruct (Nat.eqb_spec (height t) 0) as [->|Hh]; [reflexivity|].
  assert (Emap : forall l, sumK step (map (row_env t) l) = sumK (fun i => step (row_env t i)) l)
    by (induction l as [|i l IH]; cbn [map sumK]; [reflexivity|now rewrite IH]).
  rewrite Emap. destruct (height t) as [|h] eqn:Eh; [lia|]. rewrite seq_S, sumK_app, steps_cancel by lia. cbn [sumK Nat.add].
  unfold step. cbn [row_env is_last at_public]. rewrite Eh, Nat.eqb_refl.
  assert (E1 : sum_at (row_env t h) 1 = sum_before 0).
  { unfold sum_at, sum_before. cbn [row_env at_cell]. rewrite Eh, Nat.add_1_r, Nat.mod_same, Nat.mod_0_l by lia. reflexivity. }
  assert (E0 : sum_at (row_env t h) 0 = sum_before h) by (unfold sum_at, sum_before; cbn [row_env at_cell]; rewrite Nat.add_0_r; reflexivity).
  rewrite E1, E0, times_left_is_mul. change (Kof (Fz 1)) with Kone. ring.
Qed.

Lemma sum_of_chosen (W : env -> F) (say : env -> token_of_leaf) l : (forall e, In e l -> W e = Fz 0 \/ W e = Fz 1) ->
  sumK (fraction c) (flat_map (fun e => if F_eq_dec (W e) (Fz 1) then [say e] else []) l) =
  sumK (fun e => Kmul (Kof (W e)) (fraction c (say e))) l.
Proof.
  intros Hb. rewrite sumK_flat_map. apply sumK_ext. intros e He. pose proof F_one_not_zero.
  destruct (Hb e He) as [E|E]; rewrite E; destruct (F_eq_dec _ _); try congruence; cbn [sumK].
  - change (Kof (Fz 0)) with Kzero. ring.
  - change (Kof (Fz 1)) with Kone. ring.
Qed.

(** Lemma 3 (S is the sum). *)
Theorem sum_is_of_fractions : chip_sum = Ksub (sumK (fraction c) chip_puts) (sumK (fraction c) chip_takes).
Proof.
  rewrite sum_is_steps. unfold chip_puts, chip_takes. rewrite !sum_of_chosen by (intros; now apply bits).
  rewrite <- sumK_sub. apply sumK_ext. intros e He. now apply step_is_fractions.
Qed.
End Chip.

(** For a proof about an exported term: the four constraints, node for node. *)
Ltac unfold_sum := cbv -[Fadd Fmul Fsub Fopp Fz at_cell at_public is_first is_last is_transition].
Ltac running_sum H0 H1 H2 H3 := apply sums_by;
  [revert H0|revert H1|revert H2|revert H3]; unfold_sum; exact (fun x => x).
