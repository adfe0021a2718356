(** What a bus says when it balances: Lemmas 1, 2 and 3 of docs/spec/memory-argument.md, as far as they do not
    look into a chip.

    A bus is the list of all that rows say on it: messages with counts in the field. It balances if the counts of
    each message add up to 0, in the field. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field.
Import ListNotations.
Open Scope Z_scope.

Section Balance.
Context {M : Type} (M_dec : forall a b : M, {a = b} + {a <> b}).

Notation said := (M * F)%type.

Fixpoint total (m : M) (l : list said) : F :=
  match l with
  | [] => Fz 0
  | (m', c) :: r => if M_dec m' m then (c + total m r)%F else total m r
  end.

Definition balances (l : list said) := forall m, total m l = Fz 0.

Lemma total_app m l r : total m (l ++ r) = (total m l + total m r)%F.
Proof.
  induction l as [|[m' c] l IH]; cbn [total app]; [ring|].
  destruct (M_dec m' m); rewrite IH; ring.
Qed.

Lemma total_perm m l r : Permutation l r -> total m l = total m r.
Proof.
  induction 1 as [|[m' c] l r Hp IH|[a c] [b d] l|l k r H IH H' IH']; cbn [total]; try congruence.
  - rewrite IH. reflexivity.
  - destruct (M_dec a m), (M_dec b m); try reflexivity. ring.
Qed.

(** What is sent once, and what is received once. *)
Fixpoint counted (c : F) (l : list said) : list M :=
  match l with
  | [] => []
  | (m, c') :: r => if F_eq_dec c' c then m :: counted c r else counted c r
  end.
Definition sent := counted (Fz 1).
Definition received := counted (Fz (-1)).

Lemma counted_app c l r : counted c (l ++ r) = counted c l ++ counted c r.
Proof.
  induction l as [|[m c'] l IH]; [reflexivity|]. cbn [counted app].
  destruct (F_eq_dec c' c); rewrite IH; reflexivity.
Qed.

Definition is_signed (e : said) := snd e = Fz 0 \/ snd e = Fz 1 \/ snd e = Fz (-1).

Notation count m l := (Z.of_nat (count_occ M_dec l m)).

Lemma total_signed m l : Forall is_signed l -> total m l = Fz (count m (sent l) - count m (received l)).
Proof.
  pose proof F_one_not_zero. pose proof F_minus_one_not_one. pose proof F_minus_one_not_zero.
  induction l as [|[m' c] l IH]; intros Hs; [reflexivity|].
  inversion Hs as [|? ? Hc Hl]; subst. specialize (IH Hl).
  unfold sent, received in *. cbn [total counted]. rewrite IH. clear IH.
  destruct (F_eq_dec c (Fz 1)) as [E1|N1], (F_eq_dec c (Fz (-1))) as [E2|N2];
    destruct (M_dec m' m) as [->|E]; try congruence; try reflexivity; try rewrite E1; try rewrite E2;
    rewrite ?Fz_add;
    rewrite ?(count_occ_cons_eq M_dec _ (eq_refl m)), ?(count_occ_cons_neq M_dec _ E); try (f_equal; lia).
  destruct Hc as [Hc|[Hc|Hc]]; cbn [snd] in Hc; try congruence. subst c. rewrite Fz_add. f_equal.
Qed.

Lemma sent_received_length l : (length (sent l) + length (received l) <= length l)%nat.
Proof.
  pose proof F_minus_one_not_one.
  unfold sent, received. induction l as [|[m c] l IH]; [simpl; lia|].
  cbn [counted]. destruct (F_eq_dec c (Fz 1)), (F_eq_dec c (Fz (-1))); cbn [length]; try lia. congruence.
Qed.

Lemma count_bound m (l : list M) : 0 <= count m l <= Z.of_nat (length l).
Proof. pose proof (count_occ_bound M_dec m l). lia. Qed.

(** Lemma 1 (counts are integers): on a bus whose counts are -1, 0 or 1, of fewer than p of them, what is sent is
    what is received, as multisets. *)
Theorem counts_are_integers l :
  balances l -> Forall is_signed l -> Z.of_nat (length l) < p -> Permutation (sent l) (received l).
Proof.
  intros Hb Hs Hlen. apply (Permutation_count_occ M_dec). intros m.
  specialize (Hb m). rewrite total_signed in Hb by assumption.
  apply Fz_eq in Hb. destruct Hb as (k & Hk).
  pose proof (count_bound m (sent l)). pose proof (count_bound m (received l)).
  pose proof (sent_received_length l). unfold p in *. assert (k = 0) by lia. lia.
Qed.

(** Lemma 3 (lookups are right): what is looked up, each time with count 1, fewer than p times in all, is offered by
    the table, whatever counts the table chooses. *)
Theorem lookups_are_right (lookups table : list said) :
  balances (lookups ++ table) ->
  Forall (fun e => snd e = Fz 0 \/ snd e = Fz 1) lookups ->
  Z.of_nat (length lookups) < p ->
  forall m, In (m, Fz 1) lookups -> In m (map fst table).
Proof.
  intros Hb Hs Hlen m Hin.
  destruct (in_dec M_dec m (map fst table)) as [|Hno]; [assumption|exfalso].
  specialize (Hb m). rewrite total_app in Hb.
  assert (Ht : total m table = Fz 0).
  { clear - Hno. induction table as [|[m' c] t IH]; [reflexivity|].
    cbn [total map fst] in *. destruct (M_dec m' m); [subst; exfalso; apply Hno; now left|].
    apply IH. intros H. apply Hno. now right. }
  assert (Hsg : Forall is_signed lookups).
  { eapply Forall_impl; [|exact Hs]. intros e [H|H]; unfold is_signed; auto. }
  assert (Hr : received lookups = []).
  { clear - Hs. unfold received. induction Hs as [|[m' c] l He Hl IH]; [reflexivity|].
    cbn [counted snd] in *. destruct (F_eq_dec c (Fz (-1))) as [E|E]; [|exact IH].
    pose proof F_minus_one_not_one. pose proof F_minus_one_not_zero. destruct He; congruence. }
  rewrite Ht, total_signed, Hr in Hb by assumption. cbn [count_occ] in Hb.
  assert (Hb' : Fz (count m (sent lookups)) = Fz 0).
  { rewrite <- Hb. rewrite Fz_add. f_equal. lia. }
  apply Fz_eq in Hb'. destruct Hb' as (k & Hk).
  assert (Hm : In m (sent lookups)).
  { clear - Hin. unfold sent. induction lookups as [|[m' c] l IH]; [contradiction|].
    cbn [counted]. destruct Hin as [E|Hin].
    - injection E as -> ->. destruct (F_eq_dec (Fz 1) (Fz 1)); [now left|congruence].
    - destruct (F_eq_dec c (Fz 1)); [right|]; auto. }
  apply (count_occ_In M_dec) in Hm.
  pose proof (count_bound m (sent lookups)). pose proof (sent_received_length lookups).
  unfold p in *. assert (k = 0) by lia. lia.
Qed.
End Balance.
