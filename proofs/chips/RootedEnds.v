(** The chip of ends with a root at the start, as its key has it: what its rows put and take, that they ascend, and what they say to the
    tree and look up of hashes (global memory, Lemmas 3, 4, 12, 13). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Ledger Parts Extension Fingerprints Air Trace Speaks Key VolatileRows RunningSum Places EndsRows.
From Zkmem Require Import RootedEndsAir.
Import ListNotations.
Open Scope Z_scope.

Definition rooted_row (e : env) : end_row :=
  EndRow (leaf_at 2 e 0) false (is_one (at_cell e 0 0 1)) (map (at_cell e 0 0) (seq 4 8)) (map (at_cell e 0 0) (seq 12 8)) (at_cell e 0 0 20).
(** What a row in use puts, and takes if it is not revealed. *)
Definition rooted_puts (e : env) : cell * (list F * F) := (leaf_at 2 e 0, (map (at_cell e 0 0) (seq 4 8), Fz 0)).
Definition rooted_takes (e : env) : cell * (list F * F) := (leaf_at 2 e 0, (map (at_cell e 0 0) (seq 12 8), at_cell e 0 0 20)).

Theorem rooted_ends_row e : holds RootedEndsAir e -> ends_place 2 e /\ flag_holds (at_cell e 0 0 1) (row_used e 0).
Proof.
  intros (H0 & H1 & H2 & H3 & H4 & H5 & _). unfold_air_in H0. unfold_air_in H1. unfold_air_in H2. unfold_air_in H3.
  unfold_air_in H4. unfold_air_in H5.
  split; [|assumption]. constructor; [exact (bit_of _ H0)|assumption..].
Qed.

Theorem rooted_ends_sums e : holds RootedEndsAir e ->
  sums e (row_used e 0) (row_used e 0 - at_cell e 0 0 1)
    (fingerprint_of e (leaf_terms (at_cell e 0 0 2) (at_cell e 0 0 3) ++ value_terms (fun i => at_cell e 0 0 (4 + i))))
    (fingerprint_of e (leaf_terms (at_cell e 0 0 2) (at_cell e 0 0 3) ++ value_terms (fun i => at_cell e 0 0 (12 + i)) ++ [(11%nat, at_cell e 0 0 20)])).
Proof. intros (_ & _ & _ & _ & _ & _ & _ & _ & _ & _ & H0 & H1 & H2 & H3 & _). running_sum H0 H1 H2 H3. Qed.

(** The leaf before and behind, as a persistent boundary's two rows have it; behind a free end (the public value is 1) it is the one before. *)
Definition start_hash (e : env) : list F := map (at_cell e 1 0) (seq 4 8).
Definition final_hash (e : env) : list F := map (at_cell e 1 0) (seq 12 8).
Definition free_end (e : env) : F := at_public e 54.
Definition end_hash (e : env) : list F := map (fun i => (at_cell e 1 0 (8 + i) + free_end e * (at_cell e 1 0 i - at_cell e 1 0 (8 + i)))%F) (seq 4 8).

Theorem rooted_ends_leaf e : says RootedEndsAir e Bus.merkle =
  [ (Fz 1 :: Fz 0 :: (at_cell e 0 0 2 - 1)%F :: at_cell e 0 0 3 :: start_hash e, row_used e 0);
    (Fz (-1) :: Fz 0 :: (at_cell e 0 0 2 - 1)%F :: at_cell e 0 0 3 :: end_hash e, (row_used e 0 * Fz (-1))%F) ].
Proof. rewrite <- minus_one. reflexivity. Qed.

Theorem rooted_ends_hash e : says RootedEndsAir e Bus.hash =
  [ (map (at_cell e 0 0) (seq 4 8) ++ repeat (Fz 0) 8 ++ start_hash e, row_used e 0);
    (map (at_cell e 0 0) (seq 12 8) ++ repeat (Fz 0) 8 ++ final_hash e, (row_used e 0 * (1 - free_end e))%F) ].
Proof. reflexivity. Qed.

(** Lemma 12: with a final root the leaf behind is what is hashed of `final`; with a free end it is the leaf before, and nothing is hashed. *)
Theorem hash_at_the_end e : (free_end e = Fz 0 -> end_hash e = final_hash e) /\ (free_end e = Fz 1 -> end_hash e = start_hash e).
Proof.
  unfold end_hash, final_hash, start_hash. split; intros ->; cbn [map seq Nat.add]; repeat (apply f_equal2; [ring|]); reflexivity.
Qed.

Theorem rooted_ends_counts e : is_bit (is_transition e) -> is_bit (row_used e 1) -> counts_bits (says RootedEndsAir e Bus.range).
Proof.
  intros Ht Hn. assert (Htn : is_bit (is_transition e * row_used e 1)%F).
  { destruct Ht as [->| ->]; [left; ring|]. destruct Hn as [->| ->]; [left|right]; ring. }
  unfold_air. unfold counts_bits. repeat (constructor; [cbn [snd]; assumption|]). constructor.
Qed.

Theorem rooted_ends_step e : looks RootedEndsAir e Bus.range in_range -> ends_step 2 e.
Proof.
  intros Hr Ht. apply (limb_and_rest _ (at_cell e 1 0 20) 12); [lia| |].
  - change 17 with (val (Fz 17)).
    apply (looked _ _ _ _ [(place_F (leaf_at 2 e 1) - place_F (leaf_at 2 e 0) - 1 - at_cell e 1 0 20 * Fz 131072)%F; Fz 17] _ Hr Ht). unfold_air. tauto.
  - change 12 with (val (Fz 12)). apply (looked _ _ _ _ [at_cell e 1 0 20; Fz 12] _ Hr Ht). unfold_air. tauto.
Qed.

(** ** The chip's trace. *)
Section Trace.
Variable t : trace.
Hypothesis all_hold : trace_holds RootedEndsAir t.

Lemma used_bit i : (i < height t)%nat -> is_bit (row_used (row_env t i) 0).
Proof. intros Hi. exact (used_is_bit _ _ (proj1 (rooted_ends_row _ (all_hold i Hi)))). Qed.

Lemma next_used_bit i : (i < height t)%nat -> is_bit (row_used (row_env t i) 1).
Proof.
  intros Hi. pose proof (used_bit ((i + 1) mod height t) ltac:(apply Nat.mod_upper_bound; lia)) as H.
  rewrite here in H by (apply Nat.mod_upper_bound; lia). exact H.
Qed.

Theorem rooted_ends_trace_counts e : In e (envs t) -> counts_bits (says RootedEndsAir e Bus.range).
Proof.
  intros He. apply in_envs in He. destruct He as (i & Hi & ->). apply rooted_ends_counts; [|now apply next_used_bit].
  cbn [row_env is_transition]. destruct (Nat.eqb (S i) (height t)); [left|right]; reflexivity.
Qed.

(** Its rows as the ledger's model has them. *)
Definition rooted_ends : list end_row := rows_of_ends rooted_row (envs t).

Theorem rooted_ends_not_given r : In r rooted_ends -> e_given r = false.
Proof.
  intros H. apply in_flat_map in H. destruct H as (e & _ & H). destruct (F_eq_dec _ _); [|contradiction]. destruct H as [<-|[]]. reflexivity.
Qed.

(** Lemmas 4 and 13: the part's rows ascend from the first place that it says to the last. That their leaves are possible ones is what
    the Merkle chip says of its own. *)
Hypothesis ranges : forall e, In e (envs t) -> looks RootedEndsAir e Bus.range in_range.
Hypothesis leaves : forall e, In e (envs t) -> row_used e 0 = Fz 1 -> is_leaf (leaf_at 2 e 0).

Theorem rooted_ends_ascend {root} (from to : root) :
  part_ascends (Part root (val (publics t 52)) (val (publics t 53)) rooted_ends from to).
Proof.
  assert (Hin : forall i, (i < height t)%nat -> In (row_env t i) (envs t)) by (intros i Hi; apply in_envs; eauto).
  apply (ends_ascend 2 t).
  - intros i Hi. exact (proj1 (rooted_ends_row _ (all_hold i Hi))).
  - intros i Hi. exact (rooted_ends_step _ (ranges _ (Hin i Hi))).
  - intros i Hi. exact (leaves _ (Hin i Hi)).
  - reflexivity.
Qed.

(** Lemma 3: S is the sum of the fractions of what the rows put, less those of what they take. *)
Variable c : K * K.
Hypothesis challenge : (0 < height t)%nat -> has_challenge (publics t) c.
Hypothesis none_vanishes : forall e, In e (envs t) -> fingerprint c (rooted_puts e) <> Kzero /\ fingerprint c (rooted_takes e) <> Kzero.

Lemma puts_in_use l : flat_map (fun e => if F_eq_dec (row_used e 0) (Fz 1) then [rooted_puts e] else []) l = flat_map end_puts (rows_of_ends rooted_row l).
Proof.
  unfold rows_of_ends. induction l as [|e l IH]; [reflexivity|]. cbn [flat_map]. rewrite flat_map_app, IH. f_equal. destruct (F_eq_dec _ _); reflexivity.
Qed.

Theorem rooted_ends_sum : chip_sum t =
  Ksub (sumK (fraction c) (flat_map end_puts rooted_ends)) (sumK (fraction c) (flat_map end_takes rooted_ends)).
Proof.
  assert (Hrow : forall e, In e (envs t) -> is_bit (row_used e 0) /\ flag_holds (at_cell e 0 0 1) (row_used e 0)).
  { intros e He. apply in_envs in He. destruct He as (i & Hi & ->). destruct (rooted_ends_row _ (all_hold i Hi)) as (Hp & H).
    split; [exact (used_is_bit _ _ Hp)|exact H]. }
  unfold rooted_ends. rewrite <- puts_in_use, <- (chosen_by_flag rooted_row (fun e => at_cell e 0 0 1) rooted_takes end_takes) by (try assumption; reflexivity).
  apply (sum_is_of_fractions t c (fun e => row_used e 0) (fun e => row_used e 0 - at_cell e 0 0 1)%F rooted_puts rooted_takes).
  - intros e He. apply in_envs in He. destruct He as (i & Hi & ->). pose proof (rooted_ends_sums _ (all_hold i Hi)) as H.
    rewrite (fingerprint_at_start _ c), (fingerprint_is _ c) in H by (apply challenge; lia). exact H.
  - exact none_vanishes.
  - intros e He. destruct (Hrow e He) as (Hu & H). split; [exact Hu|apply (flag_of _ _ Hu H)].
Qed.
End Trace.
