(** The ledger of global memory: Lemmas 4 and 6 of docs/spec/global-memory.md.

    That what is put is what is taken (Lemma 5) is a premise here; Sums.v shows it of a run. A
    leaf behaves like a cell whose values are eight and whose times are segments, so argument/Cell.v says the rest. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Cell Segment.
Import ListNotations.
Open Scope Z_scope.

(** A leaf is named as a cell is: space, label. *)
Notation leaf := cell (only parsing).
Notation values := (list F) (only parsing).
Definition values_dec : forall a b : values, {a = b} + {a <> b} := list_eq_dec F_eq_dec.

(** What a segment's row says: the leaf came from a segment, and this one leaves it. *)
Record leaf_row := LeafRow { r_leaf : leaf; r_initial : values; r_from : F; r_final : values; r_segment : Z }.

(** A row of the ends. What it starts its leaf with is zeros, or what is under the initial root. *)
Record end_row := EndRow {
  e_leaf : leaf; e_given : bool; e_revealed : bool; e_start : values; e_final : values; e_last : F }.

Notation said_of_leaf := (cell * (list F * F))%type (only parsing).

Definition row_puts (r : leaf_row) : said_of_leaf := (r_leaf r, (r_final r, Fz (r_segment r))).
Definition row_takes (r : leaf_row) : said_of_leaf := (r_leaf r, (r_initial r, r_from r)).
Definition end_puts (e : end_row) : list said_of_leaf :=
  if e_given e then [] else [(e_leaf e, (e_start e, Fz 0))].
Definition end_takes (e : end_row) : list said_of_leaf :=
  if e_revealed e then [] else [(e_leaf e, (e_final e, e_last e))].
Definition image_puts (i : leaf * values) : said_of_leaf := (fst i, (snd i, Fz 0)).

Section Ledger.
(** The bits of the range check, the number of segments. *)
Variable bits n : Z.
Hypothesis bits_range : 0 <= bits <= 24.
Hypothesis few_segments : n <= 2 ^ bits.

Variable rows : list leaf_row.
Variable ends : list end_row.
(** What the verifier puts and takes. *)
Variable image : list (leaf * values).
Variable claims : list said_of_leaf.

Hypothesis segments : forall r, In r rows -> 1 <= r_segment r <= n.
Hypothesis from_is_checked : forall r, In r rows ->
  exists d, 0 <= d < 2 ^ bits /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Hypothesis ends_once : NoDup (map e_leaf ends).
Hypothesis image_once : NoDup (map fst image).
Hypothesis claims_once : NoDup (map fst claims).
(** Check 7. *)
Hypothesis revealed_is_not_given : forall l, In l (map fst image) -> ~ In l (map fst claims).

Definition starts := flat_map end_puts ends ++ map image_puts image.
Definition finishes := flat_map end_takes ends ++ claims.

(** Lemma 5. *)
Hypothesis puts_are_takes : Permutation (starts ++ map row_puts rows) (finishes ++ map row_takes rows).

(** *** Lemma 6, first half: segments ascend. *)

Lemma start_is_zero l v s : In (l, (v, s)) starts -> s = Fz 0.
Proof.
  intros H. apply in_app_or in H. destruct H as [H|H].
  - apply in_flat_map in H. destruct H as (e & _ & H). unfold end_puts in H.
    destruct (e_given e); [contradiction|]. destruct H as [E|[]]. now injection E as _ _ <-.
  - apply in_map_iff in H. destruct H as ([l' v'] & E & _). unfold image_puts in E. now injection E as _ _ <-.
Qed.

Lemma from_is_a_segment r : In r rows -> 0 <= val (r_from r) <= n \/ val (r_from r) = 0.
Proof.
  intros Hr. assert (H : In (row_takes r) (finishes ++ map row_takes rows)).
  { apply in_or_app. right. now apply in_map. }
  apply (Permutation_in _ (Permutation_sym puts_are_takes)) in H. apply in_app_or in H.
  destruct H as [H|H]; unfold row_takes in H.
  - apply start_is_zero in H. right. now rewrite H.
  - left. apply in_map_iff in H. destruct H as (r' & E & Hr'). unfold row_puts in E. injection E as _ _ E.
    rewrite <- E. pose proof (segments r' Hr'). assert (2 ^ bits <= 2 ^ 24) by (apply Z.pow_le_mono_r; lia).
    change (2 ^ 24) with 16777216 in *. rewrite val_small by (unfold p; lia). lia.
Qed.

Theorem from_is_before r : In r rows -> 0 <= val (r_from r) < r_segment r.
Proof.
  intros Hr. destruct (from_is_checked r Hr) as (d & Hd & E). pose proof (segments r Hr).
  assert (2 ^ bits <= 2 ^ 24) by (apply Z.pow_le_mono_r; lia). change (2 ^ 24) with 16777216 in *.
  pose proof (val_range (r_from r)). pose proof (from_is_a_segment r Hr).
  to_Z E k. unfold p in *. lia.
Qed.

(** *** A leaf is a cell of eight values, its times are segments. *)

Definition touches (r : leaf_row) : leaf * @event values :=
  (r_leaf r, Event writes (r_initial r) (val (r_from r)) (r_final r) (r_segment r)).
Definition visits (l : leaf) : list event := of_cell l (map touches rows).

Definition by_number (x : values * F) : values * Z := (fst x, val (snd x)).
Definition starts_of l := map by_number (of_cell l starts).
Definition finishes_of l := map by_number (of_cell l finishes).

Lemma visit_ok l e : In e (visits l) -> event_ok e.
Proof.
  unfold visits. rewrite of_cell_in. intros H. apply in_map_iff in H. destruct H as (r & E & Hr).
  injection E as _ <-. pose proof (from_is_before r Hr). repeat split; cbn; try lia. congruence.
Qed.

Lemma leaf_balance l :
  Permutation (starts_of l ++ map given (visits l)) (finishes_of l ++ map taken (visits l)).
Proof.
  assert (Hg : map given (visits l) = map by_number (of_cell l (map row_puts rows))).
  { unfold visits. rewrite <- !of_cell_map, !map_map. f_equal. apply map_ext_in. intros r Hr.
    unfold on_second, touches, row_puts, by_number, given. cbn. f_equal. f_equal.
    symmetry. pose proof (segments r Hr). assert (2 ^ bits <= 2 ^ 24) by (apply Z.pow_le_mono_r; lia).
    apply Z.mod_small. change (2 ^ 24) with 16777216 in *. unfold p. lia. }
  assert (Ht : map taken (visits l) = map by_number (of_cell l (map row_takes rows))).
  { unfold visits. rewrite <- !of_cell_map, !map_map. reflexivity. }
  rewrite Hg, Ht. pose proof (of_cell_perm l _ _ puts_are_takes) as H. rewrite !of_cell_app in H.
  apply (Permutation_map by_number) in H. rewrite !map_app in H. exact H.
Qed.

Lemma leaf_ends_match l : length (starts_of l) = length (finishes_of l).
Proof.
  pose proof (Permutation_length (leaf_balance l)) as H. rewrite !app_length, !map_length in H.
  now apply Nat.add_cancel_r in H.
Qed.

(** *** Lemma 4 (ends): a leaf starts once, and a leaf of the image starts as the image says. *)

Lemma of_cell_none {A} l (x : list (leaf * A)) : ~ In l (map fst x) -> of_cell l x = [].
Proof.
  induction x as [|[l' a] x IH]; intros H; [reflexivity|]. cbn [of_cell map fst In] in *.
  destruct (cell_dec l' l) as [->|]; [exfalso; auto|auto].
Qed.

Lemma of_cell_once {A} l (x : list (leaf * A)) : NoDup (map fst x) -> (length (of_cell l x) <= 1)%nat.
Proof.
  induction x as [|[l' a] x IH]; intros H; [cbn; lia|]. inversion H as [|? ? Hn Hd]; subst. cbn [of_cell].
  destruct (cell_dec l' l) as [->|]; [|auto]. cbn [fst] in Hn. rewrite (of_cell_none l x Hn). cbn. lia.
Qed.

Lemma ends_say_once (say : end_row -> list said_of_leaf) l :
  (forall e, say e = [] \/ exists x, say e = [(e_leaf e, x)]) ->
  (length (of_cell l (flat_map say ends)) <= 1)%nat.
Proof.
  intros Hsay. assert (Hsub : NoDup (map fst (flat_map say ends)) /\
    forall l', In l' (map fst (flat_map say ends)) -> In l' (map e_leaf ends)).
  { clear - ends_once Hsay. induction ends as [|e r IH]; [split; [constructor|auto]|].
    inversion ends_once as [|? ? Hn Hd]; subst. destruct (IH Hd) as (H1 & H2). cbn [flat_map map].
    destruct (Hsay e) as [->|(x & ->)]; cbn [app map fst].
    - split; [assumption|]. intros; right; auto.
    - split; [constructor; auto|]. intros l' [<-|H]; [now left|right; auto]. }
  apply of_cell_once, Hsub.
Qed.

Theorem leaf_starts_once l : (length (starts_of l) <= 1)%nat.
Proof.
  pose proof (leaf_ends_match l) as Hlen.
  unfold starts_of, finishes_of in *. rewrite !map_length in *. unfold starts, finishes in *.
  rewrite !of_cell_app, !app_length in *.
  assert (H1 : (length (of_cell l (flat_map end_puts ends)) <= 1)%nat).
  { apply ends_say_once. intros e. unfold end_puts. destruct (e_given e); eauto. }
  assert (H2 : (length (of_cell l (flat_map end_takes ends)) <= 1)%nat).
  { apply ends_say_once. intros e. unfold end_takes. destruct (e_revealed e); eauto. }
  assert (Hfst : map fst (map image_puts image) = map fst image) by (rewrite map_map; reflexivity).
  destruct (in_dec cell_dec l (map fst image)) as [Hi|Hi].
  - assert (Hc : of_cell l claims = []) by (apply of_cell_none, revealed_is_not_given, Hi).
    rewrite Hc in Hlen. cbn [length] in Hlen. unfold leaf, cell in *. lia.
  - rewrite (of_cell_none l (map image_puts image)) by (rewrite Hfst; exact Hi). cbn [length]. lia.
Qed.

Lemma starts_at_zero l v s : In (v, s) (starts_of l) -> s = 0.
Proof.
  unfold starts_of. intros H. apply in_map_iff in H. destruct H as ([v' s'] & E & H).
  apply of_cell_in in H. apply start_is_zero in H. injection E as _ <-. cbn. now rewrite H.
Qed.

Theorem image_leaf_starts_as_the_image l v : In (l, v) image -> starts_of l = [(v, 0)].
Proof.
  intros Hi. assert (Hin : In (v, 0) (starts_of l)).
  { unfold starts_of. apply in_map_iff. exists (v, Fz 0). split; [reflexivity|].
    apply of_cell_in. unfold starts. apply in_or_app. right. apply in_map_iff. exists (l, v). auto. }
  pose proof (leaf_starts_once l) as H1. destruct (starts_of l) as [|x [|? ?]]; cbn in H1; try lia.
  - contradiction.
  - destruct Hin as [->|[]]. reflexivity.
Qed.

(** *** Lemma 6, second half: one trail for each leaf. *)

Variable start : leaf -> values.
Hypothesis start_is_the_token : forall l v s, In (v, s) (starts_of l) -> start l = v.

(** A leaf's balance in the form that Cell.v wants. *)
Lemma leaf_has_ends l e : In e (visits l) -> exists vf sf,
  finishes_of l = [(vf, sf)] /\
  Permutation ((start l, 0) :: map given (visits l)) ((vf, sf) :: map taken (visits l)).
Proof.
  intros He. pose proof (leaf_balance l) as Hb. pose proof (leaf_ends_match l) as Hlen.
  pose proof (leaf_starts_once l) as H1.
  pose proof (start_is_the_token l) as Hs. pose proof (starts_at_zero l) as Hz.
  destruct (starts_of l) as [|[v s] [|? ?]]; cbn [length] in H1, Hlen; try lia.
  - exfalso. destruct (finishes_of l); cbn [length] in Hlen; [|lia].
    assert (Hk : what e = adapts).
    { apply (untouched (visits l)); try assumption. intros e' He'. now apply (visit_ok l). }
    unfold visits in He. apply of_cell_in in He. apply in_map_iff in He. destruct He as (r & E & _).
    injection E as _ <-. discriminate.
  - destruct (finishes_of l) as [|[vf sf] [|? ?]]; cbn [length] in Hlen; try lia.
    exists vf, sf. split; [reflexivity|]. rewrite (Hs v s (or_introl eq_refl)).
    rewrite (Hz v s (or_introl eq_refl)) in Hb. exact Hb.
Qed.

Lemma visit_of_row r : In r rows ->
  In (Event writes (r_initial r) (val (r_from r)) (r_final r) (r_segment r)) (visits (r_leaf r)).
Proof. intros Hr. unfold visits. apply of_cell_in. apply (in_map touches _ _ Hr). Qed.

(** A segment's row starts its leaf with what the last segment before it has left, or with the start. *)
Theorem row_finds_what_was_left r : In r rows ->
  holds_at (visits (r_leaf r)) (start (r_leaf r)) (r_segment r - 1) (r_initial r).
Proof.
  intros Hr. pose proof (visit_of_row r Hr) as He.
  destruct (leaf_has_ends _ _ He) as (vf & sf & _ & Hb).
  exact (access_finds_last_write values_dec (visits (r_leaf r)) (visit_ok (r_leaf r)) _ _ _ Hb _ He
    ltac:(discriminate)).
Qed.

Theorem one_row_a_segment r r' : In r rows -> In r' rows -> r_leaf r = r_leaf r' -> r_segment r = r_segment r' ->
  r_initial r = r_initial r' /\ r_final r = r_final r'.
Proof.
  intros Hr Hr' Hl Hs. pose proof (visit_of_row r Hr) as He. pose proof (visit_of_row r' Hr') as He'.
  rewrite <- Hl in He'. destruct (leaf_has_ends _ _ He) as (vf & sf & _ & Hb).
  pose proof (accesses_differ values_dec (visits (r_leaf r)) (visit_ok (r_leaf r)) _ _ _ Hb _ _ He He'
    ltac:(discriminate) ltac:(discriminate) Hs) as E.
  injection E as -> _ ->. auto.
Qed.

(** What the ends take, or the verifier, is what the last segment has left. *)
Theorem finish_is_what_was_left l v s : In (v, s) (finishes_of l) ->
  (forall e, In e (visits l) -> time e <= s) /\ holds_at (visits l) (start l) s v.
Proof.
  intros Hin. pose proof (leaf_balance l) as Hb. pose proof (leaf_ends_match l) as Hlen.
  pose proof (leaf_starts_once l) as H1.
  pose proof (start_is_the_token l) as Hst. pose proof (starts_at_zero l) as Hz.
  destruct (starts_of l) as [|[v0 s0] [|? ?]]; cbn [length] in H1, Hlen; try lia;
    destruct (finishes_of l) as [|[vf sf] [|? ?]]; cbn [length] in Hlen; try lia; try contradiction.
  destruct Hin as [E|[]]. injection E as -> ->.
  rewrite <- (Hst v0 s0 (or_introl eq_refl)), (Hz v0 s0 (or_introl eq_refl)) in Hb. cbn [app] in Hb.
  destruct (final_value values_dec (visits l) (visit_ok l) _ _ _ Hb) as (H2 & H3).
  split; [|assumption]. intros e He. apply H2; [assumption|].
  unfold visits in He. apply of_cell_in in He. apply in_map_iff in He. destruct He as (r & E & _).
  injection E as _ <-. reflexivity.
Qed.

(** A leaf that nothing starts has no row. *)
Theorem row_leaf_is_started r : In r rows -> starts_of (r_leaf r) <> [].
Proof.
  intros Hr E. pose proof (visit_of_row r Hr) as He. pose proof (leaf_balance (r_leaf r)) as Hb.
  pose proof (leaf_ends_match (r_leaf r)) as Hlen. rewrite E in Hb, Hlen.
  destruct (finishes_of (r_leaf r)); cbn [length] in Hlen; [|lia].
  pose proof (untouched (visits (r_leaf r)) (visit_ok (r_leaf r)) Hb _ He) as Hk. discriminate.
Qed.
End Ledger.
