(** What the two chips of ends share (global memory, Lemmas 4 and 13): a row in use is in front of those that are not, and its place is
    below the next one's. Columns 0 and sp, sp + 1 of the cached part say whether a row is in use, and its leaf. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Segment Ledger Parts Air Trace Speaks Places.
Import ListNotations.
Open Scope Z_scope.

Notation row_used e offset := (at_cell e 0 offset 0).
Definition leaf_at (sp : nat) (e : env) (offset : nat) : cell := (at_cell e 0 offset sp, at_cell e 0 offset (S sp)).
Definition is_one (x : F) : bool := if F_eq_dec x (Fz 1) then true else false.

(** Of one row, by its constraints. *)
Record ends_place (sp : nat) (e : env) : Prop := {
  used_is_bit : is_bit (row_used e 0);
  used_first : (is_transition e * (row_used e 1 * (1 - row_used e 0)))%F = Fz 0;
  first_is : (is_first e * (row_used e 0 * (place_F (leaf_at sp e 0) - at_public e 52)))%F = Fz 0;
  last_is : (row_used e 0 * ((1 - row_used e 1) * (place_F (leaf_at sp e 0) - at_public e 53)))%F = Fz 0;
  very_last_is : (is_last e * (row_used e 0 * (place_F (leaf_at sp e 0) - at_public e 53)))%F = Fz 0 }.

(** By what it looks up. *)
Definition ends_step (sp : nat) (e : env) : Prop := (is_transition e * row_used e 1)%F = Fz 1 ->
  exists d, 0 <= d < 2 ^ 29 /\ (place_F (leaf_at sp e 1) - place_F (leaf_at sp e 0) - 1)%F = Fz d.

Definition rows_of_ends (row : env -> end_row) (l : list env) : list end_row :=
  flat_map (fun e => if F_eq_dec (row_used e 0) (Fz 1) then [row e] else []) l.

Lemma next_is t i part k : (S i < height t)%nat -> at_cell (row_env t i) part 1 k = at_cell (row_env t (S i)) part 0 k.
Proof. intros H. rewrite next, here by lia. reflexivity. Qed.

Lemma one_times x : (Fz 1 * (Fz 1 * x))%F = Fz 0 -> x = Fz 0.
Proof. intros <-. ring. Qed.

Section Trace.
Variable sp : nat.
Variable t : trace.
Hypothesis places_hold : forall i, (i < height t)%nat -> ends_place sp (row_env t i).
Hypothesis steps_hold : forall i, (i < height t)%nat -> ends_step sp (row_env t i).
Hypothesis leaves : forall i, (i < height t)%nat -> row_used (row_env t i) 0 = Fz 1 -> is_leaf (leaf_at sp (row_env t i) 0).

Theorem ends_ascend {root} (row : env -> end_row) (from to : root) : (forall e, e_leaf (row e) = leaf_at sp e 0) ->
  part_ascends (Part root (val (publics t 52)) (val (publics t 53)) (rows_of_ends row (envs t)) from to).
Proof.
  intros Hrow.
  assert (E : rows_of_ends row (envs t) = end_rows (height t) (fun i => row_used (row_env t i) 0) (fun i => row (row_env t i))).
  { unfold rows_of_ends, end_rows, envs. generalize (seq 0 (height t)). induction l as [|i l IH]; [reflexivity|]. cbn [map flat_map]. now rewrite IH. }
  rewrite E. apply (rows_ascend_by_place (height t) _ (fun i => leaf_at sp (row_env t i) 0)).
  - intros i Hi. exact (used_is_bit _ _ (places_hold i Hi)).
  - intros i Hi Hu. pose proof (used_first _ _ (places_hold i ltac:(lia))) as H. rewrite next_is, Hu in H by assumption.
    cbn [row_env is_transition] in H. destruct (Nat.eqb_spec (S i) (height t)); [lia|]. apply one_times in H. symmetry. now apply F_sub_zero.
  - exact leaves.
  - intros i Hi Hu. pose proof (steps_hold i ltac:(lia)) as H. unfold ends_step, leaf_at in H. rewrite !next_is, Hu in H by assumption.
    apply H. cbn [row_env is_transition]. destruct (Nat.eqb_spec (S i) (height t)); [lia|ring].
  - intros Hh Hu. pose proof (first_is _ _ (places_hold 0%nat Hh)) as H. rewrite Hu in H. cbn [row_env is_first Nat.eqb at_public] in H.
    apply one_times in H. now apply F_sub_zero.
  - intros i Hi Hu. destruct (Nat.eq_dec (S i) (height t)) as [El|Hne].
    + right. pose proof (very_last_is _ _ (places_hold i Hi)) as H. rewrite Hu in H. cbn [row_env is_last at_public] in H.
      rewrite El, Nat.eqb_refl in H. apply one_times in H. now apply F_sub_zero.
    + assert (Hs : (S i < height t)%nat) by lia. destruct (used_is_bit _ _ (places_hold (S i) Hs)) as [E0|E1]; [right|left; now split].
      pose proof (last_is _ _ (places_hold i Hi)) as H. rewrite next_is, Hu, E0 in H by assumption.
      apply F_sub_zero. rewrite <- H. cbn [row_env at_public]. ring.
  - intros i. apply Hrow.
Qed.
End Trace.

(** A flag that is 0 or the row's own. *)
Lemma flag_of x u : is_bit u -> (x * (x - u))%F = Fz 0 -> is_bit (u - x) /\ (is_one x = false -> (u - x)%F = u) /\ (is_one x = true -> u = Fz 1 /\ (u - x)%F = Fz 0).
Proof.
  pose proof F_one_not_zero as Hne. unfold is_one. intros [->| ->] H; apply F_integral in H.
  - assert (Ex : x = Fz 0) by (destruct H as [H|H]; [exact H|now apply F_sub_zero]). subst x. split; [left; ring|].
    destruct (F_eq_dec (Fz 0) (Fz 1)); [congruence|]. split; [intros _; ring|discriminate].
  - destruct H as [->|H].
    + split; [right; ring|]. destruct (F_eq_dec (Fz 0) (Fz 1)); [congruence|]. split; [intros _; ring|discriminate].
    + apply F_sub_zero in H. subst x. split; [left; ring|]. destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]. split; [discriminate|intros _; split; [reflexivity|ring]].
Qed.

Definition flag_holds (x u : F) : Prop := (x * (x - u))%F = Fz 0.

(** What rows say whose flag is not set. *)
Lemma chosen_by_flag (row : env -> end_row) (flag : env -> F) (say : env -> cell * (list F * F)) (said : end_row -> list (cell * (list F * F))) l :
  (forall e, In e l -> is_bit (row_used e 0) /\ flag_holds (flag e) (row_used e 0)) ->
  (forall e, said (row e) = if is_one (flag e) then [] else [say e]) ->
  flat_map (fun e => if F_eq_dec (row_used e 0 - flag e) (Fz 1) then [say e] else []) l = flat_map said (rows_of_ends row l).
Proof.
  intros Hl Hsay. pose proof F_one_not_zero. induction l as [|e l IH]; [reflexivity|]. cbn [flat_map rows_of_ends]. unfold rows_of_ends in IH.
  rewrite flat_map_app, <- IH by (intros; apply Hl; now right). f_equal.
  destruct (Hl e (or_introl eq_refl)) as (Hu & Hf). destruct (flag_of _ _ Hu Hf) as (Hb & H0 & H1).
  destruct (is_one (flag e)) eqn:Ef.
  - destruct (H1 eq_refl) as (E1 & E2). rewrite E1 in E2 |- *. rewrite E2. destruct (F_eq_dec (Fz 0) (Fz 1)); [congruence|].
    destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]. cbn [flat_map]. now rewrite Hsay, Ef.
  - rewrite (H0 eq_refl). destruct (F_eq_dec (row_used e 0) (Fz 1)); [|reflexivity]. cbn [flat_map]. now rewrite Hsay, Ef.
Qed.

Lemma limb_and_rest x high k : 0 <= k <= 12 -> val (x - high * Fz 131072)%F < 2 ^ 17 -> val high < 2 ^ k ->
  exists d, 0 <= d < 2 ^ (17 + k) /\ x = Fz d.
Proof.
  intros Hk Hl Hh. destruct (limbs_sum k (x - high * Fz 131072)%F high Hk Hl Hh) as (d & Hd & E & _).
  exists d. split; [assumption|]. rewrite <- E. ring.
Qed.
