(** The Merkle chip's rows, all of them: two roots, one for each direction, and sections by height. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Balance Clock Cell Rows Segment Log Air Trace Speaks Key Tree Merkle.
From Zkmem Require Import MemoryMerkleAir.
Import ListNotations.
Open Scope Z_scope.

Lemma sumZ_flat_map {A B} (f : B -> Z) (g : A -> list B) l : sumZ f (flat_map g l) = sumZ (fun x => sumZ f (g x)) l.
Proof. induction l as [|x l IH]; [reflexivity|]. cbn [flat_map sumZ]. rewrite sumZ_app. lia. Qed.

Lemma sum_at_one_place (f : nat -> Z) k l : NoDup l -> (forall i, In i l -> f i <= if Nat.eqb i k then 1 else 0) -> sumZ f l <= 1.
Proof.
  induction l as [|x l IH]; intros Hd H; [cbn; lia|]. inversion Hd as [|? ? Hn Hl]; subst. cbn [sumZ].
  pose proof (H x (or_introl eq_refl)) as Hx. destruct (Nat.eqb_spec x k) as [->|N].
  - assert (sumZ f l <= 0); [|lia]. clear IH Hd Hx. induction l as [|y l IH]; [cbn; lia|]. cbn [sumZ].
    pose proof (H y (or_intror (or_introl eq_refl))) as Hy. destruct (Nat.eqb_spec y k) as [->|_]; [exfalso; apply Hn; now left|].
    assert (sumZ f l <= 0); [|lia]. apply IH; [intros Hin; apply Hn; now right|intros i Hi; apply H; cbn in *; tauto|now inversion Hl].
  - assert (sumZ f l <= 1); [|lia]. apply IH; [assumption|]. intros; apply H; now right.
Qed.

Section MerkleTrace.
Variable t : trace.
Hypothesis all_hold : trace_holds MemoryMerkleAir t.
Hypothesis not_empty : (0 < height t)%nat.
Hypothesis few : Z.of_nat (height t) < p.
Notation h := (height t).
Notation row := (row_env t).

Lemma facts i : (i < h)%nat -> merkle_facts (row i).
Proof. intros Hi. apply merkle_row, all_hold, Hi. Qed.

Lemma transition i : (S i < h)%nat -> is_transition (row i) = Fz 1.
Proof. intros Hi. unfold row_env. cbn [is_transition]. destruct (Nat.eqb_spec (S i) h); [lia|reflexivity]. Qed.

Lemma first_facts : cells t 0 1 0 = Fz 1 /\ cells t 0 4 0 = Fz 1 /\ at_cell (row 0) 0 1 4 = Fz 1.
Proof. pose proof (at_first _ (facts 0 not_empty) eq_refl) as H. rewrite !here in H by assumption. exact H. Qed.

Lemma last_facts : cells t 0 1 (h - 1) = Fz 0 /\ cells t 0 4 (h - 1) = Fz 0.
Proof.
  assert (Hl : (h - 1 < h)%nat) by lia. assert (E : is_last (row (h - 1)) = Fz 1).
  { unfold row_env. cbn [is_last]. destruct (Nat.eqb_spec (S (h - 1)) h); [reflexivity|lia]. }
  pose proof (at_last _ (facts _ Hl) E) as H. rewrite !here in H by assumption. exact H.
Qed.

Lemma two_rows : (2 <= h)%nat.
Proof.
  destruct (Nat.eq_dec h 1) as [E|]; [exfalso|lia]. destruct first_facts as (H & _), last_facts as (H' & _).
  rewrite E in H'. cbn [Nat.sub] in H'. rewrite H in H'. now apply F_one_not_zero.
Qed.

Lemma root_step i : (S i < h)%nat -> is_bit (cells t 0 4 i - cells t 0 4 (S i))%F.
Proof. intros Hi. pose proof (root_falls _ (facts i ltac:(lia)) (transition i Hi)) as H. rewrite here, next in H by lia. exact H. Qed.
Lemma section_step i : (S i < h)%nat -> is_bit (cells t 0 1 i - cells t 0 1 (S i))%F.
Proof. intros Hi. pose proof (section_falls _ (facts i ltac:(lia)) (transition i Hi)) as H. rewrite here, next in H by lia. exact H. Qed.
Lemma height_step i : (S i < h)%nat -> is_bit (cells t 0 2 i - cells t 0 2 (S i))%F.
Proof. intros Hi. pose proof (height_falls _ (facts i ltac:(lia)) (transition i Hi)) as H. rewrite here, next in H by lia. exact H. Qed.

Notation roots_fallen := (fallen (cells t 0 4) (Fz 1)).
Notation sections_fallen := (fallen (cells t 0 1) (Fz 1)).
Notation heights_fallen := (fallen (cells t 0 2) (Fz 29)).

Lemma fallen_at_last (f : nat -> F) : f (h - 1)%nat = Fz 0 -> fallen f (Fz 1) (h - 1) = 1.
Proof. intros E. unfold fallen. rewrite E. reflexivity. Qed.

Lemma fallen_bit (f : nat -> F) i : f 0%nat = Fz 1 -> (forall j, (S j < h)%nat -> is_bit (f j - f (S j))%F) -> f (h - 1)%nat = Fz 0 ->
  (i < h)%nat -> fallen f (Fz 1) i = 0 /\ f i = Fz 1 \/ fallen f (Fz 1) i = 1 /\ f i = Fz 0.
Proof.
  intros H0 Hs Hl Hi. pose proof (fallen_mono f h (Fz 1) few H0 Hs i (h - 1) ltac:(lia) ltac:(lia)) as H.
  rewrite (fallen_at_last f Hl) in H. pose proof (val_range (Fz 1 - f i)%F) as Hr. fold (fallen f (Fz 1) i) in Hr.
  pose proof (value_is f (Fz 1) i) as E. assert (Hc : fallen f (Fz 1) i = 0 \/ fallen f (Fz 1) i = 1) by lia.
  destruct Hc as [Ec|Ec]; rewrite Ec in *; [left|right]; split; try reflexivity; rewrite E; ring.
Qed.

Lemma root_bit i : (i < h)%nat -> is_bit (cells t 0 4 i).
Proof.
  intros Hi. destruct first_facts as (_ & H0 & _), last_facts as (_ & Hl).
  destruct (fallen_bit (cells t 0 4) i H0 root_step Hl Hi) as [(_ & ->)|(_ & ->)]; [right|left]; reflexivity.
Qed.
Lemma section_bit i : (i < h)%nat -> is_bit (cells t 0 1 i).
Proof.
  intros Hi. destruct first_facts as (H0 & _), last_facts as (Hl & _).
  destruct (fallen_bit (cells t 0 1) i H0 section_step Hl Hi) as [(_ & ->)|(_ & ->)]; [right|left]; reflexivity.
Qed.

(** Rows 0 and 1 are roots, of direction 1 and -1, and no others are. *)
Lemma row_1_is_root : cells t 0 4 1 = Fz 1.
Proof. destruct first_facts as (_ & _ & H). rewrite next in H by (pose proof two_rows; lia). exact H. Qed.

Lemma root_pair i : (S i < h)%nat -> cells t 0 4 i = Fz 1 -> cells t 0 4 (S i) = Fz 1 ->
  cells t 0 0 i = Fz 1 /\ cells t 0 0 (S i) = Fz (-1).
Proof.
  intros Hi H0 H1. pose proof (two_roots _ (facts i ltac:(lia))) as H. rewrite !here, !next in H by lia. specialize (H H0 H1).
  pose proof (dir_signed _ (facts i ltac:(lia))) as D. pose proof (dir_signed _ (facts (S i) Hi)) as D'.
  rewrite !here in D, D' by lia.
  destruct D as [E|[E|E]], D' as [E'|[E'|E']]; rewrite E, E' in *; try (apply (f_equal val) in H; discriminate H). auto.
Qed.

Lemma roots_are i : (i < h)%nat -> cells t 0 4 i = Fz 1 -> (i = 0%nat /\ cells t 0 0 i = Fz 1) \/ (i = 1%nat /\ cells t 0 0 i = Fz (-1)).
Proof.
  intros Hi Hr. pose proof two_rows. destruct first_facts as (_ & H0 & _), last_facts as (_ & Hl).
  destruct (root_pair 0 ltac:(lia) H0 row_1_is_root) as (D0 & D1).
  destruct i as [|[|i]]; [left; auto|right; auto|exfalso].
  assert (H2 : cells t 0 4 2 = Fz 1).
  { destruct (fallen_bit (cells t 0 4) (S (S i)) H0 root_step Hl Hi) as [(E & _)|(_ & E)];
      [|rewrite Hr in E; now apply F_one_not_zero in E].
    pose proof (fallen_mono (cells t 0 4) h (Fz 1) few H0 root_step 2 (S (S i)) ltac:(lia) Hi) as Hm.
    destruct (fallen_bit (cells t 0 4) 2 H0 root_step Hl ltac:(lia)) as [(_ & E2)|(E2 & _)]; [exact E2|lia]. }
  destruct (root_pair 1 ltac:(lia) row_1_is_root H2) as (D1' & _). rewrite D1 in D1'. now apply F_minus_one_not_one in D1'.
Qed.

(** *** Sections by height. *)
Lemma height_0 : cells t 0 2 0 = Fz 29.
Proof.
  destruct first_facts as (_ & H0 & _). pose proof (root_labels _ (facts 0 not_empty)) as H. rewrite !here in H by assumption.
  now destruct (H H0) as (_ & _ & ->).
Qed.

Lemma section_by_height i : (i < h)%nat -> val (cells t 0 2 i) <= 29 ->
  is_one (cells t 0 1 i) = (27 <=? val (cells t 0 2 i)).
Proof.
  intros Hi Hh. destruct first_facts as (H0 & _), last_facts as (Hl & _).
  destruct (first_fall (cells t 0 1) h (Fz 1) few H0 section_step (h - 1) ltac:(lia)) as (k & Hk & Ek & Ek').
  { rewrite (fallen_at_last _ Hl). lia. }
  assert (Hchange : cells t 0 2 k = Fz 27).
  { pose proof (section_changes _ (facts k ltac:(lia)) (transition k ltac:(lia))) as H. rewrite !here, !next in H by lia.
    apply H. rewrite (value_is (cells t 0 1) (Fz 1) k), (value_is (cells t 0 1) (Fz 1) (S k)), Ek, Ek'. ring. }
  assert (Hchange' : cells t 0 2 (S k) = Fz 26).
  { pose proof (section_changes _ (facts k ltac:(lia)) (transition k ltac:(lia))) as H. rewrite !here, !next in H by lia.
    apply H. rewrite (value_is (cells t 0 1) (Fz 1) k), (value_is (cells t 0 1) (Fz 1) (S k)), Ek, Ek'. ring. }
  assert (Dk : heights_fallen k = 2) by (unfold fallen; rewrite Hchange; reflexivity).
  assert (Dk' : heights_fallen (S k) = 3) by (unfold fallen; rewrite Hchange'; reflexivity).
  assert (Hmono := fallen_mono (cells t 0 2) h (Fz 29) few height_0 height_step).
  assert (Smono := fallen_mono (cells t 0 1) h (Fz 1) few H0 section_step).
  pose proof (val_range (cells t 0 2 i)) as Hr.
  assert (Dr : 0 <= heights_fallen i < p) by apply val_range.
  pose proof (value_is (cells t 0 2) (Fz 29) i) as Ev. to_Z Ev q.
  destruct (le_lt_dec i k) as [Hik|Hik].
  - pose proof (Hmono i k Hik ltac:(lia)). pose proof (Smono i k Hik ltac:(lia)).
    destruct (fallen_bit (cells t 0 1) i H0 section_step Hl Hi) as [(_ & ->)|(Es & _)]; [|lia].
    unfold is_one. destruct (F_eq_dec (Fz 1) (Fz 1)); [|congruence]. symmetry. apply Z.leb_le. unfold p in *. lia.
  - pose proof (Hmono (S k) i Hik Hi). pose proof (Smono (S k) i Hik Hi).
    destruct (fallen_bit (cells t 0 1) i H0 section_step Hl Hi) as [(Es & _)|(_ & ->)]; [lia|].
    unfold is_one. destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|]. symmetry. apply Z.leb_gt. unfold p in *. lia.
Qed.

(** *** The premises of Tree.v. *)
Definition tree_rows : list tree_row := flat_map tree_row_of (envs t).

Lemma in_tree_rows r : In r tree_rows -> exists i d, (i < h)%nat /\ cells t 0 0 i = dir d /\
  r = TreeRow d (is_one (cells t 0 4 i)) (cells t 0 2 i, cells t 0 5 i, cells t 0 6 i) (is_one (cells t 0 1 i)).
Proof.
  intros H. apply in_flat_map in H. destruct H as (e & He & H). apply in_envs in He. destruct He as (i & Hi & ->).
  unfold tree_row_of in H. rewrite !here in H by assumption. exists i.
  destruct (F_eq_dec (cells t 0 0 i) (Fz 1)) as [E|]; [exists true; destruct H as [<-|[]]; auto|].
  destruct (F_eq_dec (cells t 0 0 i) (Fz (-1))) as [E|]; [exists false; destruct H as [<-|[]]; auto|contradiction].
Qed.

Lemma tree_heights r : In r tree_rows -> t_height r <> Fz 0.
Proof.
  intros H. destruct (in_tree_rows r H) as (i & d & Hi & Hd & ->). unfold t_height. cbn [t_at fst].
  pose proof (height_not_zero _ (facts i Hi)) as Hz. rewrite !here in Hz by assumption. apply Hz. rewrite Hd.
  destruct d; cbn [dir]; [apply F_one_not_zero|apply F_minus_one_not_zero].
Qed.

Lemma is_one_true x : is_one x = true -> x = Fz 1.
Proof. unfold is_one. destruct (F_eq_dec x (Fz 1)); [auto|discriminate]. Qed.

Lemma tree_root_place r : In r tree_rows -> t_root r = true -> t_at r = (Fz 29, Fz 0, Fz 0).
Proof.
  intros H Hr. destruct (in_tree_rows r H) as (i & d & Hi & Hd & ->). cbn [t_root t_at] in *. apply is_one_true in Hr.
  pose proof (root_labels _ (facts i Hi)) as Hl. rewrite !here in Hl by assumption. destruct (Hl Hr) as (-> & -> & ->). reflexivity.
Qed.

Lemma tree_one_root d : sumZ (fun r => if eqb (t_initial r) d && t_root r then 1 else 0) tree_rows <= 1.
Proof.
  unfold tree_rows, envs. rewrite sumZ_flat_map, sumZ_map. apply (sum_at_one_place _ (if d then 0 else 1)%nat); [apply seq_NoDup|].
  intros i Hi. apply in_seq in Hi. unfold tree_row_of. rewrite !here by lia.
  assert (Hone : forall d', cells t 0 0 i = dir d' ->
    sumZ (fun r => if eqb (t_initial r) d && t_root r then 1 else 0)
      [TreeRow d' (is_one (cells t 0 4 i)) (cells t 0 2 i, cells t 0 5 i, cells t 0 6 i) (is_one (cells t 0 1 i))]
    <= (if Nat.eqb i (if d then 0 else 1) then 1 else 0)).
  { intros d' Ed. cbn [sumZ t_initial t_root]. destruct (eqb d' d) eqn:Eq; [|cbn [andb]; destruct (Nat.eqb _ _); lia].
    apply eqb_prop in Eq. subst d'. destruct (is_one (cells t 0 4 i)) eqn:Er; cbn [andb]; [|destruct (Nat.eqb _ _); lia].
    apply is_one_true in Er. destruct (roots_are i ltac:(lia) Er) as [(-> & Ed')|(-> & Ed')]; rewrite Ed in Ed';
      destruct d; cbn [dir] in Ed'; try (cbn; lia); exfalso; pose proof F_minus_one_not_one; congruence. }
  destruct (F_eq_dec (cells t 0 0 i) (Fz 1)) as [E|]; [exact (Hone true E)|].
  destruct (F_eq_dec (cells t 0 0 i) (Fz (-1))) as [E|]; [exact (Hone false E)|]. cbn [sumZ]. destruct (Nat.eqb _ _); lia.
Qed.

Lemma tree_sections r : In r tree_rows -> val (t_height r) <= 29 -> t_upper r = (27 <=? val (t_height r)).
Proof.
  intros H Hh. destruct (in_tree_rows r H) as (i & d & Hi & _ & ->). unfold t_height in *. cbn [t_at t_upper fst] in *.
  now apply section_by_height.
Qed.

(** What all rows say. *)
Lemma row_bits e : In e (envs t) -> merkle_facts e /\ is_bit (at_cell e 0 0 4) /\ is_bit (at_cell e 0 0 1).
Proof.
  intros He. apply in_envs in He. destruct He as (i & Hi & ->). split; [exact (facts i Hi)|]. rewrite !here by assumption.
  split; [now apply root_bit|now apply section_bit].
Qed.

Theorem tree_says d k :
  sumZ (says_itself d k) tree_rows - sumZ (says_children d k) tree_rows <=
  sign d * sumZ (fun e => net (node_key d k) (says MemoryMerkleAir e Bus.merkle)) (envs t).
Proof.
  unfold tree_rows. rewrite !sumZ_flat_map. assert (H := row_bits). induction (envs t) as [|e l IH]; [cbn; lia|]. cbn [sumZ].
  destruct (H e (or_introl eq_refl)) as (Hf & Hr & Hs). pose proof (merkle_says e d k Hf Hr Hs).
  specialize (IH (fun e' He' => H e' (or_intror He'))). lia.
Qed.
End MerkleTrace.
