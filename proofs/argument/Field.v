(** The field of p = 2013265921 elements (BabyBear), as integers 0 … p - 1. p is proven prime; nothing is
    assumed. *)
From Coq Require Import ZArith Znumtheory Lia List Bool Eqdep_dec Ring.
Import ListNotations.
Open Scope Z_scope.

Definition p : Z := 2013265921.

(** ** p is prime: no number from 2 to its square root divides it. *)

Fixpoint no_divisor (fuel : nat) (d : Z) : bool :=
  match fuel with
  | O => true
  | S fuel => if p mod d =? 0 then false else no_divisor fuel (d + 1)
  end.

Lemma no_divisor_sound fuel : forall d k,
  no_divisor fuel d = true -> d <= k < d + Z.of_nat fuel -> p mod k <> 0.
Proof.
  induction fuel as [|fuel IH]; intros d k H Hk; [simpl in Hk; lia|].
  cbn [no_divisor] in H. destruct (p mod d =? 0) eqn:E; [discriminate|].
  apply Z.eqb_neq in E. destruct (Z.eq_dec k d) as [->|]; [assumption|].
  apply (IH (d + 1)); [assumption|lia].
Qed.

Definition trials : nat := Z.to_nat 44870.

Lemma trials_pass : no_divisor trials 2 = true.
Proof. vm_compute. reflexivity. Qed.

Lemma small_divisors k : 2 <= k < 44872 -> p mod k <> 0.
Proof.
  intros Hk. apply (no_divisor_sound trials 2); [apply trials_pass|].
  unfold trials. rewrite Z2Nat.id; lia.
Qed.

Lemma p_prime : prime p.
Proof.
  apply prime_alt. split; [reflexivity|].
  intros k Hk (q & Hq).
  assert (Hq2 : 1 < q) by (unfold p in *; nia).
  destruct (Z_lt_le_dec k 44872) as [Hs|Hs].
  - apply (small_divisors k); [lia|]. apply Z.mod_divide; [lia|]. exists q. lia.
  - destruct (Z_lt_le_dec q 44872) as [Hs'|Hs'].
    + apply (small_divisors q); [lia|]. apply Z.mod_divide; [lia|]. exists k. lia.
    + unfold p in Hq. nia.
Qed.

(** ** Elements. *)

Record F := mkF { val : Z; val_ok : (val mod p =? val) = true }.

Lemma F_eq (a b : F) : val a = val b -> a = b.
Proof.
  destruct a as [a Ha], b as [b Hb]. simpl. intros ->. f_equal.
  apply UIP_dec. apply bool_dec.
Qed.

Lemma val_range a : 0 <= val a < p.
Proof.
  destruct a as [a Ha]. simpl. apply Z.eqb_eq in Ha. rewrite <- Ha. apply Z.mod_pos_bound. reflexivity.
Qed.

Lemma Fz_ok z : ((z mod p) mod p =? z mod p) = true.
Proof. apply Z.eqb_eq. apply Z.mod_mod. discriminate. Qed.

(** The residue of an integer. *)
Definition Fz (z : Z) : F := mkF (z mod p) (Fz_ok z).

Definition Fadd a b := Fz (val a + val b).
Definition Fmul a b := Fz (val a * val b).
Definition Fsub a b := Fz (val a - val b).
Definition Fopp a := Fz (- val a).

Declare Scope F_scope.
Delimit Scope F_scope with F.
Bind Scope F_scope with F.
Infix "+" := Fadd : F_scope.
Infix "*" := Fmul : F_scope.
Infix "-" := Fsub : F_scope.
Notation "- x" := (Fopp x) : F_scope.
Notation "0" := (Fz 0) : F_scope.
Notation "1" := (Fz 1) : F_scope.

Lemma val_Fz z : val (Fz z) = z mod p.
Proof. reflexivity. Qed.

Lemma Fz_val a : Fz (val a) = a.
Proof. apply F_eq. simpl. apply Z.mod_small, val_range. Qed.

Lemma val_small z : 0 <= z < p -> val (Fz z) = z.
Proof. apply Z.mod_small. Qed.

Lemma val_one_more a : val a + 1 < p -> val (a + 1)%F = val a + 1.
Proof.
  intros H. pose proof (val_range a). unfold Fadd. rewrite val_Fz, (val_small 1) by (unfold p; lia).
  apply Z.mod_small. lia.
Qed.

Lemma Fz_eq a b : Fz a = Fz b <-> exists k, a = b + k * p.
Proof.
  split.
  - intros H. apply (f_equal val) in H. simpl in H.
    exists (a / p - b / p).
    pose proof (Z.div_mod a p ltac:(discriminate)). pose proof (Z.div_mod b p ltac:(discriminate)). lia.
  - intros (k & ->). apply F_eq. simpl. now rewrite Z.mod_add by discriminate.
Qed.

