(** The segments of a run in global memory, from the constraints in the key to what the theorems of a run suppose of them; profile
    `hybrid`, default configuration. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger HandedOn Run Extension Fingerprints Sums Air Trace Speaks Key.
From Zkmem Require Import RunningSum SegmentRows Assembly EndsChips GlobalSegment.
Import ListNotations.
Open Scope Z_scope.

(** A segment's chips, with those of the ends that stand beside them. *)
Record segment_traces := SegmentTraces {
  g_connector : trace; g_boundary1 : trace; g_boundary4 : trace;
  g_log1 : trace; g_log2 : trace; g_log4 : trace; g_log8 : trace; g_log16 : trace; g_log32 : trace; g_inc : trace;
  g_adapter2 : trace; g_adapter4 : trace; g_adapter8 : trace; g_adapter16 : trace; g_adapter32 : trace;
  g_times : trace; g_spaces : trace; g_ranges : trace;
  g_beside : ends_traces }.

Definition segment_key (s : segment_traces) : key :=
  global_key (g_connector s) (g_boundary1 s) (g_boundary4 s) (g_log1 s) (g_log2 s) (g_log4 s) (g_log8 s) (g_log16 s) (g_log32 s) (g_inc s)
    (g_adapter2 s) (g_adapter4 s) (g_adapter8 s) (g_adapter16 s) (g_adapter32 s) (g_times s) (g_spaces s) (g_ranges s) (g_beside s).
Definition segment_rows (s : segment_traces) : list leaf_row := ledger_rows (g_boundary1 s) (g_boundary4 s).
Definition segment_sum (s : segment_traces) : K := Kadd (chip_sum (g_boundary1 s)) (chip_sum (g_boundary4 s)).
Definition segment_log (s : segment_traces) : list access :=
  sort (the_accesses (g_log1 s) (g_log2 s) (g_log4 s) (g_log8 s) (g_log16 s) (g_log32 s)).

(** What a valid proof of a segment says, and what the verifier compares. *)
Record segment_is_proven (s : segment_traces) (number : Z) : Prop := {
  s_holds : key_holds (segment_key s);
  s_balances : forall b, In b all_buses -> balances list_F_dec (said_on b (rows_of (segment_key s)));
  s_weights : forall b, In b all_buses -> total_weight b (segment_key s) < p;
  s_heights : forall a t, In (a, t) (segment_key s) -> Z.of_nat (height t) < p;
  s_connector : (0 < height (g_connector s))%nat;
  s_number_1 : publics (g_boundary1 s) 52 = Fz number;
  s_number_4 : publics (g_boundary4 s) 52 = Fz number }.

Theorem beside_a_segment s k : segment_is_proven s k -> ends_proven (g_beside s).
Proof. intros [? ? ? ? ? ? ?]. eapply beside_is_proven; eassumption. Qed.

Theorem segment_keeps_rules s k : segment_is_proven s k -> forall a, In a (segment_log s) -> keeps_its_rules a.
Proof.
  intros [H1 H2 H3 H4 H5 _ _] a Ha. apply (Permutation_in _ (sort_perm _)) in Ha. eapply global_accesses_keep_rules; eassumption.
Qed.

Section Segments.
(** The segments, in order. *)
Variable segments : list segment_traces.
Definition the_rows : list leaf_row := flat_map segment_rows segments.

(** All proofs are valid (checks 1, 2 and 5): segment k says that it is the k-th. *)
Hypothesis segments_are_proven : forall pre s post, segments = pre ++ s :: post -> segment_is_proven s (Z.of_nat (length pre) + 1).
(** Check 3. *)
Hypothesis few_segments : Z.of_nat (length segments) <= 2 ^ 17.

Lemma few : Z.of_nat (length segments) + 1 < p.
Proof. change (2 ^ 17) with 131072 in few_segments. unfold p. lia. Qed.

Lemma proven_at s : In s segments -> exists k, 1 <= k <= Z.of_nat (length segments) /\ segment_is_proven s k.
Proof.
  intros H. destruct (in_split _ _ H) as (pre & post & E). exists (Z.of_nat (length pre) + 1). split; [|exact (segments_are_proven pre s post E)].
  rewrite E, app_length. cbn [length]. lia.
Qed.

Lemma all_keep_rules a : In a (flat_map segment_log segments) -> keeps_its_rules a.
Proof.
  intros H. apply in_flat_map in H. destruct H as (s & Hs & Ha). destruct (proven_at s Hs) as (k & _ & Hp). exact (segment_keeps_rules s k Hp a Ha).
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

Lemma rows_are : flat_map fst rows_and_sums = the_rows.
Proof. unfold rows_and_sums. rewrite HandedOn.flat_map_map. reflexivity. Qed.

(** The chips of ends of all proofs, in the order of these: beside segments, and in parts that stand apart. *)
Variable parts : list part_traces.
Definition all_ends : list ends_traces := map g_beside segments ++ map q_ends parts.
Hypothesis parts_are_proven : forall q, In q parts -> part_is_proven q.

Lemma all_ends_are_proven x : In x all_ends -> ends_proven x.
Proof.
  unfold all_ends. intros H. apply in_app_or in H. destruct H as [H|H]; apply in_map_iff in H; destruct H as (y & <- & Hy).
  - destruct (proven_at y Hy) as (k & _ & Hp). exact (beside_a_segment y k Hp).
  - exact (part_ends_are_proven y (parts_are_proven y Hy)).
Qed.

(** The segments' sums. Check 4: all have one challenge; it makes the fingerprint of no row 0. *)
Variable c : K * K.
Hypothesis segments_challenge : forall s, In s segments ->
  ((0 < height (g_boundary1 s))%nat -> has_challenge (publics (g_boundary1 s)) c) /\
  ((0 < height (g_boundary4 s))%nat -> has_challenge (publics (g_boundary4 s)) c).
Hypothesis segments_vanish_not : forall s e, In s segments -> In e (boundary_envs (g_boundary1 s) (g_boundary4 s)) ->
  fingerprint c (ledger_puts e) <> Kzero /\ fingerprint c (ledger_takes e) <> Kzero.

Lemma segments_sum : Forall (sum_of_rows c) rows_and_sums.
Proof.
  apply Forall_forall. intros x Hx. apply in_map_iff in Hx. destruct Hx as (s & <- & Hs).
  destruct (proven_at s Hs) as (k & _ & [H1 H2 H3 H4 H5 H6 H7]). destruct (segments_challenge s Hs) as (C1 & C4).
  unfold sum_of_rows. cbn [fst snd]. unfold segment_sum, segment_rows.
  eapply segment_sum_is_of_fractions; [exact H1|exact H5|exact C1|exact C4|]. intros e He. exact (segments_vanish_not s e Hs He).
Qed.

Theorem segments_of_a_log : exists segs, segments_are_right time_bits largest_block segs rows_and_sums c /\ logs segs = flat_map segment_log segments.
Proof.
  destruct (segments_of_rows segments [] eq_refl) as (segs & Hlen & Hlog & Hok). exists segs. split; [|exact Hlog].
  assert (El : length rows_and_sums = length segments) by (unfold rows_and_sums; apply map_length).
  constructor; rewrite ?El, ?rows_are; [exact Hlen|exact few_segments|exact Hok|exact a_row|exact segments_sum].
Qed.
End Segments.
