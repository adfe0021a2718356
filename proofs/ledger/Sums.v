(** Lemma 5 of docs/spec/global-memory.md for a whole run: what the verifier checks of the sums of all chips of the ledger is what the
    theorem of a run supposes, that puts are takes. *)
From Coq Require Import ZArith Lia List Permutation Ring.
From Zkmem Require Import Field Cell Rows Segment Log Ledger Run Extension Fingerprints.
Import ListNotations.
Open Scope Z_scope.

Notation token_of_leaf := (cell * (list F * F))%type (only parsing).

(** A chip's rows of the ledger with its public sum: what RunningSum.v shows of each chip (Lemma 3). *)
Definition sum_of_rows (c : K * K) (x : list leaf_row * K) : Prop :=
  snd x = Ksub (sumK (fraction c) (map row_puts (fst x))) (sumK (fraction c) (map row_takes (fst x))).
Definition sum_of_ends (c : K * K) (x : list end_row * K) : Prop :=
  snd x = Ksub (sumK (fraction c) (flat_map end_puts (fst x))) (sumK (fraction c) (flat_map end_takes (fst x))).

Lemma sumK_map {A B} (f : B -> K) (g : A -> B) l : sumK f (map g l) = sumK (fun x => f (g x)) l.
Proof. induction l as [|x l IH]; cbn [map sumK]; [reflexivity|]. now rewrite IH. Qed.

(** What the theorems of a whole run suppose of its segments, whatever their chips are: rows with the end of the clock, and rows of the ledger
    with the sum of the chips (checks 1 to 5). *)
Record segments_are_right (T : Z) (most : nat) (segs : list (list row * F)) (ledger : list (list leaf_row * K)) (c : K * K) : Prop := {
  right_number : length segs = length ledger;
  right_few : Z.of_nat (length ledger) <= 2 ^ 17;
  right_segments : forall pre r stop post, segs = pre ++ (r, stop) :: post ->
    segment_ok T most r stop /\ linked (flat_map fst ledger) (Z.of_nat (length pre) + 1) r;
  right_rows : forall r, In r (flat_map fst ledger) -> 1 <= r_segment r <= Z.of_nat (length ledger) /\
    (length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat) /\ exists d, 0 <= d < 2 ^ 17 /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d;
  right_sums : Forall (sum_of_rows c) ledger }.

Section Sums.
Variable c : K * K.
(** Of each segment its rows and the sum of its chips; of each part of the ends likewise; what the verifier puts and takes. *)
Variable segments : list (list leaf_row * K).
Variable parts : list (list end_row * K).
Variable image : list (cell * list F).
Variable claims : list token_of_leaf.
(** What the verifier puts besides: with a final root what it hands on (map hand_on claims, in the form of HandedOn.v), else nothing. *)
Variable handed : list token_of_leaf.
Notation rows := (flat_map fst segments).
Notation ends := (flat_map fst parts).
Notation puts := (starts ends image ++ handed ++ map row_puts rows).
Notation takes := (finishes ends claims ++ map row_takes rows).

Hypothesis segments_sum : Forall (sum_of_rows c) segments.
Hypothesis parts_sum : Forall (sum_of_ends c) parts.
(** Check 8. *)
Hypothesis sums_add_up : Kadd (Kadd (sumK snd segments) (sumK snd parts))
  (Ksub (sumK (fraction c) (map image_puts image ++ handed)) (sumK (fraction c) claims)) = Kzero.
(** Check 6, and that leaves have eight cells. *)
Hypothesis few_tokens : Z.of_nat (length (puts ++ takes)) < p.
Hypothesis tokens_of_eight : forall t, In t (puts ++ takes) -> eight t.
(** The challenge is none of the few that mislead or make a fingerprint 0 (few_challenges_mislead, few_challenges_vanish). *)
Hypothesis does_not_mislead : ~ misleads puts takes c.
Hypothesis none_vanishes : forall t, In t (puts ++ takes) -> fingerprint c t <> Kzero.

Lemma all_segments_sum : sumK snd segments = Ksub (sumK (fraction c) (map row_puts rows)) (sumK (fraction c) (map row_takes rows)).
Proof.
  assert (H := segments_sum). revert H. generalize segments. induction 1 as [|x l Hx Hl IH]; cbn [sumK flat_map map]; [ring|].
  rewrite IH, Hx, !map_app, !sumK_app. ring.
Qed.

Lemma all_parts_sum : sumK snd parts = Ksub (sumK (fraction c) (flat_map end_puts ends)) (sumK (fraction c) (flat_map end_takes ends)).
Proof.
  assert (H := parts_sum). revert H. generalize parts. induction 1 as [|x l Hx Hl IH]; cbn [sumK flat_map]; [ring|].
  rewrite IH, Hx, !flat_map_app, !sumK_app. ring.
Qed.

(** Lemma 5 (puts are takes). *)
Theorem puts_are_takes : Permutation puts takes.
Proof.
  apply (sums_show_puts_are_takes puts takes few_tokens c does_not_mislead none_vanishes).
  rewrite all_segments_sum, all_parts_sum, sumK_app in sums_add_up. unfold starts, finishes. rewrite !sumK_app.
  match goal with |- ?l = ?r => replace l with (Kadd (Ksub l r) r) by ring; replace (Ksub l r) with Kzero; [ring|] end.
  rewrite <- sums_add_up. ring.
Qed.

(** The theorem of a run from zeros or an image, by its sums. *)
Section Run.
Hypothesis nothing_is_handed_on : handed = [].
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.
Variable most : nat.
Variable bits n : Z.
Hypothesis bits_range : 0 <= bits <= 24.
Hypothesis few_segments : n <= 2 ^ bits.
Hypothesis numbers : forall r, In r rows -> 1 <= r_segment r <= n.
Hypothesis from_is_checked : forall r, In r rows ->
  exists d, 0 <= d < 2 ^ bits /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Hypothesis ends_once : NoDup (map e_leaf ends).
Hypothesis image_once : NoDup (map fst image).
Hypothesis claims_once : NoDup (map fst claims).
Hypothesis revealed_is_not_given : forall l, In l (map fst image) -> ~ In l (map fst claims).
Hypothesis labels_in_range : forall l v s, In (l, (v, s)) (starts ends image) -> Clock.below (2 ^ 26) (snd l).
Variable segs : list (list row * F).
Hypothesis all_segments : Z.of_nat (length segs) = n.
Hypothesis segments_ok : forall pre r stop post, segs = pre ++ (r, stop) :: post ->
  segment_ok T most r stop /\ linked rows (Z.of_nat (length pre) + 1) r.
Variable m0 : memory.
Hypothesis m0_is_the_start : forall l v s, In (l, (v, s)) (starts ends image) ->
  forall x y t, In (x, (y, t)) (leaf_tokens l v) -> m0 x = y.

Lemma starts_in_range l v s : In (l, (v, s)) (starts ends image) -> Clock.below (2 ^ 26) (snd l) /\ length v = 8%nat.
Proof.
  intros H. split; [exact (labels_in_range l v s H)|]. apply (tokens_of_eight (l, (v, s))).
  apply in_or_app. left. apply in_or_app. now left.
Qed.

Lemma rows_of_eight r : In r rows -> length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat.
Proof.
  intros H. split.
  - apply (tokens_of_eight (row_takes r)). do 2 (apply in_or_app; right). now apply in_map.
  - apply (tokens_of_eight (row_puts r)). apply in_or_app. left. do 2 (apply in_or_app; right). now apply in_map.
Qed.

Lemma run_puts_are_takes : Permutation (starts ends image ++ map row_puts rows) takes.
Proof. pose proof puts_are_takes as H. rewrite nothing_is_handed_on in H. exact H. Qed.

Theorem a_run_is_consistent_by_its_sums : consistent m0 (logs segs).
Proof.
  apply (the_run_is_consistent T T_range most bits n bits_range few_segments rows ends image claims);
    auto using run_puts_are_takes, rows_of_eight. exact starts_in_range.
Qed.

(** Revealed leaves hold at the end what the claim says. *)
Theorem claims_are_right_by_sums l v s : In (l, (v, s)) claims ->
  forall x y t, In (x, (y, t)) (leaf_tokens l v) -> apply m0 (logs segs) x = y.
Proof.
  intros H. apply (finishes_are_right T T_range most bits n bits_range few_segments rows ends image claims) with (s := s);
    auto using run_puts_are_takes, rows_of_eight; [exact starts_in_range|]. apply in_or_app. now right.
Qed.
End Run.
End Sums.
