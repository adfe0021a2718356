(** A run that starts on the memory of an image chip, as a program's does (global memory, Lemmas 9 and 10): from the constraints of the
    chips of ends and image, and the verifier's checks. The instruction chips are not in Rocq, so of the segments this supposes what
    GlobalSegments.v shows of a log's. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger HandedOn Parts Run Image Extension Fingerprints Sums Air Trace Speaks Key.
From Zkmem Require Import StartImageAir RunningSum EndsRows LedgerEnds StartImage EndsChips RunEnds.
Import ListNotations.
Open Scope Z_scope.

Section ProgramRun.
(** The segments. *)
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.
Variable most : nat.
Variable segs : list (list row * F).
Variable ledger : list (list leaf_row * K).
Variable c : K * K.
Hypothesis segments_right : segments_are_right T most segs ledger c.
Notation the_rows := (flat_map fst ledger).

(** The chips of ends of all proofs, beside segments or apart, and the image chips (there is one; the theorem holds of any number). *)
Variable all_ends : list ends_traces.
Hypothesis ends_are_proven : forall x, In x all_ends -> ends_proven x.
Variable images : list trace.
Hypothesis images_hold : forall t, In t images -> trace_holds StartImageAir t.
Notation the_ends := (RunEnds.the_ends all_ends).
Definition whole_image : list (cell * list F) := flat_map the_image images.
(** What is revealed. *)
Variable claims : list (cell * (list F * F)).
Hypothesis claimed_leaves : forall l v s, In (l, (v, s)) claims -> length v = 8%nat.
(** A row of the image is one of the ledger, of segment 0. *)
Notation puts := (starts the_ends [] ++ [] ++ map row_puts (the_rows ++ map image_row whole_image)).
Notation takes := (finishes the_ends claims ++ map row_takes (the_rows ++ map image_row whole_image)).

(** Check 2. *)
Hypothesis places_are_in_order : parts_in_order (map ends_part (filter has_ends all_ends)).
(** Check 4. *)
Hypothesis ends_challenge : forall x, In x all_ends -> (0 < height (x_ends x))%nat -> has_challenge (publics (x_ends x)) c.
Hypothesis images_challenge : forall t, In t images -> (0 < height t)%nat -> has_challenge (publics t) c.
(** Check 6. *)
Hypothesis few_tokens : Z.of_nat (length (puts ++ takes)) < p.
(** Check 8: no verifier puts starting tokens. *)
Hypothesis sums_add_up : Kadd (Kadd (Kadd (sumK snd ledger) (sumK chip_sum images)) (sumK (fun x => chip_sum (x_ends x)) all_ends))
  (Ksub Kzero (sumK (fraction c) claims)) = Kzero.
(** The challenge is none of the few that mislead, or make a fingerprint 0. *)
Hypothesis does_not_mislead : ~ misleads puts takes c.
Hypothesis ends_vanish_not : forall x e, In x all_ends -> In e (envs (x_ends x)) ->
  fingerprint c (ends_puts e) <> Kzero /\ fingerprint c (ends_takes e) <> Kzero.
Hypothesis images_vanish_not : forall t e, In t images -> In e (envs t) ->
  fingerprint c (image_puts (image_of e)) <> Kzero /\ fingerprint c (image_takes (image_of e)) <> Kzero.
Hypothesis tokens_vanish_not : forall t, In t (puts ++ takes) -> fingerprint c t <> Kzero.

Definition image_rows_and_sums : list (list leaf_row * K) := map (fun t => (map image_row (the_image t), chip_sum t)) images.

Lemma all_rows : flat_map fst (ledger ++ image_rows_and_sums) = the_rows ++ map image_row whole_image.
Proof.
  rewrite flat_map_app. f_equal. unfold image_rows_and_sums, whole_image. rewrite HandedOn.flat_map_map. cbn [fst].
  generalize images as l. induction l as [|t l IH]; [reflexivity|]. cbn [flat_map]. now rewrite map_app, IH.
Qed.

Lemma all_rows_sum : Forall (sum_of_rows c) (ledger ++ image_rows_and_sums).
Proof.
  apply Forall_app. split; [exact (right_sums _ _ _ _ _ segments_right)|]. apply Forall_forall. intros x Hx. apply in_map_iff in Hx. destruct Hx as (t & <- & Ht).
  unfold sum_of_rows. cbn [fst snd]. rewrite !map_map.
  exact (start_image_sum t (images_hold t Ht) c (images_challenge t Ht) (fun e => images_vanish_not t e Ht)).
Qed.

Lemma image_of_eight l v : In (l, v) whole_image -> length v = 8%nat.
Proof. intros H. apply in_flat_map in H. destruct H as (t & _ & H). exact (the_image_of_eight t l v H). Qed.

Lemma tokens_of_eight t : In t (puts ++ takes) -> eight t.
Proof.
  assert (Hr : forall r, In r (the_rows ++ map image_row whole_image) -> length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat).
  { intros r H. apply in_app_or in H. destruct H as [H|H]; [apply (right_rows _ _ _ _ _ segments_right r H)|]. apply in_map_iff in H.
    destruct H as ([l v] & <- & H). split; [reflexivity|exact (image_of_eight l v H)]. }
  intros H. apply in_app_or in H. destruct H as [H|H]; apply in_app_or in H; destruct H as [H|H].
  - unfold starts in H. cbn [map] in H. rewrite app_nil_r in H. apply in_flat_map in H. destruct H as (e & He & H). unfold end_puts in H.
    destruct (e_given e); [contradiction|]. destruct H as [<-|[]]. unfold eight. cbn [fst snd].
    destruct (an_end all_ends ends_are_proven e He) as (_ & -> & _). reflexivity.
  - cbn [app] in H. apply in_map_iff in H. destruct H as (r & <- & H). exact (proj2 (Hr r H)).
  - apply in_app_or in H. destruct H as [H|H].
    + apply in_flat_map in H. destruct H as (e & He & H). unfold end_takes in H. destruct (e_revealed e); [contradiction|].
      destruct H as [<-|[]]. apply (an_end all_ends ends_are_proven e He).
    + destruct t as [l [v s]]. exact (claimed_leaves l v s H).
  - apply in_map_iff in H. destruct H as (r & <- & H). exact (proj1 (Hr r H)).
Qed.

Lemma puts_are_takes : Permutation (starts the_ends [] ++ map row_puts (the_rows ++ map image_row whole_image)) takes.
Proof.
  pose proof few_tokens as Hfew. pose proof tokens_of_eight as H8. pose proof does_not_mislead as Hm. pose proof tokens_vanish_not as Hv.
  rewrite <- all_rows, <- (ends_are all_ends) in *.
  apply (Sums.puts_are_takes c (ledger ++ image_rows_and_sums) (ends_and_sums all_ends) [] claims []); try assumption.
  - exact all_rows_sum.
  - exact (all_ends_sum all_ends ends_are_proven c ends_challenge ends_vanish_not).
  - rewrite sumK_app. unfold image_rows_and_sums, ends_and_sums. rewrite !sumK_map. exact sums_add_up.
Qed.

Lemma ends_at_zero e : In e the_ends -> e_start e = zero_leaf.
Proof. intros H. exact (proj1 (proj2 (an_end all_ends ends_are_proven e H))). Qed.
Lemma ends_labels e : In e the_ends -> below (2 ^ 26) (snd (e_leaf e)).
Proof. intros H. exact (proj2 (proj1 (an_end all_ends ends_are_proven e H))). Qed.

(** The theorem: the image has each leaf once that is not zeros, the memory that it says has its values and is zeros elsewhere
    (image_memory); the run is consistent from that memory, and revealed leaves hold at the end what the claim says. *)
Theorem a_program_run_is_right : NoDup (map fst (filled whole_image)) /\
  consistent (image_memory whole_image) (logs segs) /\
  forall l v s, In (l, (v, s)) claims -> forall x y t, In (x, (y, t)) (leaf_tokens l v) -> apply (image_memory whole_image) (logs segs) x = y.
Proof.
  destruct segments_right as [Hsegs few_segments Hseg Hrow _]. apply (f_equal Z.of_nat) in Hsegs.
  assert (numbers : forall r, In r the_rows -> 1 <= r_segment r <= Z.of_nat (length ledger)) by (intros r Hr; apply Hrow, Hr).
  assert (from_is_checked : forall r, In r the_rows -> exists d, 0 <= d < 2 ^ 17 /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d) by (intros r Hr; apply Hrow, Hr).
  assert (leaves_of_eight : forall r, In r the_rows -> length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat) by (intros r Hr; apply Hrow, Hr).
  assert (Hb : 0 <= 17 <= 24) by lia. pose proof (ends_once all_ends ends_are_proven places_are_in_order) as Honce.
  split; [|split].
  - exact (image_leaf_once 17 _ Hb few_segments the_rows the_ends whole_image claims numbers Honce puts_are_takes).
  - exact (a_run_on_an_image_is_consistent 17 _ Hb few_segments the_rows the_ends whole_image claims numbers Honce ends_at_zero puts_are_takes
      ends_labels image_of_eight T T_range most from_is_checked leaves_of_eight segs Hsegs Hseg).
  - exact (revealed_at_the_end 17 _ Hb few_segments the_rows the_ends whole_image claims numbers Honce ends_at_zero puts_are_takes
      ends_labels image_of_eight T T_range most from_is_checked leaves_of_eight segs Hsegs Hseg).
Qed.
End ProgramRun.
