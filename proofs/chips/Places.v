(** Rows of the ends in use come first and ascend by place (global memory, Lemmas 4 and 13), of both chips of ends: which of their
    columns say what is a parameter. *)
From Coq Require Import ZArith Lia List Bool Sorted.
From Zkmem Require Import Lists Field Clock Cell Segment Ledger Parts Air Trace.
Import ListNotations.
Open Scope Z_scope.

(** The place of a leaf, as the chips' constraints write it. *)
Definition place_F (l : cell) : F := ((fst l - 1) * Fz 67108864 + snd l)%F.

Lemma place_F_is l : is_leaf l -> place_F l = Fz (leaf_place l) /\ 0 <= leaf_place l < 2 ^ 29.
Proof.
  destruct l as [s b]. unfold is_leaf, below, place_F, leaf_place. cbn [fst snd].
  change (2 ^ 26) with 67108864. change (2 ^ 29) with 536870912. intros (Hs & Hb). pose proof (val_range b). split; [|lia].
  eapply rep_eq_inv; [solve_rep|apply rep_const|]. exists 0. lia.
Qed.

Lemma place_ascends l l' d : is_leaf l -> is_leaf l' -> 0 <= d < 2 ^ 29 -> (place_F l' - place_F l - 1)%F = Fz d ->
  leaf_place l < leaf_place l'.
Proof.
  intros Hl Hl' Hd E. destruct (place_F_is l Hl) as (Ep & Hp), (place_F_is l' Hl') as (Ep' & Hp').
  rewrite Ep, Ep', !Fz_sub in E. change (2 ^ 29) with 536870912 in *. apply Fz_eq in E. destruct E as (k & E). unfold p in *. lia.
Qed.

Section Places.
Variable h : nat.
(** Of row i: whether it is in use, its leaf. *)
Variable used : nat -> F.
Variable leaf_of : nat -> cell.
Variables first last : F.
Hypothesis used_bit : forall i, (i < h)%nat -> used i = Fz 0 \/ used i = Fz 1.
Hypothesis used_before : forall i, (S i < h)%nat -> used (S i) = Fz 1 -> used i = Fz 1.
Hypothesis leaves : forall i, (i < h)%nat -> used i = Fz 1 -> is_leaf (leaf_of i).
Hypothesis steps : forall i, (S i < h)%nat -> used (S i) = Fz 1 ->
  exists d, 0 <= d < 2 ^ 29 /\ (place_F (leaf_of (S i)) - place_F (leaf_of i) - 1)%F = Fz d.
Hypothesis first_place : (0 < h)%nat -> used 0 = Fz 1 -> place_F (leaf_of 0) = first.
Hypothesis last_place : forall i, (i < h)%nat -> used i = Fz 1 -> (S i < h)%nat /\ used (S i) = Fz 1 \/ place_F (leaf_of i) = last.

(** Rows in use are the first m ones. *)
Lemma first_rows n : (n <= h)%nat -> exists m, (m <= n)%nat /\ forall i, (i < n)%nat -> (used i = Fz 1 <-> (i < m)%nat).
Proof.
  pose proof F_one_not_zero as Hne. induction n as [|n IH]; intros Hn; [exists 0%nat; split; [lia|intros; lia]|].
  destruct IH as (m & Hm & H); [lia|]. destruct (used_bit n ltac:(lia)) as [E|E].
  - exists m. split; [lia|]. intros i Hi. destruct (Nat.eq_dec i n) as [->|]; [|apply H; lia]. rewrite E. split; [congruence|lia].
  - assert (Em : m = n).
    { destruct (Nat.eq_dec m n) as [|Hmn]; [assumption|exfalso]. destruct n as [|n]; [lia|].
      pose proof (used_before n ltac:(lia) E) as E'. apply H in E'; [|lia]. lia. }
    exists (S n). split; [lia|]. intros i Hi. split; [lia|]. intros _. destruct (Nat.eq_dec i n) as [->|]; [assumption|]. apply H; lia.
Qed.

Lemma chosen {A} (f : nat -> A) m : (m <= h)%nat -> (forall i, (i < h)%nat -> (used i = Fz 1 <-> (i < m)%nat)) ->
  flat_map (fun i => if F_eq_dec (used i) (Fz 1) then [f i] else []) (seq 0 h) = map f (seq 0 m).
Proof.
  intros Hm H. replace h with (m + (h - m))%nat by lia. rewrite seq_app, flat_map_app.
  assert (E1 : forall n, (n <= m)%nat -> flat_map (fun i => if F_eq_dec (used i) (Fz 1) then [f i] else []) (seq 0 n) = map f (seq 0 n)).
  { induction n as [|n IH]; intros Hn; [reflexivity|]. rewrite seq_S, flat_map_app, map_app, IH by lia. cbn [flat_map map Nat.add].
    destruct (F_eq_dec (used n) (Fz 1)) as [|Hno]; [reflexivity|]. exfalso. apply Hno, H; lia. }
  assert (E2 : forall n, (n <= h - m)%nat -> flat_map (fun i => if F_eq_dec (used i) (Fz 1) then [f i] else []) (seq (0 + m) n) = []).
  { induction n as [|n IH]; intros Hn; [reflexivity|]. rewrite seq_S, flat_map_app, IH by lia. cbn [flat_map app].
    destruct (F_eq_dec (used (0 + m + n)) (Fz 1)) as [E|]; [|reflexivity]. apply H in E; lia. }
  rewrite E1, E2 by lia. apply app_nil_r.
Qed.

Lemma ascend i : forall j, (i < j)%nat -> (j < h)%nat -> used j = Fz 1 -> leaf_place (leaf_of i) < leaf_place (leaf_of j).
Proof.
  induction j as [|j IH]; intros Hij Hj Hu; [lia|]. destruct (steps j Hj Hu) as (d & Hd & E).
  pose proof (used_before j Hj Hu) as Huj. pose proof (place_ascends _ _ d (leaves j ltac:(lia) Huj) (leaves (S j) Hj Hu) Hd E).
  destruct (Nat.eq_dec i j) as [->|]; [assumption|]. specialize (IH ltac:(lia) ltac:(lia) Huj). lia.
Qed.

Lemma place_of_F l x : is_leaf l -> place_F l = x -> leaf_place l = val x.
Proof.
  intros Hl <-. destruct (place_F_is l Hl) as (-> & Hp). rewrite val_small; [reflexivity|].
  change (2 ^ 29) with 536870912 in Hp. unfold p. lia.
Qed.

Definition end_rows (row : nat -> end_row) : list end_row :=
  flat_map (fun i => if F_eq_dec (used i) (Fz 1) then [row i] else []) (seq 0 h).

(** What Parts.v supposes of a part. *)
Theorem rows_ascend_by_place {root} (row : nat -> end_row) (from to : root) : (forall i, e_leaf (row i) = leaf_of i) ->
  part_ascends (Part root (val first) (val last) (end_rows row) from to).
Proof.
  intros Hrow. destruct (first_rows h (le_n h)) as (m & Hm & H).
  assert (E : end_rows row = map row (seq 0 m)) by (apply chosen; assumption).
  assert (Eplaces : places (end_rows row) = map (fun i => leaf_place (leaf_of i)) (seq 0 m)).
  { rewrite E. unfold places. rewrite map_map. apply map_ext. intros i. now rewrite Hrow. }
  assert (Hused : forall i, (i < m)%nat -> used i = Fz 1) by (intros i Hi; apply H; lia).
  assert (Hne : end_rows row <> [] -> (0 < m)%nat) by (rewrite E; destruct m; [intros N; now elim N|lia]).
  constructor; cbn [p_rows p_first p_last].
  - intros e He. rewrite E in He. apply in_map_iff in He. destruct He as (i & <- & Hi). apply in_seq in Hi. rewrite Hrow.
    apply leaves; [lia|apply Hused; lia].
  - rewrite Eplaces.
    assert (Hs : forall s n, (s + n <= m)%nat -> StronglySorted Z.lt (map (fun i => leaf_place (leaf_of i)) (seq s n))).
    { intros s n. revert s. induction n as [|n IH]; intros s Hn; cbn [seq map]; constructor; [apply IH; lia|].
      apply Forall_forall. intros x Hx. apply in_map_iff in Hx. destruct Hx as (j & <- & Hj). apply in_seq in Hj.
      apply ascend; [lia|lia|apply Hused; lia]. }
    apply Hs. lia.
  - intros N. specialize (Hne N). rewrite Eplaces. destruct m as [|m]; [lia|]. cbn [seq map hd].
    apply place_of_F; [apply leaves; [lia|apply Hused; lia]|]. apply first_place; [lia|apply Hused; lia].
  - intros N. specialize (Hne N). rewrite Eplaces. destruct m as [|m]; [lia|]. rewrite seq_S, map_app. cbn [map Nat.add]. rewrite last_last.
    apply place_of_F; [apply leaves; [lia|apply Hused; lia]|].
    destruct (last_place m ltac:(lia) (Hused m ltac:(lia))) as [(Hl & Hu)|]; [|assumption]. apply H in Hu; lia.
Qed.
End Places.
