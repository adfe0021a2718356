(** What hashes say between roots: the initial values are those of the memory under the initial root, and the memory that the
    segment leaves is the one under the final root (Lemma 11, 5 and 4, of docs/spec/memory-argument.md).

    The compression is any function. That what rows look up on the bus of hashes is a compression is a premise
    ([leaf_hashes], [node_hashes]); so is that no row has another preimage of the hash of a node of the tree ([no_collision]). *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Ledger Run Air Trace Speaks Key Tree Merkle MerkleTrace PersistentRows.
From Zkmem Require Import MemoryMerkleAir.
Import ListNotations.
Open Scope Z_scope.

Lemma in_counted {M} c (m : M) l : In m (counted c l) <-> In (m, c) l.
Proof.
  induction l as [|[m' c'] l IH]; [tauto|]. cbn [counted In]. destruct (F_eq_dec c' c) as [->|N]; cbn [In]; rewrite IH; intuition congruence.
Qed.

(** ** The tree of a memory. *)
Section TreeOfMemory.
Variable compress : list F -> list F -> list F.
Definition zeros : list F := repeat (Fz 0) 8.

(** Space and label of a leaf, as integers. *)
Definition leaf_values (m : memory) (a b : Z) : list F := map (fun i => m (Fz (a + 1), (Fz b * Fz 8 + Fz (Z.of_nat i))%F)) (seq 0 8).

Fixpoint hash_at (m : memory) (h : nat) (a b : Z) : list F :=
  match h with
  | O => compress (leaf_values m a b) zeros
  | S h => if 27 <=? Z.of_nat (S h) then compress (hash_at m h (2 * a) b) (hash_at m h (2 * a + 1) b)
           else compress (hash_at m h a (2 * b)) (hash_at m h a (2 * b + 1))
  end.

(** The root of a memory. *)
Definition root_of (m : memory) : list F := hash_at m 29 0 0.

(** What is compressed at a node. *)
Definition preimage (m : memory) (h : nat) (a b : Z) : list F * list F :=
  match h with
  | O => (leaf_values m a b, zeros)
  | S h => if 27 <=? Z.of_nat (S h) then (hash_at m h (2 * a) b, hash_at m h (2 * a + 1) b)
           else (hash_at m h a (2 * b), hash_at m h a (2 * b + 1))
  end.

(** The nodes of the tree: of a height at most 29, and of a space and a label that fit their bits there. There are finitely many. *)
Definition in_tree (h : nat) (a b : Z) : Prop :=
  (h <= 29)%nat /\ 0 <= a < 2 ^ space_bits (Z.of_nat h) /\ 0 <= b < 2 ^ label_bits (Z.of_nat h).

Lemma hash_is_preimage m h a b : hash_at m h a b = compress (fst (preimage m h a b)) (snd (preimage m h a b)).
Proof. destruct h as [|h]; [reflexivity|]. cbn [hash_at preimage]. destruct (27 <=? Z.of_nat (S h)); reflexivity. Qed.
End TreeOfMemory.

(** ** Messages of the Merkle chip. *)
Definition parent_hash (e : env) : list F := map (at_cell e 0 0) (seq 7 8).
Definition child_hash (side : bool) (e : env) : list F := map (at_cell e 0 0) (seq (if side then 23 else 15) 8).
Definition same_child (side : bool) (e : env) : F := at_cell e 0 0 (if side then 32 else 31).
Definition own_node (e : env) : node_at := (height_at e, space_at e, label_at e).
Definition row_as (d : bool) (e : env) : tree_row := TreeRow d (is_one (is_root_at e)) (own_node e) (is_one (section_at e)).
Definition side_of (side : bool) : F := if side then Fz 1 else Fz 0.
Definition child_of (side : bool) (e : env) : node_at := child_at (side_of side) (row_as true e).
Definition node_message (d : F) (k : node_at) (hash : list F) : list F := d :: fst (fst k) :: snd (fst k) :: snd k :: hash.

Lemma child_of_row d side e : child_at (side_of side) (row_as d e) = child_of side e.
Proof. reflexivity. Qed.

Lemma merkle_messages e : is_bit (section_at e) -> says MemoryMerkleAir e Bus.merkle =
  [ (node_message (direction e) (own_node e) (parent_hash e), ((1 - is_root_at e) * direction e)%F);
    (node_message (direction e + same_child false e * Fz 2)%F (child_of false e) (child_hash false e), (- direction e)%F);
    (node_message (direction e + same_child true e * Fz 2)%F (child_of true e) (child_hash true e), (- direction e)%F) ].
Proof.
  intros Hsec. unfold node_message, child_of, child_at, row_as, own_node, is_one, t_height, t_space, t_label, parent_hash, child_hash, same_child, side_of.
  cbn [t_upper t_at fst snd]. unfold_air. destruct Hsec as [->| ->].
  - destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|]. cbn [fst snd]. same_terms.
  - destruct (F_eq_dec (Fz 1) (Fz 1)) as [_|E]; [|congruence]. cbn [fst snd]. same_terms.
Qed.

Lemma merkle_hash e : says MemoryMerkleAir e Bus.hash =
  [(child_hash false e ++ child_hash true e ++ parent_hash e, (direction e * direction e)%F)].
Proof. reflexivity. Qed.

Theorem merkle_roots e : holds MemoryMerkleAir e -> is_first e = Fz 1 ->
  parent_hash e = map (at_public e) (seq 0 8) /\ map (at_cell e 0 1) (seq 7 8) = map (at_public e) (seq 8 8).
Proof.
  intros H E. unfold_air_in H. rewrite E in H. do 20 (destruct H as (_ & H)).
  assert (Hone : forall x y, (1 * (x - y) = Fz 0)%F -> x = y).
  { intros x y Hx. apply F_sub_zero. rewrite <- Hx. ring. }
  destruct H as (H1 & H2 & H3 & H4 & H5 & H6 & H7 & H8 & H9 & H10 & H11 & H12 & H13 & H14 & H15 & H16 & _).
  apply Hone in H1, H2, H3, H4, H5, H6, H7, H8, H9, H10, H11, H12, H13, H14, H15, H16.
  unfold parent_hash. cbn [map seq]. rewrite H1, H2, H3, H4, H5, H6, H7, H8, H9, H10, H11, H12, H13, H14, H15, H16. split; reflexivity.
Qed.

(** A final row says of a child that it is the initial one. *)
Definition says_same (k : node_at) (e : env) : Z :=
  if F_eq_dec (direction e) (Fz (-1)) then
    (if F_eq_dec (same_child false e) (Fz 1) then here_is k (child_of false e) else 0) +
    (if F_eq_dec (same_child true e) (Fz 1) then here_is k (child_of true e) else 0)
  else 0.

Lemma merkle_says_same e k : merkle_facts e -> is_bit (is_root_at e) -> is_bit (section_at e) ->
  sumZ (says_itself true k) (tree_row_of e) + says_same k e - sumZ (says_children true k) (tree_row_of e) <=
  net (node_key true k) (says MemoryMerkleAir e Bus.merkle).
Proof.
  intros Hf Hroot Hsec. unfold says_same. destruct (F_eq_dec (direction e) (Fz (-1))) as [E|N].
  - rewrite (merkle_messages e Hsec). unfold net, node_message. cbn [sumZ fst snd]. rewrite !begins_node.
    assert (Ek : forall x : node_at, (fst (fst x), snd (fst x), snd x) = x) by (intros [[? ?] ?]; reflexivity). rewrite !Ek.
    assert (E2 : direction e = dir false) by exact E. rewrite E2. rewrite (dir_differs false true) by discriminate.
    assert (Eo : sgn (- dir false)%F = 1) by (cbn [dir]; rewrite Fz_opp; apply sgn_one). rewrite Eo.
    unfold tree_row_of. rewrite E2. cbn [dir]. pose proof F_minus_one_not_one.
    destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|]. destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [|congruence].
    cbn [sumZ]. unfold says_itself, says_children. cbn [t_initial eqb andb].
    pose proof (here_is_nonneg k (child_of false e)). pose proof (here_is_nonneg k (child_of true e)).
    assert (Hs : forall x, x = Fz 1 -> (Fz (-1) + x * Fz 2)%F = Fz 1) by (intros x ->; rewrite Fz_mul, Fz_add; reflexivity).
    destruct (F_eq_dec (same_child false e) (Fz 1)) as [E0|N0], (F_eq_dec (same_child true e) (Fz 1)) as [E1|N1];
      try rewrite (Hs _ E0); try rewrite (Hs _ E1);
      repeat match goal with |- context [if F_eq_dec ?a ?b then _ else _] => destruct (F_eq_dec a b) end; try congruence; lia.
  - pose proof (merkle_says e true k Hf Hroot Hsec) as H. cbn [sign] in H. lia.
