(** What is handed on: Lemma 4 of docs/spec/global-memory.md for a run with a final root.

    There the verifier takes what a revealed leaf ends with, as in every run, and puts the same values back under the number
    2^29. Nobody can take that but the leaf's row of the ends. So the row, which hashes what it takes, hashes what is
    revealed. What is left is a ledger in which that row is a [revealed] one, and Ledger.v says the rest. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Cell Segment Ledger.
Import ListNotations.
Open Scope Z_scope.

(** kHandedOn. *)
Definition handed_number : F := Fz (2 ^ 29).
Definition hand_on (c : said_of_leaf) : said_of_leaf := (fst c, (fst (snd c), handed_number)).

Lemma flat_map_map {A B C} (f : B -> list C) (g : A -> B) l : flat_map f (map g l) = flat_map (fun x => f (g x)) l.
Proof. induction l as [|x l IH]; [reflexivity|]. cbn [map flat_map]. now rewrite IH. Qed.

Section HandedOn.
Variable bits n : Z.
Hypothesis bits_range : 0 <= bits <= 24.
Hypothesis few_segments : n <= 2 ^ bits.
Variable rows : list leaf_row.
Variable ends : list end_row.
Variable image : list (leaf * values).
Variable claims : list said_of_leaf.
Hypothesis segments : forall r, In r rows -> 1 <= r_segment r <= n.
Hypothesis from_is_checked : forall r, In r rows ->
  exists d, 0 <= d < 2 ^ bits /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Hypothesis ends_once : NoDup (map e_leaf ends).
Hypothesis claims_once : NoDup (map fst claims).
(** A claim's last is a segment's number or 0, which the verifier checks. *)
Hypothesis last_is_a_number : forall l v s, In (l, (v, s)) claims -> val s <= n.

(** Lemma 5, with what is handed on. *)
Hypothesis puts_are_takes : Permutation (starts ends image ++ map hand_on claims ++ map row_puts rows)
                                        (finishes ends claims ++ map row_takes rows).

Lemma few : 2 ^ bits <= 16777216.
Proof. change 16777216 with (2 ^ 24). apply Z.pow_le_mono_r; lia. Qed.

Lemma no_row_takes_it r : In r rows -> r_from r <> handed_number.
Proof.
  intros Hr E. destruct (from_is_checked r Hr) as (d & Hd & Ed). rewrite E in Ed. unfold handed_number in Ed.
  change (2 ^ 29) with 536870912 in Ed. pose proof (segments r Hr). pose proof few.
  to_Z Ed k. unfold p in *. lia.
Qed.

Lemma no_claim_takes_it l v : ~ In (l, (v, handed_number)) claims.
Proof.
  intros H. apply last_is_a_number in H. unfold handed_number in H. pose proof few.
  rewrite val_small in H by (unfold p; lia). change (2 ^ 29) with 536870912 in H. lia.
Qed.

(** The row of a revealed leaf takes what is revealed: that is its [final], which it hashes. *)
Theorem handed_on_is_taken l v s : In (l, (v, s)) claims -> exists e, In e ends /\
  e_leaf e = l /\ e_revealed e = false /\ e_final e = v /\ e_last e = handed_number.
Proof.
  intros Hc. assert (H : In (l, (v, handed_number)) (finishes ends claims ++ map row_takes rows)).
  { apply (Permutation_in _ puts_are_takes). apply in_or_app. right. apply in_or_app. left.
    apply (in_map hand_on) in Hc. exact Hc. }
  apply in_app_or in H. destruct H as [H|H].
  - unfold finishes in H. apply in_app_or in H. destruct H as [H|H]; [|now apply no_claim_takes_it in H].
    apply in_flat_map in H. destruct H as (e & He & H). unfold end_takes in H.
    destruct (e_revealed e) eqn:Er; [contradiction|]. destruct H as [E|[]]. injection E as <- <- E.
    exists e. auto.
  - exfalso. apply in_map_iff in H. destruct H as (r & E & Hr). unfold row_takes in E. injection E as _ _ E.
    now apply (no_row_takes_it r).
Qed.

(** ** The ledger without it. *)

Definition is_claimed (l : leaf) : bool := if in_dec cell_dec l (map fst claims) then true else false.
Definition as_revealed (e : end_row) : end_row :=
  EndRow (e_leaf e) (e_given e) (e_revealed e || is_claimed (e_leaf e)) (e_start e) (e_final e) (e_last e).
Definition ends_without : list end_row := map as_revealed ends.

Lemma is_claimed_in l : is_claimed l = true <-> In l (map fst claims).
Proof. unfold is_claimed. destruct (in_dec cell_dec l (map fst claims)); split; intros; try assumption; try reflexivity; [discriminate|exfalso; auto]. Qed.

Lemma ends_without_once : NoDup (map e_leaf ends_without).
Proof. unfold ends_without. rewrite map_map. exact ends_once. Qed.

Lemma starts_without : starts ends_without image = starts ends image.
Proof. unfold starts, ends_without. rewrite flat_map_map. reflexivity. Qed.

Lemma one_row e e' : In e ends -> In e' ends -> e_leaf e = e_leaf e' -> e = e'.
Proof.
  clear -ends_once. induction ends as [|x l IH]; [contradiction|]. cbn [map] in ends_once.
  inversion ends_once as [|? ? Hn Hd]; subst. intros [->|H] [->|H'] E; auto.
  - exfalso. apply Hn. rewrite E. now apply in_map.
  - exfalso. apply Hn. rewrite <- E. now apply in_map.
Qed.

Definition takes_of_claimed : list said_of_leaf :=
  flat_map (fun e => if is_claimed (e_leaf e) then end_takes e else []) ends.

Lemma takes_split : Permutation (flat_map end_takes ends) (takes_of_claimed ++ flat_map end_takes ends_without).
Proof.
  unfold takes_of_claimed, ends_without. rewrite flat_map_map. clear.
  induction ends as [|e l IH]; [constructor|]. cbn [flat_map]. rewrite IH. clear IH.
  unfold end_takes at 1 4, as_revealed. cbn [e_revealed e_leaf e_final e_last].
  destruct (is_claimed (e_leaf e)) eqn:E; unfold end_takes at 1; destruct (e_revealed e);
    cbn [orb app]; try reflexivity.
  apply Permutation_middle.
Qed.

Lemma claimed_takes_nodup : NoDup takes_of_claimed.
Proof.
  apply (NoDup_map_inv fst). unfold takes_of_claimed. clear -ends_once.
  assert (H : forall l, NoDup (map e_leaf l) ->
    NoDup (map fst (flat_map (fun e => if is_claimed (e_leaf e) then end_takes e else []) l)) /\
    forall x, In x (map fst (flat_map (fun e => if is_claimed (e_leaf e) then end_takes e else []) l)) -> In x (map e_leaf l)).
  { induction l as [|e l IH]; intros Hd; [split; [constructor|auto]|]. inversion Hd as [|? ? Hn Hl]; subst.
    destruct (IH Hl) as (H1 & H2). cbn [flat_map map].
    unfold end_takes at 1 3. destruct (is_claimed (e_leaf e)), (e_revealed e); cbn [app map fst];
      try (split; [assumption|intros; right; auto]).
    split; [constructor; auto|]. intros x [<-|Hx]; [now left|right; auto]. }
  apply H, ends_once.
Qed.

Lemma hand_on_nodup : NoDup (map hand_on claims).
Proof.
  apply (NoDup_map_inv fst). rewrite map_map. assert (E : map (fun x => fst (hand_on x)) claims = map fst claims) by reflexivity.
  rewrite E. exact claims_once.
Qed.

Lemma claimed_take_what_is_handed_on : Permutation takes_of_claimed (map hand_on claims).
Proof.
  apply NoDup_Permutation; [apply claimed_takes_nodup|apply hand_on_nodup|]. intros [l [v s]]. split; intros H.
  - unfold takes_of_claimed in H. apply in_flat_map in H. destruct H as (e & He & H).
    destruct (is_claimed (e_leaf e)) eqn:Ec; [|contradiction]. apply is_claimed_in in Ec.
    apply in_map_iff in Ec. destruct Ec as ([l' [v' s']] & El & Hc). cbn [fst] in El. subst l'.
    destruct (handed_on_is_taken _ _ _ Hc) as (e' & He' & El & Er & Ef & Es).
    assert (e' = e) by (apply one_row; auto). subst e'. unfold end_takes in H. rewrite Er in H.
    destruct H as [E|[]]. injection E as <- <- <-. apply in_map_iff. exists (e_leaf e, (v', s')).
    split; [|assumption]. unfold hand_on. cbn. now rewrite Ef, Es.
  - apply in_map_iff in H. destruct H as ([l' [v' s']] & E & Hc). unfold hand_on in E. cbn in E. injection E as -> -> <-.
    destruct (handed_on_is_taken _ _ _ Hc) as (e & He & El & Er & Ef & Es).
    unfold takes_of_claimed. apply in_flat_map. exists e. split; [assumption|].
    assert (Ec : is_claimed (e_leaf e) = true).
    { apply is_claimed_in. rewrite El. apply (in_map fst) in Hc. exact Hc. }
    rewrite Ec. unfold end_takes. rewrite Er, El, Ef, Es. now left.
Qed.

(** What is handed on and taken cancels. *)
Theorem the_rest_is_taken : Permutation (starts ends_without image ++ map row_puts rows)
                                        (finishes ends_without claims ++ map row_takes rows).
Proof.
  rewrite starts_without. apply (Permutation_app_inv_l (map hand_on claims)).
  transitivity (starts ends image ++ map hand_on claims ++ map row_puts rows).
  { rewrite !app_assoc. apply Permutation_app_tail, Permutation_app_comm. }
  rewrite puts_are_takes. unfold finishes. rewrite takes_split, claimed_take_what_is_handed_on, <- !app_assoc. reflexivity.
Qed.

(** A row that takes what is not handed on stands in the ledger without as it is. *)
Lemma kept e : In e ends -> e_revealed e = false -> ~ In (e_leaf e) (map fst claims) -> In e ends_without.
Proof.
  intros He Er Hn. unfold ends_without. apply in_map_iff. exists e. split; [|assumption]. unfold as_revealed.
  destruct (is_claimed (e_leaf e)) eqn:Ec; [exfalso; apply Hn, is_claimed_in, Ec|].
  rewrite orb_false_r. destruct e; reflexivity.
Qed.
End HandedOn.
