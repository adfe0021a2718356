(** Lemma 5 of docs/spec/global-memory.md with both halves of the challenge, over any finite field: fingerprints are α plus
    different polynomials in β of degree w, so a sum of fractions that should be none is 0 at no more than w (T - 1) |K| pairs (α, β). *)
From Coq Require Import List Ring Lia PeanoNat.
From Zkmem Require Import Challenge.
Import ListNotations.

Section Pairs.
Variable K : Type.
Variables (zero one : K) (add mul sub : K -> K -> K) (opp inv : K -> K).
Hypothesis K_ring : ring_theory zero one add mul sub opp (@eq K).
Hypothesis integral : forall a b, mul a b = zero -> a = zero \/ b = zero.
Hypothesis one_not_zero : one <> zero.
Hypothesis inverse : forall a, a <> zero -> mul a (inv a) = one.
Hypothesis K_dec : forall a b : K, {a = b} + {a <> b}.
Variable all : list K.
Hypothesis all_of_K : forall x, In x all.
Add Ring K_is_a_ring : K_ring.
Infix "+" := add. Infix "*" := mul. Infix "-" := sub.
Notation eval := (Challenge.eval K zero add mul).
Notation plus := (Challenge.plus K add).
Notation scale := (Challenge.scale K mul).
Notation sum := (Challenge.sum K zero add mul inv).

Lemma eval_plus' p q x : eval (plus p q) x = eval p x + eval q x.
Proof. eapply Challenge.eval_plus; eassumption. Qed.
Lemma eval_scale' c p x : eval (scale c p) x = c * eval p x.
Proof. eapply Challenge.eval_scale; eassumption. Qed.
Lemma length_plus' p q : length (plus p q) = Nat.max (length p) (length q).
Proof. apply Challenge.length_plus. Qed.
Lemma length_scale' c p : length (scale c p) = length p.
Proof. apply map_length. Qed.

(** ** Roots, of polynomials that are not 0 by a coefficient. *)

Lemma factor_top p c x0 : forall c0, exists q, length q = length p /\
  forall x, eval (c0 :: p ++ [c]) x = (x - x0) * eval (q ++ [c]) x + eval (c0 :: p ++ [c]) x0.
Proof.
  induction p as [|c1 p IH]; intros c0.
  - exists []. split; [reflexivity|]. intros x. cbn [app Challenge.eval]. ring.
  - destruct (IH c1) as (q & Hl & Hq). exists (eval (c1 :: p ++ [c]) x0 :: q). split; [cbn [length]; now rewrite Hl|].
    intros x. cbn [app]. change (eval (c0 :: c1 :: p ++ [c]) x) with (c0 + x * eval (c1 :: p ++ [c]) x).
    change (eval (c0 :: c1 :: p ++ [c]) x0) with (c0 + x0 * eval (c1 :: p ++ [c]) x0).
    change (eval (eval (c1 :: p ++ [c]) x0 :: q ++ [c]) x) with (eval (c1 :: p ++ [c]) x0 + x * eval (q ++ [c]) x).
    rewrite (Hq x). ring.
Qed.

Lemma few_roots_top n : forall p c, length p = n -> c <> zero ->
  forall l, NoDup l -> (forall x, In x l -> eval (p ++ [c]) x = zero) -> (length l <= n)%nat.
