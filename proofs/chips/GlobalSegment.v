(** From the constraints of a segment's chips in global memory to the premises of the theorem of a run (Run.v): profile `hybrid`,
    default configuration; and that its chips' sums are those of the fractions of what its rows of the ledger put and take. Of the last
    segment the run's ends may stand beside these chips, in one proof. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger Fingerprints Extension Run Air Trace Speaks Key SpaceTables Rules RunningSum.
From Zkmem Require Import SegmentBoundaryAir_1 SegmentBoundaryAir_4 SegmentRows Boundary_1 Boundary_4 Assembly EndsChips.
From Zkmem Require Import LedgerEndsAir RootedEndsAir MemoryMerkleAir.
Import ListNotations.
Open Scope Z_scope.

Section GlobalSegment.
Variables connector boundary1 boundary4 log1 log2 log4 log8 log16 log32 inc : trace.
Variables adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges : trace.
Variable beside : ends_traces.

Definition beside_chips : list chip := map (fun x => quiet (fst x) (snd x)) (ends_key beside).
Definition boundary : list chip :=
  [(SegmentBoundaryAir_1, boundary1, boundary_shows 1 8); (SegmentBoundaryAir_4, boundary4, boundary_shows 4 2)] ++ beside_chips.
Definition global_key : key := the_key connector log1 log2 log4 log8 log16 log32 inc
  adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_without_blocks boundary.

(** The premises. *)
Hypothesis all_hold : key_holds global_key.
Hypothesis all_balance : forall b, In b all_buses -> balances list_F_dec (said_on b (rows_of global_key)).
Hypothesis all_weights : forall b, In b all_buses -> total_weight b global_key < p.
Hypothesis all_heights : forall a t, In (a, t) global_key -> Z.of_nat (height t) < p.
Hypothesis connector_is_there : (0 < height connector)%nat.

Lemma in_boundary a t f : In (a, t, f) boundary ->
  (a, t, f) = (SegmentBoundaryAir_1, boundary1, boundary_shows 1 8) \/ (a, t, f) = (SegmentBoundaryAir_4, boundary4, boundary_shows 4 2) \/
  In (a, t) (ends_key beside) /\ f = fun _ => silent.
Proof.
  intros [H|[H|H]]; [now left|right; now left|right; right]. apply in_map_iff in H. destruct H as ([a' t'] & E & H).
  unfold quiet in E. cbn [fst snd] in E. injection E as <- <- <-. now split.
Qed.

Lemma beside_in a t : In (a, t) (ends_key beside) -> In (a, t, fun _ => silent) boundary.
Proof. intros H. apply in_or_app. right. apply in_map_iff. exists (a, t). now split. Qed.

Ltac by_boundary H := apply in_boundary in H; destruct H as [H|[H|(H & ->)]]; [injection H as -> -> ->|injection H as -> -> ->|].

Lemma boundary_counts : forall a t f, In (a, t, f) boundary ->
  each_counts Bus.memory a /\ each_counts Bus.range a /\ each_counts Bus.clock a /\ each_counts Bus.spaces a /\
  each_counts Bus.block_times a.
Proof.
  intros a t f H. by_boundary H; [repeat split; apply each_counts_by; vm_compute; reflexivity..|].
  repeat split; apply (ends_count beside a t); try assumption; cbn; tauto.
Qed.

Lemma boundary_bits : forall a t f, In (a, t, f) boundary -> forall e, trace_holds a t -> In e (envs t) ->
  counts_bits (says a e Bus.range) /\ counts_bits (says a e Bus.spaces) /\ counts_bits (says a e Bus.block_times).
Proof.
  intros a t f H e Hh He. by_boundary H; [| |now apply (ends_bits beside a t)]; apply in_envs in He; destruct He as (i & Hi & ->).
  - split; [exact (boundary_1_counts _ (Hh i Hi))|split; apply Forall_nil].
  - split; [exact (boundary_4_counts _ (Hh i Hi))|split; apply Forall_nil].
Qed.

Lemma chips_speak : forall a t f, In (a, t, f) boundary -> forall e, trace_holds a t -> In e (envs t) ->
  exists rows, speaks a e (f e) rows.
Proof.
  intros a t f H e Hh He. by_boundary H.
  - apply in_envs in He. destruct He as (i & Hi & ->). exact (boundary_1 _ (Hh i Hi)).
  - apply in_envs in He. destruct He as (i & Hi & ->). exact (boundary_4 _ (Hh i Hi)).
  - destruct (ends_are_quiet beside a t e H). now apply nothing_is_said.
Qed.

Lemma shows_no_access : forall a t f, In (a, t, f) boundary -> forall e, accessed (f e) = [].
Proof. intros a t f H e. by_boundary H; try reflexivity; unfold boundary_shows; destruct (F_eq_dec _ _); reflexivity. Qed.

Lemma buses_balance b : In b segment_buses -> balances list_F_dec (said_on b (rows_of global_key)).
Proof. intros H. apply all_balance. now right. Qed.
Lemma buses_weights b : In b segment_buses -> total_weight b global_key < p.
Proof. intros H. apply all_weights. now right. Qed.

Lemma ranges_of a t f e : In (a, t, f) boundary -> In e (envs t) -> looks a e Bus.range in_range.
Proof.
  intros H He. apply (speaker_ranges connector log1 log2 log4 log8 log16 log32 inc
    adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_without_blocks without_blocks_is_table boundary) with (t := t); try assumption;
    intros; eauto using boundary_counts, boundary_bits, buses_balance, buses_weights.
  exact (boundary_in_speakers _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ H).
Qed.

(** The ends that stand beside it say what they say apart (global memory, Lemma 1). *)
Theorem beside_is_proven : ends_proven beside.
Proof.
  assert (Hin : forall a t, In (a, t) (ends_key beside) -> In (a, t) global_key).
  { intros a t H. exact (boundary_in_key _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ (beside_in a t H)). }
  set (front := [(SegmentBoundaryAir_1, boundary1); (SegmentBoundaryAir_4, boundary4)]).
  set (behind := key_of (others log1 log2 log4 log8 log16 log32 inc adapter2 adapter4 adapter8 adapter16 adapter32) ++ clock_ends connector ++
    time_table times ++ space_table_of_key spaces table_without_blocks ++ range_table_of_key ranges).
  assert (Hkey : global_key = front ++ ends_key beside ++ behind) by reflexivity.
  assert (Hsilent : forall a t e, In (a, t) front \/ In (a, t) behind -> says a e Bus.merkle = []).
  { intros a t e [H|H]; [cbn [front In] in H|
      cbn [behind others log_chips adapters key_of quiet accessing map fst clock_ends time_table space_table_of_key range_table_of_key app In] in H];
      repeat (destruct H as [H|H]; [injection H as <- <-; reflexivity|]); contradiction. }
  constructor.
  - intros a t H. apply all_hold, Hin, H.
  - intros a t e H He. exact (ranges_of a t _ e (beside_in a t H) He).
  - pose proof (all_balance Bus.merkle (or_introl eq_refl)) as H. rewrite Hkey, !rows_of_app, !said_on_app in H.
    rewrite (silent_said Bus.merkle (rows_of front)), (silent_said Bus.merkle (rows_of behind)), app_nil_r in H; [exact H|..];
      intros a e Hr; apply in_rows_of in Hr; destruct Hr as (t & Ht & _); apply (Hsilent a t); tauto.
  - pose proof (all_weights Bus.merkle (or_introl eq_refl)) as H. rewrite Hkey in H. rewrite (weight_perm _ _ ((ends_key beside ++ behind) ++ front)) in H by apply Permutation_app_comm.
    pose proof (total_weight_part Bus.merkle (ends_key beside ++ behind) front). pose proof (total_weight_part Bus.merkle (ends_key beside) behind). lia.
  - intros a t H. apply (all_heights a), Hin, H.
Qed.

(** The segment's number, which the verifier compares with both chips' public value (check 5). *)
Variable number : Z.
Hypothesis number_1 : publics boundary1 52 = Fz number.
Hypothesis number_4 : publics boundary4 52 = Fz number.
Hypothesis number_range : 0 <= number < p.

(** The segment's rows of the ledger. *)
Definition boundary_envs : list env := envs boundary1 ++ envs boundary4.
Definition ledger_rows : list leaf_row := flat_map ledger_rows_of boundary_envs.

Lemma in_ledger_rows r : In r ledger_rows -> exists e, In e boundary_envs /\ in_use e = Fz 1 /\
  r = LeafRow (ledger_leaf e) (ledger_initial e) (ledger_from e) (ledger_final e) number /\ ledger_number e = Fz number.
Proof.
  intros H. apply in_flat_map in H. destruct H as (e & He & H). unfold ledger_rows_of in H.
  destruct (F_eq_dec (in_use e) (Fz 1)) as [Hu|]; [|contradiction]. destruct H as [<-|[]].
  assert (Hn : ledger_number e = Fz number).
  { unfold boundary_envs in He. apply in_app_or in He. unfold ledger_number.
    destruct He as [He|He]; apply in_envs in He; destruct He as (i & Hi & ->); assumption. }
  exists e. rewrite Hn, (val_small number number_range). auto.
Qed.

(** Of all rows of the ledger these say what Run.v supposes. *)
Theorem ledger_rows_are_checked r : In r ledger_rows ->
  r_segment r = number /\ (length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat) /\
  exists d, 0 <= d < 2 ^ 17 /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Proof.
  intros H. destruct (in_ledger_rows r H) as (e & He & Hu & -> & Hn). cbn [r_segment r_initial r_final r_from].
  split; [reflexivity|]. split; [split; reflexivity|]. rewrite <- Hn.
  unfold boundary_envs in He. apply in_app_or in He. destruct He as [He|He].
  - apply (boundary_1_from e); [|exact Hu]. apply (ranges_of _ boundary1 (boundary_shows 1 8)); [now left|assumption].
  - apply (boundary_4_from e); [|exact Hu]. apply (ranges_of _ boundary4 (boundary_shows 4 2)); [right; now left|assumption].
Qed.

Lemma tokens_are_leaves (size n : nat) t :
  (forall e, flat_map tokens_of (map (block_before size e) (seq 0 n)) = leaf_tokens (ledger_leaf e) (ledger_initial e)) ->
  (forall e, map without_time (flat_map tokens_of (map (block_behind size e) (seq 0 n))) = map without_time (leaf_tokens (ledger_leaf e) (ledger_final e))) ->
  flat_map tokens_of (flat_map begun (map (boundary_shows size n) (envs t))) =
    flat_map (fun r => leaf_tokens (r_leaf r) (r_initial r)) (flat_map ledger_rows_of (envs t)) /\
  map without_time (flat_map tokens_of (flat_map ended (map (boundary_shows size n) (envs t)))) =
    map without_time (flat_map (fun r => leaf_tokens (r_leaf r) (r_final r)) (flat_map ledger_rows_of (envs t))).
Proof.
  intros Hs He. induction (envs t) as [|e l (IH1 & IH2)]; [split; reflexivity|]. cbn [map flat_map].
  rewrite !flat_map_app, !map_app, IH1, IH2. unfold boundary_shows, ledger_rows_of.
  destruct (F_eq_dec (in_use e) (Fz 1)); cbn [begun ended silent flat_map r_leaf r_initial r_final app]; [|split; reflexivity].
  rewrite !app_nil_r, Hs, He. split; reflexivity.
Qed.

(** The segment meets the premises of the theorem of a run: its rows are as they should be, its boundary blocks are those of its
    rows of the ledger, its log is what the log chips say. *)
Theorem a_global_segment_is_ok : exists rows, segment_ok time_bits largest_block rows (stop connector) /\
  linked ledger_rows number rows /\
  accesses rows = the_accesses log1 log2 log4 log8 log16 log32.
Proof.
  destruct (a_segment_is_ok connector log1 log2 log4 log8 log16 log32 inc
    adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_without_blocks without_blocks_is_table boundary all_hold buses_balance buses_weights all_heights
    connector_is_there boundary_counts (fun a t f e H => boundary_bits a t f H e)
    (fun a t f e H Hh He _ => chips_speak a t f H e Hh He) (fun a t f e H => shows_no_access a t f H e))
    as (rows & Hok & Hstart & Hend & Hlog).
  exists rows. split; [exact Hok|]. split; [|exact Hlog].
  assert (Hf : of_segment ledger_rows number = ledger_rows).
  { unfold of_segment. assert (H : forall r, In r ledger_rows -> r_segment r = number) by (intros r Hr; apply ledger_rows_are_checked, Hr).
    induction ledger_rows as [|r l IH]; [reflexivity|]. cbn [filter]. rewrite (H r (or_introl eq_refl)), Z.eqb_refl. f_equal.
    apply IH. intros; apply H; now right. }
  destruct (tokens_are_leaves 1 8 boundary1 boundary_1_starts boundary_1_ends) as (A1 & B1).
  destruct (tokens_are_leaves 4 2 boundary4 boundary_4_starts boundary_4_ends) as (A4 & B4).
  unfold linked. rewrite Hf. unfold initial_tokens, final_tokens. rewrite Hstart, Hend.
  assert (Hq : forall g : shows -> list block, g silent = [] -> flat_map g (shown_by beside_chips) = []).
  { intros g Hg. assert (H : forall s, In s (shown_by beside_chips) -> s = silent).
    { intros s H. apply in_flat_map in H. destruct H as (x & Hx & H). apply in_map_iff in Hx. destruct Hx as (y & <- & _).
      apply in_map_iff in H. destruct H as (e & <- & _). reflexivity. }
    induction (shown_by beside_chips) as [|s l IH]; [reflexivity|]. cbn [flat_map]. rewrite (H s) by now left. rewrite Hg.
    apply IH. intros; apply H; now right. }
  unfold boundary. rewrite shown_by_app, !flat_map_app, !Hq, !app_nil_r by reflexivity.
  unfold shown_by. cbn [flat_map fst snd]. rewrite !app_nil_r, !flat_map_app, !map_app, A1, A4, B1, B4.
  unfold ledger_rows, boundary_envs. rewrite !flat_map_app, !map_app. split; reflexivity.
Qed.

(** Each access keeps the rules of its space. *)
Theorem global_accesses_keep_rules a : In a (the_accesses log1 log2 log4 log8 log16 log32) -> keeps_its_rules a.
Proof.
  apply (accesses_keep_rules connector log1 log2 log4 log8 log16 log32 inc
    adapter2 adapter4 adapter8 adapter16 adapter32 times spaces ranges table_without_blocks without_blocks_is_table boundary); try assumption;
    intros; eauto using boundary_counts, boundary_bits, buses_balance, buses_weights.
Qed.

(** The running sums (global memory, Lemma 3). The challenge is both chips' by check 4, and it makes no fingerprint 0, of padding neither. *)
Variable c : K * K.
Hypothesis challenge_1 : (0 < height boundary1)%nat -> has_challenge (publics boundary1) c.
Hypothesis challenge_4 : (0 < height boundary4)%nat -> has_challenge (publics boundary4) c.
Hypothesis none_vanishes : forall e, In e boundary_envs -> fingerprint c (ledger_puts e) <> Kzero /\ fingerprint c (ledger_takes e) <> Kzero.

Theorem segment_sum_is_of_fractions : Kadd (chip_sum boundary1) (chip_sum boundary4) =
  Ksub (sumK (fraction c) (map row_puts ledger_rows)) (sumK (fraction c) (map row_takes ledger_rows)).
Proof.
  assert (H : forall t, (forall i, (i < height t)%nat -> ledger_sums (row_env t i) /\ is_bit (in_use (row_env t i))) ->
    ((0 < height t)%nat -> has_challenge (publics t) c) -> incl (envs t) boundary_envs ->
    chip_sum t = Ksub (sumK (fraction c) (map row_puts (flat_map ledger_rows_of (envs t))))
                      (sumK (fraction c) (map row_takes (flat_map ledger_rows_of (envs t))))).
  { intros t Ht Hc Hin. rewrite <- puts_of_rows, <- takes_of_rows.
    apply (sum_is_of_fractions t c (fun e => in_use e) (fun e => in_use e) ledger_puts ledger_takes).
    - intros e He. apply in_envs in He. destruct He as (i & Hi & ->). apply ledger_sums_tokens; [apply Hc; lia|now apply Ht].
    - intros e He. apply none_vanishes, Hin, He.
    - intros e He. apply in_envs in He. destruct He as (i & Hi & ->). destruct (Ht i Hi) as (_ & Hb). split; exact Hb. }
  rewrite (H boundary1), (H boundary4); try assumption.
  - unfold ledger_rows, boundary_envs. rewrite flat_map_app, !map_app, !sumK_app. ring.
  - intros i Hi. assert (Hh : holds SegmentBoundaryAir_4 (row_env boundary4 i)).
    { apply (all_hold SegmentBoundaryAir_4 boundary4); [right; now left|assumption]. }
    split; [exact (boundary_4_sums _ Hh)|exact (boundary_4_bit _ Hh)].
  - unfold boundary_envs. intros e He. apply in_or_app. now right.
  - intros i Hi. assert (Hh : holds SegmentBoundaryAir_1 (row_env boundary1 i)).
    { apply (all_hold SegmentBoundaryAir_1 boundary1); [now left|assumption]. }
    split; [exact (boundary_1_sums _ Hh)|exact (boundary_1_bit _ Hh)].
  - unfold boundary_envs. intros e He. apply in_or_app. now left.
Qed.
End GlobalSegment.