Lemma Fz_add a b : (Fz a + Fz b = Fz (a + b))%F.
Proof. apply F_eq. simpl. symmetry. apply Z.add_mod. discriminate. Qed.
Lemma Fz_mul a b : (Fz a * Fz b = Fz (a * b))%F.
Proof. apply F_eq. simpl. symmetry. apply Z.mul_mod. discriminate. Qed.
Lemma Fz_sub a b : (Fz a - Fz b = Fz (a - b))%F.
Proof. apply F_eq. simpl. symmetry. apply Zminus_mod. Qed.
Lemma Fz_opp a : (- Fz a = Fz (- a))%F.
Proof. change (- a) with (0 - a). rewrite <- Fz_sub. reflexivity. Qed.

(** ** Statements about elements as statements about integers. [rep a z]: z is a representative of a. *)

Definition rep (a : F) (z : Z) := a = Fz z.
Lemma rep_add a b x y : rep a x -> rep b y -> rep (a + b) (x + y).
Proof. unfold rep. intros -> ->. apply Fz_add. Qed.
Lemma rep_mul a b x y : rep a x -> rep b y -> rep (a * b) (x * y).
Proof. unfold rep. intros -> ->. apply Fz_mul. Qed.
Lemma rep_sub a b x y : rep a x -> rep b y -> rep (a - b) (x - y).
Proof. unfold rep. intros -> ->. apply Fz_sub. Qed.
Lemma rep_opp a x : rep a x -> rep (- a) (- x).
Proof. unfold rep. intros ->. apply Fz_opp. Qed.
Lemma rep_const z : rep (Fz z) z.
Proof. reflexivity. Qed.
Lemma rep_val a : rep a (val a).
Proof. symmetry. apply Fz_val. Qed.

Lemma rep_eq a b x y : rep a x -> rep b y -> a = b -> exists k, x = y + k * p.
Proof. unfold rep. intros -> -> H. now apply Fz_eq. Qed.
Lemma rep_eq_inv a b x y : rep a x -> rep b y -> (exists k, x = y + k * p) -> a = b.
Proof. unfold rep. intros -> -> H. now apply Fz_eq. Qed.

Ltac solve_rep :=
  lazymatch goal with
  | |- rep (Fadd _ _) _ => eapply rep_add; solve_rep
  | |- rep (Fmul _ _) _ => eapply rep_mul; solve_rep
  | |- rep (Fsub _ _) _ => eapply rep_sub; solve_rep
  | |- rep (Fopp _) _ => eapply rep_opp; solve_rep
  | |- rep (Fz _) _ => apply rep_const
  | |- rep _ _ => apply rep_val
  end.

(** [to_Z H k]: the equation H of elements becomes one of representatives, up to k times p. *)
Tactic Notation "to_Z" ident(H) ident(k) :=
  eapply rep_eq in H; [| solve_rep | solve_rep]; destruct H as (k & H).

Lemma F_ring_theory : ring_theory 0%F 1%F Fadd Fmul Fsub Fopp (@eq F).
Proof.
  constructor; intros; (eapply rep_eq_inv; [solve_rep | solve_rep | exists 0; ring]).
Qed.

Lemma F_morphism : ring_morph 0%F 1%F Fadd Fmul Fsub Fopp (@eq F) 0 1 Z.add Z.mul Z.sub Z.opp Z.eqb Fz.
Proof.
  constructor; intros; auto using Fz_add, Fz_mul, Fz_sub, Fz_opp, eq_sym.
  apply Z.eqb_eq in H. now subst.
Qed.

Ltac F_constant t :=
  lazymatch t with
  | Fz ?z => lazymatch isZcst z with true => z | _ => constr:(NotConstant) end
  | _ => constr:(NotConstant)
  end.
Add Ring F_ring : F_ring_theory (morphism F_morphism, constants [F_constant]).

Lemma F_eq_dec (a b : F) : {a = b} + {a <> b}.
Proof. destruct (Z.eq_dec (val a) (val b)); [left; now apply F_eq | right; congruence]. Defined.

Lemma F_integral a b : (a * b = 0)%F -> a = Fz 0 \/ b = Fz 0.
Proof.
  intros H. to_Z H k.
  assert (Hd : (p | val a * val b)) by (exists k; lia).
  apply prime_mult in Hd; [|apply p_prime].
  destruct Hd as [(q & Hq)|(q & Hq)]; [left; rewrite <- (Fz_val a) | right; rewrite <- (Fz_val b)];
    apply Fz_eq; exists q; lia.
Qed.

Lemma F_sub_zero a b : (a - b = 0)%F -> a = b.
Proof. intros H. replace a with ((a - b) + b)%F by ring. rewrite H. ring. Qed.

Lemma F_one_not_zero : Fz 1 <> Fz 0.
Proof. intros H. apply (f_equal val) in H. discriminate H. Qed.

Lemma F_minus_one_not_one : Fz (-1) <> Fz 1.
Proof. intros H. apply (f_equal val) in H. discriminate H. Qed.

Lemma F_minus_one_not_zero : Fz (-1) <> Fz 0.
Proof. intros H. apply (f_equal val) in H. discriminate H. Qed.

(** A number that equals its square is a bit. *)
Lemma F_bit x : (x * (x - 1) = 0)%F -> x = Fz 0 \/ x = Fz 1.
Proof. intros H. apply F_integral in H. destruct H as [H|H]; [auto|right]. now apply F_sub_zero. Qed.
