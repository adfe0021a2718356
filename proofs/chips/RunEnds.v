(** The ends of a run without a root, of all proofs that have any (global memory, Lemmas 3, 4 and 13). *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Ledger HandedOn Parts Extension Fingerprints Sums Air Trace Speaks Key.
From Zkmem Require Import LedgerEndsAir RunningSum EndsRows LedgerEnds EndsChips.
Import ListNotations.
Open Scope Z_scope.

(** What the chip of ends says of a part, for the verifier and for the ledger. *)
Definition ends_part (x : ends_traces) : part unit :=
  Part unit (val (publics (x_ends x) 52)) (val (publics (x_ends x) 53)) (ledger_ends (x_ends x)) tt tt.
Definition has_ends (x : ends_traces) : bool := negb (Nat.eqb (height (x_ends x)) 0).

Section RunEnds.
(** The chips of ends of all proofs, in the order of these; a proof without any has them without rows. *)
Variable all_ends : list ends_traces.
Definition the_ends : list end_row := flat_map (fun x => ledger_ends (x_ends x)) all_ends.
Hypothesis all_ends_are_proven : forall x, In x all_ends -> ends_proven x.
(** Check 2: the places of the proofs that have ends ascend. *)
Hypothesis places_are_in_order : parts_in_order (map ends_part (filter has_ends all_ends)).

Lemma ends_ascend_in x : In x all_ends -> part_ascends (ends_part x).
Proof.
  intros H. destruct (all_ends_are_proven x H) as [Hh Hr _ _ _].
  apply ledger_ends_ascend; [apply Hh; now left|]. intros e He. apply (Hr _ (x_ends x)); [now left|assumption].
Qed.

Lemma no_rows_of_none l : flat_map (fun x => ledger_ends (x_ends x)) l = flat_map p_rows (map ends_part (filter has_ends l)).
Proof.
  induction l as [|x l IH]; [reflexivity|]. cbn [flat_map filter]. rewrite IH. destruct (has_ends x) eqn:E; [reflexivity|].
  unfold has_ends in E. destruct (Nat.eqb_spec (height (x_ends x)) 0) as [E0|]; [|discriminate].
  unfold ledger_ends at 1, envs. rewrite E0. reflexivity.
Qed.

Lemma ends_once : NoDup (map e_leaf the_ends).
Proof.
  unfold the_ends. rewrite no_rows_of_none. apply one_row_in_all_parts; [|exact places_are_in_order].
  apply Forall_forall. intros q Hq. apply in_map_iff in Hq. destruct Hq as (x & <- & Hx). apply ends_ascend_in. now apply filter_In in Hx.
Qed.

Lemma an_end e : In e the_ends -> is_leaf (e_leaf e) /\ e_start e = repeat (Fz 0) 8 /\ length (e_final e) = 8%nat.
Proof.
  intros H. unfold the_ends in H. apply in_flat_map in H. destruct H as (x & Hx & He). split.
  - exact (part_leaves _ (ends_ascend_in x Hx) e He).
  - split; [exact (ledger_ends_start_at_zero (x_ends x) e He)|]. apply in_flat_map in He. destruct He as (v & _ & He).
    destruct (F_eq_dec _ _); [|contradiction]. destruct He as [<-|[]]. reflexivity.
Qed.

(** Their sums, under the challenge of check 4, which makes the fingerprint of no row 0. *)
Variable c : K * K.
Hypothesis ends_challenge : forall x, In x all_ends -> (0 < height (x_ends x))%nat -> has_challenge (publics (x_ends x)) c.
Hypothesis ends_vanish_not : forall x e, In x all_ends -> In e (envs (x_ends x)) ->
  fingerprint c (ends_puts e) <> Kzero /\ fingerprint c (ends_takes e) <> Kzero.

Definition ends_and_sums := map (fun x => (ledger_ends (x_ends x), chip_sum (x_ends x))) all_ends.

Lemma ends_are : flat_map fst ends_and_sums = the_ends.
Proof. unfold ends_and_sums. rewrite HandedOn.flat_map_map. reflexivity. Qed.

Lemma all_ends_sum : Forall (sum_of_ends c) ends_and_sums.
Proof.
  apply Forall_forall. intros y Hy. apply in_map_iff in Hy. destruct Hy as (x & <- & Hx). unfold sum_of_ends. cbn [fst snd].
  apply ledger_ends_sum; [apply (x_holds _ (all_ends_are_proven x Hx)); now left|exact (ends_challenge x Hx)|].
  intros e He. exact (ends_vanish_not x e Hx He).
Qed.
End RunEnds.