Qed.

Section Roots.
Variable compress : list F -> list F -> list F.
(** Rows of the Merkle chip and of the boundary chips. *)
Variables ms ls : list env.
Hypothesis row_facts : forall e, In e ms -> merkle_facts e /\ is_bit (is_root_at e) /\ is_bit (section_at e).
Hypothesis leaves_signed : forall e, In e ls -> signed_direction e.
Notation rows := (flat_map tree_row_of ms).
Notation leaves := (flat_map tree_leaf_of ls).
Notation said := (flat_map leaf_says ls ++ flat_map (fun e => says MemoryMerkleAir e Bus.merkle) ms).
Hypothesis balanced : Permutation (sent said) (received said).
(** The premises of Tree.v. *)
Hypothesis heights : forall r, In r rows -> t_height r <> Fz 0.
Hypothesis root_place : forall r, In r rows -> t_root r = true -> t_at r = (Fz 29, Fz 0, Fz 0).
Hypothesis one_root : forall d, sumZ (fun r => if eqb (t_initial r) d && t_root r then 1 else 0) rows <= 1.
Hypothesis sections : forall r, In r rows -> val (t_height r) <= 29 -> t_upper r = (27 <=? val (t_height r)).
Hypothesis bus : forall d k, sumZ (says_itself d k) rows + sumZ (says_leaf d k) leaves <= sumZ (says_children d k) rows.
Hypothesis bus_same : forall k,
  sumZ (says_itself true k) rows + sumZ (says_same k) ms + sumZ (says_leaf true k) leaves <= sumZ (says_children true k) rows.

(** The premises about hashes. *)
Hypothesis leaf_hashes : forall e, In e ls -> direction e <> Fz 0 -> hash_of e = compress (values_of e) zeros.
Hypothesis node_hashes : forall e, In e ms -> direction e <> Fz 0 -> parent_hash e = compress (child_hash false e) (child_hash true e).
Variables initial_root final_root : list F.
Hypothesis root_rows : forall e, In e ms -> is_root_at e = Fz 1 ->
  (direction e = Fz 1 -> parent_hash e = initial_root) /\ (direction e = Fz (-1) -> parent_hash e = final_root).

