(** The algebra of Lemma 5 of docs/spec/global-memory.md, over any field: a sum of fractions that should be none is 0 at few
    challenges α, if fingerprints differ. Pairs.v has both halves of the challenge. *)
From Coq Require Import List Ring Lia PeanoNat.
Import ListNotations.

Section Challenge.
Variable K : Type.
Variables (zero one : K) (add mul sub : K -> K -> K) (opp inv : K -> K).
Hypothesis K_ring : ring_theory zero one add mul sub opp (@eq K).
Hypothesis integral : forall a b, mul a b = zero -> a = zero \/ b = zero.
Hypothesis one_not_zero : one <> zero.
Hypothesis inverse : forall a, a <> zero -> mul a (inv a) = one.
Add Ring K_is_a_ring : K_ring.
Infix "+" := add. Infix "*" := mul. Infix "-" := sub.

(** ** Polynomials, by their coefficients, the constant one first. *)
Fixpoint eval (p : list K) (x : K) : K := match p with [] => zero | c :: r => c + x * eval r x end.

Lemma factor p x0 : forall c, exists q, length q = length p /\
  forall x, eval (c :: p) x = (x - x0) * eval q x + eval (c :: p) x0.
Proof.
  induction p as [|c' p IH]; intros c.
  - exists []. split; [reflexivity|]. intros x. cbn [eval]. ring.
  - destruct (IH c') as (q & Hl & Hq). exists (eval (c' :: p) x0 :: q). split; [cbn [length]; now rewrite Hl|].
    intros x. change (eval (c :: c' :: p) x) with (c + x * eval (c' :: p) x).
    change (eval (c :: c' :: p) x0) with (c + x0 * eval (c' :: p) x0).
    change (eval (eval (c' :: p) x0 :: q) x) with (eval (c' :: p) x0 + x * eval q x). rewrite (Hq x). ring.
Qed.

Lemma product_not_zero a b : a <> zero -> b <> zero -> a * b <> zero.
Proof. intros Ha Hb H. destruct (integral a b H); auto. Qed.

Lemma zero_difference a b : a - b = zero -> a = b.
Proof. intros H. replace a with (a - b + b) by ring. rewrite H. ring. Qed.

(** A polynomial that is not 0 everywhere has fewer roots than coefficients. *)
Theorem few_roots n : forall p, length p = n -> (exists x, eval p x <> zero) ->
  forall l, NoDup l -> (forall x, In x l -> eval p x = zero) -> (length l < n)%nat.
Proof.
  induction n as [|n IH]; intros p Hp (y & Hy) l Hd Hl.
  - destruct p; [|discriminate]. exfalso. now apply Hy.
  - destruct p as [|c p]; [discriminate|]. injection Hp as Hp. destruct l as [|x0 l]; [cbn; lia|].
    destruct (factor p x0 c) as (q & Hq & E). rewrite (Hl x0 (or_introl eq_refl)) in E.
    inversion Hd as [|? ? Hn Hd']; subst. cbn [length]. apply -> Nat.succ_lt_mono.
    apply (IH q Hq); [|assumption|].
    + exists y. intros H. apply Hy. rewrite E, H. ring.
    + intros x Hx. pose proof (Hl x (or_intror Hx)) as H. rewrite E in H.
      destruct (integral (x - x0) (eval q x)) as [H'|H']; [|apply zero_difference in H'; subst; contradiction|assumption].
      rewrite <- H. ring.
Qed.

(** ** Sums of fractions: counts over x + fingerprint. *)
Fixpoint plus (p q : list K) : list K :=
  match p, q with [], _ => q | _, [] => p | a :: p, b :: q => (a + b) :: plus p q end.
Definition scale (c : K) (p : list K) : list K := map (mul c) p.
Definition times_linear (f : K) (p : list K) : list K := plus (scale f p) (zero :: p).

Lemma eval_plus p x : forall q, eval (plus p q) x = eval p x + eval q x.
Proof.
  induction p as [|a p IH]; intros [|b q]; cbn [plus eval]; try ring. rewrite IH. ring.
Qed.
Lemma eval_scale c p x : eval (scale c p) x = c * eval p x.
Proof. induction p as [|a p IH]; cbn [scale map eval]; [ring|]. unfold scale in IH. rewrite IH. ring. Qed.
Lemma eval_times_linear f p x : eval (times_linear f p) x = (x + f) * eval p x.
Proof. unfold times_linear. rewrite eval_plus, eval_scale. cbn [eval]. ring. Qed.

Lemma length_plus p : forall q, length (plus p q) = Nat.max (length p) (length q).
Proof. induction p as [|a p IH]; intros [|b q]; cbn [plus length]; try reflexivity. now rewrite IH. Qed.
Lemma length_times_linear f p : length (times_linear f p) = S (length p).
Proof. unfold times_linear, scale. rewrite length_plus, map_length. cbn [length]. lia. Qed.

(** fingerprint, count *)
Notation token := (K * K)%type.

Fixpoint sum (x : K) (l : list token) : K := match l with [] => zero | (f, c) :: r => c * inv (x + f) + sum x r end.
Fixpoint denominator (l : list token) : list K := match l with [] => [one] | (f, _) :: r => times_linear f (denominator r) end.
Fixpoint numerator (l : list token) : list K :=
  match l with [] => [] | (f, c) :: r => plus (scale c (denominator r)) (times_linear f (numerator r)) end.

Lemma denominator_length l : length (denominator l) = S (length l).
Proof. induction l as [|[f c] l IH]; [reflexivity|]. cbn [denominator]. now rewrite length_times_linear, IH. Qed.
Lemma numerator_length f c l : length (numerator ((f, c) :: l)) = S (length l).
Proof.
  revert f c. induction l as [|[f' c'] l IH]; intros f c; cbn [numerator].
  - rewrite length_plus, length_times_linear. unfold scale. now rewrite map_length.
  - rewrite length_plus, length_times_linear. unfold scale. rewrite map_length, denominator_length.
    change (plus (map (mul c') (denominator l)) (times_linear f' (numerator l))) with (numerator ((f', c') :: l)). rewrite IH. cbn [length]. lia.
Qed.

Lemma eval_numerator f c l x : eval (numerator ((f, c) :: l)) x = c * eval (denominator l) x + (x + f) * eval (numerator l) x.
Proof. cbn [numerator]. now rewrite eval_plus, eval_scale, eval_times_linear. Qed.

Lemma sum_is_fraction x l : (forall f c, In (f, c) l -> x + f <> zero) -> eval (numerator l) x = eval (denominator l) x * sum x l.
Proof.
  induction l as [|[f c] l IH]; intros H; [cbn; ring|]. rewrite eval_numerator, IH by (intros; eapply H; right; eassumption).
  cbn [denominator sum]. rewrite eval_times_linear. pose proof (inverse (x + f) (H f c (or_introl eq_refl))) as Hi.
  transitivity (c * eval (denominator l) x * ((x + f) * inv (x + f)) + (x + f) * (eval (denominator l) x * sum x l)); [rewrite Hi; ring|ring].
Qed.

Lemma denominator_zero f c l : In (f, c) l -> eval (denominator l) (opp f) = zero.
Proof.
  induction l as [|[f' c'] l IH]; [contradiction|]. cbn [denominator]. rewrite eval_times_linear. intros [E|H].
  - injection E as -> _. ring.
  - rewrite (IH H). ring.
Qed.

Lemma denominator_not_zero x l : (forall f c, In (f, c) l -> x + f <> zero) -> eval (denominator l) x <> zero.
Proof.
  induction l as [|[f c] l IH]; intros H.
  - cbn. intros E. apply one_not_zero. rewrite <- E. ring.
  - cbn [denominator]. rewrite eval_times_linear. apply product_not_zero; [apply (H f c); now left|].
    apply IH. intros; eapply H; right; eassumption.
Qed.

Lemma differs a b : a <> b -> opp a + b <> zero.
Proof. intros H E. apply H. symmetry. apply zero_difference. rewrite <- E. ring. Qed.

Lemma numerator_not_zero f c l : NoDup (map fst l) -> In (f, c) l -> c <> zero -> eval (numerator l) (opp f) <> zero.
Proof.
  induction l as [|[f' c'] l IH]; intros Hd Hin Hc; [contradiction|]. cbn [map fst] in Hd. inversion Hd as [|? ? Hn Hl]; subst.
  rewrite eval_numerator. destruct Hin as [E|Hin].
  - injection E as -> ->. replace (c * eval (denominator l) (opp f) + (opp f + f) * eval (numerator l) (opp f))
      with (c * eval (denominator l) (opp f)) by ring.
    apply product_not_zero; [assumption|]. apply denominator_not_zero. intros g d Hg. apply differs. intros ->.
    apply Hn. apply (in_map fst) in Hg. exact Hg.
  - rewrite (denominator_zero f c l Hin).
    replace (c' * zero + (opp f + f') * eval (numerator l) (opp f)) with ((opp f + f') * eval (numerator l) (opp f)) by ring.
    apply product_not_zero; [|now apply IH]. apply differs. intros ->. apply Hn. apply (in_map fst) in Hin. exact Hin.
Qed.

(** Different fingerprints, a count that is not 0: of the challenges at which no denominator is 0, fewer than there are
    fingerprints make the sum 0. *)
Theorem few_bad_challenges l : NoDup (map fst l) -> (exists f c, In (f, c) l /\ c <> zero) ->
  forall bad, NoDup bad -> (forall x, In x bad -> (forall f c, In (f, c) l -> x + f <> zero) /\ sum x l = zero) ->
  (length bad < length l)%nat.
Proof.
  intros Hd (f & c & Hin & Hc) bad Hb Hbad. destruct l as [|[f' c'] l]; [contradiction|].
  apply (few_roots (S (length l)) (numerator ((f', c') :: l)) (numerator_length f' c' l)); [|assumption|].
  - exists (opp f). now apply numerator_not_zero with (c := c).
  - intros x Hx. destruct (Hbad x Hx) as (Hnz & Hs). rewrite sum_is_fraction by exact Hnz. rewrite Hs. ring.
Qed.
End Challenge.
