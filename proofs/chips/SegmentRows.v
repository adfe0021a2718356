(** The boundary chips of a segment in global memory: a row in use is one of the ledger, and starts and ends its leaf's blocks
    (global memory, Lemma 7), and adds to the running sum what it puts and takes. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger Fingerprints Run Air Trace Speaks Key RunningSum.
Import ListNotations.
Open Scope Z_scope.

(** Columns of the cached part. *)
Notation in_use e := (at_cell e 0 0 0).
Definition ledger_leaf (e : env) : cell := (at_cell e 0 0 1, at_cell e 0 0 2).
Definition ledger_initial (e : env) : list F := map (at_cell e 0 0) (seq 3 8).
Definition ledger_final (e : env) : list F := map (at_cell e 0 0) (seq 11 8).
Definition ledger_from (e : env) : F := at_cell e 0 0 19.
(** The segment's number, a public value. *)
Definition ledger_number (e : env) : F := at_public e 52.

(** What a row in use puts and takes. *)
Definition ledger_puts (e : env) : cell * (list F * F) := (ledger_leaf e, (ledger_final e, ledger_number e)).
Definition ledger_takes (e : env) : cell * (list F * F) := (ledger_leaf e, (ledger_initial e, ledger_from e)).

Definition block_pointer (size : nat) (e : env) (j : nat) : F :=
  if Nat.eqb j 0 then (at_cell e 0 0 2 * Fz 8)%F else (at_cell e 0 0 2 * Fz 8 + Fz (Z.of_nat (size * j)))%F.
Definition block_before (size : nat) (e : env) (j : nat) : block :=
  Block (at_cell e 0 0 1) (block_pointer size e j) (map (at_cell e 0 0) (seq (3 + size * j) size)) (Fz 0).
Definition block_behind (size : nat) (e : env) (j : nat) : block :=
  Block (at_cell e 0 0 1) (block_pointer size e j) (map (at_cell e 0 0) (seq (11 + size * j) size)) (at_cell e 1 0 (4 + j)).

Definition boundary_shows (size n : nat) (e : env) : shows :=
  if F_eq_dec (in_use e) (Fz 1)
  then Shows (map (block_before size e) (seq 0 n)) (map (block_behind size e) (seq 0 n)) [] else silent.

Definition ledger_rows_of (e : env) : list leaf_row :=
  if F_eq_dec (in_use e) (Fz 1)
  then [LeafRow (ledger_leaf e) (ledger_initial e) (ledger_from e) (ledger_final e) (val (ledger_number e))] else [].

Lemma boundary_speaks (a : air) (e : env) (size n : nat) : is_bit (in_use e) ->
  says a e Bus.memory = flat_map (fun j => [(message_of (block_before size e j), in_use e);
    (message_of (block_behind size e j), (Fz 2013265920 * in_use e)%F)]) (seq 0 n) ->
  says a e Bus.clock = [] -> exists rows, speaks a e (boundary_shows size n e) rows.
Proof.
  intros Hu Hm Hc. unfold boundary_shows. pose proof F_one_not_zero. pose proof F_minus_one_not_zero. pose proof F_minus_one_not_one.
  rewrite minus_one in Hm.
  destruct Hu as [E|E]; rewrite E in *.
  - exists []. destruct (F_eq_dec (Fz 0) (Fz 1)); [congruence|].
    replace (Fz (-1) * 0)%F with (Fz 0) in Hm by ring.
    assert (Hz : forall c l, c <> Fz 0 -> counted c (flat_map (fun j => [(message_of (block_before size e j), Fz 0); (message_of (block_behind size e j), Fz 0)]) l) = []).
    { intros c l Hne. induction l as [|j l IH]; [reflexivity|]. cbn [flat_map app counted]. destruct (F_eq_dec (Fz 0) c); [congruence|exact IH]. }
    constructor; rewrite ?Hm, ?Hc; try (intros r []); try reflexivity; try constructor.
    + apply Forall_forall. intros x Hx. apply in_flat_map in Hx. destruct Hx as (j & _ & [<-|[<-|[]]]); left; reflexivity.
    + apply Hz. congruence.
    + apply Hz. congruence.
  - exists (flat_map (fun j => [Initial (block_before size e j); Final (block_behind size e j)]) (seq 0 n)).
    destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence].
    replace (Fz (-1) * 1)%F with (Fz (-1)) in Hm by ring.
    constructor; rewrite ?Hm, ?Hc; try constructor; try reflexivity.
    + intros r Hr. apply in_flat_map in Hr. destruct Hr as (j & _ & [<-|[<-|[]]]); cbn [row_ok block_before b_time]; [reflexivity|exact I].
    + apply Forall_forall. intros x Hx. apply in_flat_map in Hx. destruct Hx as (j & _ & [<-|[<-|[]]]); [right; left|right; right]; reflexivity.
    + unfold sent. clear Hm; induction (seq 0 n) as [|j l IH]; [reflexivity|]. cbn [flat_map app counted].
      destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]. destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|]. cbn [sends app map]. now rewrite IH.
    + unfold received. clear Hm; induction (seq 0 n) as [|j l IH]; [reflexivity|]. cbn [flat_map app counted].
      destruct (F_eq_dec (Fz 1) (Fz (-1))); [congruence|]. destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [|congruence]. cbn [receives app map]. now rewrite IH.
    + clear Hm; induction (seq 0 n) as [|j l IH]; [reflexivity|exact IH].
    + clear Hm; induction (seq 0 n) as [|j l IH]; [reflexivity|exact IH].
    + unfold shown, accesses. clear Hm; f_equal; induction (seq 0 n) as [|j l IH]; try reflexivity; cbn [flat_map initials finals logged app map]; congruence.