Lemma minus_not_zero : Fz (-1) <> Fz 0. Proof. exact F_minus_one_not_zero. Qed.

Lemma in_rows d e : In e ms -> direction e = dir d -> In (row_as d e) rows.
Proof.
  intros He E. apply in_flat_map. exists e. split; [assumption|]. unfold tree_row_of, row_as, own_node. pose proof F_minus_one_not_one.
  rewrite E. destruct d; cbn [dir].
  - destruct (F_eq_dec (Fz 1) (Fz 1)); [now left|congruence].
  - destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|]. destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [now left|congruence].
Qed.

Lemma bounds d e : In e ms -> direction e = dir d -> exists h, (1 <= h <= 29)%nat /\ in_bounds (own_node e) (Z.of_nat h).
Proof.
  intros He E. pose proof (in_rows d e He E) as Hr.
  pose proof (height_range rows leaves heights root_place bus _ Hr) as Hh.
  exists (Z.to_nat (val (height_at e))). change (t_height (row_as d e)) with (height_at e) in Hh. split; [lia|].
  rewrite Z2Nat.id by lia.
  pose proof (all_levels rows leaves heights root_place one_root sections bus (Z.to_nat (29 - val (height_at e))) ltac:(lia)) as (Hb & _).
  rewrite Z2Nat.id in Hb by lia. replace (29 - (29 - val (height_at e))) with (val (height_at e)) in Hb by lia.
  exact (Hb _ Hr eq_refl).
Qed.

(** The labels of a child, as integers. *)
Definition child_labels (h : nat) (side : bool) (a b : Z) : Z * Z :=
  let s := if side then 1 else 0 in if 27 <=? Z.of_nat h then (2 * a + s, b) else (a, 2 * b + s).

Lemma child_is d e h side : In e ms -> direction e = dir d -> (1 <= h <= 29)%nat -> in_bounds (own_node e) (Z.of_nat h) ->
  in_bounds (child_of side e) (Z.of_nat h - 1) /\
  (val (snd (fst (child_of side e))), val (snd (child_of side e))) = child_labels h side (val (space_at e)) (val (label_at e)).
Proof.
  intros He E Hh B. pose proof (in_rows d e He E) as Hr.
  assert (Hs : side_of side = Fz 0 \/ side_of side = Fz 1) by (destruct side; [right|left]; reflexivity).
  destruct (child_bounds rows sections (side_of side) (row_as d e) (Z.of_nat h) Hr Hs ltac:(lia) B) as (B' & C).
  rewrite child_of_row in B', C. split; [exact B'|]. unfold child_labels.
  assert (Ev : val (side_of side) = if side then 1 else 0) by (destruct side; reflexivity). rewrite Ev in C.
  change (t_space (row_as d e)) with (space_at e) in C. change (t_label (row_as d e)) with (label_at e) in C.
  destruct (27 <=? Z.of_nat h); destruct C as (-> & ->); reflexivity.
Qed.

Lemma child_hash_at m h (side : bool) a b : (1 <= h)%nat ->
  (if side then snd (preimage compress m h a b) else fst (preimage compress m h a b)) =
  hash_at compress m (h - 1) (fst (child_labels h side a b)) (snd (child_labels h side a b)).
Proof.
  intros Hh. destruct h as [|h]; [lia|]. replace (S h - 1)%nat with h by lia. cbn [preimage]. unfold child_labels.
  destruct (27 <=? Z.of_nat (S h)); destruct side; cbn [fst snd]; rewrite ?Z.add_0_r; reflexivity.
Qed.

(** Who receives what is sent. *)
Lemma is_received d k hash : In (node_message (dir d) k hash, Fz 1) said ->
  (exists e, In e ms /\ direction e = Fz 1 /\ d = true /\ exists side, k = child_of side e /\ hash = child_hash side e) \/
  (exists e, In e ms /\ direction e = Fz (-1) /\ is_root_at e = Fz 0 /\ d = false /\ k = own_node e /\ hash = parent_hash e) \/
  (exists e, In e ls /\ direction e = Fz (-1) /\ d = false /\ k = (Fz 0, (at_cell e 0 0 1 - 1)%F, at_cell e 0 0 2) /\ hash = hash_of e).