Proof.
  induction n as [|n IH]; intros p c Hp Hc l Hd Hl; (destruct l as [|x0 l]; [cbn; lia|]).
  - destruct p; [|discriminate]. exfalso. apply Hc. etransitivity; [|exact (Hl x0 (or_introl eq_refl))]. cbn [app Challenge.eval]. ring.
  - destruct p as [|c0 p]; [discriminate|]. injection Hp as Hp. destruct (factor_top p c x0 c0) as (q & Hq & E).
    cbn [app] in Hl. rewrite (Hl x0 (or_introl eq_refl)) in E. inversion Hd as [|? ? Hn Hd']; subst.
    cbn [length]. apply le_n_S. apply (IH q c Hq Hc l Hd').
    intros x Hx. pose proof (Hl x (or_intror Hx)) as H. rewrite E in H.
    destruct (integral (x - x0) (eval (q ++ [c]) x)) as [H'|H']; [etransitivity; [|exact H]; ring| |exact H'].
    exfalso. apply Hn. replace x0 with x; [exact Hx|]. replace x with (x - x0 + x0) by ring. rewrite H'. ring.
Qed.

Lemma eval_last_zero p x : eval (p ++ [zero]) x = eval p x.
Proof. induction p as [|c p IH]; cbn [app Challenge.eval]; [ring|]. now rewrite IH. Qed.

Lemma few_roots_of p : (exists c, In c p /\ c <> zero) ->
  forall l, NoDup l -> (forall x, In x l -> eval p x = zero) -> (length l < length p)%nat.
Proof.
  induction p as [|c p IH] using rev_ind; intros (c' & Hin & Hc) l Hd Hl; [contradiction|].
  rewrite app_length. cbn [length]. destruct (K_dec c zero) as [->|Hne].
  - enough (length l < length p)%nat by lia. apply IH; [|assumption|intros x Hx; rewrite <- eval_last_zero; auto].
    apply in_app_or in Hin. destruct Hin as [Hin|[E|[]]]; [eauto|congruence].
  - pose proof (few_roots_top (length p) p c eq_refl Hne l Hd Hl). lia.
Qed.

(** Different polynomials of one length agree at fewer points than they have coefficients. *)
Fixpoint minus (p q : list K) : list K := match p, q with a :: p, b :: q => (a - b) :: minus p q | _, _ => [] end.

Lemma eval_minus p : forall q x, length p = length q -> eval (minus p q) x = eval p x - eval q x.
Proof.
  induction p as [|a p IH]; intros [|b q] x H; try discriminate; cbn [minus Challenge.eval]; [ring|].
  rewrite IH by (now injection H). ring.
Qed.
Lemma length_minus p : forall q, length p = length q -> length (minus p q) = length p.
Proof. induction p as [|a p IH]; intros [|b q] H; try discriminate; cbn [minus length]; [reflexivity|]. now rewrite IH by (now injection H). Qed.
Lemma minus_not_zero p : forall q, length p = length q -> p <> q -> exists c, In c (minus p q) /\ c <> zero.
Proof.
  induction p as [|a p IH]; intros [|b q] H Hne; try discriminate; [congruence|]. cbn [minus].
  destruct (K_dec a b) as [->|Hab].
  - destruct (IH q) as (c & Hin & Hc); [now injection H|congruence|]. exists c. split; [now right|assumption].
  - exists (a - b). split; [now left|]. intros E. apply Hab. replace a with (a - b + b) by ring. rewrite E. ring.
Qed.

Theorem few_collisions p q : length p = length q -> p <> q ->
  forall l, NoDup l -> (forall x, In x l -> eval p x = eval q x) -> (length l < length p)%nat.
Proof.
  intros H Hne l Hd Hl. rewrite <- (length_minus p q H). apply few_roots_of; [now apply minus_not_zero|assumption|].
  intros x Hx. rewrite eval_minus, (Hl x Hx) by assumption. ring.
Qed.

(** ** Polynomials in α whose coefficients are polynomials in β. *)
Notation poly2 := (list (list K)) (only parsing).
Definition at_b (b : K) (P : poly2) : list K := map (fun g => eval g b) P.
Definition eval2 (P : poly2) (a b : K) : K := eval (at_b b P) a.

Fixpoint times (p q : list K) : list K := match p with [] => [] | c :: r => plus (scale c q) (zero :: times r q) end.
Fixpoint plus2 (P Q : poly2) : poly2 :=
  match P, Q with [], _ => Q | _, [] => P | g :: P, h :: Q => plus g h :: plus2 P Q end.
Definition times_linear2 (f : list K) (P : poly2) : poly2 := plus2 (map (times f) P) ([] :: P).

Lemma eval_times p q x : eval (times p q) x = eval p x * eval q x.
Proof.
  induction p as [|c p IH]; cbn [times Challenge.eval]; [ring|]. rewrite eval_plus', eval_scale'. cbn [Challenge.eval]. rewrite IH. ring.
Qed.
Lemma length_times p : forall n q m, (length p <= S n)%nat -> (length q <= S m)%nat -> (length (times p q) <= S (n + m))%nat.
Proof.
  induction p as [|c p IH]; intros n q m Hp Hq; cbn [times length] in *; [lia|].
  rewrite length_plus', length_scale'. cbn [length]. destruct n as [|n].
  - destruct p; [cbn [times length]; lia|cbn [length] in Hp; lia].
  - specialize (IH n q m). lia.
Qed.

Lemma eval2_plus P : forall Q a b, eval2 (plus2 P Q) a b = eval2 P a b + eval2 Q a b.
Proof.
  unfold eval2, at_b. induction P as [|g P IH]; intros [|h Q] a b; cbn [plus2 map Challenge.eval]; try ring. rewrite IH, eval_plus'. ring.
Qed.
Lemma eval2_times f P a b : eval2 (map (times f) P) a b = eval f b * eval2 P a b.
Proof.
  unfold eval2, at_b. induction P as [|g P IH]; cbn [map Challenge.eval]; [ring|]. rewrite IH, eval_times. ring.
Qed.
Lemma eval2_scale c P a b : eval2 (map (scale c) P) a b = c * eval2 P a b.
Proof.
  unfold eval2, at_b. induction P as [|g P IH]; cbn [map Challenge.eval]; [ring|]. rewrite IH, eval_scale'. ring.
Qed.
Lemma eval2_times_linear f P a b : eval2 (times_linear2 f P) a b = (a + eval f b) * eval2 P a b.
Proof. unfold times_linear2. rewrite eval2_plus, eval2_times. unfold eval2 at 2. cbn [at_b map Challenge.eval]. fold (at_b b P). fold (eval2 P a b). ring. Qed.

(** Degree at most d if α counts w times. *)
Variable w : nat.
Fixpoint fits (d : nat) (P : poly2) {struct P} : Prop :=
  match P with [] => True | g :: r => (length g <= S (w * d))%nat /\ match d with O => r = [] | S e => fits e r end end.

Lemma fits_plus P : forall d Q, fits d P -> fits d Q -> fits d (plus2 P Q).
Proof.
  induction P as [|g P IH]; intros d [|h Q] HP HQ; cbn [plus2]; try assumption. destruct HP as (Hg & HP), HQ as (Hh & HQ).
  split; [rewrite length_plus'; lia|]. destruct d; [subst; reflexivity|auto].
Qed.
Lemma fits_scale c P : forall d, fits d P -> fits d (map (scale c) P).
Proof.
  induction P as [|g P IH]; intros d H; [exact I|]. destruct H as (Hg & H). split; [now rewrite length_scale'|].
  destruct d; [subst; reflexivity|exact (IH d H)].
Qed.
Lemma fits_times f P : (length f <= S w)%nat -> forall d, fits d P -> fits (S d) (map (times f) P).
Proof.
  intros Hf. induction P as [|g P IH]; intros d H; [exact I|]. destruct H as (Hg & H). split.
  - pose proof (length_times f w g (w * d) Hf Hg). replace (w * S d)%nat with (w + w * d)%nat by lia. assumption.
  - destruct d; [subst; exact I|exact (IH d H)].
Qed.
Lemma fits_times_linear f P d : (length f <= S w)%nat -> fits d P -> fits (S d) (times_linear2 f P).
Proof. intros Hf H. apply fits_plus; [now apply fits_times|]. split; [cbn; lia|exact H]. Qed.

Lemma fits_last P g : forall d, fits d (P ++ [g]) -> fits d P /\ (length P <= d)%nat /\ (length g <= S (w * (d - length P)))%nat.
Proof.
  induction P as [|h P IH]; intros d H; cbn [app length] in *.
  - split; [exact I|]. split; [lia|]. rewrite Nat.sub_0_r. apply H.
  - destruct H as (Hh & H). destruct d as [|d]; [destruct P; discriminate|]. destruct (IH d H) as (H1 & H2 & H3).
    split; [split; assumption|]. split; [lia|exact H3].
Qed.

(** ** Zeros, counted in pairs (Schwartz and Zippel). *)

Lemma few_pairs (cap : K -> nat) : forall (bs : list K) (bad : list (K * K)), NoDup bad ->
  (forall b l, NoDup l -> (forall a, In a l -> In (a, b) bad) -> (length l <= cap b)%nat) ->
  (forall a b, In (a, b) bad -> In b bs) -> (length bad <= list_sum (map cap bs))%nat.
Proof.
  induction bs as [|b bs IH]; intros bad Hd Hcap Hin.
  - destruct bad as [|[a b] bad]; [cbn; lia|]. destruct (Hin a b (or_introl eq_refl)).
  - set (is_b := fun x : K * K => if K_dec (snd x) b then true else false).
    assert (Hlen : length bad = (length (filter is_b bad) + length (filter (fun x => negb (is_b x)) bad))%nat).
    { clear. induction bad as [|x bad IH]; [reflexivity|]. cbn [filter length]. destruct (is_b x); cbn [negb length]; lia. }
    assert (H1 : (length (filter is_b bad) <= cap b)%nat).
    { rewrite <- (map_length fst). apply Hcap.
      - assert (Hb : forall x, In x (filter is_b bad) -> snd x = b).
        { intros x Hx. apply filter_In in Hx. destruct Hx as (_ & Hx). unfold is_b in Hx. destruct (K_dec (snd x) b); congruence. }
        clear Hlen. apply (NoDup_filter is_b) in Hd. induction (filter is_b bad) as [|x l IHl]; [constructor|]. inversion Hd as [|? ? Hn Hd']; subst.
        cbn [map]. constructor; [|apply IHl; [assumption|intros; apply Hb; now right]].
        intros H. apply in_map_iff in H. destruct H as (y & E & Hy). apply Hn. replace x with y; [assumption|].
        destruct x as [xa xb], y as [ya yb]. pose proof (Hb _ (or_introl eq_refl)). pose proof (Hb _ (or_intror Hy)). cbn in *. congruence.
      - intros a Ha. apply in_map_iff in Ha. destruct Ha as ([a' b'] & <- & Hx). apply filter_In in Hx. destruct Hx as (Hx & E).
        unfold is_b in E. cbn [fst snd] in *. destruct (K_dec b' b); [subst; assumption|discriminate]. }
    assert (H2 : (length (filter (fun x => negb (is_b x)) bad) <= list_sum (map cap bs))%nat).
    { apply IH; [now apply NoDup_filter| |].
      - intros b' l Hl Hl'. apply Hcap; [assumption|]. intros a Ha. specialize (Hl' a Ha). apply filter_In in Hl'. tauto.
      - intros a b' Hx. apply filter_In in Hx. destruct Hx as (Hx & E). destruct (Hin a b' Hx) as [<-|]; [exfalso|assumption].
        unfold is_b in E. cbn [snd] in E. destruct (K_dec b b); [discriminate|congruence]. }
    cbn [map list_sum fold_right]. unfold list_sum in H2. lia.
Qed.

Notation size := (length all).

Lemma at_most_all (l : list K) : NoDup l -> (length l <= size)%nat.
Proof. intros H. apply NoDup_incl_length; [assumption|]. intros x _. apply all_of_K. Qed.

Lemma cap_sum (root : K -> bool) (q m : nat) (l : list K) :
  (list_sum (map (fun b => if root b then q else m) l) <= length (filter root l) * q + length l * m)%nat.
Proof. induction l as [|b l IH]; cbn [map list_sum fold_right filter length]; [lia|]. unfold list_sum in IH. destruct (root b); cbn [length]; lia. Qed.

Lemma eval2_last P g a b : eval g b = zero -> eval2 (P ++ [g]) a b = eval2 P a b.
Proof. intros E. unfold eval2, at_b. rewrite map_app. cbn [map]. rewrite E. apply eval_last_zero. Qed.

Theorem few_zeros P d : (1 <= w)%nat -> fits d P -> (exists a b, eval2 P a b <> zero) ->
  forall bad, NoDup bad -> (forall a b, In (a, b) bad -> eval2 P a b = zero) -> (length bad <= w * d * size)%nat.
Proof.
  intros Hw. induction P as [|g P IH] using rev_ind; intros Hf (a0 & b0 & H0) bad Hd Hbad; [exfalso; now apply H0|].
  destruct (fits_last P g d Hf) as (HfP & Hm & Hg).
  set (root := fun b => if K_dec (eval g b) zero then true else false).
  destruct (forallb root all) eqn:Eall.
  - assert (Hz : forall b, eval g b = zero).
    { intros b. rewrite forallb_forall in Eall. specialize (Eall b (all_of_K b)). unfold root in Eall. destruct (K_dec (eval g b) zero); congruence. }
    apply IH; [assumption| |assumption|].
    + exists a0, b0. rewrite <- (eval2_last P g) by apply Hz. assumption.
    + intros a b H. rewrite <- (eval2_last P g) by apply Hz. auto.
  - assert (Hb1 : exists b1, eval g b1 <> zero).
    { clear -Eall. induction all as [|b l IH]; [discriminate|]. cbn [forallb] in Eall. unfold root at 1 in Eall.
      destruct (K_dec (eval g b) zero); [exact (IH Eall)|eauto]. }
    set (bs := nodup K_dec all). set (m := length P) in *.
    assert (Hcap : (length bad <= list_sum (map (fun b => if root b then size else m) bs))%nat).
    { apply few_pairs; [assumption| |intros; apply nodup_In, all_of_K].
      intros b l Hl Hin. unfold root. destruct (K_dec (eval g b) zero) as [|Hne]; [now apply at_most_all|].
      apply (few_roots_top m (at_b b P) (eval g b)); [apply map_length|assumption|assumption|].
      intros a Ha. specialize (Hbad a b (Hin a Ha)). unfold eval2, at_b in Hbad. rewrite map_app in Hbad. exact Hbad. }
    pose proof (cap_sum root size m bs) as Hsum.
    assert (Hroots : (length (filter root bs) <= w * (d - m))%nat).
    { enough (length (filter root bs) < length g)%nat by lia. eapply (Challenge.few_roots K zero one add mul sub opp K_ring integral);
        [reflexivity|exact Hb1|apply NoDup_filter, NoDup_nodup|].
      intros x Hx. apply filter_In in Hx. destruct Hx as (_ & Hx). unfold root in Hx. destruct (K_dec (eval g x) zero); congruence. }
    assert (Hbs : (length bs <= size)%nat) by (apply at_most_all, NoDup_nodup).
    assert (H3 : (length (filter root bs) * size <= w * (d - m) * size)%nat) by (apply Nat.mul_le_mono_r; assumption).
    assert (H4 : (length bs * m <= w * m * size)%nat).
    { rewrite <- Nat.mul_assoc, (Nat.mul_comm m). apply Nat.le_trans with (size * m)%nat; [now apply Nat.mul_le_mono_r|].
      pose proof (Nat.mul_le_mono_r 1 w (size * m) Hw). lia. }
    assert (H5 : (w * d * size = w * (d - m) * size + w * m * size)%nat)
      by (rewrite <- Nat.mul_add_distr_r, <- Nat.mul_add_distr_l; do 2 f_equal; lia).
    lia.
Qed.

(** ** Sums of fractions: tokens are polynomials in β, with counts. *)
Notation token2 := (list K * K)%type.
Definition at_challenge (b : K) (l : list token2) : list (K * K) := map (fun t => (eval (fst t) b, snd t)) l.

Fixpoint denominator2 (l : list token2) : poly2 := match l with [] => [[one]] | (f, _) :: r => times_linear2 f (denominator2 r) end.
Fixpoint numerator2 (l : list token2) : poly2 :=
  match l with [] => [] | (f, c) :: r => plus2 (map (scale c) (denominator2 r)) (times_linear2 f (numerator2 r)) end.

Definition short (l : list token2) := forall f c, In (f, c) l -> length f = S w.

Lemma denominator_fits l : short l -> fits (length l) (denominator2 l).
Proof.
  induction l as [|[f c] l IH]; intros H; cbn [denominator2 length]; [split; [cbn; lia|reflexivity]|].
  apply fits_times_linear; [rewrite (H f c (or_introl eq_refl)); lia|]. apply IH. intros g e Hg. apply (H g e). now right.
Qed.
Lemma numerator_fits f c l : short ((f, c) :: l) -> fits (length l) (numerator2 ((f, c) :: l)).
Proof.
  revert f c. induction l as [|[g e] l IH]; intros f c H.
  - cbn [numerator2 length]. apply fits_plus; [apply fits_scale; split; [cbn; lia|reflexivity]|]. split; [cbn; lia|reflexivity].
  - change (numerator2 ((f, c) :: (g, e) :: l)) with
      (plus2 (map (scale c) (denominator2 ((g, e) :: l))) (times_linear2 f (numerator2 ((g, e) :: l)))).
    assert (Hr : short ((g, e) :: l)) by (intros h i Hh; apply (H h i); now right).
    apply fits_plus; [apply fits_scale; exact (denominator_fits _ Hr)|].
    cbn [length]. apply fits_times_linear; [rewrite (H f c (or_introl eq_refl)); lia|]. now apply IH.
Qed.

Notation denominator := (Challenge.denominator K zero one add mul).
Notation numerator := (Challenge.numerator K zero one add mul).

Lemma eval_denominator2 l a b : eval2 (denominator2 l) a b = eval (denominator (at_challenge b l)) a.
Proof.
  induction l as [|[f c] l IH]; [unfold eval2; cbn; ring|]. cbn [denominator2 at_challenge map Challenge.denominator fst snd].
  rewrite eval2_times_linear, IH. symmetry. eapply Challenge.eval_times_linear; eassumption.
Qed.
Lemma eval_numerator2 l a b : eval2 (numerator2 l) a b = eval (numerator (at_challenge b l)) a.
Proof.
  induction l as [|[f c] l IH]; [reflexivity|]. cbn [numerator2 at_challenge map fst snd].
  rewrite eval2_plus, eval2_scale, eval2_times_linear, eval_denominator2, IH. symmetry. eapply Challenge.eval_numerator; eassumption.
Qed.

(** At α = -f only the fraction of f is left, if no other fingerprint is f. *)
Lemma numerator_at l1 f c l2 : (forall g e, In (g, e) (l1 ++ l2) -> g <> f) -> c <> zero ->
  eval (numerator (l1 ++ (f, c) :: l2)) (opp f) <> zero.
Proof.
  induction l1 as [|[g e] l1 IH]; intros H Hc; cbn [app] in *; erewrite (Challenge.eval_numerator) by eassumption.
  - replace (c * eval (denominator l2) (opp f) + (opp f + f) * eval (numerator l2) (opp f)) with (c * eval (denominator l2) (opp f)) by ring.
    intros E. destruct (integral _ _ E) as [|E']; [contradiction|]. revert E'.
    eapply Challenge.denominator_not_zero; try eassumption. intros g e Hg E'. apply (H g e Hg).
    replace f with (opp f + g + f) by (rewrite E'; ring). ring.
  - assert (Hz : eval (denominator (l1 ++ (f, c) :: l2)) (opp f) = zero).
    { eapply Challenge.denominator_zero; [eassumption|]. apply in_or_app. right. now left. }
    rewrite Hz. intros E. assert (E' : (opp f + g) * eval (numerator (l1 ++ (f, c) :: l2)) (opp f) = zero) by (etransitivity; [|exact E]; ring).
    destruct (integral _ _ E') as [E2|E2].
    + apply (H g e (or_introl eq_refl)). replace f with (opp f + g + f) by (rewrite E2; ring). ring.
    + revert E2. apply IH; [|assumption]. intros h i Hh. apply (H h i). now right.
Qed.

(** If K has enough elements, some β tells f from all others. *)
Lemma telling f (l : list token2) : length f = S w -> (forall g e, In (g, e) l -> length g = S w /\ g <> f) -> (w * length l < length (nodup K_dec all))%nat ->
  exists b, forall g e, In (g, e) l -> eval g b <> eval f b.
Proof.
  intros Hf Hl. set (bs := nodup K_dec all).
  set (agree := fun b => existsb (fun t : token2 => if K_dec (eval (fst t) b) (eval f b) then true else false) l).
  intros Hlt. assert (Hfew : forall l' : list token2, incl l' l ->
    (length (filter (fun b => existsb (fun t : token2 => if K_dec (eval (fst t) b) (eval f b) then true else false) l') bs) <= w * length l')%nat).
  { induction l' as [|[g e] l' IH]; intros Hi; cbn [existsb length].
    - assert (E : filter (fun _ : K => false) bs = []) by (clear; induction bs; auto). rewrite E. cbn. lia.
    - destruct (Hl g e) as (Hg & Hne); [apply Hi; now left|].
      assert (H1 : (length (filter (fun b => if K_dec (eval g b) (eval f b) then true else false) bs) < length g)%nat).
      { apply (few_collisions g f); [congruence|assumption|apply NoDup_filter, NoDup_nodup|].
        intros x Hx. apply filter_In in Hx. destruct Hx as (_ & Hx). destruct (K_dec (eval g x) (eval f x)); congruence. }
      assert (H2 := IH (fun x Hx => Hi x (or_intror Hx))). clear IH. cbn [fst].
      enough (H3 : (length (filter (fun b => (if K_dec (eval g b) (eval f b) then true else false) ||
         existsb (fun t : token2 => if K_dec (eval (fst t) b) (eval f b) then true else false) l')%bool bs) <=
         length (filter (fun b => if K_dec (eval g b) (eval f b) then true else false) bs) +
         length (filter (fun b => existsb (fun t : token2 => if K_dec (eval (fst t) b) (eval f b) then true else false) l') bs))%nat) by lia.
      clear. induction bs as [|b bs IH]; [cbn; lia|]. cbn [filter].
      destruct (K_dec (eval g b) (eval f b)), (existsb _ l'); cbn [orb length]; lia. }
  specialize (Hfew l (incl_refl l)). fold agree in Hfew.
  assert (Hex : exists b, In b bs /\ agree b = false).
  { assert (H : (length (filter agree bs) < length bs)%nat) by lia. clear -H.
    induction bs as [|b bs IH]; [cbn in H; lia|]. cbn [filter] in H. destruct (agree b) eqn:E; [|exists b; split; [now left|assumption]].
    cbn [length] in H. destruct IH as (b' & Hb & E'); [lia|]. exists b'. split; [now right|assumption]. }
  destruct Hex as (b & _ & E). exists b. intros g e Hin Eq. unfold agree in E.
  assert (Ht : existsb (fun t : token2 => if K_dec (eval (fst t) b) (eval f b) then true else false) l = true).
  { apply existsb_exists. exists (g, e). split; [assumption|]. cbn [fst]. destruct (K_dec (eval g b) (eval f b)); congruence. }
  congruence.
Qed.

(** Lemma 5: different tokens, a count that is not 0. *)
Theorem few_bad_pairs l : (1 <= w)%nat -> short l -> NoDup (map fst l) -> (exists f c, In (f, c) l /\ c <> zero) ->
  forall bad, NoDup bad ->
  (forall a b, In (a, b) bad -> (forall f c, In (f, c) l -> a + eval f b <> zero) /\ sum a (at_challenge b l) = zero) ->
  (length bad <= w * (length l - 1) * size)%nat.
Proof.
  intros Hw Hs Hd (f & c & Hin & Hc) bad Hbd Hbad. destruct (in_split _ _ Hin) as (l1 & l2 & El).
  assert (Hlen : (length l - 1 = length (l1 ++ l2))%nat) by (rewrite El, !app_length; cbn [length]; lia).
  assert (Hothers : forall g e, In (g, e) (l1 ++ l2) -> length g = S w /\ g <> f).
  { intros g e Hg. split; [apply (Hs g e); rewrite El; apply in_app_or in Hg; apply in_or_app; cbn [In]; tauto|].
    rewrite El, map_app in Hd. cbn [map fst] in Hd. apply NoDup_remove_2 in Hd. rewrite <- map_app in Hd. intros ->. apply Hd.
    apply (in_map fst _ _ Hg). }
  destruct (Nat.lt_ge_cases (w * length (l1 ++ l2)) (length (nodup K_dec all))) as [Hlt|Hge].
  - destruct (telling f (l1 ++ l2) (Hs f c Hin) Hothers Hlt) as (b0 & Hb0).
    destruct l as [|[f' c'] l]; [contradiction|]. replace (length ((f', c') :: l) - 1)%nat with (length l) by (cbn; lia).
    apply (few_zeros (numerator2 ((f', c') :: l))); [assumption|now apply numerator_fits| |assumption|].
    + exists (opp (eval f b0)), b0. rewrite eval_numerator2, El. unfold at_challenge. rewrite map_app. cbn [map fst snd].
      apply numerator_at; [|assumption]. intros g e Hg. rewrite <- map_app in Hg. apply in_map_iff in Hg.
      destruct Hg as ([g' e'] & E & Hg). cbn [fst snd] in E. injection E as <- <-. now apply (Hb0 g' e').
    + intros a b H. destruct (Hbad a b H) as (Hnz & Hsum). rewrite eval_numerator2.
      assert (Hnz' : forall g e, In (g, e) (at_challenge b ((f', c') :: l)) -> a + g <> zero).
      { intros g e Hg. apply in_map_iff in Hg. destruct Hg as ([g' e'] & E & Hg). cbn [fst snd] in E. injection E as <- <-. now apply (Hnz g' e'). }
      pose proof (Challenge.sum_is_fraction K zero one add mul sub opp inv K_ring inverse a (at_challenge b ((f', c') :: l)) Hnz') as E.
      rewrite E, Hsum. ring.
  - assert (Hall : (length bad <= length (list_prod (nodup K_dec all) (nodup K_dec all)))%nat).
    { apply NoDup_incl_length; [assumption|]. intros [a b] _. apply in_prod; apply nodup_In, all_of_K. }
    rewrite prod_length in Hall. rewrite Hlen.
    assert (Hsz : (length (nodup K_dec all) <= size)%nat) by apply at_most_all, NoDup_nodup. nia.
Qed.

(** And few at which the fingerprint of a token is 0. *)
Theorem few_vanish (l : list (list K)) bad : NoDup bad ->
  (forall a b, In (a, b) bad -> exists f, In f l /\ a + eval f b = zero) -> (length bad <= length l * size)%nat.
Proof.
  intros Hd Hbad. assert (H : (length bad <= list_sum (map (fun _ => length l) (nodup K_dec all)))%nat).
  { apply few_pairs; [assumption| |intros; apply nodup_In, all_of_K]. intros b r Hr Hin.
    rewrite <- (map_length (fun f => opp (eval f b)) l). apply NoDup_incl_length; [assumption|]. intros a Ha.
    destruct (Hbad a b (Hin a Ha)) as (f & Hf & E). apply in_map_iff. exists f. split; [|assumption].
    replace a with (a + eval f b + opp (eval f b)) by ring. rewrite E. ring. }
  assert (Hs : (list_sum (map (fun _ : K => length l) (nodup K_dec all)) = length (nodup K_dec all) * length l)%nat).
  { clear. induction (nodup K_dec all) as [|b bs IH]; [reflexivity|]. cbn [map list_sum fold_right length]. unfold list_sum in IH. lia. }
  pose proof (at_most_all _ (NoDup_nodup K_dec all)). nia.
Qed.
End Pairs.
