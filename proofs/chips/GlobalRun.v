(** From the constraints in the key to the theorem of a run in global memory, from zeros or an image: n segments and the parts of the
    ends, which stand apart with a range checker each. Nothing is supposed of rows; profile `hybrid`, default configuration. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger HandedOn Parts Run Extension Fingerprints Sums Air Trace Speaks Key Range.
From Zkmem Require Import LedgerEndsAir VariableRangeCheckerAir RunningSum SegmentRows EndsRows Assembly GlobalSegment LedgerEnds.
Import ListNotations.
Open Scope Z_scope.

(** A segment's chips. *)
Record segment_traces := SegmentTraces {
  g_connector : trace; g_boundary1 : trace; g_boundary4 : trace;
  g_log1 : trace; g_log2 : trace; g_log4 : trace; g_log8 : trace; g_log16 : trace; g_log32 : trace; g_inc : trace;
  g_adapter2 : trace; g_adapter4 : trace; g_adapter8 : trace; g_adapter16 : trace; g_adapter32 : trace;
  g_times : trace; g_spaces : trace; g_ranges : trace }.

Definition segment_key (s : segment_traces) : key :=
  global_key (g_connector s) (g_boundary1 s) (g_boundary4 s) (g_log1 s) (g_log2 s) (g_log4 s) (g_log8 s) (g_log16 s) (g_log32 s) (g_inc s)
    (g_adapter2 s) (g_adapter4 s) (g_adapter8 s) (g_adapter16 s) (g_adapter32 s) (g_times s) (g_spaces s) (g_ranges s).
Definition segment_rows (s : segment_traces) : list leaf_row := ledger_rows (g_boundary1 s) (g_boundary4 s).
Definition segment_sum (s : segment_traces) : K := Kadd (chip_sum (g_boundary1 s)) (chip_sum (g_boundary4 s)).
Definition segment_log (s : segment_traces) : list access :=
  sort (the_accesses (g_log1 s) (g_log2 s) (g_log4 s) (g_log8 s) (g_log16 s) (g_log32 s)).

(** What a valid proof of a segment says, and what the verifier compares. *)
Record segment_is_proven (s : segment_traces) (number : Z) : Prop := {
  s_holds : key_holds (segment_key s);
  s_balances : forall b, In b segment_buses -> balances list_F_dec (said_on b (rows_of (segment_key s)));
  s_weights : forall b, In b segment_buses -> total_weight b (segment_key s) < p;
  s_heights : forall a t, In (a, t) (segment_key s) -> Z.of_nat (height t) < p;
  s_connector : (0 < height (g_connector s))%nat;
  s_number_1 : publics (g_boundary1 s) 52 = Fz number;
  s_number_4 : publics (g_boundary4 s) 52 = Fz number }.

(** Of a part of the ends: its chip and the range checker. *)
Definition part_key (ends ranges : trace) : key := [(LedgerEndsAir, ends)] ++ [(VariableRangeCheckerAir, ranges)].
Record part_is_proven (ends ranges : trace) : Prop := {
  e_holds : key_holds (part_key ends ranges);
  e_balances : balances list_F_dec (said_on Bus.range (rows_of (part_key ends ranges)));
  e_weights : total_weight Bus.range (part_key ends ranges) < p;
  e_heights : Z.of_nat (height ranges) < p }.

Lemma part_ranges ends ranges : part_is_proven ends ranges -> forall e, In e (envs ends) -> looks LedgerEndsAir e Bus.range in_range.
Proof.
  intros H e He m Hm. pose proof (e_holds _ _ H) as Hh.
  assert (Hends : trace_holds LedgerEndsAir ends) by (apply Hh; now left).
  assert (Htable : trace_holds VariableRangeCheckerAir ranges) by (apply Hh; right; now left).
  destruct (users_look Bus.range [(LedgerEndsAir, ends)] [(VariableRangeCheckerAir, ranges)] (e_balances _ _ H) (e_weights _ _ H))
    with (a := LedgerEndsAir) (e := e) (m := m) as (a' & e' & Hrow & Hin).
  - intros a t [E|[]]. injection E as <- <-. apply each_counts_by. vm_compute. reflexivity.
  - intros a e0 Hrow. apply in_rows_of in Hrow. destruct Hrow as (t & [E|[]] & He0). injection E as <- <-.
    now apply (ledger_ends_trace_counts ends).
  - apply in_rows_of. exists ends. split; [now left|assumption].
  - exact Hm.
  - apply in_rows_of in Hrow. destruct Hrow as (t & [E|[]] & He'). injection E as <- <-. apply in_envs in He'. destruct He' as (i & Hi & ->).
    apply (range_table ranges Htable) with (i := i); [lia|exact (e_heights _ _ H)|assumption|assumption].
Qed.

Section GlobalRun.
(** The segments, in order, the parts of the ends with their range checkers, what the verifier puts and takes. *)
Variable segments : list segment_traces.
Variable parts : list (trace * trace).
Variable image : list (cell * list F).
Variable claims : list (cell * (list F * F)).
Definition the_rows : list leaf_row := flat_map segment_rows segments.
Definition the_ends : list end_row := flat_map (fun q => ledger_ends (fst q)) parts.
Notation puts := (starts the_ends image ++ [] ++ map row_puts the_rows).
Notation takes := (finishes the_ends claims ++ map row_takes the_rows).

(** All proofs are valid (checks 1, 2 and 5): segment k says that it is the k-th. *)
Hypothesis segments_are_proven : forall pre s post, segments = pre ++ s :: post -> segment_is_proven s (Z.of_nat (length pre) + 1).
Hypothesis parts_are_proven : forall q, In q parts -> part_is_proven (fst q) (snd q).
(** Check 2: the parts' places ascend. *)
Hypothesis places_are_in_order : parts_in_order
  (map (fun q => Part unit (val (publics (fst q) 52)) (val (publics (fst q) 53)) (ledger_ends (fst q)) tt tt) parts).
(** Check 3. *)
Hypothesis few_segments : Z.of_nat (length segments) <= 2 ^ 17.
(** Check 4. *)
Variable c : K * K.
Hypothesis segments_challenge : forall s, In s segments ->
  ((0 < height (g_boundary1 s))%nat -> has_challenge (publics (g_boundary1 s)) c) /\
  ((0 < height (g_boundary4 s))%nat -> has_challenge (publics (g_boundary4 s)) c).
Hypothesis parts_challenge : forall q, In q parts -> (0 < height (fst q))%nat -> has_challenge (publics (fst q)) c.
(** Check 6. *)
Hypothesis few_tokens : Z.of_nat (length (puts ++ takes)) < p.
(** Check 7, and what the image and the claims are. *)
Hypothesis revealed_is_not_given : forall l, In l (map fst image) -> ~ In l (map fst claims).
Hypothesis image_leaves : forall l v, In (l, v) image -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Hypothesis claimed_leaves : forall l v s, In (l, (v, s)) claims -> length v = 8%nat.
(** Check 8. *)
Hypothesis sums_add_up : Kadd (Kadd (sumK segment_sum segments) (sumK (fun q => chip_sum (fst q)) parts))
  (Ksub (sumK (fraction c) (map image_puts image)) (sumK (fraction c) claims)) = Kzero.
(** The challenge is none of the few that mislead (few_challenges_mislead), nor of those that make the fingerprint of a row, padding
    included, or of a token of the verifier 0 (few_challenges_vanish). *)
Hypothesis does_not_mislead : ~ misleads puts takes c.
Hypothesis segments_vanish_not : forall s e, In s segments -> In e (boundary_envs (g_boundary1 s) (g_boundary4 s)) ->
  fingerprint c (ledger_puts e) <> Kzero /\ fingerprint c (ledger_takes e) <> Kzero.
Hypothesis parts_vanish_not : forall q e, In q parts -> In e (envs (fst q)) ->
  fingerprint c (ends_puts e) <> Kzero /\ fingerprint c (ends_takes e) <> Kzero.
Hypothesis tokens_vanish_not : forall t, In t (puts ++ takes) -> fingerprint c t <> Kzero.
(** The memory at the start: zeros, and what the image holds. *)
Variable m0 : memory.
Hypothesis m0_is_the_start : forall l v s, In (l, (v, s)) (starts the_ends image) ->
  forall x y t, In (x, (y, t)) (leaf_tokens l v) -> m0 x = y.

Lemma few : Z.of_nat (length segments) + 1 < p.
Proof. change (2 ^ 17) with 131072 in few_segments. unfold p. lia. Qed.

Lemma proven_at s : In s segments -> exists k, 1 <= k <= Z.of_nat (length segments) /\ segment_is_proven s k.
Proof.
  intros H. destruct (in_split _ _ H) as (pre & post & E). exists (Z.of_nat (length pre) + 1). split; [|exact (segments_are_proven pre s post E)].
  rewrite E, app_length. cbn [length]. lia.
Qed.

Lemma rows_of_a_segment s k r : segment_is_proven s k -> 0 <= k < p -> In r (segment_rows s) ->
  r_segment r = k /\ (length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat) /\
  exists d, 0 <= d < 2 ^ 17 /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Proof. intros [? ? ? ? ? ? ?] Hk Hr. eapply ledger_rows_are_checked; eassumption. Qed.

Lemma a_row r : In r the_rows -> 1 <= r_segment r <= Z.of_nat (length segments) /\ (length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat) /\
  exists d, 0 <= d < 2 ^ 17 /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Proof.
  intros H. apply in_flat_map in H. destruct H as (s & Hs & Hr). destruct (proven_at s Hs) as (k & Hk & Hp). pose proof few.
  destruct (rows_of_a_segment s k r Hp ltac:(lia) Hr) as (E & H8 & Hd). split; [lia|split; assumption].
Qed.

Lemma parts_ascend : Forall part_ascends
  (map (fun q => Part unit (val (publics (fst q) 52)) (val (publics (fst q) 53)) (ledger_ends (fst q)) tt tt) parts).
Proof.
  apply Forall_forall. intros x Hx. apply in_map_iff in Hx. destruct Hx as (q & <- & Hq).
  apply ledger_ends_ascend; [apply (e_holds _ _ (parts_are_proven q Hq)); now left|apply (part_ranges _ (snd q)), parts_are_proven, Hq].
Qed.

Lemma the_ends_are : the_ends = flat_map p_rows
  (map (fun q => Part unit (val (publics (fst q) 52)) (val (publics (fst q) 53)) (ledger_ends (fst q)) tt tt) parts).
Proof. rewrite HandedOn.flat_map_map. reflexivity. Qed.

Lemma ends_once : NoDup (map e_leaf the_ends).
Proof. rewrite the_ends_are. apply one_row_in_all_parts; [exact parts_ascend|exact places_are_in_order]. Qed.

Lemma an_end e : In e the_ends -> is_leaf (e_leaf e) /\ e_start e = repeat (Fz 0) 8 /\ length (e_final e) = 8%nat.
Proof.
  intros H. unfold the_ends in H. apply in_flat_map in H. destruct H as (q & Hq & He). split.
  - pose proof parts_ascend as Ha. rewrite Forall_forall in Ha. apply (part_leaves _ (Ha _ (in_map _ _ _ Hq))). exact He.
  - split; [exact (ledger_ends_start_at_zero (fst q) e He)|]. apply in_flat_map in He. destruct He as (v & _ & He).
    destruct (F_eq_dec _ _); [|contradiction]. destruct He as [<-|[]]. reflexivity.
Qed.

Lemma a_start l v s : In (l, (v, s)) (starts the_ends image) -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Proof.
  intros H. apply in_app_or in H. destruct H as [H|H].
  - apply in_flat_map in H. destruct H as (e & He & H). destruct (an_end e He) as ((_ & Hb) & Es & _). unfold end_puts in H.
    destruct (e_given e); [contradiction|]. destruct H as [E|[]]. injection E as <- <- _. split; [exact Hb|now rewrite Es].
  - apply in_map_iff in H. destruct H as ([l' v'] & E & H). unfold image_puts in E. injection E as <- <- _. exact (image_leaves _ _ H).
Qed.

Lemma tokens_of_eight t : In t (puts ++ takes) -> eight t.
Proof.
  intros H. apply in_app_or in H. destruct H as [H|H]; apply in_app_or in H; destruct H as [H|H].
  - destruct t as [l [v s]]. exact (proj2 (a_start l v s H)).
  - cbn [app] in H. apply in_map_iff in H. destruct H as (r & <- & Hr). apply (a_row r Hr).
  - apply in_app_or in H. destruct H as [H|H].
    + apply in_flat_map in H. destruct H as (e & He & H). unfold end_takes in H. destruct (e_revealed e); [contradiction|].
      destruct H as [<-|[]]. apply (an_end e He).
    + destruct t as [l [v s]]. exact (claimed_leaves l v s H).
  - apply in_map_iff in H. destruct H as (r & <- & Hr). apply (a_row r Hr).
Qed.

Lemma nothing_of (l : list leaf_row) k : (forall r, In r l -> r_segment r <> k) -> of_segment l k = [].
Proof.
  unfold of_segment. induction l as [|r l IH]; intros H; [reflexivity|]. cbn [filter].
  destruct (Z.eqb_spec (r_segment r) k) as [E|]; [now elim (H r (or_introl eq_refl))|]. apply IH. intros; apply H; now right.
Qed.

Lemma rows_of_number pre s post : segments = pre ++ s :: post ->
  of_segment the_rows (Z.of_nat (length pre) + 1) = of_segment (segment_rows s) (Z.of_nat (length pre) + 1).
Proof.
  intros E. pose proof few as Hfew. assert (Hlen : length segments = (length pre + S (length post))%nat) by (rewrite E, app_length; reflexivity).
  unfold the_rows. rewrite E, flat_map_app. cbn [flat_map]. unfold of_segment at 1. rewrite !filter_app. fold (of_segment (segment_rows s) (Z.of_nat (length pre) + 1)).
  fold (of_segment (flat_map segment_rows pre) (Z.of_nat (length pre) + 1)). fold (of_segment (flat_map segment_rows post) (Z.of_nat (length pre) + 1)).
  rewrite (nothing_of (flat_map segment_rows pre)), (nothing_of (flat_map segment_rows post)); [cbn [app]; apply app_nil_r| |];
    intros r Hr; apply in_flat_map in Hr; destruct Hr as (s' & Hs' & Hr); destruct (in_split _ _ Hs') as (a & b & Eab).
  - assert (E' : segments = (pre ++ s :: a) ++ s' :: b) by (rewrite E, Eab, <- app_assoc; reflexivity).
    pose proof (segments_are_proven _ _ _ E') as Hp. rewrite app_length in Hp. cbn [length] in Hp.
    assert (Hl : (length post = length a + S (length b))%nat) by (rewrite Eab, app_length; reflexivity).
    destruct (rows_of_a_segment s' _ r Hp ltac:(lia) Hr) as (-> & _). lia.
  - assert (E' : segments = a ++ s' :: (b ++ s :: post)) by (rewrite E, Eab, <- app_assoc; reflexivity).
    pose proof (segments_are_proven _ _ _ E') as Hp.
    assert (Hl : (length pre = length a + S (length b))%nat) by (rewrite Eab, app_length; reflexivity).
    destruct (rows_of_a_segment s' _ r Hp ltac:(lia) Hr) as (-> & _). lia.
Qed.

Lemma segments_of_rows : forall post pre, segments = pre ++ post -> exists segs : list (list row * F),
  length segs = length post /\ logs segs = flat_map segment_log post /\
  forall before r stop behind, segs = before ++ (r, stop) :: behind ->
    segment_ok time_bits largest_block r stop /\ linked the_rows (Z.of_nat (length pre + length before) + 1) r.
Proof.
  induction post as [|s post IH]; intros pre E.
  - exists []. split; [reflexivity|]. split; [reflexivity|]. intros [|] ? ? ? H; discriminate.
  - destruct (IH (pre ++ [s])) as (segs & Hl & Hlog & Hok); [rewrite E, <- app_assoc; reflexivity|].
    pose proof few as Hfew. assert (Hlen : length segments = (length pre + S (length post))%nat) by (rewrite E, app_length; reflexivity).
    destruct (segments_are_proven pre s post E) as [H1 H2 H3 H4 H5 H6 H7].
    edestruct a_global_segment_is_ok as (r & Hr & Hlink & Hacc);
      [exact H1|exact H2|exact H3|exact H4|exact H5|exact H6|exact H7|lia|].
    exists ((r, Assembly.stop (g_connector s)) :: segs). split; [cbn [length]; now rewrite Hl|]. split.
    + unfold logs in *. cbn [flat_map fst]. rewrite Hlog. unfold segment_log, the_log. now rewrite Hacc.
    + intros [|x before] r' stop' behind Eb.
      * injection Eb as <- <- _. split; [exact Hr|]. cbn [length]. rewrite Nat.add_0_r. unfold linked. rewrite (rows_of_number pre s post E). exact Hlink.
      * injection Eb as _ Eb. specialize (Hok before r' stop' behind Eb). rewrite app_length in Hok. cbn [length] in *.
        replace (length pre + S (length before))%nat with (length pre + 1 + length before)%nat by lia. exact Hok.
Qed.

Definition rows_and_sums := map (fun s => (segment_rows s, segment_sum s)) segments.
Definition ends_and_sums := map (fun q => (ledger_ends (fst q), chip_sum (fst q))) parts.

Lemma rows_are : flat_map fst rows_and_sums = the_rows.
Proof. unfold rows_and_sums. rewrite HandedOn.flat_map_map. reflexivity. Qed.
Lemma ends_are : flat_map fst ends_and_sums = the_ends.
Proof. unfold ends_and_sums. rewrite HandedOn.flat_map_map. reflexivity. Qed.

Lemma sumK_map {A B} (f : B -> K) (g : A -> B) l : sumK f (map g l) = sumK (fun x => f (g x)) l.
Proof. induction l as [|x l IH]; cbn [map sumK]; [reflexivity|]. now rewrite IH. Qed.

Lemma segments_sum : Forall (sum_of_rows c) rows_and_sums.
Proof.
  apply Forall_forall. intros x Hx. apply in_map_iff in Hx. destruct Hx as (s & <- & Hs).
  destruct (proven_at s Hs) as (k & _ & [H1 H2 H3 H4 H5 H6 H7]). destruct (segments_challenge s Hs) as (C1 & C4).
  unfold sum_of_rows. cbn [fst snd]. unfold segment_sum, segment_rows.
  eapply segment_sum_is_of_fractions; [exact H1|exact H5|exact C1|exact C4|]. intros e He. exact (segments_vanish_not s e Hs He).
Qed.

Lemma parts_sum : Forall (sum_of_ends c) ends_and_sums.
Proof.
  apply Forall_forall. intros x Hx. apply in_map_iff in Hx. destruct Hx as (q & <- & Hq). unfold sum_of_ends. cbn [fst snd].
  apply ledger_ends_sum; [apply (e_holds _ _ (parts_are_proven q Hq)); now left|exact (parts_challenge q Hq)|].
  intros e He. exact (parts_vanish_not q e Hq He).
Qed.

(** The theorem: the segments' logs, one behind the other, are a log that is consistent from the memory at the start, and revealed leaves
    hold at the end what the claim says. *)
Theorem a_global_run_is_right : consistent m0 (flat_map segment_log segments) /\
  forall l v s, In (l, (v, s)) claims -> forall x y t, In (x, (y, t)) (leaf_tokens l v) -> apply m0 (flat_map segment_log segments) x = y.
Proof.
  destruct (segments_of_rows segments [] eq_refl) as (segs & Hlen & Hlog & Hok). rewrite <- Hlog.
  assert (Hrow := a_row). pose proof segments_sum as Hs. pose proof parts_sum as Hp.
  assert (Hadd : Kadd (Kadd (sumK snd rows_and_sums) (sumK snd ends_and_sums))
    (Ksub (sumK (fraction c) (map image_puts image ++ [])) (sumK (fraction c) claims)) = Kzero).
  { unfold rows_and_sums, ends_and_sums. rewrite !sumK_map, app_nil_r. exact sums_add_up. }
  pose proof few_tokens as Hfew. pose proof tokens_of_eight as H8. pose proof does_not_mislead as Hm. pose proof tokens_vanish_not as Hv.
  pose proof ends_once as Honce. pose proof a_start as Hstart. pose proof m0_is_the_start as Hm0.
  rewrite <- rows_are, <- ends_are in *. split.
  - apply (a_run_is_consistent_by_its_sums c rows_and_sums ends_and_sums image claims [] Hs Hp Hadd Hfew H8 Hm Hv eq_refl
      time_bits ltac:(unfold time_bits; lia) largest_block 17 (Z.of_nat (length segments))); try assumption; try lia.
    + intros r Hr. apply Hrow, Hr.
    + intros r Hr. apply Hrow, Hr.
    + intros l v s H. apply (Hstart l v s H).
  - intros l v s Hc.
    apply (claims_are_right_by_sums c rows_and_sums ends_and_sums image claims [] Hs Hp Hadd Hfew H8 Hm Hv eq_refl
      time_bits ltac:(unfold time_bits; lia) largest_block 17 (Z.of_nat (length segments))) with (s := s); try assumption; try lia.
    + intros r Hr. apply Hrow, Hr.
    + intros r Hr. apply Hrow, Hr.
    + intros l' v' s' H. apply (Hstart l' v' s' H).
Qed.
End GlobalRun.
