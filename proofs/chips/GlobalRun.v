(** From the constraints in the key to the theorem of a run in global memory, from zeros or an image: n segments, and the ends, which stand
    beside the last segment's chips or apart, in parts. Nothing is supposed of rows; profile `hybrid`, default configuration. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger HandedOn Parts Run Leaves Image Extension Fingerprints Sums Air Trace Speaks Key.
From Zkmem Require Import LedgerEndsAir RunningSum SegmentRows EndsRows Assembly LedgerEnds EndsChips RunEnds GlobalSegment GlobalSegments.
Import ListNotations.
Open Scope Z_scope.

Section GlobalRun.
(** The segments, in order, and the parts of the ends that stand apart; what the verifier puts and takes. *)
Variable segments : list segment_traces.
Variable parts : list part_traces.
Variable image : list (cell * list F).
Variable claims : list (cell * (list F * F)).
(** The chips of ends of all proofs; one that a proof does not have is there without rows. *)
Notation all_ends := (GlobalSegments.all_ends segments parts).
Notation the_ends := (RunEnds.the_ends all_ends).
Notation the_rows := (the_rows segments).
Notation puts := (starts the_ends image ++ [] ++ map row_puts the_rows).
Notation takes := (finishes the_ends claims ++ map row_takes the_rows).

(** All proofs are valid (checks 1, 2 and 5): segment k says that it is the k-th. *)
Hypothesis segments_are_proven : forall pre s post, segments = pre ++ s :: post -> segment_is_proven s (Z.of_nat (length pre) + 1).
Hypothesis parts_are_proven : forall q, In q parts -> part_is_proven q.
(** Check 2: the places of the proofs that have ends ascend. That of segments only the last one has any is not needed. *)
Hypothesis places_are_in_order : parts_in_order (map ends_part (filter has_ends all_ends)).
(** Check 3. *)
Hypothesis few_segments : Z.of_nat (length segments) <= 2 ^ 17.
(** Check 4. *)
Variable c : K * K.
Hypothesis segments_challenge : forall s, In s segments ->
  ((0 < height (g_boundary1 s))%nat -> has_challenge (publics (g_boundary1 s)) c) /\
  ((0 < height (g_boundary4 s))%nat -> has_challenge (publics (g_boundary4 s)) c).
Hypothesis ends_challenge : forall x, In x all_ends -> (0 < height (x_ends x))%nat -> has_challenge (publics (x_ends x)) c.
(** Check 6. *)
Hypothesis few_tokens : Z.of_nat (length (puts ++ takes)) < p.
(** Check 7, and what the image and the claims are. *)
Hypothesis image_once : NoDup (map fst image).
Hypothesis revealed_is_not_given : forall l, In l (map fst image) -> ~ In l (map fst claims).
Hypothesis image_leaves : forall l v, In (l, v) image -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Hypothesis claimed_leaves : forall l v s, In (l, (v, s)) claims -> length v = 8%nat.
(** Check 8. *)
Hypothesis sums_add_up : Kadd (Kadd (sumK segment_sum segments) (sumK (fun x => chip_sum (x_ends x)) all_ends))
  (Ksub (sumK (fraction c) (map image_puts image)) (sumK (fraction c) claims)) = Kzero.
(** The challenge is none of the few that mislead (few_challenges_mislead), nor of those that make the fingerprint of a row, padding
    included, or of a token of the verifier 0 (few_challenges_vanish). *)
Hypothesis does_not_mislead : ~ misleads puts takes c.
Hypothesis segments_vanish_not : forall s e, In s segments -> In e (boundary_envs (g_boundary1 s) (g_boundary4 s)) ->
  fingerprint c (ledger_puts e) <> Kzero /\ fingerprint c (ledger_takes e) <> Kzero.
Hypothesis ends_vanish_not : forall x e, In x all_ends -> In e (envs (x_ends x)) ->
  fingerprint c (ends_puts e) <> Kzero /\ fingerprint c (ends_takes e) <> Kzero.
Hypothesis tokens_vanish_not : forall t, In t (puts ++ takes) -> fingerprint c t <> Kzero.
(** The memory at the start: what the image holds, and zeros elsewhere. *)
Definition start_memory : memory := with_leaves image (fun _ => Fz 0).

Notation ends_are_proven := (all_ends_are_proven segments segments_are_proven parts parts_are_proven).

Lemma a_start l v s : In (l, (v, s)) (starts the_ends image) -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Proof.
  intros H. apply in_app_or in H. destruct H as [H|H].
  - apply in_flat_map in H. destruct H as (e & He & H). destruct (an_end all_ends ends_are_proven e He) as ((_ & Hb) & Es & _). unfold end_puts in H.
    destruct (e_given e); [contradiction|]. destruct H as [E|[]]. injection E as <- <- _. split; [exact Hb|now rewrite Es].
  - apply in_map_iff in H. destruct H as ([l' v'] & E & H). unfold image_puts in E. injection E as <- <- _. exact (image_leaves _ _ H).
Qed.

Lemma tokens_of_eight t : In t (puts ++ takes) -> eight t.
Proof.
  intros H. apply in_app_or in H. destruct H as [H|H]; apply in_app_or in H; destruct H as [H|H].
  - destruct t as [l [v s]]. exact (proj2 (a_start l v s H)).
  - cbn [app] in H. apply in_map_iff in H. destruct H as (r & <- & Hr). apply (a_row segments segments_are_proven few_segments r Hr).
  - apply in_app_or in H. destruct H as [H|H].
    + apply in_flat_map in H. destruct H as (e & He & H). unfold end_takes in H. destruct (e_revealed e); [contradiction|].
      destruct H as [<-|[]]. apply (an_end all_ends ends_are_proven e He).
    + destruct t as [l [v s]]. exact (claimed_leaves l v s H).
  - apply in_map_iff in H. destruct H as (r & <- & Hr). apply (a_row segments segments_are_proven few_segments r Hr).
Qed.

Lemma puts_are_takes : Permutation (starts the_ends image ++ map row_puts the_rows) takes.
Proof.
  pose proof few_tokens as Hfew. pose proof tokens_of_eight as H8. pose proof does_not_mislead as Hm. pose proof tokens_vanish_not as Hv.
  rewrite <- (rows_are segments), <- (ends_are all_ends) in *.
  apply (Sums.puts_are_takes c (rows_and_sums segments) (ends_and_sums all_ends) image claims []); try assumption.
  - exact (segments_sum segments segments_are_proven c segments_challenge segments_vanish_not).
  - exact (all_ends_sum all_ends ends_are_proven c ends_challenge ends_vanish_not).
  - unfold rows_and_sums, ends_and_sums. rewrite !sumK_map, app_nil_r. exact sums_add_up.
Qed.

(** What the ends and the image start, the memory at the start has: the ends start no leaf of the image, for nothing would take it. *)
Lemma start_memory_has l v s : In (l, (v, s)) (starts the_ends image) -> forall x y t, In (x, (y, t)) (leaf_tokens l v) -> start_memory x = y.
Proof.
  intros H x y t Hin. destruct (a_start l v s H) as (Hb & H8). destruct (in_dec cell_dec l (map fst image)) as [Hi|Hi].
  - apply in_map_iff in Hi. destruct Hi as ([l' v'] & E & Hi). cbn [fst] in E. subst l'.
    assert (Hnum : forall r, In r the_rows -> 1 <= r_segment r <= Z.of_nat (length segments)).
    { intros r Hr. apply (a_row segments segments_are_proven few_segments r Hr). }
    pose proof (image_leaf_starts_as_the_image 17 _ ltac:(lia) few_segments the_rows the_ends image claims Hnum
      (ends_once all_ends ends_are_proven places_are_in_order) revealed_is_not_given puts_are_takes l v' Hi) as E.
    assert (Hv : In (v, val s) (starts_of the_ends image l)).
    { unfold starts_of. apply in_map_iff. exists (v, s). split; [reflexivity|]. now apply of_cell_in. }
    rewrite E in Hv. destruct Hv as [E'|[]]. injection E' as <- _. exact (leaves_written image image_once image_leaves _ l v' Hi x y t Hin).
  - apply in_app_or in H. destruct H as [H|H].
    + apply in_flat_map in H. destruct H as (e & He & H). destruct (an_end all_ends ends_are_proven e He) as (_ & Es & _). unfold end_puts in H.
      destruct (e_given e); [contradiction|]. destruct H as [E|[]]. injection E as El Ev _. rewrite Es in Ev.
      unfold start_memory. rewrite (other_leaf_stays image image_leaves _ l v x _ Hi Hb H8 Hin). rewrite <- Ev in Hin. symmetry. exact (zeros_said _ _ _ _ Hin).
    + exfalso. apply Hi. apply in_map_iff in H. destruct H as (i & E & H). unfold image_puts in E. injection E as <- _ _. now apply in_map.
Qed.

(** The theorem: the segments' logs, one behind the other, are a log that is consistent from the memory at the start, revealed leaves
    hold at the end what the claim says, and each access keeps the rules of its space. *)
Theorem a_global_run_is_right : consistent start_memory (flat_map segment_log segments) /\
  (forall l v s, In (l, (v, s)) claims ->
    forall x y t, In (x, (y, t)) (leaf_tokens l v) -> apply start_memory (flat_map segment_log segments) x = y) /\
  (forall a, In a (flat_map segment_log segments) -> keeps_its_rules a).
Proof.
  pose proof (all_keep_rules segments segments_are_proven) as Hrules.
  destruct (segments_of_rows segments segments_are_proven few_segments segments [] eq_refl) as (segs & Hlen & Hlog & Hok). rewrite <- Hlog in *.
  assert (Hrow := a_row segments segments_are_proven few_segments).
  pose proof (segments_sum segments segments_are_proven c segments_challenge segments_vanish_not) as Hs. pose proof (all_ends_sum all_ends ends_are_proven c ends_challenge ends_vanish_not) as Hp.
  assert (Hadd : Kadd (Kadd (sumK snd (rows_and_sums segments)) (sumK snd (ends_and_sums all_ends)))
    (Ksub (sumK (fraction c) (map image_puts image ++ [])) (sumK (fraction c) claims)) = Kzero).
  { unfold rows_and_sums, ends_and_sums. rewrite !sumK_map, app_nil_r. exact sums_add_up. }
  pose proof few_tokens as Hfew. pose proof tokens_of_eight as H8. pose proof does_not_mislead as Hm. pose proof tokens_vanish_not as Hv.
  pose proof (ends_once all_ends ends_are_proven places_are_in_order) as Honce. pose proof a_start as Hstart. pose proof start_memory_has as Hm0.
  rewrite <- (rows_are segments), <- (ends_are all_ends) in *. split; [|split; [|exact Hrules]].
  - apply (a_run_is_consistent_by_its_sums c (rows_and_sums segments) (ends_and_sums all_ends) image claims [] Hs Hp Hadd Hfew H8 Hm Hv eq_refl
      time_bits ltac:(unfold time_bits; lia) largest_block 17 (Z.of_nat (length segments))); try assumption; try lia.
    + intros r Hr. apply Hrow, Hr.
    + intros r Hr. apply Hrow, Hr.
    + intros l v s H. apply (Hstart l v s H).
  - intros l v s Hc.
    apply (claims_are_right_by_sums c (rows_and_sums segments) (ends_and_sums all_ends) image claims [] Hs Hp Hadd Hfew H8 Hm Hv eq_refl
      time_bits ltac:(unfold time_bits; lia) largest_block 17 (Z.of_nat (length segments))) with (s := s); try assumption; try lia.
    + intros r Hr. apply Hrow, Hr.
    + intros r Hr. apply Hrow, Hr.
    + intros l' v' s' H. apply (Hstart l' v' s' H).
Qed.
End GlobalRun.
