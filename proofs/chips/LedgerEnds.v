(** The chip of ends without a root, as its key has it: what its rows put and take, and that they ascend (global memory, Lemmas 3, 4, 13). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Ledger Parts Extension Fingerprints Air Trace Speaks Key VolatileRows RunningSum Places EndsRows.
From Zkmem Require Import LedgerEndsAir.
Import ListNotations.
Open Scope Z_scope.

Definition ends_row (e : env) : end_row :=
  EndRow (leaf_at 3 e 0) (is_one (at_cell e 0 0 1)) (is_one (at_cell e 0 0 2)) (repeat (Fz 0) 8) (map (at_cell e 0 0) (seq 5 8)) (at_cell e 0 0 13).
(** What a row puts if it is not given, takes if it is not revealed. *)
Definition ends_puts (e : env) : cell * (list F * F) := (leaf_at 3 e 0, (repeat (Fz 0) 8, Fz 0)).
Definition ends_takes (e : env) : cell * (list F * F) := (leaf_at 3 e 0, (map (at_cell e 0 0) (seq 5 8), at_cell e 0 0 13)).

Theorem ledger_ends_row e : holds LedgerEndsAir e ->
  ends_place 3 e /\ flag_holds (at_cell e 0 0 1) (row_used e 0) /\ flag_holds (at_cell e 0 0 2) (row_used e 0).
Proof.
  intros (H0 & H1 & H2 & H3 & H4 & H5 & H6 & _). unfold_air_in H0. unfold_air_in H1. unfold_air_in H2. unfold_air_in H3.
  unfold_air_in H4. unfold_air_in H5. unfold_air_in H6.
  split; [|split; assumption]. constructor; [exact (bit_of _ H0)|assumption..].
Qed.

Theorem ledger_ends_sums e : holds LedgerEndsAir e ->
  sums e (row_used e 0 - at_cell e 0 0 1) (row_used e 0 - at_cell e 0 0 2)
    (fingerprint_of e (leaf_terms (at_cell e 0 0 3) (at_cell e 0 0 4)))
    (fingerprint_of e (leaf_terms (at_cell e 0 0 3) (at_cell e 0 0 4) ++ value_terms (fun i => at_cell e 0 0 (5 + i)) ++ [(11%nat, at_cell e 0 0 13)])).
Proof. intros (_ & _ & _ & _ & _ & _ & _ & _ & _ & _ & _ & H0 & H1 & H2 & H3 & _). running_sum H0 H1 H2 H3. Qed.

Theorem ledger_ends_counts e : is_bit (row_used e 0) -> is_bit (is_transition e) -> is_bit (row_used e 1) ->
  counts_bits (says LedgerEndsAir e Bus.range).
Proof.
  intros Hu Ht Hn. assert (Htn : is_bit (is_transition e * row_used e 1)%F).
  { destruct Ht as [->| ->]; [left; ring|]. destruct Hn as [->| ->]; [left|right]; ring. }
  unfold_air. unfold counts_bits. repeat (constructor; [cbn [snd]; assumption|]). constructor.
Qed.

Theorem ledger_ends_leaf e : looks LedgerEndsAir e Bus.range in_range -> row_used e 0 = Fz 1 -> is_leaf (leaf_at 3 e 0).
Proof.
  intros Hr Hu. split; cbn [leaf_at fst snd].
  - apply space_range. apply (looked _ _ _ _ [(at_cell e 0 0 3 - 1)%F; Fz 3] _ Hr Hu). unfold_air. tauto.
  - destruct (limb_and_rest (at_cell e 0 0 4) (at_cell e 1 0 4) 9 ltac:(lia)) as (d & Hd & E).
    + change 17 with (val (Fz 17)). apply (looked _ _ _ _ [(at_cell e 0 0 4 - at_cell e 1 0 4 * Fz 131072)%F; Fz 17] _ Hr Hu). unfold_air. tauto.
    + change 9 with (val (Fz 9)). apply (looked _ _ _ _ [at_cell e 1 0 4; Fz 9] _ Hr Hu). unfold_air. tauto.
    + unfold below. rewrite E. change (2 ^ (17 + 9)) with 67108864 in Hd. change (2 ^ 26) with 67108864. rewrite val_small; unfold p; lia.
Qed.

Theorem ledger_ends_step e : looks LedgerEndsAir e Bus.range in_range -> ends_step 3 e.
Proof.
  intros Hr Ht. apply (limb_and_rest _ (at_cell e 1 0 5) 12); [lia| |].
  - change 17 with (val (Fz 17)).
    apply (looked _ _ _ _ [(place_F (leaf_at 3 e 1) - place_F (leaf_at 3 e 0) - 1 - at_cell e 1 0 5 * Fz 131072)%F; Fz 17] _ Hr Ht). unfold_air. tauto.
  - change 12 with (val (Fz 12)). apply (looked _ _ _ _ [at_cell e 1 0 5; Fz 12] _ Hr Ht). unfold_air. tauto.
Qed.

(** ** The chip's trace. *)
Section Trace.
Variable t : trace.
Hypothesis all_hold : trace_holds LedgerEndsAir t.

Lemma used_bit i : (i < height t)%nat -> is_bit (row_used (row_env t i) 0).
Proof. intros Hi. exact (used_is_bit _ _ (proj1 (ledger_ends_row _ (all_hold i Hi)))). Qed.

Lemma next_used_bit i : (i < height t)%nat -> is_bit (row_used (row_env t i) 1).
Proof.
  intros Hi. pose proof (used_bit ((i + 1) mod height t) ltac:(apply Nat.mod_upper_bound; lia)) as H.
  rewrite here in H by (apply Nat.mod_upper_bound; lia). exact H.
Qed.

Theorem ledger_ends_trace_counts e : In e (envs t) -> counts_bits (says LedgerEndsAir e Bus.range).
Proof.
  intros He. apply in_envs in He. destruct He as (i & Hi & ->). apply ledger_ends_counts; [now apply used_bit| |now apply next_used_bit].
  cbn [row_env is_transition]. destruct (Nat.eqb (S i) (height t)); [left|right]; reflexivity.
Qed.

(** Its rows as the ledger's model has them. *)
Definition ledger_ends : list end_row := rows_of_ends ends_row (envs t).

Hypothesis ranges : forall e, In e (envs t) -> looks LedgerEndsAir e Bus.range in_range.

Lemma range_at i : (i < height t)%nat -> looks LedgerEndsAir (row_env t i) Bus.range in_range.
Proof. intros Hi. apply ranges, in_envs. eauto. Qed.

(** Lemmas 4 and 13: the part's rows are of possible leaves, and ascend from the first place that it says to the last. *)
Theorem ledger_ends_ascend {root} (from to : root) :
  part_ascends (Part root (val (publics t 52)) (val (publics t 53)) ledger_ends from to).
Proof.
  apply (ends_ascend 3 t).
  - intros i Hi. exact (proj1 (ledger_ends_row _ (all_hold i Hi))).
  - intros i Hi. exact (ledger_ends_step _ (range_at i Hi)).
  - intros i Hi. exact (ledger_ends_leaf _ (range_at i Hi)).
  - reflexivity.
Qed.

Theorem ledger_ends_start_at_zero r : In r ledger_ends -> e_start r = repeat (Fz 0) 8.
Proof.
  intros H. apply in_flat_map in H. destruct H as (e & _ & H). destruct (F_eq_dec _ _); [|contradiction]. destruct H as [<-|[]]. reflexivity.
Qed.

(** Lemma 3: S is the sum of the fractions of what the rows put, less those of what they take. *)
Variable c : K * K.
Hypothesis challenge : (0 < height t)%nat -> has_challenge (publics t) c.
Hypothesis none_vanishes : forall e, In e (envs t) -> fingerprint c (ends_puts e) <> Kzero /\ fingerprint c (ends_takes e) <> Kzero.

Theorem ledger_ends_sum : chip_sum t =
  Ksub (sumK (fraction c) (flat_map end_puts ledger_ends)) (sumK (fraction c) (flat_map end_takes ledger_ends)).
Proof.
  assert (Hrow : forall e, In e (envs t) -> is_bit (row_used e 0) /\ flag_holds (at_cell e 0 0 1) (row_used e 0) /\ flag_holds (at_cell e 0 0 2) (row_used e 0)).
  { intros e He. apply in_envs in He. destruct He as (i & Hi & ->). destruct (ledger_ends_row _ (all_hold i Hi)) as (Hp & H1 & H2).
    split; [exact (used_is_bit _ _ Hp)|now split]. }
  unfold ledger_ends.
  rewrite <- (chosen_by_flag ends_row (fun e => at_cell e 0 0 1) ends_puts end_puts), <- (chosen_by_flag ends_row (fun e => at_cell e 0 0 2) ends_takes end_takes);
    try (intros e He; destruct (Hrow e He) as (Hu & H1 & H2); now split); try reflexivity.
  apply (sum_is_of_fractions t c (fun e => row_used e 0 - at_cell e 0 0 1)%F (fun e => row_used e 0 - at_cell e 0 0 2)%F ends_puts ends_takes).
  - intros e He. apply in_envs in He. destruct He as (i & Hi & ->). pose proof (ledger_ends_sums _ (all_hold i Hi)) as H.
    rewrite (fingerprint_of_zeros _ c), (fingerprint_is _ c) in H by (apply challenge; lia). exact H.
  - exact none_vanishes.
  - intros e He. destruct (Hrow e He) as (Hu & H1 & H2). split; [apply (flag_of _ _ Hu H1)|apply (flag_of _ _ Hu H2)].
Qed.
End Trace.
