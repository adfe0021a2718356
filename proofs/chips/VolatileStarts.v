(** The rows of a volatile boundary chip, all of them: no cell is started twice (Lemma 12 of
    docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Air Trace Speaks Spaces VolatileRows.
Import ListNotations.
Open Scope Z_scope.

Lemma at_most_one {A B} (f : A -> list B) l : NoDup l -> (forall x, In x l -> (length (f x) <= 1)%nat) ->
  (forall x y, In x l -> In y l -> f x <> [] -> f y <> [] -> x = y) -> (length (flat_map f l) <= 1)%nat.
Proof.
  induction l as [|x l IH]; intros Hd H1 Hu; [cbn; lia|]. inversion Hd as [|? ? Hn Hl]; subst. cbn [flat_map].
  rewrite app_length. pose proof (H1 x (or_introl eq_refl)) as Hx.
  destruct (f x) as [|b r] eqn:E.
  - cbn [length]. apply IH; [assumption|intros; apply H1; now right|intros; apply Hu; try (now right); assumption].
  - assert (E' : flat_map f l = []).
    { assert (Hz : forall y, In y l -> f y = []).
      { intros y Hy. destruct (f y) eqn:Ey; [reflexivity|exfalso]. apply Hn.
        rewrite (Hu x y); [assumption|now left|now right|congruence|congruence]. }
      clear -Hz. induction l as [|y l IH]; [reflexivity|]. cbn [flat_map].
      rewrite Hz by now left. apply IH. intros; apply Hz; now right. }
    rewrite E'. cbn [length] in *. lia.
Qed.

Lemma of_cell_flat_map {A B} (f : A -> list (cell * B)) c l :
  of_cell c (flat_map f l) = flat_map (fun x => of_cell c (f x)) l.
Proof. induction l as [|x l IH]; [reflexivity|]. cbn [flat_map]. now rewrite of_cell_app, IH. Qed.

Section Starts.
Variable size : nat.
Hypothesis a_size : size = 1%nat \/ size = 4%nat.
Variable t : trace.
Notation row := (row_env t).
Notation valid e := (at_cell e 0 0 (4 + size)).
Notation size_Z := (Z.of_nat size).
Definition place (e : env) : Z := val (space_of e 0) * 2 ^ 29 + val (number_of e 0).
Hypothesis addresses : forall i, (i < height t)%nat -> valid (row i) = Fz 1 -> is_address size_Z (row i) 0.
Hypothesis order : forall i, (S i < height t)%nat -> valid (row (S i)) = Fz 1 ->
  valid (row i) = Fz 1 /\ place (row i) < place (row (S i)).

Lemma places_ascend i j : (i < j)%nat -> (j < height t)%nat -> valid (row j) = Fz 1 ->
  valid (row i) = Fz 1 /\ place (row i) < place (row j).
Proof.
  intros Hij. induction Hij as [|j Hij IH]; intros Hj Hv.
  - now apply order.
  - destruct (order j Hj Hv) as (Hv' & Hp). destruct (IH ltac:(lia) Hv') as (Hv'' & Hp'). split; [assumption|lia].
Qed.

Lemma same_place i j : (i < height t)%nat -> (j < height t)%nat -> valid (row i) = Fz 1 -> valid (row j) = Fz 1 ->
  place (row i) = place (row j) -> i = j.
Proof.
  intros Hi Hj Hvi Hvj E. destruct (Nat.lt_trichotomy i j) as [H|[H|H]]; [|assumption|].
  - destruct (places_ascend i j H Hj Hvj). lia.
  - destruct (places_ascend j i H Hi Hvi). lia.
Qed.

Definition starts_at (e : env) : list (cell * token) := flat_map tokens_of (start_block e size (valid e)).

(** A cell's space and block number are those of its row. *)
Lemma started_cell e c x : is_address size_Z e 0 -> In (c, x) (starts_at e) ->
  valid e = Fz 1 /\ fst c = space_of e 0 /\ val (snd c) / size_Z = val (number_of e 0) /\ x = (Fz 0, 0).
Proof.
  intros (Hs & Hn) H. unfold starts_at, start_block in H. destruct (F_eq_dec (valid e) (Fz 1)) as [Hv|]; [|contradiction].
  split; [assumption|]. cbn [flat_map] in H. rewrite app_nil_r in H. unfold tokens_of in H.
  cbn [b_space b_pointer b_values b_time] in H.
  assert (Hx : x = (Fz 0, 0)).
  { clear -H. assert (Hg : forall n pt, In (c, x) (tokens (at_cell e 0 0 0) pt (repeat (Fz 0) n) (val (Fz 0))) -> x = (Fz 0, 0)).
    { induction n as [|n IH]; intros pt Hin; [contradiction|]. destruct Hin as [E|Hin]; [now injection E|eauto]. }
    eapply Hg, H. }
  apply token_place in H. destruct H as (i & Hi & ->). rewrite repeat_length in Hi.
  repeat split; try assumption. cbn [snd].
  assert (Hpt : (if Nat.eqb size 1 then at_cell e 0 0 1 + at_cell e 0 0 2 * Fz 131072
    else (at_cell e 0 0 1 + at_cell e 0 0 2 * Fz 131072) * Fz size_Z)%F = Fz (val (number_of e 0) * size_Z)).
  { rewrite <- Fz_mul, Fz_val. unfold number_of. destruct a_size as [->| ->]; cbn [Nat.eqb]; [|reflexivity].
    change (Z.of_nat 1) with 1. ring. }
  rewrite Hpt, Fz_add. pose proof (val_range (number_of e 0)).
  change (2 ^ 29) with 536870912 in Hn.
  assert (Hd : val (number_of e 0) * size_Z + i < 536870912 + 4).
  { destruct a_size as [->| ->]; cbn [Z.of_nat Pos.of_succ_nat Pos.succ] in *.
    - change (536870912 / 1) with 536870912 in Hn. lia.
    - change (536870912 / 4) with 134217728 in Hn. lia. }
  rewrite val_small by (unfold p; lia).
  symmetry. apply (Z.div_unique _ _ _ i); [left; lia|lia].
Qed.

Theorem chip_starts_once c : (length (of_cell c (flat_map starts_at (envs t))) <= 1)%nat.
Proof.
  unfold envs. rewrite of_cell_flat_map.
  assert (E : flat_map (fun x => of_cell c (starts_at x)) (map row (seq 0 (height t))) =
              flat_map (fun i => of_cell c (starts_at (row i))) (seq 0 (height t))).
  { generalize (seq 0 (height t)). induction l as [|i l IH]; [reflexivity|]. cbn [map flat_map]. now rewrite IH. }
  rewrite E. apply at_most_one.
  - apply seq_NoDup.
  - intros i _. unfold starts_at, start_block. destruct (F_eq_dec _ _); [|cbn; lia].
    cbn [flat_map]. rewrite app_nil_r. apply tokens_once. cbn [b_values]. rewrite repeat_length.
    destruct a_size as [->| ->]; unfold p; cbn; lia.
  - assert (Hc : forall i, In i (seq 0 (height t)) -> of_cell c (starts_at (row i)) <> [] ->
      (i < height t)%nat /\ valid (row i) = Fz 1 /\ place (row i) = val (fst c) * 2 ^ 29 + val (snd c) / size_Z).
    { intros i Hi Hne. apply in_seq in Hi. split; [lia|].
      destruct (of_cell c (starts_at (row i))) as [|x r] eqn:Ex; [congruence|].
      assert (Hin : In (c, x) (starts_at (row i))) by (apply of_cell_in; rewrite Ex; now left).
      assert (Hv : valid (row i) = Fz 1).
      { unfold starts_at, start_block in Hin. destruct (F_eq_dec _ _) as [Hv|]; [exact Hv|contradiction]. }
      destruct (started_cell (row i) c x (addresses i ltac:(lia) Hv) Hin) as (_ & E1 & E2 & _).
      split; [exact Hv|]. unfold place. rewrite E1, E2. reflexivity. }
    intros i j Hi Hj Hne Hne'. destruct (Hc i Hi Hne) as (Hi' & Hvi & Hpi). destruct (Hc j Hj Hne') as (Hj' & Hvj & Hpj).
    apply same_place; try assumption. congruence.
Qed.
End Starts.
