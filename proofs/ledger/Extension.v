(** The extension field K of p^4 elements, F[x]/(x^4 - 11), in which global memory's challenge is drawn (zkmem/field/ext4.h). That
    it is a field is proven: 11 is no square in F by Fermat's little theorem, so y^2 - 11 has no root in F, nor x^2 - y in F[y]/(y^2 - 11). *)
From Coq Require Import ZArith Znumtheory Lia List Permutation Ring.
From Zkmem Require Import Field.
Import ListNotations.
Open Scope Z_scope.

(** ** Powers and inverses in F. *)

Fixpoint power (a : F) (n : positive) : F :=
  match n with xH => a | xO m => power (a * a)%F m | xI m => (a * power (a * a)%F m)%F end.

Lemma power_mul n : forall a b, power (a * b)%F n = (power a n * power b n)%F.
Proof.
  induction n as [n IH|n IH|]; intros a b; cbn [power]; [|replace (a * b * (a * b))%F with ((a * a) * (b * b))%F by ring; apply IH|reflexivity].
  replace (a * b * (a * b))%F with ((a * a) * (b * b))%F by ring. rewrite IH. ring.
Qed.

Lemma power_succ a n : power a (Pos.succ n) = (a * power a n)%F.
Proof.
  revert a. induction n as [n IH|n IH|]; intros a; cbn [power Pos.succ]; try reflexivity. rewrite IH. ring.
Qed.

Lemma power_double a n : power a (xO n) = power (a * a)%F n.
Proof. reflexivity. Qed.

Fixpoint product (l : list F) : F := match l with [] => Fz 1 | a :: r => (a * product r)%F end.

Lemma product_perm l r : Permutation l r -> product l = product r.
Proof. induction 1; cbn [product]; try congruence; ring. Qed.

Lemma product_scaled a l n : Pos.of_nat (length l) = n -> l <> [] ->
  product (map (Fmul a) l) = (power a n * product l)%F.
Proof.
  revert n. induction l as [|b l IH]; intros n Hn Hl; [congruence|]. destruct l as [|c l].
  - cbn in Hn. subst n. cbn [map product power]. ring.
  - cbn [length] in Hn. rewrite Nat2Pos.inj_succ in Hn by discriminate. subst n. rewrite power_succ.
    change (product (map (Fmul a) (b :: c :: l))) with (a * b * product (map (Fmul a) (c :: l)))%F.
    rewrite (IH _ eq_refl) by discriminate. set (n := power a _). cbn [product]. ring.
Qed.

Lemma product_not_zero l : ~ In (Fz 0) l -> product l <> Fz 0.
Proof.
  induction l as [|a l IH]; intros H; cbn [product]; [apply F_one_not_zero|]. intros E. apply F_integral in E.
  destruct E as [->|E]; [apply H; now left|]. apply IH; [|assumption]. intros H'. apply H. now right.
Qed.

Lemma F_cancel a b c : a <> Fz 0 -> (a * b = a * c)%F -> b = c.
Proof.
  intros Ha E. apply F_sub_zero. destruct (F_integral a (b - c)%F) as [H|H]; [|contradiction|exact H].
  replace (a * (b - c))%F with (a * b - a * c)%F by ring. rewrite E. ring.
Qed.

(** The elements that are not 0, as images of 1, 2, … *)
Fixpoint elements (n : nat) : list F := match n with O => [] | S m => Fz (Z.of_nat n) :: elements m end.

Lemma elements_length n : length (elements n) = n.
Proof. induction n; cbn [elements length]; congruence. Qed.

Lemma in_elements n x : Z.of_nat n < p -> (In x (elements n) <-> 1 <= val x <= Z.of_nat n).
Proof.
  induction n as [|n IH]; intros Hn; cbn [elements In]; [pose proof (val_range x); lia|].
  rewrite IH by lia. split.
  - intros [<-|H]; [|lia]. rewrite val_small by lia. lia.
  - intros H. destruct (Z.eq_dec (val x) (Z.of_nat (S n))) as [E|]; [left|right; lia]. rewrite <- E. apply Fz_val.
Qed.

Lemma elements_differ n : Z.of_nat n < p -> NoDup (elements n).
Proof.
  induction n as [|n IH]; intros Hn; cbn [elements]; constructor; [|apply IH; lia].
  rewrite in_elements by lia. rewrite val_small by lia. lia.
Qed.

(** Fermat's little theorem: multiplication by a permutes what is not 0. *)
Lemma fermat_with n a : Z.of_nat n = p - 1 -> a <> Fz 0 -> power a (Pos.of_nat n) = Fz 1.
Proof.
  intros Hn Ha. assert (Hp : 1 < p) by reflexivity. assert (Hlt : Z.of_nat n < p) by lia.
  assert (Hperm : Permutation (map (Fmul a) (elements n)) (elements n)).
  { apply NoDup_Permutation_bis.
    - apply FinFun.Injective_map_NoDup; [|now apply elements_differ]. intros b c. now apply F_cancel.
    - rewrite map_length. lia.
    - intros x Hx. apply in_map_iff in Hx. destruct Hx as (y & <- & Hy). apply in_elements in Hy; [|assumption].
      apply in_elements; [assumption|]. pose proof (val_range (a * y)%F).
      assert (Hne : val (a * y)%F <> 0); [|lia]. intros E.
      assert (E' : (a * y)%F = Fz 0) by (rewrite <- (Fz_val (a * y)%F), E; reflexivity).
      apply F_integral in E'. destruct E' as [->| ->]; [congruence|]. rewrite val_small in Hy by lia. lia. }
  pose proof (product_perm _ _ Hperm) as E.
  rewrite (product_scaled a (elements n) (Pos.of_nat n)) in E;
    [|now rewrite elements_length|destruct n; [cbn in Hn; lia|discriminate]].
  assert (Hnz : product (elements n) <> Fz 0).
  { apply product_not_zero. rewrite in_elements by assumption. rewrite val_small by lia. lia. }
  apply (F_cancel (product (elements n))); [exact Hnz|].
  transitivity (power a (Pos.of_nat n) * product (elements n))%F; [ring|]. rewrite E. ring.
Qed.

Lemma fermat a : a <> Fz 0 -> power a 2013265920 = Fz 1.
Proof.
  intros Ha. rewrite <- (fermat_with (Pos.to_nat 2013265920) a); [|rewrite positive_nat_Z; reflexivity|exact Ha].
  now rewrite Pos2Nat.id.
Qed.

(** 11 is not a square, and neither is -11 (-1 is one). *)
Lemma square_has_power s : s <> Fz 0 -> power (s * s)%F 1006632960 = Fz 1.
Proof. intros Hs. rewrite <- power_double. exact (fermat s Hs). Qed.

Lemma eleven_is_no_square s : (s * s)%F <> Fz 11.
Proof.
  intros E. assert (Hs : s <> Fz 0) by (intros ->; apply (f_equal val) in E; discriminate E).
  pose proof (square_has_power s Hs) as H. rewrite E in H. apply (f_equal val) in H. vm_compute in H. discriminate H.
Qed.

Lemma minus_eleven_is_no_square s : (s * s)%F <> Fz (-11).
Proof.
  intros E. assert (Hs : s <> Fz 0) by (intros ->; apply (f_equal val) in E; discriminate E).
  pose proof (square_has_power s Hs) as H. rewrite E in H. apply (f_equal val) in H. vm_compute in H. discriminate H.
Qed.

Definition Finv (a : F) : F := match euclid (val a) p with Euclid_intro _ _ u _ d _ _ => (Fz u * Fz d)%F end.

Lemma Finv_right a : a <> Fz 0 -> (a * Finv a)%F = Fz 1.
Proof.
  intros Ha. unfold Finv. destruct (euclid (val a) p) as [u v d E [H1 H2 _]].
  assert (Hd : d = 1 \/ d = -1).
  { destruct (prime_divisors p p_prime d H2) as [->|[->|[->| ->]]]; [now right|now left| |];
      exfalso; apply Ha; rewrite <- (Fz_val a); apply Fz_eq; destruct H1 as (q & Hq).
    - exists q. lia.
    - exists (- q). lia. }
  apply (rep_eq_inv _ _ (val a * (u * d)) 1); [solve_rep|apply rep_const|].
  destruct Hd as [->| ->]; [exists (- v)|exists v]; lia.
Qed.

(** ** F[y]/(y^2 - 11). *)
Definition L : Type := F * F.
Definition Lmul (a b : L) : L := ((fst a * fst b + Fz 11 * (snd a * snd b))%F, (fst a * snd b + snd a * fst b)%F).
Definition Ladd (a b : L) : L := ((fst a + fst b)%F, (snd a + snd b)%F).
Definition Lopp (a : L) : L := ((- fst a)%F, (- snd a)%F).
Definition L0 : L := (Fz 0, Fz 0).
Definition L1 : L := (Fz 1, Fz 0).
(** y *)
Definition Ly : L := (Fz 0, Fz 1).
Definition norm (a : L) : F := (fst a * fst a - Fz 11 * (snd a * snd a))%F.
Definition Linv (a : L) : L := ((fst a * Finv (norm a))%F, (- (snd a * Finv (norm a)))%F).

Lemma F_quotient a b : b <> Fz 0 -> exists q, a = (q * b)%F.
Proof. intros Hb. exists (a * Finv b)%F. transitivity (a * (b * Finv b))%F; [rewrite (Finv_right b Hb); ring|ring]. Qed.

Lemma norm_zero a : norm a = Fz 0 -> a = L0.
Proof.
  destruct a as [a b]. unfold norm. cbn [fst snd]. intros H. destruct (F_eq_dec b (Fz 0)) as [->|Hb].
  - assert (E : (a * a)%F = Fz 0) by (rewrite <- H; ring). apply F_integral in E. unfold L0. destruct E as [->| ->]; reflexivity.
  - exfalso. destruct (F_quotient a b Hb) as (q & ->). apply (eleven_is_no_square q).
    apply (F_cancel (b * b)%F); [intros E; apply F_integral in E; tauto|]. apply F_sub_zero. rewrite <- H. ring.
Qed.

Lemma norm_mul a b : norm (Lmul a b) = (norm a * norm b)%F.
Proof. destruct a as [a a'], b as [b b']. unfold norm, Lmul. cbn [fst snd]. ring. Qed.

Lemma Linv_right a : a <> L0 -> Lmul a (Linv a) = L1.
Proof.
  intros Ha. assert (Hn : norm a <> Fz 0) by (intros H; now apply Ha, norm_zero).
  pose proof (Finv_right _ Hn) as E. unfold L1. rewrite <- E. unfold Lmul, Linv. destruct a as [a b]. unfold norm. cbn [fst snd].
  generalize (Finv (a * a - Fz 11 * (b * b))%F). intros i. f_equal; ring.
Qed.

Lemma y_is_no_square a : Lmul a a <> Ly.
Proof.
  intros E. apply (f_equal norm) in E. rewrite norm_mul in E. apply (minus_eleven_is_no_square (norm a)). rewrite E.
  unfold norm, Ly. cbn [fst snd]. ring.
Qed.

(** ** K, by its four coefficients, which the chips' constraints name one by one. *)
Record K := mkK { k0 : F; k1 : F; k2 : F; k3 : F }.

Definition Kof (c : F) : K := mkK c (Fz 0) (Fz 0) (Fz 0).
Definition Kzero : K := Kof (Fz 0).
Definition Kone : K := Kof (Fz 1).
Definition Kadd (a b : K) : K := mkK (k0 a + k0 b)%F (k1 a + k1 b)%F (k2 a + k2 b)%F (k3 a + k3 b)%F.
Definition Ksub (a b : K) : K := mkK (k0 a - k0 b)%F (k1 a - k1 b)%F (k2 a - k2 b)%F (k3 a - k3 b)%F.
Definition Kopp (a : K) : K := mkK (- k0 a)%F (- k1 a)%F (- k2 a)%F (- k3 a)%F.
Definition Kmul (a b : K) : K := mkK
  (k0 a * k0 b + (k1 a * k3 b + k2 a * k2 b + k3 a * k1 b) * Fz 11)%F
  (k0 a * k1 b + k1 a * k0 b + (k2 a * k3 b + k3 a * k2 b) * Fz 11)%F
  (k0 a * k2 b + k1 a * k1 b + k2 a * k0 b + k3 a * k3 b * Fz 11)%F
  (k0 a * k3 b + k1 a * k2 b + k2 a * k1 b + k3 a * k0 b)%F.

Lemma K_eq a b : k0 a = k0 b -> k1 a = k1 b -> k2 a = k2 b -> k3 a = k3 b -> a = b.
Proof. destruct a, b. cbn. intros -> -> -> ->. reflexivity. Qed.

Lemma K_eq_dec (a b : K) : {a = b} + {a <> b}.
Proof.
  destruct (F_eq_dec (k0 a) (k0 b)); [|right; congruence]. destruct (F_eq_dec (k1 a) (k1 b)); [|right; congruence].
  destruct (F_eq_dec (k2 a) (k2 b)); [|right; congruence]. destruct (F_eq_dec (k3 a) (k3 b)); [|right; congruence].
  left. now apply K_eq.
Qed.

Lemma K_ring_theory : ring_theory Kzero Kone Kadd Kmul Ksub Kopp (@eq K).
Proof. constructor; intros; apply K_eq; cbn; ring. Qed.

(** a0 + a2 y and a1 + a3 y, y being x^2. *)
Definition even (a : K) : L := (k0 a, k2 a).
Definition odd (a : K) : L := (k1 a, k3 a).
Definition from_parts (a b : L) : K := mkK (fst a) (fst b) (snd a) (snd b).
Definition relative_norm (a : K) : L := Ladd (Lmul (even a) (even a)) (Lopp (Lmul Ly (Lmul (odd a) (odd a)))).
Definition Kinv (a : K) : K :=
  from_parts (Lmul (even a) (Linv (relative_norm a))) (Lopp (Lmul (odd a) (Linv (relative_norm a)))).

Lemma L_eq (a b : L) : fst a = fst b -> snd a = snd b -> a = b.
Proof. destruct a, b. cbn. intros -> ->. reflexivity. Qed.

Lemma relative_norm_zero a : relative_norm a = L0 -> a = Kzero.
Proof.
  intros H. assert (E : Lmul (even a) (even a) = Lmul Ly (Lmul (odd a) (odd a))).
  { unfold relative_norm in H. apply L_eq; apply F_sub_zero; [apply (f_equal fst) in H|apply (f_equal snd) in H];
      cbn [fst snd Ladd Lopp L0] in H; rewrite <- H; ring. }
  assert (Hodd : odd a = L0).
  { destruct (F_eq_dec (norm (odd a)) (Fz 0)) as [Hz|Hn]; [now apply norm_zero|exfalso].
    apply (y_is_no_square (Lmul (even a) (Linv (odd a)))).
    assert (Ho : odd a <> L0) by (intros Ho; apply Hn; rewrite Ho; unfold norm, L0; cbn; ring).
    transitivity (Lmul (Lmul (even a) (even a)) (Lmul (Linv (odd a)) (Linv (odd a)))); [apply L_eq; unfold Lmul; cbn [fst snd]; ring|].
    rewrite E. transitivity (Lmul Ly (Lmul (Lmul (odd a) (Linv (odd a))) (Lmul (odd a) (Linv (odd a))))).
    - generalize (Linv (odd a)) (odd a). intros. apply L_eq; unfold Lmul; cbn [fst snd]; ring.
    - rewrite (Linv_right _ Ho). apply L_eq; unfold Lmul, Ly, L1; cbn [fst snd]; ring. }
  assert (Heven : even a = L0).
  { apply norm_zero. rewrite Hodd in E. apply (f_equal norm) in E. rewrite !norm_mul in E.
    assert (E0 : (norm (even a) * norm (even a))%F = Fz 0) by (rewrite E; unfold norm at 2 3, L0; cbn [fst snd]; ring).
    apply F_integral in E0. tauto. }
  unfold odd in Hodd. unfold even in Heven. injection Hodd as E1 E3. injection Heven as E0 E2.
  apply K_eq; assumption.
Qed.

Theorem Kinv_right a : a <> Kzero -> Kmul a (Kinv a) = Kone.
Proof.
  intros Ha. assert (Hn : relative_norm a <> L0) by (intros H; now apply Ha, relative_norm_zero).
  pose proof (Linv_right _ Hn) as E. unfold Kinv. destruct (Linv (relative_norm a)) as [i j].
  unfold relative_norm, even, odd, Lmul, Ladd, Lopp, Ly, L1 in E. cbn [fst snd] in E.
  pose proof (f_equal fst E) as E1. pose proof (f_equal snd E) as E2. cbn [fst snd] in E1, E2. clear E.
  apply K_eq; unfold Kmul, from_parts, even, odd, Lmul, Lopp; cbn [k0 k1 k2 k3 fst snd Kone Kof];
    [rewrite <- E1|idtac|rewrite <- E2|idtac]; ring.
Qed.

Theorem K_integral a b : Kmul a b = Kzero -> a = Kzero \/ b = Kzero.
Proof.
  intros H. destruct (K_eq_dec a Kzero) as [|Ha]; [now left|right]. pose proof (Kinv_right a Ha) as E.
  replace b with (Kmul (Kmul a (Kinv a)) b) by (rewrite E; apply K_eq; cbn; ring).
  replace (Kmul (Kmul a (Kinv a)) b) with (Kmul (Kinv a) (Kmul a b)) by (generalize (Kinv a); intros; apply K_eq; cbn; ring).
  rewrite H. apply K_eq; cbn; ring.
Qed.

Lemma K_one_not_zero : Kone <> Kzero.
Proof. intros H. apply (f_equal k0) in H. exact (F_one_not_zero H). Qed.

(** F in K. *)
Lemma Kof_add a b : Kof (a + b)%F = Kadd (Kof a) (Kof b).
Proof. apply K_eq; cbn; ring. Qed.
Lemma Kof_zero a : Kof a = Kzero -> a = Fz 0.
Proof. intros H. exact (f_equal k0 H). Qed.