Qed.

(** The cells of a leaf are those of its blocks. *)
Ltac boundary_cells := intros; unfold leaf_tokens, ledger_leaf, ledger_initial, ledger_final, block_before, block_behind, block_pointer, tokens_of;
  cbn [map seq flat_map app tokens b_space b_pointer b_values b_time fst snd Nat.eqb Nat.add Nat.mul Z.of_nat Pos.of_succ_nat Pos.succ];
  change (val (Fz 0)) with 0; unfold without_time; cbn [map fst snd];
  repeat match goal with
  | |- @eq F _ _ => first [reflexivity | ring]
  | |- (_ :: _) = (_ :: _) => apply f_equal2
  | |- (_, _) = (_, _) => apply f_equal2
  | |- _ => reflexivity
  end.

(** What a row's range check says: it takes a token of a segment before it. *)
Definition from_is_before_number (bits : Z) (e : env) : Prop :=
  in_use e = Fz 1 -> exists d, 0 <= d < 2 ^ bits /\ (ledger_number e - 1 - ledger_from e)%F = Fz d.

(** The fingerprints as the constraints have them. *)
Definition ledger_terms (e : env) (first : nat) (segment : F) : list (nat * F) :=
  leaf_terms (at_cell e 0 0 1) (at_cell e 0 0 2) ++ value_terms (fun i => at_cell e 0 0 (first + i)) ++ [(11%nat, segment)].
Definition ledger_sums (e : env) : Prop := sums e (in_use e) (in_use e)
  (fingerprint_of e (ledger_terms e 11 (ledger_number e))) (fingerprint_of e (ledger_terms e 3 (ledger_from e))).

Lemma ledger_sums_tokens e c : has_challenge (at_public e) c -> ledger_sums e ->
  sums e (in_use e) (in_use e) (fingerprint c (ledger_puts e)) (fingerprint c (ledger_takes e)).
Proof. intros Hc H. unfold ledger_sums, ledger_terms in H. rewrite !(fingerprint_is e c) in H by assumption. exact H. Qed.

Lemma puts_of_rows l : flat_map (fun e => if F_eq_dec (in_use e) (Fz 1) then [ledger_puts e] else []) l = map row_puts (flat_map ledger_rows_of l).
Proof.
  induction l as [|e l IH]; [reflexivity|]. cbn [flat_map]. rewrite map_app, IH. f_equal. unfold ledger_rows_of.
  destruct (F_eq_dec _ _); [|reflexivity]. cbn [map]. unfold row_puts. cbn [r_leaf r_final r_segment]. now rewrite Fz_val.
Qed.
Lemma takes_of_rows l : flat_map (fun e => if F_eq_dec (in_use e) (Fz 1) then [ledger_takes e] else []) l = map row_takes (flat_map ledger_rows_of l).
Proof.
  induction l as [|e l IH]; [reflexivity|]. cbn [flat_map]. rewrite map_app, IH. f_equal. unfold ledger_rows_of.
  destruct (F_eq_dec _ _); reflexivity.
Qed.
