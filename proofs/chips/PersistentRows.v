(** The persistent boundary chips: a row starts or ends a leaf, in blocks, and takes its leaf from the tree (Lemma 11 of
    docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger Run Air Trace Speaks Key Tree Merkle.
Import ListNotations.
Open Scope Z_scope.

(** The leaf of a row, its values, and its blocks: n of so many cells. *)
Definition leaf_of (e : env) : cell := (at_cell e 0 0 1, at_cell e 0 0 2).
Definition values_of (e : env) : list F := map (at_cell e 0 0) (seq 3 8).
Definition hash_of (e : env) : list F := map (at_cell e 0 0) (seq 11 8).
Definition leaf_block (size : nat) (e : env) (j : nat) : block :=
  Block (at_cell e 0 0 1)
    (if Nat.eqb j 0 then at_cell e 0 0 2 * Fz 8 else at_cell e 0 0 2 * Fz 8 + Fz (Z.of_nat (size * j)))%F
    (map (at_cell e 0 0) (seq (3 + size * j) size)) (at_cell e 0 0 (19 + j)).
Definition leaf_blocks (size n : nat) (e : env) : list block := map (leaf_block size e) (seq 0 n).

Definition of_direction {A} (e : env) (initial final other : A) : A :=
  if F_eq_dec (at_cell e 0 0 0) (Fz 1) then initial else if F_eq_dec (at_cell e 0 0 0) (Fz (-1)) then final else other.

Definition persistent_shows (size n : nat) (e : env) : shows :=
  of_direction e (Shows (leaf_blocks size n e) [] []) (Shows [] (leaf_blocks size n e) []) silent.

Definition signed_direction (e : env) : Prop :=
  at_cell e 0 0 0 = Fz 0 \/ at_cell e 0 0 0 = Fz 1 \/ at_cell e 0 0 0 = Fz (-1).

(** ** What blocks with one count say. *)
Lemma counted_same (c : F) (l : list block) : counted c (map (fun b => (message_of b, c)) l) = map message_of l.
Proof. induction l as [|b l IH]; [reflexivity|]. cbn [map counted]. destruct (F_eq_dec c c); [now rewrite IH|congruence]. Qed.
Lemma counted_other (c c' : F) (l : list block) : c' <> c -> counted c (map (fun b => (message_of b, c')) l) = [].
Proof. intros H. induction l as [|b l IH]; [reflexivity|]. cbn [map counted]. destruct (F_eq_dec c' c); [congruence|exact IH]. Qed.

Lemma blocks_speak (a : air) (e : env) (blocks : list block) : signed_direction e ->
  (at_cell e 0 0 0 = Fz 1 -> forall b, In b blocks -> b_time b = Fz 0) ->
  says a e Bus.memory = map (fun b => (message_of b, at_cell e 0 0 0)) blocks -> says a e Bus.clock = [] ->
  exists rows, speaks a e (of_direction e (Shows blocks [] []) (Shows [] blocks []) silent) rows.
Proof.
  intros Hd Ht Hm Hc.
  assert (Hs : forall c, c = Fz 0 \/ c = Fz 1 \/ c = Fz (-1) -> Forall (@is_signed (list F)) (map (fun b => (message_of b, c)) blocks)).
  { intros c H. apply Forall_forall. intros x Hx. apply in_map_iff in Hx. destruct Hx as (b & <- & _). exact H. }
  pose proof F_one_not_zero. pose proof F_minus_one_not_zero. pose proof F_minus_one_not_one.
  unfold of_direction. destruct Hd as [E|[E|E]]; rewrite E in *.
  - exists []. destruct (F_eq_dec (Fz 0) (Fz 1)); [congruence|]. destruct (F_eq_dec (Fz 0) (Fz (-1))); [congruence|].
    constructor; rewrite ?Hm, ?Hc; try (intros r []); try reflexivity; try (now apply Hs; auto); try constructor;
      unfold sent, received; apply counted_other; congruence.
  - exists (map Initial blocks). destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence].
    assert (E1 : flat_map sends (map Initial blocks) = blocks) by (clear; induction blocks; [reflexivity|cbn; congruence]).
    assert (E2 : flat_map receives (map Initial blocks) = []) by (clear; induction blocks; [reflexivity|cbn; congruence]).
    assert (E3 : flat_map ticks (map Initial blocks) = []) by (clear; induction blocks; [reflexivity|cbn; congruence]).
    assert (E4 : flat_map incs (map Initial blocks) = []) by (clear; induction blocks; [reflexivity|cbn; congruence]).
    constructor; rewrite ?Hm, ?Hc, ?E1, ?E2, ?E3, ?E4; try reflexivity; try constructor; try (apply Hs; auto).
    + intros r Hr. apply in_map_iff in Hr. destruct Hr as (b & <- & Hb). cbn [row_ok]. now apply Ht.
    + apply counted_same.
    + apply counted_other. congruence.
    + unfold shown, accesses. f_equal; clear; induction blocks; try reflexivity; cbn; congruence.
  - exists (map Final blocks). destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|]. destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [|congruence].
    assert (E1 : flat_map receives (map Final blocks) = blocks) by (clear; induction blocks; [reflexivity|cbn; congruence]).
    assert (E2 : flat_map sends (map Final blocks) = []) by (clear; induction blocks; [reflexivity|cbn; congruence]).
    assert (E3 : flat_map ticks (map Final blocks) = []) by (clear; induction blocks; [reflexivity|cbn; congruence]).
    assert (E4 : flat_map incs (map Final blocks) = []) by (clear; induction blocks; [reflexivity|cbn; congruence]).
    constructor; rewrite ?Hm, ?Hc, ?E1, ?E2, ?E3, ?E4; try reflexivity; try constructor; try (apply Hs; auto).
    + intros r Hr. apply in_map_iff in Hr. destruct Hr as (b & <- & Hb). exact I.
    + apply counted_other. congruence.
    + apply counted_same.
    + unfold shown, accesses. f_equal; clear; induction blocks; try reflexivity; cbn; congruence.
Qed.

(** ** For the proof about an exported term. *)
Lemma time_zero d x : (d * (d + 1) * x = 0)%F -> d = Fz 1 -> x = Fz 0.
Proof.
  intros H E. rewrite E in H. assert (H' : (Fz 2 * x = 0)%F).
  { replace (Fz 2) with (1 * (1 + 1))%F; [exact H|]. rewrite Fz_add, Fz_mul. reflexivity. }
  apply F_integral in H'. destruct H' as [H'|H']; [differ_in H'|exact H'].
Qed.

Ltac persistent_chip n :=
  intros H; unfold_air_in H; destruct H as (H1 & H);
  apply blocks_speak;
  [ exact (cube _ H1)
  | intros E b Hb; cbn [leaf_blocks map seq In] in Hb;
    repeat (destruct Hb as [<-|Hb]; [cbn [leaf_block b_time]; exact (time_zero _ _ (proj1 H) E)|destruct H as (_ & H)]); contradiction
  | reflexivity | reflexivity ].

(** ** The tree's leaf. *)
Definition tree_leaf_of (e : env) : list tree_leaf :=
  of_direction e [TreeLeaf true (at_cell e 0 0 1 - 1)%F (at_cell e 0 0 2)] [TreeLeaf false (at_cell e 0 0 1 - 1)%F (at_cell e 0 0 2)] [].

Definition leaf_says (e : env) : list (list F * F) :=
  [(at_cell e 0 0 0 :: Fz 0 :: (at_cell e 0 0 1 - 1)%F :: at_cell e 0 0 2 :: hash_of e, at_cell e 0 0 0)].

Lemma leaf_is_said e d k : signed_direction e ->
  sumZ (says_leaf d k) (tree_leaf_of e) = sign d * net (node_key d k) (leaf_says e).
Proof.
  intros Hd. unfold leaf_says, net. cbn [sumZ fst snd]. rewrite begins_node. unfold tree_leaf_of, of_direction.
  pose proof F_one_not_zero. pose proof F_minus_one_not_zero. pose proof F_minus_one_not_one.
  destruct Hd as [E|[E|E]]; rewrite E.
  - destruct (F_eq_dec (Fz 0) (Fz 1)); [congruence|]. destruct (F_eq_dec (Fz 0) (Fz (-1))); [congruence|].
    rewrite sgn_zero. cbn [sumZ]. lia.
  - destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]. rewrite sgn_one. cbn [sumZ]. unfold says_leaf. cbn [l_initial].
    destruct d; cbn [eqb sign dir].
    + destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]. unfold l_at. cbn [l_space l_label]. lia.
    + destruct (F_eq_dec (Fz 1) (Fz (-1))); [congruence|]. lia.
  - destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|]. destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [|congruence].
    rewrite sgn_minus. cbn [sumZ]. unfold says_leaf. cbn [l_initial]. destruct d; cbn [eqb sign dir].
    + destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|]. lia.
    + destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [|congruence]. unfold l_at. cbn [l_space l_label]. lia.
Qed.

Lemma leaf_signed e : signed_direction e -> Forall is_signed (leaf_says e).
Proof. intros H. constructor; [exact H|constructor]. Qed.

(** ** The cells of a leaf are those of its blocks. *)
Ltac leaf_is_blocks := intros; unfold leaf_tokens, leaf_of, values_of, leaf_blocks, leaf_block, tokens_of;
  cbn [map seq flat_map app tokens b_space b_pointer b_values b_time fst snd Nat.eqb Nat.add Nat.mul Z.of_nat Pos.of_succ_nat Pos.succ];
  unfold without_time; cbn [map fst snd];
  repeat match goal with
  | |- @eq F _ _ => ring
  | |- (_ :: _) = (_ :: _) => apply f_equal2
  | |- (_, _) = (_, _) => apply f_equal2
  | |- [] = [] => reflexivity
  end.