Proof.
  intros H. apply in_counted in H. fold (sent said) in H. apply (Permutation_in _ balanced) in H. unfold received in H.
  apply in_counted in H. apply in_app_or in H.
  assert (Hnode : forall x k' hash', node_message (dir d) k hash = node_message x k' hash' -> dir d = x /\ k = k' /\ hash = hash').
  { intros x [[h1 a1] b1] hash' E. destruct k as [[h0 a0] b0]. unfold node_message in E. cbn [fst snd] in E. injection E as -> -> -> -> ->. auto. }
  pose proof F_minus_one_not_one. pose proof F_minus_one_not_zero. pose proof F_one_not_zero.
  assert (Hd : dir d = Fz 1 -> d = true) by (destruct d; cbn [dir]; congruence).
  assert (Hd' : dir d = Fz (-1) -> d = false) by (destruct d; cbn [dir]; congruence).
  destruct H as [H|H]; apply in_flat_map in H; destruct H as (e & He & H).
  - right. right. destruct H as [E|[]]. apply pair_equal_spec in E. destruct E as (E1 & E2).
    destruct (Hnode (direction e) (Fz 0, (at_cell e 0 0 1 - 1)%F, at_cell e 0 0 2) (hash_of e)) as (A & B & C).
    { unfold node_message. cbn [fst snd]. now rewrite E1. }
    exists e. rewrite E2 in A. auto 6.
  - destruct (row_facts e He) as ([Hs Hl Hr Hlf Hrf _ _ _ _ _ _ _ _ _] & Hroot & Hsec).
    rewrite (merkle_messages e Hsec) in H.
    assert (Hopp : (- direction e)%F = Fz (-1) -> direction e = Fz 1).
    { intros E. replace (direction e) with (- (- direction e))%F by ring. rewrite E, Fz_opp. reflexivity. }
    destruct H as [E|[E|[E|[]]]]; apply pair_equal_spec in E; destruct E as (E1 & E2).
    + right. left. symmetry in E1. destruct (Hnode _ _ _ E1) as (A & B & C).
      assert (Hr0 : is_root_at e = Fz 0).
      { destruct Hroot as [Hr0|Hr1]; [exact Hr0|]. rewrite Hr1 in E2. replace ((1 - 1) * direction e)%F with (Fz 0) in E2 by ring. congruence. }
      assert (Ed : direction e = Fz (-1)) by (rewrite <- E2, Hr0; ring).
      exists e. rewrite Ed in A. auto 7.
    + left. apply Hopp in E2. symmetry in E1. destruct (Hnode _ _ _ E1) as (A & B & C). rewrite E2 in A.
      change (same_child false e) with (at_cell e 0 0 31) in A. rewrite (Hlf E2) in A. replace (1 + 0 * Fz 2)%F with (Fz 1) in A by ring.
      exists e. split; [assumption|]. split; [assumption|]. split; [auto|]. exists false. auto.
    + left. apply Hopp in E2. symmetry in E1. destruct (Hnode _ _ _ E1) as (A & B & C). rewrite E2 in A.
      change (same_child true e) with (at_cell e 0 0 32) in A. rewrite (Hrf E2) in A. replace (1 + 0 * Fz 2)%F with (Fz 1) in A by ring.
      exists e. split; [assumption|]. split; [assumption|]. split; [auto|]. exists true. auto.
Qed.

Lemma leaf_message_said e : In e ls -> direction e = Fz 1 ->
  In (node_message (dir true) (Fz 0, (at_cell e 0 0 1 - 1)%F, at_cell e 0 0 2) (hash_of e), Fz 1) said.
Proof.
  intros He E. apply in_or_app. left. apply in_flat_map. exists e. split; [assumption|]. unfold leaf_says, node_message. cbn [dir fst snd].
  rewrite E. now left.
Qed.

Lemma row_message_said e : In e ms -> direction e = Fz 1 -> is_root_at e = Fz 0 ->
  In (node_message (dir true) (own_node e) (parent_hash e), Fz 1) said.
Proof.
  intros He E Hr. apply in_or_app. right. apply in_flat_map. exists e. split; [assumption|].
  destruct (row_facts e He) as (_ & _ & Hsec). rewrite (merkle_messages e Hsec). left. rewrite E, Hr. cbn [dir]. apply f_equal2; [reflexivity|ring].
Qed.

(** ** From the initial root down. *)
Section Down.
Variable m0 : memory.
Hypothesis m0_has_the_root : root_of compress m0 = initial_root.
Hypothesis no_collision : forall h a b, in_tree h a b ->
  (forall e, In e ms -> direction e = Fz 1 -> compress (child_hash false e) (child_hash true e) = hash_at compress m0 h a b ->
     child_hash false e = fst (preimage compress m0 h a b) /\ child_hash true e = snd (preimage compress m0 h a b)) /\
  (forall e, In e ls -> direction e = Fz 1 -> compress (values_of e) zeros = hash_at compress m0 h a b ->
     values_of e = fst (preimage compress m0 h a b)).

Lemma one_neq_zero e : direction e = Fz 1 -> direction e <> Fz 0.
Proof. intros -> E. now apply F_one_not_zero. Qed.

Lemma node_in_tree e h : (1 <= h <= 29)%nat -> in_bounds (own_node e) (Z.of_nat h) -> in_tree h (val (space_at e)) (val (label_at e)).
Proof.
  intros Hh (_ & Hs & Hl). cbn [own_node fst snd] in Hs, Hl. pose proof (val_range (space_at e)). pose proof (val_range (label_at e)).
  split; [lia|]. split; (split; [lia|assumption]).
Qed.

Lemma initial_hash n : forall e, In e ms -> direction e = Fz 1 -> forall h, (29 - h = n)%nat -> (1 <= h <= 29)%nat ->
  in_bounds (own_node e) (Z.of_nat h) -> parent_hash e = hash_at compress m0 h (val (space_at e)) (val (label_at e)).
Proof.
  induction n as [n IH] using lt_wf_ind. intros e He Ed h Hn Hh B.
  destruct (row_facts e He) as (_ & Hroot & _). destruct Hroot as [Hr|Hr].
  - destruct (is_received true _ _ (row_message_said e He Ed Hr)) as [(e' & He' & Ed' & _ & side & Ek & Eh)|[(? & _ & _ & _ & F0 & _)|(? & _ & _ & F0 & _)]];
      try discriminate.
    destruct (bounds true e' He' Ed') as (h' & Hh' & B').
    destruct (child_is true e' h' side He' Ed' Hh' B') as (Bc & El).
    assert (Ehh : h' = S h).
    { rewrite <- Ek in Bc. destruct Bc as (Bc & _). destruct B as (B & _). lia. }
    assert (Hp := IH (29 - h')%nat ltac:(lia) e' He' Ed' h' eq_refl Hh' B').
    rewrite (node_hashes e' He' (one_neq_zero e' Ed')) in Hp.
    destruct (proj1 (no_collision _ _ _ (node_in_tree e' h' Hh' B')) e' He' Ed' Hp) as (C0 & C1).
    assert (Hside : child_hash side e' = hash_at compress m0 (h' - 1) (fst (child_labels h' side (val (space_at e')) (val (label_at e'))))
      (snd (child_labels h' side (val (space_at e')) (val (label_at e'))))).
    { rewrite <- (child_hash_at m0 h' side) by lia. destruct side; [exact C1|exact C0]. }
    rewrite Eh, Hside, <- El, <- Ek. cbn [fst snd own_node]. f_equal. lia.
  - rewrite (proj1 (root_rows e He Hr) Ed), <- m0_has_the_root. unfold root_of.
    assert (Ep : own_node e = (Fz 29, Fz 0, Fz 0)).
    { pose proof (root_place _ (in_rows true e He Ed)) as P. cbn [row_as t_root t_at] in P. apply P. rewrite Hr. unfold is_one.
      destruct (F_eq_dec (Fz 1) (Fz 1)); congruence. }
    unfold own_node in Ep. injection Ep as E1 E2 E3. destruct B as (B & _). cbn [own_node fst] in B. rewrite E1 in B.
    change (val (Fz 29)) with 29 in B. assert (h = 29%nat) by lia. subst h. rewrite E2, E3. reflexivity.
Qed.

(** What an initial row's child hashes are. *)
Lemma initial_child_hash e h side : In e ms -> direction e = Fz 1 -> (1 <= h <= 29)%nat -> in_bounds (own_node e) (Z.of_nat h) ->
  child_hash side e = hash_at compress m0 (h - 1) (val (snd (fst (child_of side e)))) (val (snd (child_of side e))).
Proof.
  intros He Ed Hh B. assert (Hp := initial_hash (29 - h) e He Ed h eq_refl Hh B).
  rewrite (node_hashes e He (one_neq_zero e Ed)) in Hp.
  destruct (proj1 (no_collision _ _ _ (node_in_tree e h Hh B)) e He Ed Hp) as (C0 & C1).
  destruct (child_is true e h side He Ed Hh B) as (_ & El).
  assert (Hg : child_hash side e = hash_at compress m0 (h - 1) (fst (child_labels h side (val (space_at e)) (val (label_at e))))
    (snd (child_labels h side (val (space_at e)) (val (label_at e))))).
  { rewrite <- child_hash_at by lia. destruct side; [exact C1|exact C0]. }
  rewrite <- El in Hg. exact Hg.
Qed.

Theorem initial_values e : In e ls -> direction e = Fz 1 ->
  values_of e = leaf_values m0 (val (at_cell e 0 0 1 - 1)%F) (val (at_cell e 0 0 2)).
Proof.
  intros He Ed.
  destruct (is_received true _ _ (leaf_message_said e He Ed)) as [(e' & He' & Ed' & _ & side & Ek & Eh)|[(? & _ & _ & _ & F0 & _)|(? & _ & _ & F0 & _)]];
    try discriminate.
  destruct (bounds true e' He' Ed') as (h' & Hh' & B'). destruct (child_is true e' h' side He' Ed' Hh' B') as (Bc & _).
  assert (h' = 1%nat). { rewrite <- Ek in Bc. destruct Bc as (Bc & _). change (val (fst (fst (Fz 0, (at_cell e 0 0 1 - 1)%F, at_cell e 0 0 2)))) with 0 in Bc. lia. }
  subst h'. pose proof (initial_child_hash e' 1 side He' Ed' Hh' B') as Hc. rewrite <- Eh, <- Ek in Hc. cbn [fst snd Nat.sub] in Hc.
  rewrite (leaf_hashes e He (one_neq_zero e Ed)) in Hc. rewrite <- Ek in Bc. destruct Bc as (_ & Bs & Bl). cbn [fst snd] in Bs, Bl.
  assert (Ht : in_tree 0 (val (at_cell e 0 0 1 - 1)%F) (val (at_cell e 0 0 2))).
  { pose proof (val_range (at_cell e 0 0 1 - 1)%F). pose proof (val_range (at_cell e 0 0 2)). split; [lia|]. split; (split; [lia|assumption]). }
  exact (proj2 (no_collision _ _ _ Ht) e He Ed Hc).
Qed.

(** ** From the leaves up to the final root. *)
Section Up.
Variable m1 : memory.
Hypothesis final_values : forall e, In e ls -> direction e = Fz (-1) ->
  values_of e = leaf_values m1 (val (at_cell e 0 0 1 - 1)%F) (val (at_cell e 0 0 2)).
Hypothesis others_same : forall a b, 0 <= a < 8 -> 0 <= b < 2 ^ 26 ->
  (forall e, In e ls -> direction e = Fz 1 -> ~ (val (at_cell e 0 0 1 - 1)%F = a /\ val (at_cell e 0 0 2) = b)) ->
  leaf_values m1 a b = leaf_values m0 a b.

(** No initial row is at a node. *)
Definition untouched_node (h a b : Z) : Prop :=
  (forall e, In e ms -> direction e = Fz 1 -> ~ (val (height_at e) = h /\ val (space_at e) = a /\ val (label_at e) = b)) /\
  (h = 0 -> forall e, In e ls -> direction e = Fz 1 -> ~ (val (at_cell e 0 0 1 - 1)%F = a /\ val (at_cell e 0 0 2) = b)).

Lemma labels_injective h side side' a a' b b' : child_labels h side a b = child_labels h side' a' b' -> a = a' /\ b = b'.
Proof. unfold child_labels. destruct (27 <=? Z.of_nat h); intros E; apply pair_equal_spec in E; destruct side, side'; lia. Qed.

Lemma untouched_child h side a b : (1 <= h <= 29)%nat -> untouched_node (Z.of_nat h) a b ->
  untouched_node (Z.of_nat h - 1) (fst (child_labels h side a b)) (snd (child_labels h side a b)).
Proof.
  intros Hh (Hno & _).
  assert (Hparent : forall k hash, In (node_message (dir true) k hash, Fz 1) said -> val (fst (fst k)) = Z.of_nat h - 1 ->
    val (snd (fst k)) = fst (child_labels h side a b) -> val (snd k) = snd (child_labels h side a b) -> False).
  { intros k hash Hm Ek Ea Eb.
    destruct (is_received true k hash Hm) as [(e' & He' & Ed' & _ & side' & Ek' & _)|[(? & _ & _ & _ & F0 & _)|(? & _ & _ & F0 & _)]];
      try discriminate.
    destruct (bounds true e' He' Ed') as (h' & Hh' & B'). destruct (child_is true e' h' side' He' Ed' Hh' B') as (Bc & El).
    rewrite <- Ek' in Bc, El. destruct Bc as (Bc & _). assert (h' = h) by lia. subst h'.
    assert (El' : child_labels h side' (val (space_at e')) (val (label_at e')) = child_labels h side a b).
    { rewrite <- El, Ea, Eb. now destruct (child_labels h side a b). }
    apply labels_injective in El'. destruct B' as (B' & _). cbn [own_node fst] in B'. apply (Hno e' He' Ed'). tauto. }
  split.
  - intros e He Ed (E1 & E2 & E3). destruct (row_facts e He) as (_ & Hroot & _). destruct Hroot as [Hr|Hr].
    + exact (Hparent _ _ (row_message_said e He Ed Hr) E1 E2 E3).
    + pose proof (root_place _ (in_rows true e He Ed)) as P. cbn [row_as t_root t_at] in P.
      assert (Ep : own_node e = (Fz 29, Fz 0, Fz 0)) by (apply P; rewrite Hr; unfold is_one; destruct (F_eq_dec (Fz 1) (Fz 1)); congruence).
      unfold own_node in Ep. injection Ep as Ep _ _. rewrite Ep in E1. change (val (Fz 29)) with 29 in E1. lia.
  - intros E0 e He Ed (E2 & E3). apply (Hparent _ _ (leaf_message_said e He Ed)); cbn [fst snd]; [rewrite E0; reflexivity|assumption|assumption].
Qed.

Lemma labels_in_range h side a b : (1 <= h <= 29)%nat -> 0 <= a < 2 ^ space_bits (Z.of_nat h) -> 0 <= b < 2 ^ label_bits (Z.of_nat h) ->
  0 <= fst (child_labels h side a b) < 2 ^ space_bits (Z.of_nat (h - 1)) /\ 0 <= snd (child_labels h side a b) < 2 ^ label_bits (Z.of_nat (h - 1)).
Proof.
  intros Hh Ha Hb. unfold child_labels, space_bits, label_bits in *. replace (Z.of_nat (h - 1)) with (Z.of_nat h - 1) by lia.
  destruct (Z.leb_spec 27 (Z.of_nat h)); cbn [fst snd].
  - replace (Z.min (29 - Z.of_nat h) 3) with (29 - Z.of_nat h) in Ha by lia.
    replace (Z.min (29 - (Z.of_nat h - 1)) 3) with (29 - Z.of_nat h + 1) by lia. rewrite Z.pow_add_r by lia. change (2 ^ 1) with 2.
    replace (Z.max (26 - (Z.of_nat h - 1)) 0) with (Z.max (26 - Z.of_nat h) 0) by lia. destruct side; lia.
  - replace (Z.max (26 - Z.of_nat h) 0) with (26 - Z.of_nat h) in Hb by lia.
    replace (Z.max (26 - (Z.of_nat h - 1)) 0) with (26 - Z.of_nat h + 1) by lia. rewrite Z.pow_add_r by lia. change (2 ^ 1) with 2.
    replace (Z.min (29 - (Z.of_nat h - 1)) 3) with (Z.min (29 - Z.of_nat h) 3) by lia. destruct side; lia.
Qed.

Lemma untouched_same h : (h <= 29)%nat -> forall a b, 0 <= a < 2 ^ space_bits (Z.of_nat h) -> 0 <= b < 2 ^ label_bits (Z.of_nat h) ->
  untouched_node (Z.of_nat h) a b -> hash_at compress m1 h a b = hash_at compress m0 h a b.
Proof.
  induction h as [|h IH]; intros Hh a b Ha Hb Hu.
  - cbn [hash_at]. f_equal. apply others_same; [exact Ha|exact Hb|]. apply Hu. reflexivity.
  - assert (Hside : forall side, hash_at compress m1 h (fst (child_labels (S h) side a b)) (snd (child_labels (S h) side a b)) =
                                 hash_at compress m0 h (fst (child_labels (S h) side a b)) (snd (child_labels (S h) side a b))).
    { intros side. destruct (labels_in_range (S h) side a b ltac:(lia) Ha Hb) as (Ha' & Hb'). replace (S h - 1)%nat with h in * by lia.
      apply IH; [lia|assumption|assumption|].
      replace (Z.of_nat h) with (Z.of_nat (S h) - 1) by lia. apply untouched_child; [lia|assumption]. }
    assert (H0 := Hside false). assert (H1 := Hside true). unfold child_labels in H0, H1. cbn [hash_at].
    destruct (27 <=? Z.of_nat (S h)); cbn [fst snd] in H0, H1; rewrite ?Z.add_0_r in H0; now rewrite H0, H1.
Qed.

(** A child that a final row says to be the initial one is at no initial row. *)
Lemma same_is_untouched e h side : In e ms -> direction e = Fz (-1) -> same_child side e = Fz 1 -> (1 <= h <= 29)%nat ->
  in_bounds (own_node e) (Z.of_nat h) ->
  untouched_node (Z.of_nat h - 1) (val (snd (fst (child_of side e)))) (val (snd (child_of side e))).
Proof.
  intros He Ed Es Hh B. set (k := child_of side e).
  destruct (child_is false e h side He Ed Hh B) as ((Bk & _) & _). fold k in Bk.
  pose proof (bus_same k) as Hb.
  assert (Hlev : level rows (Z.of_nat h)).
  { pose proof (all_levels rows leaves heights root_place one_root sections bus (29 - h) ltac:(lia)) as H.
    replace (29 - Z.of_nat (29 - h)) with (Z.of_nat h) in H by lia. exact H. }
  assert (Hc : sumZ (says_children true k) rows <= 1).
  { apply (children_once rows leaves heights root_place sections bus true k (Z.of_nat h)); [lia|exact Hlev|exact Bk]. }
  assert (Hs1 : 1 <= sumZ (says_same k) ms).
  { assert (Hge : forall x, In x ms -> 0 <= says_same k x).
    { intros x _. unfold says_same. pose proof (here_is_nonneg k (child_of false x)). pose proof (here_is_nonneg k (child_of true x)).
      repeat match goal with |- context [if F_eq_dec ?a ?b then _ else _] => destruct (F_eq_dec a b) end; lia. }
    apply Z.le_trans with (says_same k e); [|now apply sumZ_member]. unfold says_same. rewrite Ed.
    pose proof (here_is_nonneg k (child_of false e)). pose proof (here_is_nonneg k (child_of true e)).
    destruct (F_eq_dec (Fz (-1)) (Fz (-1))); [|congruence].
    assert (Hk0 : here_is k (child_of side e) = 1) by apply here_is_self.
    clearbody k. destruct side; rewrite Es;
      repeat match goal with |- context [if F_eq_dec ?a ?b then _ else _] => destruct (F_eq_dec a b) end; try congruence; lia. }
  assert (Hi0 : 0 <= sumZ (says_itself true k) rows) by (apply sumZ_nonneg; intros; apply itself_nonneg).
  assert (Hl0 : 0 <= sumZ (says_leaf true k) leaves) by (apply sumZ_nonneg; intros; apply leaf_nonneg).
  assert (Hk : forall x y z : F, val x = Z.of_nat h - 1 -> val y = val (snd (fst k)) -> val z = val (snd k) -> (x, y, z) = k).
  { intros x y z Ex Ey Ez. destruct k as [[k1 k2] k3]. cbn [fst snd] in *. repeat f_equal; apply F_eq; congruence. }
  split.
  - intros e' He' Ed' (E1 & E2 & E3). assert (Ek : own_node e' = k) by (apply Hk; assumption).
    assert (Hroot : is_one (is_root_at e') = false).
    { destruct (is_one (is_root_at e')) eqn:Er; [exfalso|reflexivity].
      pose proof (root_place _ (in_rows true e' He' Ed') Er) as P. cbn [row_as t_at] in P. rewrite <- Ek, P in Bk.
      change (val (fst (fst (Fz 29, Fz 0, Fz 0)))) with 29 in Bk. lia. }
    assert (H1 : says_itself true k (row_as true e') <= sumZ (says_itself true k) rows).
    { apply sumZ_member; [intros; apply itself_nonneg|]. apply in_rows; assumption. }
    unfold says_itself at 1 in H1. cbn [row_as t_initial t_root t_at eqb andb] in H1. rewrite Hroot in H1. cbn [negb] in H1.
    rewrite Ek, here_is_self in H1. lia.
  - intros E0 e' He' Ed' (E2 & E3).
    assert (Ek : (Fz 0, (at_cell e' 0 0 1 - 1)%F, at_cell e' 0 0 2) = k) by (apply Hk; [rewrite E0; reflexivity|assumption|assumption]).
    assert (Hin : In (TreeLeaf true (at_cell e' 0 0 1 - 1)%F (at_cell e' 0 0 2)) leaves).
    { apply in_flat_map. exists e'. split; [assumption|]. unfold tree_leaf_of, of_direction. rewrite Ed'.
      destruct (F_eq_dec (Fz 1) (Fz 1)); [now left|congruence]. }
    assert (H1 : says_leaf true k (TreeLeaf true (at_cell e' 0 0 1 - 1)%F (at_cell e' 0 0 2)) <= sumZ (says_leaf true k) leaves).
    { apply sumZ_member; [intros; apply leaf_nonneg|assumption]. }
    unfold says_leaf at 1 in H1. cbn [l_initial eqb] in H1. unfold l_at in H1. cbn [l_space l_label] in H1. rewrite Ek, here_is_self in H1. lia.
Qed.

Lemma final_hash h : (h <= 29)%nat -> (1 <= h)%nat -> forall e, In e ms -> direction e = Fz (-1) -> in_bounds (own_node e) (Z.of_nat h) ->
  parent_hash e = hash_at compress m1 h (val (space_at e)) (val (label_at e)).
Proof.
  induction h as [|h IH]; intros Hh Hh1 e He Ed B; [lia|].
  assert (Hne : direction e <> Fz 0) by (rewrite Ed; exact F_minus_one_not_zero).
  rewrite (node_hashes e He Hne), (hash_is_preimage compress m1).
  assert (Hchild : forall side, child_hash side e = hash_at compress m1 h (fst (child_labels (S h) side (val (space_at e)) (val (label_at e))))
      (snd (child_labels (S h) side (val (space_at e)) (val (label_at e))))).
  { intros side. destruct (child_is false e (S h) side He Ed ltac:(lia) B) as (Bc & El). rewrite <- El. cbn [fst snd].
    destruct (row_facts e He) as ([_ Hl Hr _ _ _ _ _ _ _ _ _ _ _] & _ & Hsec).
    assert (Hbit : is_bit (same_child side e)) by (destruct side; assumption).
    assert (Hsaid : In (node_message (direction e + same_child side e * Fz 2)%F (child_of side e) (child_hash side e), Fz 1) said).
    { apply in_or_app. right. apply in_flat_map. exists e. split; [assumption|]. rewrite (merkle_messages e Hsec).
      assert (Eo : (- direction e)%F = Fz 1) by (rewrite Ed, Fz_opp; reflexivity). rewrite Eo.
      destruct side; cbn [In]; auto. }
    destruct Hbit as [E0|E1].
    - rewrite Ed, E0 in Hsaid. replace (Fz (-1) + 0 * Fz 2)%F with (dir false) in Hsaid by (cbn [dir]; ring).
      destruct (is_received false _ _ Hsaid) as [(? & _ & _ & F0 & _)|[(e' & He' & Ed' & _ & _ & Ek & Eh)|(e' & He' & Ed' & _ & Ek & Eh)]]; [discriminate| |].
      + rewrite Eh, Ek. cbn [own_node fst snd]. rewrite Ek in Bc.
        replace (Z.of_nat (S h) - 1) with (Z.of_nat h) in Bc by lia.
        destruct (bounds false e' He' Ed') as (h' & Hh' & (B' & _)). assert (h' = h) by (destruct Bc; lia). apply IH; try assumption; lia.
      + rewrite Eh, Ek. cbn [fst snd]. assert (h = 0%nat).
        { rewrite Ek in Bc. destruct Bc as (Bc & _). change (val (fst (fst (Fz 0, (at_cell e' 0 0 1 - 1)%F, at_cell e' 0 0 2)))) with 0 in Bc. lia. }
        subst h. cbn [hash_at]. rewrite (leaf_hashes e' He') by (rewrite Ed'; exact F_minus_one_not_zero).
        now rewrite (final_values e' He' Ed').
    - rewrite Ed, E1 in Hsaid. replace (Fz (-1) + 1 * Fz 2)%F with (dir true) in Hsaid by (cbn [dir]; rewrite Fz_mul, Fz_add; reflexivity).
      destruct (is_received true _ _ Hsaid) as [(e' & He' & Ed' & _ & side' & Ek & Eh)|[(? & _ & _ & _ & F0 & _)|(? & _ & _ & F0 & _)]]; try discriminate.
      destruct (bounds true e' He' Ed') as (h' & Hh' & B'). destruct (child_is true e' h' side' He' Ed' Hh' B') as (Bc' & _).
      assert (h' = S h) by (rewrite <- Ek in Bc'; destruct Bc as (Bc & _), Bc' as (Bc' & _); lia). subst h'.
      rewrite Eh, (initial_child_hash e' (S h) side' He' Ed' Hh' B'), <- Ek. replace (S h - 1)%nat with h by lia. symmetry.
      pose proof (same_is_untouched e (S h) side He Ed E1 ltac:(lia) B) as Hu.
      replace (Z.of_nat (S h) - 1) with (Z.of_nat h) in * by lia. destruct Bc as (_ & Ba & Bb).
      apply untouched_same; [lia| | |exact Hu]; (split; [apply val_range|assumption]). }
  assert (H0 := child_hash_at m1 (S h) false (val (space_at e)) (val (label_at e)) ltac:(lia)).
  assert (H1 := child_hash_at m1 (S h) true (val (space_at e)) (val (label_at e)) ltac:(lia)).
  cbv iota in H0, H1. replace (S h - 1)%nat with h in * by lia. rewrite H0, H1, <- !Hchild. reflexivity.
Qed.

Theorem final_root_is_right : (exists e, In e ms /\ direction e = Fz (-1) /\ is_root_at e = Fz 1) -> root_of compress m1 = final_root.
Proof.
  intros (e & He & Ed & Hr). rewrite <- (proj2 (root_rows e He Hr) Ed).
  assert (Ep : own_node e = (Fz 29, Fz 0, Fz 0)).
  { pose proof (root_place _ (in_rows false e He Ed)) as P. cbn [row_as t_root t_at] in P. apply P. rewrite Hr. unfold is_one.
    destruct (F_eq_dec (Fz 1) (Fz 1)); congruence. }
  destruct (bounds false e He Ed) as (h & Hh & B). assert (Hb := B). rewrite Ep in Hb. destruct Hb as (Hb & _).
  change (val (fst (fst (Fz 29, Fz 0, Fz 0)))) with 29 in Hb. assert (h = 29%nat) by lia. subst h.
  rewrite (final_hash 29 ltac:(lia) ltac:(lia) e He Ed B). unfold own_node in Ep. injection Ep as _ -> ->. reflexivity.
Qed.
End Up.
End Down.
End Roots.
