(** The Merkle chip: its rows are a tree's, as Tree.v supposes, and what they say on the Merkle bus is what a tree says
    (Lemma 11, 1 to 4, of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Air Trace Speaks Key Tree.
From Zkmem Require Import MemoryMerkleAir.
Import ListNotations.
Open Scope Z_scope.

(** ** Counts of messages that begin with a key. *)

Definition sgn (c : F) : Z := if F_eq_dec c (Fz 1) then 1 else if F_eq_dec c (Fz (-1)) then -1 else 0.
Definition begins (k m : list F) : Z := if list_F_dec (firstn 4 m) k then 1 else 0.
Definition net (k : list F) (l : list (list F * F)) : Z := sumZ (fun x => sgn (snd x) * begins k (fst x)) l.

Lemma net_app k l r : net k (l ++ r) = net k l + net k r.
Proof. apply sumZ_app. Qed.

Lemma net_is k l : net k l = sumZ (begins k) (sent l) - sumZ (begins k) (received l).
Proof.
  unfold net, sent, received. induction l as [|[m c] l IH]; [reflexivity|]. cbn [sumZ counted fst snd]. rewrite IH.
  unfold sgn. pose proof F_minus_one_not_one. destruct (F_eq_dec c (Fz 1)) as [E|N], (F_eq_dec c (Fz (-1))) as [E'|N'];
    cbn [sumZ]; try congruence; lia.
Qed.

Lemma net_zero k l : balances list_F_dec l -> Forall is_signed l -> Z.of_nat (length l) < p -> net k l = 0.
Proof.
  intros Hb Hs Hl. rewrite net_is, (sumZ_perm _ _ _ (counts_are_integers list_F_dec l Hb Hs Hl)). lia.
Qed.

Definition dir (d : bool) : F := if d then Fz 1 else Fz (-1).
Definition sign (d : bool) : Z := if d then 1 else -1.
Definition node_key (d : bool) (k : node_at) : list F := [dir d; fst (fst k); snd (fst k); snd k].

Lemma begins_node d k x h a b r : begins (node_key d k) (x :: h :: a :: b :: r) =
  if F_eq_dec x (dir d) then here_is k (h, a, b) else 0.
Proof.
  unfold begins, node_key, here_is. cbn [firstn]. destruct k as [[h' a'] b']. cbn [fst snd].
  destruct (list_F_dec [x; h; a; b] [dir d; h'; a'; b']) as [E|N], (F_eq_dec x (dir d)) as [Ex|Nx];
    destruct (at_dec (h, a, b) (h', a', b')) as [Ea|Na]; try reflexivity; exfalso.
  - injection E as _ -> -> ->. now apply Na.
  - injection E as E _ _ _. congruence.
  - injection E as E _ _ _. congruence.
  - injection Ea as -> -> ->. apply N. congruence.
Qed.

Lemma sgn_one : sgn (Fz 1) = 1.
Proof. unfold sgn. destruct (F_eq_dec (Fz 1) (Fz 1)); congruence. Qed.
Lemma sgn_minus : sgn (Fz (-1)) = -1.
Proof.
  unfold sgn. pose proof F_minus_one_not_one. destruct (F_eq_dec (Fz (-1)) (Fz 1)); [congruence|].
  destruct (F_eq_dec (Fz (-1)) (Fz (-1))); congruence.
Qed.
Lemma sgn_zero : sgn (Fz 0) = 0.
Proof.
  unfold sgn. pose proof F_one_not_zero. pose proof F_minus_one_not_zero.
  destruct (F_eq_dec (Fz 0) (Fz 1)); [congruence|]. destruct (F_eq_dec (Fz 0) (Fz (-1))); congruence.
Qed.
Lemma dir_same d (A : Type) (x y : A) : (if F_eq_dec (dir d) (dir d) then x else y) = x.
Proof. destruct (F_eq_dec (dir d) (dir d)); congruence. Qed.
Lemma dir_differs d d' (A : Type) (x y : A) : d <> d' -> (if F_eq_dec (dir d) (dir d') then x else y) = y.
Proof.
  intros H. pose proof F_minus_one_not_one. destruct d, d'; cbn [dir]; try congruence;
    match goal with |- context [F_eq_dec ?a ?b] => destruct (F_eq_dec a b); congruence end.
Qed.

(** A number that equals its cube. *)
Lemma cube x : (x - x * x * x = 0)%F -> x = Fz 0 \/ x = Fz 1 \/ x = Fz (-1).
Proof.
  intros H. assert (E : (x * ((x - 1) * (x + 1)) = 0)%F).
  { replace (x * ((x - 1) * (x + 1)))%F with (0 - (x - x * x * x))%F by ring. rewrite H. ring. }
  apply F_integral in E. destruct E as [E|E]; [auto|]. apply F_integral in E. destruct E as [E|E].
  - right. left. now apply F_sub_zero.
  - right. right. apply F_sub_zero. replace (x - Fz (-1))%F with (x + 1)%F; [exact E|].
    replace (Fz (-1)) with (0 - 1)%F by (rewrite Fz_sub; reflexivity). ring.
Qed.

(** ** A number that begins at a constant and falls by 0 or 1 from row to row. *)
Section Falls.
Variable f : nat -> F.
Variable h : nat.
Variable c0 : F.
Hypothesis few : Z.of_nat h < p.
Hypothesis begins_at : f 0%nat = c0.
Hypothesis falls : forall i, (S i < h)%nat -> is_bit (f i - f (S i))%F.

Definition fallen (i : nat) : Z := val (c0 - f i)%F.

Lemma fallen_zero : fallen 0 = 0.
Proof. unfold fallen. rewrite begins_at. replace (c0 - c0)%F with (Fz 0) by ring. reflexivity. Qed.

Lemma fallen_step i : (S i < h)%nat -> fallen i <= Z.of_nat i /\ (fallen (S i) = fallen i \/ fallen (S i) = fallen i + 1).
Proof.
  induction i as [|i IH]; intros Hi.
  - pose proof fallen_zero as Hz. split; [lia|]. unfold fallen in *.
    replace (c0 - f 1%nat)%F with (c0 - f 0%nat + (f 0%nat - f 1%nat))%F by ring.
    destruct (falls 0 Hi) as [->| ->].
    + left. f_equal. ring.
    + right. apply val_one_more. rewrite Hz. unfold p. lia.
  - destruct (IH ltac:(lia)) as (Hle & Hs). assert (Hle' : fallen (S i) <= Z.of_nat (S i)) by lia. split; [exact Hle'|].
    unfold fallen in *. replace (c0 - f (S (S i)))%F with (c0 - f (S i) + (f (S i) - f (S (S i))))%F by ring.
    destruct (falls (S i) Hi) as [->| ->].
    + left. f_equal. ring.
    + right. apply val_one_more. lia.
Qed.

Lemma fallen_mono i j : (i <= j)%nat -> (j < h)%nat -> fallen i <= fallen j.
Proof.
  induction 1 as [|j Hij IH]; intros Hj; [lia|]. destruct (fallen_step j Hj) as (_ & Hs). specialize (IH ltac:(lia)). lia.
Qed.

Lemma value_is i : f i = (c0 - Fz (fallen i))%F.
Proof. unfold fallen. rewrite Fz_val. ring. Qed.

Lemma first_fall n : (n < h)%nat -> 1 <= fallen n -> exists k, (S k <= n)%nat /\ fallen k = 0 /\ fallen (S k) = 1.
Proof.
  induction n as [|n IH]; intros Hn H; [rewrite fallen_zero in H; lia|].
  destruct (fallen_step n Hn) as (_ & Hs). destruct (Z_lt_le_dec 0 (fallen n)).
  - destruct IH as (k & Hk & H1 & H2); [lia|lia|]. exists k. split; [lia|auto].
  - pose proof (val_range (c0 - f n)%F). fold (fallen n) in H0. exists n. split; [lia|]. lia.
Qed.
End Falls.

(** ** What the constraints say of a row and the next. *)
Notation direction e := (at_cell e 0 0 0).
Notation section_at e := (at_cell e 0 0 1).
Notation height_at e := (at_cell e 0 0 2).
Notation is_root_at e := (at_cell e 0 0 4).
Notation space_at e := (at_cell e 0 0 5).
Notation label_at e := (at_cell e 0 0 6).

Record merkle_facts (e : env) : Prop := {
  dir_signed : direction e = Fz 0 \/ direction e = Fz 1 \/ direction e = Fz (-1);
  left_bit : is_bit (at_cell e 0 0 31);
  right_bit : is_bit (at_cell e 0 0 32);
  left_final : direction e = Fz 1 -> at_cell e 0 0 31 = Fz 0;
  right_final : direction e = Fz 1 -> at_cell e 0 0 32 = Fz 0;
  height_falls : is_transition e = Fz 1 -> is_bit (height_at e - at_cell e 0 1 2)%F;
  section_falls : is_transition e = Fz 1 -> is_bit (section_at e - at_cell e 0 1 1)%F;
  root_falls : is_transition e = Fz 1 -> is_bit (is_root_at e - at_cell e 0 1 4)%F;
  at_first : is_first e = Fz 1 -> section_at e = Fz 1 /\ is_root_at e = Fz 1 /\ at_cell e 0 1 4 = Fz 1;
  root_labels : is_root_at e = Fz 1 -> label_at e = Fz 0 /\ space_at e = Fz 0 /\ height_at e = Fz 29;
  at_last : is_last e = Fz 1 -> section_at e = Fz 0 /\ is_root_at e = Fz 0;
  section_changes : is_transition e = Fz 1 -> (section_at e - at_cell e 0 1 1)%F = Fz 1 ->
    height_at e = Fz 27 /\ at_cell e 0 1 2 = Fz 26;
  two_roots : is_root_at e = Fz 1 -> at_cell e 0 1 4 = Fz 1 -> (direction e - at_cell e 0 1 0)%F = Fz 2;
  height_not_zero : direction e <> Fz 0 -> height_at e <> Fz 0 }.

Lemma one_times_eq a x : (a * x = 0)%F -> a = Fz 1 -> x = Fz 0.
Proof. intros H E. rewrite E in H. rewrite <- H. ring. Qed.

Theorem merkle_row e : holds MemoryMerkleAir e -> merkle_facts e.
Proof.
  intros H. unfold_air_in H.
  destruct H as (H1 & H2 & H3 & H4 & H5 & H6 & H7 & H8 & H9 & H10 & H11 & H12 & H13 & H14 & H15 & H16 & H17 & H18 & H19 & H20 & _).
  assert (Hd := cube _ H1).
  assert (Hne : (Fz 1 - Fz 2013265920)%F <> Fz 0) by (intros E; apply (f_equal val) in E; discriminate E).
  constructor.
  - exact Hd.
  - exact (bit_of _ H2).
  - exact (bit_of _ H3).
  - intros E. rewrite E in H4. apply F_integral in H4. destruct H4 as [H4|H4]; [contradiction|exact H4].
  - intros E. rewrite E in H5. apply F_integral in H5. destruct H5 as [H5|H5]; [contradiction|exact H5].
  - intros E. exact (bit_of _ (one_times_eq _ _ H6 E)).
  - intros E. exact (bit_of _ (one_times_eq _ _ H7 E)).
  - intros E. exact (bit_of _ (one_times_eq _ _ H8 E)).
  - intros E. split; [|split].
    + exact (F_sub_zero _ _ (one_times_eq _ _ H9 E)).
    + exact (F_sub_zero _ _ (one_times_eq _ _ H10 E)).
    + exact (F_sub_zero _ _ (one_times_eq _ _ H11 E)).
  - intros E. split; [|split].
    + exact (one_times_eq _ _ H12 E).
    + exact (one_times_eq _ _ H13 E).
    + exact (F_sub_zero _ _ (one_times_eq _ _ H19 E)).
  - intros E. split; [exact (one_times_eq _ _ H14 E)|exact (one_times_eq _ _ H15 E)].
  - intros E E'. assert (A := one_times_eq _ _ H16 E). assert (B := one_times_eq _ _ H17 E). rewrite E' in A, B.
    split; apply F_sub_zero; [rewrite <- A; ring|rewrite <- B; ring].
  - intros E E'. exact (F_sub_zero _ _ (one_times_eq _ _ (one_times_eq _ _ H18 E) E')).
  - intros E E0. apply F_integral in H20. destruct H20 as [H20|H20]; [contradiction|]. rewrite E0 in H20.
    apply F_one_not_zero. apply F_sub_zero in H20. rewrite <- H20. ring.
Qed.

(** A row of the tree, if the row is in use. *)
Definition is_one (x : F) : bool := if F_eq_dec x (Fz 1) then true else false.
Definition tree_row_of (e : env) : list tree_row :=
  let r d := [TreeRow d (is_one (is_root_at e)) (height_at e, space_at e, label_at e) (is_one (section_at e))] in
  if F_eq_dec (direction e) (Fz 1) then r true else if F_eq_dec (direction e) (Fz (-1)) then r false else [].

Lemma merkle_signed e : merkle_facts e -> is_bit (is_root_at e) -> Forall is_signed (says MemoryMerkleAir e Bus.merkle).
Proof.
  intros [Hd _ _ _ _ _ _ _ _ _ _ _ _ _] Hroot. unfold_air.
  destruct Hd as [->|[->| ->]], Hroot as [->| ->]; signed; rewrite ?Fz_opp;
    first [left; ring | right; left; ring | right; right; ring | right; left; reflexivity | right; right; reflexivity | left; reflexivity].
Qed.

Ltac same_terms := repeat match goal with
  | |- @eq F _ _ => first [reflexivity | ring]
  | |- (_ :: _) = (_ :: _) => apply f_equal2
  | |- (_, _) = (_, _) => apply f_equal2
  | |- [] = [] => reflexivity
  end.

(** What a row says of nodes, one direction at a time. *)
Theorem merkle_says e d k : merkle_facts e -> is_bit (is_root_at e) -> is_bit (section_at e) ->
  sumZ (says_itself d k) (tree_row_of e) - sumZ (says_children d k) (tree_row_of e) <=
  sign d * net (node_key d k) (says MemoryMerkleAir e Bus.merkle).
Proof.
  intros [Hd Hl Hr Hlf Hrf _ _ _ _ _ _ _ _ _] Hroot Hsec.
  set (own := (height_at e, space_at e, label_at e)).
  set (row0 := TreeRow true (is_one (is_root_at e)) own (is_one (section_at e))).
  assert (Hsays : exists m0 m1 m2, says MemoryMerkleAir e Bus.merkle =
    [ (direction e :: height_at e :: space_at e :: label_at e :: m0, ((1 - is_root_at e) * direction e)%F);
      ((direction e + at_cell e 0 0 31 * Fz 2)%F :: fst (fst (child_at (Fz 0) row0)) :: snd (fst (child_at (Fz 0) row0)) ::
         snd (child_at (Fz 0) row0) :: m1, (- direction e)%F);
      ((direction e + at_cell e 0 0 32 * Fz 2)%F :: fst (fst (child_at (Fz 1) row0)) :: snd (fst (child_at (Fz 1) row0)) ::
         snd (child_at (Fz 1) row0) :: m2, (- direction e)%F) ]).
  { exists (map (at_cell e 0 0) (seq 7 8)), (map (at_cell e 0 0) (seq 15 8)), (map (at_cell e 0 0) (seq 23 8)). unfold child_at, row0, own, is_one, t_height, t_space, t_label. cbn [t_upper t_at fst snd].
    unfold_air. destruct Hsec as [->| ->].
    - destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|]. cbn [fst snd].
      same_terms.
    - destruct (F_eq_dec (Fz 1) (Fz 1)) as [_|E]; [|congruence]. cbn [fst snd]. same_terms. }
  destruct Hsays as (m0 & m1 & m2 & ->). unfold net. cbn [sumZ fst snd]. rewrite !begins_node.
  assert (Ec : forall side, (fst (fst (child_at side row0)), snd (fst (child_at side row0)), snd (child_at side row0)) = child_at side row0).
  { intros side. destruct (child_at side row0) as [[? ?] ?]. reflexivity. }
  rewrite !Ec. fold own.
  assert (Echild : forall d' side, child_at side (TreeRow d' (is_one (is_root_at e)) own (is_one (section_at e))) = child_at side row0) by reflexivity.
  pose proof (here_is_nonneg k own). pose proof (here_is_nonneg k (child_at (Fz 0) row0)).
  pose proof (here_is_nonneg k (child_at (Fz 1) row0)).
  assert (Er : is_one (is_root_at e) = true /\ is_root_at e = Fz 1 \/ is_one (is_root_at e) = false /\ is_root_at e = Fz 0).
  { unfold is_one. destruct Hroot as [->| ->].
    - right. destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|auto].
    - left. destruct (F_eq_dec (Fz 1) (Fz 1)); [auto|congruence]. }
  assert (Hown : forall d', sgn ((1 - is_root_at e) * dir d')%F = if is_one (is_root_at e) then 0 else sign d').
  { intros d'. destruct Er as [(-> & ->)|(-> & ->)].
    - replace ((1 - 1) * dir d')%F with (Fz 0) by ring. apply sgn_zero.
    - replace ((1 - 0) * dir d')%F with (dir d') by ring. destruct d'; [apply sgn_one|apply sgn_minus]. }
  assert (Hopp : forall d', sgn (- dir d')%F = - sign d').
  { intros [|]; cbn [dir sign]; rewrite Fz_opp; [apply sgn_minus|apply sgn_one]. }
  unfold tree_row_of. fold own.
  destruct Hd as [E|[E|E]].
  - rewrite E. destruct (F_eq_dec (Fz 0) (Fz 1)) as [E1|_]; [differ_in E1|].
    destruct (F_eq_dec (Fz 0) (Fz (-1))) as [E1|_]; [differ_in E1|]. cbn [sumZ].
    replace ((1 - is_root_at e) * Fz 0)%F with (Fz 0) by ring. replace (- Fz 0)%F with (Fz 0) by ring. rewrite sgn_zero. lia.
  - destruct (F_eq_dec (direction e) (Fz 1)) as [_|E1]; [|congruence]. rewrite (Hlf E), (Hrf E).
    assert (E2 : direction e = dir true) by exact E. rewrite E2. clear E E2.
    replace (dir true + 0 * Fz 2)%F with (dir true) by ring. rewrite Hown, Hopp.
    cbn [sumZ]. unfold says_itself, says_children. cbn [t_initial t_root t_at]. rewrite !Echild.
    destruct d; cbn [eqb sign].
    + rewrite !dir_same. destruct (is_one (is_root_at e)); cbn [andb negb]; lia.
    + rewrite !(dir_differs true false) by discriminate. cbn [andb]. lia.
  - destruct (F_eq_dec (direction e) (Fz 1)) as [E1|_]; [rewrite E in E1; now apply F_minus_one_not_one in E1|].
    destruct (F_eq_dec (direction e) (Fz (-1))) as [_|E1]; [|congruence].
    assert (E2 : direction e = dir false) by exact E. rewrite E2. clear E E2. rewrite Hown, Hopp.
    cbn [sumZ]. unfold says_itself, says_children. cbn [t_initial t_root t_at]. rewrite !Echild.
    destruct d; cbn [eqb sign].
    + rewrite (dir_differs false true) by discriminate. cbn [andb].
      destruct (F_eq_dec (dir false + at_cell e 0 0 31 * Fz 2)%F (dir true)), (F_eq_dec (dir false + at_cell e 0 0 32 * Fz 2)%F (dir true)); lia.
    + rewrite dir_same.
      destruct (F_eq_dec (dir false + at_cell e 0 0 31 * Fz 2)%F (dir false)), (F_eq_dec (dir false + at_cell e 0 0 32 * Fz 2)%F (dir false)),
        (is_one (is_root_at e)); cbn [andb negb]; lia.
Qed.
