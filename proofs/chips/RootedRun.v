(** From the constraints in the key to the theorem of a run in global memory from a root, to another or to a free end (Lemmas 4, 12, 13, 14
    and 15 of docs/spec/global-memory.md). The segments are any that do what the theorems of a run suppose; then those of a log, of whose
    rows nothing is supposed but what they look up of hashes; profile `hybrid`, default configuration. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger HandedOn Parts Run Ends Extension Fingerprints Sums Air Trace Speaks Key.
From Zkmem Require Import RunningSum SegmentRows EndsRows Assembly RootedEnds EndsChips GlobalSegment GlobalSegments Roots Opening RootedTree.
Import ListNotations.
Open Scope Z_scope.

Definition has_rooted (x : ends_traces) : bool := negb (Nat.eqb (height (x_rooted x)) 0).
(** What the chip of ends says of its places. *)
Definition place_part (x : ends_traces) : part unit :=
  Part unit (val (publics (x_rooted x) 52)) (val (publics (x_rooted x) 53)) (rooted_ends (x_rooted x)) tt tt.

(** The roots of the parts, as the verifier compares them. *)
Fixpoint roots_follow (first : list F) (l : list ends_traces) (stop : list F) : Prop :=
  match l with
  | [] => first = stop
  | x :: r => initial_root (x_merkle x) = first /\ roots_follow (final_root (x_merkle x)) r stop
  end.

(** ** The memories before and behind each part. *)
Section Memories.
Variable free : bool.
Fixpoint parts_of (m : memory) (l : list ends_traces) : list (part memory) :=
  match l with
  | [] => []
  | x :: r => Part memory (val (publics (x_rooted x) 52)) (val (publics (x_rooted x) 53)) (rooted_ends (x_rooted x)) m (behind_part x free m)
              :: parts_of (behind_part x free m) r
  end.
Fixpoint behind_all (m : memory) (l : list ends_traces) : memory :=
  match l with [] => m | x :: r => behind_all (behind_part x free m) r end.

(** No part's row looks up another preimage of the hash of a node of the memory before the part. *)
Fixpoint none_collides_in (compress : list F -> list F -> list F) (m : memory) (l : list ends_traces) : Prop :=
  match l with [] => True | x :: r => no_collision x compress m /\ none_collides_in compress (behind_part x free m) r end.

Lemma parts_rows l : forall m, flat_map p_rows (parts_of m l) = flat_map (fun x => rooted_ends (x_rooted x)) l.
Proof. induction l as [|x l IH]; intros m; [reflexivity|]. cbn [parts_of flat_map p_rows]. now rewrite IH. Qed.

Lemma parts_chain l : forall m, roots_chain memory m (parts_of m l) (behind_all m l).
Proof. induction l as [|x l IH]; intros m; [reflexivity|]. cbn [parts_of roots_chain behind_all p_from p_to]. split; [reflexivity|apply IH]. Qed.

Lemma parts_order l : forall m, parts_in_order (map place_part l) -> parts_in_order (parts_of m l).
Proof.
  induction l as [|x l IH]; intros m H; [exact I|]. cbn [map parts_of parts_in_order] in *. destruct H as (H1 & H2 & H3).
  split; [exact H1|]. split; [|now apply IH]. destruct l; [exact I|exact H2].
Qed.

Lemma parts_ascend_in l : (forall x, In x l -> ends_proven x /\ (0 < height (x_merkle x))%nat) -> forall m, Forall part_ascends (parts_of m l).
Proof.
  induction l as [|x l IH]; intros H m; [constructor|]. cbn [parts_of]. destruct (H x (or_introl eq_refl)) as (Hp & Hm).
  constructor; [exact (rooted_part_ascends x Hp Hm free _ _)|]. apply IH. intros; apply H; now right.
Qed.

Variable compress : list F -> list F -> list F.

Lemma parts_open l : (forall x, In x l -> ends_proven x /\ (0 < height (x_merkle x))%nat /\ publics (x_rooted x) 54 = (if free then Fz 1 else Fz 0) /\
    (forall m, looked_up x m -> exists u v, length u = 8%nat /\ length v = 8%nat /\ m = u ++ v ++ compress u v) /\
    (free = true -> final_root (x_merkle x) = initial_root (x_merkle x))) ->
  forall m stop, roots_follow (root_of compress m) l stop -> none_collides_in compress m l ->
  Forall (opens_before memory holds_leaf) (parts_of m l) /\ Forall (keeps_others memory holds_leaf) (parts_of m l) /\
  (free = false -> Forall (opens_behind memory holds_leaf) (parts_of m l) /\ root_of compress (behind_all m l) = stop).
Proof.
  induction l as [|x l IH]; intros H m stop Hr Hn.
  - split; [constructor|split; [constructor|]]. intros _. split; [constructor|exact Hr].
  - destruct (H x (or_introl eq_refl)) as (Hp & Hm & Hf & Hh & He). cbn [roots_follow none_collides_in parts_of behind_all] in *.
    destruct Hr as (Hroot & Hr), Hn as (Hn & Hn'). symmetry in Hroot.
    assert (Hbehind : root_of compress (behind_part x free m) = final_root (x_merkle x)).
    { destruct (bool_dec free false) as [E|E].
      - exact (root_behind_the_part x Hp Hm free Hf compress Hh m Hroot Hn E).
      - apply not_false_is_true in E. rewrite (He E), <- Hroot. unfold behind_part. now rewrite E. }
    rewrite <- Hbehind in Hr. destruct (IH (fun y Hy => H y (or_intror Hy)) _ _ Hr Hn') as (H1 & H2 & H3).
    split; [|split].
    + constructor; [|exact H1]. intros r Hin. exact (part_opens_before x Hp Hm free Hf compress Hh m Hroot Hn r Hin).
    + constructor; [|exact H2]. intros c Hc v. eapply part_keeps_others; eassumption.
    + intros E. destruct (H3 E) as (H4 & H5). split; [|exact H5]. constructor; [|exact H4].
      intros r Hin. eapply part_opens_behind; eassumption.
Qed.
End Memories.

Section RootedRun.
(** The segments, the chips of ends of all proofs, beside segments or apart (one that a proof does not have is there without rows), what is
    revealed, and whether no final root is claimed. *)
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.
Variable most : nat.
Variable segs : list (list row * F).
Variable ledger : list (list leaf_row * K).
Variable c : K * K.
Variable all_ends : list ends_traces.
Variable claims : list (cell * (list F * F)).
Variable free : bool.
Variable compress : list F -> list F -> list F.
Variable m0 : memory.
Variable stop_root : list F.
Notation the_rows := (flat_map fst ledger).
Definition ends_there : list ends_traces := filter has_rooted all_ends.
Definition the_ends : list end_row := flat_map (fun x => rooted_ends (x_rooted x)) all_ends.
(** What the verifier hands on. *)
Definition handed : list (cell * (list F * F)) := if free then [] else map hand_on claims.
Notation puts := (starts the_ends [] ++ handed ++ map row_puts the_rows).
Notation takes := (finishes the_ends claims ++ map row_takes the_rows).

(** What the verifier checks of ends, claim and sums; the premises about the challenge and about hashes. *)
Record rooted_checks : Prop := {
  (** Check 2: with ends there is a Merkle chip, each proof with ends says whether the end is free, with a free end both roots are the
      same, places ascend, and roots follow each other from the claimed initial one, which the memory at the start has, to the final one. *)
  trees_are_there : forall x, In x ends_there -> (0 < height (x_merkle x))%nat;
  free_is_said : forall x, In x ends_there -> publics (x_rooted x) 54 = if free then Fz 1 else Fz 0;
  free_roots : forall x, In x ends_there -> free = true -> final_root (x_merkle x) = initial_root (x_merkle x);
  places_are_in_order : parts_in_order (map place_part ends_there);
  roots_are_chained : roots_follow (root_of compress m0) ends_there stop_root;
  (** Check 4. *)
  ends_challenge : forall x, In x all_ends -> (0 < height (x_rooted x))%nat -> has_challenge (publics (x_rooted x)) c;
  (** Check 6. *)
  few_tokens : Z.of_nat (length (puts ++ takes)) < p;
  (** Check 7. *)
  claims_once : NoDup (map fst claims);
  claimed_leaves : forall l v s, In (l, (v, s)) claims -> length v = 8%nat;
  last_is_a_number : forall l v s, In (l, (v, s)) claims -> val s <= Z.of_nat (length ledger);
  (** Check 8. *)
  sums_add_up : Kadd (Kadd (sumK snd ledger) (sumK (fun x => chip_sum (x_rooted x)) all_ends))
    (Ksub (sumK (fraction c) handed) (sumK (fraction c) claims)) = Kzero;
  (** The challenge is none of the few that mislead, nor of those that make a fingerprint 0. *)
  does_not_mislead : ~ misleads puts takes c;
  ends_vanish_not : forall x e, In x all_ends -> In e (envs (x_rooted x)) ->
    fingerprint c (rooted_puts e) <> Kzero /\ fingerprint c (rooted_takes e) <> Kzero;
  tokens_vanish_not : forall t, In t (puts ++ takes) -> fingerprint c t <> Kzero;
  (** The hash chip's part: what is looked up on the bus of hashes is a compression. *)
  hash_bus : forall x m, In x ends_there -> looked_up x m ->
    exists u v, length u = 8%nat /\ length v = 8%nat /\ m = u ++ v ++ compress u v;
  none_collides : none_collides_in free compress m0 ends_there }.

Hypothesis segments_right : segments_are_right T most segs ledger c.
Hypothesis ends_are_proven : forall x, In x all_ends -> ends_proven x.
Hypothesis checks : rooted_checks.

Lemma there_in x : In x ends_there -> In x all_ends.
Proof. unfold ends_there. intros H. now apply filter_In in H. Qed.

Notation the_parts := (parts_of free m0 ends_there).

Lemma the_ends_are : the_ends = flat_map p_rows the_parts.
Proof.
  rewrite parts_rows. unfold the_ends, ends_there. generalize all_ends. intros l. induction l as [|x l IH]; [reflexivity|]. cbn [flat_map filter].
  destruct (has_rooted x) eqn:E; cbn [flat_map]; rewrite IH; [reflexivity|].
  unfold has_rooted in E. destruct (Nat.eqb_spec (height (x_rooted x)) 0) as [E0|]; [|discriminate].
  unfold rooted_ends at 1, envs. rewrite E0. reflexivity.
Qed.

Lemma an_end e : In e the_ends -> e_given e = false /\ length (e_start e) = 8%nat /\ length (e_final e) = 8%nat.
Proof.
  intros H. apply in_flat_map in H. destruct H as (x & _ & H). split; [exact (rooted_ends_not_given _ _ H)|]. apply in_flat_map in H.
  destruct H as (v & _ & H). destruct (F_eq_dec _ _); [|contradiction]. destruct H as [<-|[]]. split; reflexivity.
Qed.

Lemma tokens_of_eight t : In t (puts ++ takes) -> eight t.
Proof.
  assert (Hclaim : forall t, In t claims -> eight t) by (intros [l [v s]] Ht; exact (claimed_leaves checks l v s Ht)).
  intros H. apply in_app_or in H. destruct H as [H|H]; apply in_app_or in H; destruct H as [H|H].
  - unfold starts in H. cbn [map] in H. rewrite app_nil_r in H. apply in_flat_map in H. destruct H as (e & He & H). unfold end_puts in H.
    destruct (e_given e); [contradiction|]. destruct H as [<-|[]]. apply (an_end e He).
  - apply in_app_or in H. destruct H as [H|H].
    + unfold handed in H. destruct free; [contradiction|]. apply in_map_iff in H. destruct H as (y & <- & Hy). exact (Hclaim y Hy).
    + apply in_map_iff in H. destruct H as (r & <- & Hr). apply (right_rows _ _ _ _ _ segments_right r Hr).
  - apply in_app_or in H. destruct H as [H|H]; [|exact (Hclaim t H)].
    apply in_flat_map in H. destruct H as (e & He & H). unfold end_takes in H. destruct (e_revealed e); [contradiction|].
    destruct H as [<-|[]]. apply (an_end e He).
  - apply in_map_iff in H. destruct H as (r & <- & Hr). apply (right_rows _ _ _ _ _ segments_right r Hr).
Qed.

Definition ends_and_sums := map (fun x => (rooted_ends (x_rooted x), chip_sum (x_rooted x))) all_ends.

Lemma ends_are : flat_map fst ends_and_sums = the_ends.
Proof. unfold ends_and_sums. rewrite HandedOn.flat_map_map. reflexivity. Qed.

Lemma all_ends_sum : Forall (sum_of_ends c) ends_and_sums.
Proof.
  apply Forall_forall. intros y Hy. apply in_map_iff in Hy. destruct Hy as (x & <- & Hx). unfold sum_of_ends. cbn [fst snd].
  apply rooted_ends_sum; [apply (x_holds _ (ends_are_proven x Hx)); right; now left|exact (ends_challenge checks x Hx)|].
  intros e He. exact (ends_vanish_not checks x e Hx He).
Qed.

Lemma puts_are_takes : Permutation puts takes.
Proof.
  pose proof (few_tokens checks) as Hfew. pose proof tokens_of_eight as H8. pose proof (does_not_mislead checks) as Hm. pose proof (tokens_vanish_not checks) as Hv.
  rewrite <- ends_are in *.
  apply (Sums.puts_are_takes c ledger ends_and_sums [] claims handed); try assumption.
  - exact (right_sums _ _ _ _ _ segments_right).
  - exact all_ends_sum.
  - unfold ends_and_sums. rewrite sumK_map. exact (sums_add_up checks).
Qed.

(** The theorem: the segments' logs, one behind the other, are a log that is consistent from the memory that has the initial root; revealed
    leaves hold at the end what the claim says; if a final root is claimed, the memory at the end has it. *)
Theorem a_rooted_run_is_right : consistent m0 (logs segs) /\
  (forall l v s, In (l, (v, s)) claims -> has_leaf (apply m0 (logs segs)) l v) /\
  (free = false -> root_of compress (apply m0 (logs segs)) = stop_root).
Proof.
  destruct segments_right as [Hsegs few_segments Hseg Hrow _]. apply (f_equal Z.of_nat) in Hsegs.
  pose proof (trees_are_there checks) as Htrees. pose proof (claims_once checks) as Hclaims. pose proof (last_is_a_number checks) as Hlast.
  pose proof (roots_are_chained checks) as Hroots. pose proof (none_collides checks) as Hnone.
  assert (Hnum : forall r, In r the_rows -> 1 <= r_segment r <= Z.of_nat (length ledger)) by (intros r Hr; apply Hrow, Hr).
  assert (Hfrom : forall r, In r the_rows -> exists d, 0 <= d < 2 ^ 17 /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d) by (intros r Hr; apply Hrow, Hr).
  assert (H8 : forall r, In r the_rows -> length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat) by (intros r Hr; apply Hrow, Hr).
  assert (Hb : 0 <= 17 <= 24) by lia.
  assert (Hrange : forall R l v, holds_leaf R l v -> below (2 ^ 26) (snd l) /\ length v = 8%nat) by (intros R l v ((_ & H1) & H2 & _); now split).
  assert (Hgiven : forall e, In e (flat_map p_rows the_parts) -> e_given e = false) by (intros e He; rewrite <- the_ends_are in He; apply (an_end e He)).
  assert (Hunder : forall l v, holds_leaf m0 l v -> has_leaf m0 l v) by (intros l v H; apply H).
  destruct (parts_open free compress ends_there) with (m := m0) (stop := stop_root) as (Hbefore & Hkeep & Hbehind); try assumption.
  { intros x Hx. split; [exact (ends_are_proven x (there_in x Hx))|]. split; [exact (Htrees x Hx)|]. split; [exact (free_is_said checks x Hx)|].
    split; [intros m; exact (hash_bus checks x m Hx)|exact (free_roots checks x Hx)]. }
  assert (Hasc : Forall part_ascends the_parts).
  { apply parts_ascend_in. intros x Hx. split; [exact (ends_are_proven x (there_in x Hx))|exact (Htrees x Hx)]. }
  pose proof (parts_order free ends_there m0 (places_are_in_order checks)) as Horder. pose proof (parts_chain free ends_there m0) as Hchain.
  pose proof puts_are_takes as Hput. rewrite the_ends_are in Hput.
  destruct (bool_dec free false) as [Ef|Ef]; [|apply not_false_is_true in Ef].
  - destruct (Hbehind Ef) as (Hopen & Hroot). assert (Eh : handed = map hand_on claims) by (unfold handed; now rewrite Ef). rewrite Eh in Hput.
    assert (Hend : forall l v, holds_leaf (behind_all free m0 ends_there) l v -> has_leaf (apply m0 (logs segs)) l v).
    { intros l v. eapply (the_end_is_under_the_final_root T T_range most 17 (Z.of_nat (length ledger)) Hb few_segments the_rows);
        try eassumption. exact one_leaf_value. }
    split; [|split].
    + eapply (a_run_between_roots_is_consistent T T_range most 17 (Z.of_nat (length ledger)) Hb few_segments the_rows); eassumption.
    + intros l v s Hc.
      eapply (revealed_is_under_the_final_root T T_range most 17 (Z.of_nat (length ledger)) Hb few_segments the_rows); eassumption.
    + intros _. rewrite <- Hroot. apply root_of_leaves. intros a b Ha Hb'. destruct (leaf_named a b Ha Hb') as (Hl & Ea & Eb).
      symmetry. assert (Hh : holds_leaf (behind_all free m0 ends_there) (Fz (a + 1), Fz b) (leaf_values (behind_all free m0 ends_there) a b)).
      { split; [exact Hl|split; [apply leaf_values_length|]]. apply has_leaf_is; [apply leaf_values_length|]. cbn [fst snd]. now rewrite Ea, Eb. }
      apply Hend, has_leaf_is in Hh; [|apply leaf_values_length]. cbn [fst snd] in Hh. now rewrite Ea, Eb in Hh.
  - assert (Eh : handed = []) by (unfold handed; now rewrite Ef). rewrite Eh in Hput. cbn [app] in Hput. split; [|split; [|rewrite Ef; discriminate]].
    + eapply (a_run_from_a_root_is_consistent T T_range most 17 (Z.of_nat (length ledger)) Hb few_segments the_rows); eassumption.
    + intros l v s Hc.
      eapply (revealed_at_a_free_end T T_range most 17 (Z.of_nat (length ledger)) Hb few_segments the_rows); eassumption.
Qed.
End RootedRun.

(** ** The segments of a log. *)
Section Log.
Variable segments : list segment_traces.
Variable parts : list part_traces.
(** All proofs are valid (checks 1, 2 and 5), and there are not too many (check 3). *)
Hypothesis segments_are_proven : forall pre s post, segments = pre ++ s :: post -> segment_is_proven s (Z.of_nat (length pre) + 1).
Hypothesis parts_are_proven : forall q, In q parts -> part_is_proven q.
Hypothesis few_segments : Z.of_nat (length segments) <= 2 ^ 17.
(** Check 4, and that the challenge makes no fingerprint 0. *)
Variable c : K * K.
Hypothesis segments_challenge : forall s, In s segments ->
  ((0 < height (g_boundary1 s))%nat -> has_challenge (publics (g_boundary1 s)) c) /\
  ((0 < height (g_boundary4 s))%nat -> has_challenge (publics (g_boundary4 s)) c).
Hypothesis segments_vanish_not : forall s e, In s segments -> In e (boundary_envs (g_boundary1 s) (g_boundary4 s)) ->
  fingerprint c (ledger_puts e) <> Kzero /\ fingerprint c (ledger_takes e) <> Kzero.

Theorem a_log_from_a_root_is_right claims free compress m0 stop_root :
  rooted_checks (rows_and_sums segments) c (all_ends segments parts) claims free compress m0 stop_root ->
  consistent m0 (flat_map segment_log segments) /\
  (forall l v s, In (l, (v, s)) claims -> has_leaf (apply m0 (flat_map segment_log segments)) l v) /\
  (free = false -> root_of compress (apply m0 (flat_map segment_log segments)) = stop_root) /\
  (forall a, In a (flat_map segment_log segments) -> keeps_its_rules a).
Proof.
  intros checks. destruct (segments_of_a_log segments segments_are_proven few_segments c segments_challenge segments_vanish_not) as (segs & Hs & Hlog).
  destruct (a_rooted_run_is_right time_bits ltac:(unfold time_bits; lia) largest_block segs (rows_and_sums segments) c (all_ends segments parts)
    claims free compress m0 stop_root Hs (all_ends_are_proven segments segments_are_proven parts parts_are_proven) checks) as (H1 & H2 & H3).
  rewrite Hlog in H1, H2, H3. exact (conj H1 (conj H2 (conj H3 (all_keep_rules segments segments_are_proven)))).
Qed.
End Log.
