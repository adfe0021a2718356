(** The theorem of a run between roots, or from a root to a free end, its ends in one part or in several: Lemmas 4, 12, 13
    and 14 of docs/spec/global-memory.md, on top of Run.v. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Clock Cell Rows Segment Log Ledger HandedOn Parts Run.
Import ListNotations.
Open Scope Z_scope.

(** The memory has these values in the leaf. *)
Definition has_leaf (m : memory) (l : leaf) (v : list F) : Prop :=
  forall c x t, In (c, (x, t)) (leaf_tokens l v) -> m c = x.

Section RunOnRoots.
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.
Variable most : nat.
Variable bits n : Z.
Hypothesis bits_range : 0 <= bits <= 24.
Hypothesis few_segments : n <= 2 ^ bits.
Variable leaf_rows : list leaf_row.
Hypothesis numbers : forall r, In r leaf_rows -> 1 <= r_segment r <= n.
Hypothesis from_is_checked : forall r, In r leaf_rows ->
  exists d, 0 <= d < 2 ^ bits /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Hypothesis leaves_of_eight : forall r, In r leaf_rows -> length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat.
Variable segs : list (list row * F).
Hypothesis all_segments : Z.of_nat (length segs) = n.
Hypothesis segments_ok : forall pre rows stop post, segs = pre ++ (rows, stop) :: post ->
  segment_ok T most rows stop /\ linked leaf_rows (Z.of_nat (length pre) + 1) rows.

(** What is revealed: each leaf once, left by a segment that there is. *)
Variable claims : list (cell * (list F * F)).
Hypothesis claims_once : NoDup (map fst claims).
Hypothesis last_is_a_number : forall l v s, In (l, (v, s)) claims -> val s <= n.

(** What is under a root. Of these premises the first says that a tree has leaves of eight cells at labels that there are; the
    second is what a compression without collisions gives. *)
Variable root : Type.
Variable under : root -> leaf -> list F -> Prop.
Hypothesis leaves_of_trees : forall R l v, under R l v -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Hypothesis one_value : forall R l v v', under R l v -> under R l v' -> v = v'.

(** The parts of the ends, at least one; each row starts its leaf with what is under the part's first root. *)
Variable parts : list (part root).
Notation ends := (flat_map p_rows parts).
Hypothesis parts_ascend : Forall part_ascends parts.
Hypothesis parts_ordered : parts_in_order parts.
Hypothesis none_given : forall e, In e ends -> e_given e = false.
Variable first stop : root.
Hypothesis chained : roots_chain root first parts stop.
Hypothesis before_is_opened : Forall (opens_before root under) parts.
Hypothesis others_keep : Forall (keeps_others root under) parts.

(** The memory at the start is what is under the first root. *)
Variable m0 : memory.
Hypothesis m0_is_under_the_root : forall l v, under first l v -> has_leaf m0 l v.

Lemma ends_once : NoDup (map e_leaf ends).
Proof. apply one_row_in_all_parts; assumption. Qed.

Lemma started_by_a_row E l v s : (forall e, In e E -> e_given e = false) -> In (l, (v, s)) (starts E []) ->
  exists e, In e E /\ e_leaf e = l /\ e_start e = v.
Proof.
  intros _ H. unfold starts in H. cbn [map] in H. rewrite app_nil_r in H. apply in_flat_map in H.
  destruct H as (e & He & H). unfold end_puts in H. destruct (e_given e); [contradiction|].
  destruct H as [E1|[]]. injection E1 as <- <- _. eauto.
Qed.

Lemma row_is_under e : In e ends -> under first (e_leaf e) (e_start e).
Proof. intros He. eapply roots_of_rows; try eassumption. apply ends_once. Qed.

Lemma start_is_under l v s : In (l, (v, s)) (starts ends []) -> under first l v.
Proof.
  intros H. destruct (started_by_a_row ends l v s none_given H) as (e & He & <- & <-). now apply row_is_under.
Qed.

Lemma start_in_range l v s : In (l, (v, s)) (starts ends []) -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Proof. intros H. apply start_is_under in H. exact (leaves_of_trees _ _ _ H). Qed.

Lemma start_in_m0 l v s : In (l, (v, s)) (starts ends []) ->
  forall c x t, In (c, (x, t)) (leaf_tokens l v) -> m0 c = x.
Proof. intros H. apply start_is_under, m0_is_under_the_root in H. exact H. Qed.

Lemma nothing_given (l : cell) : In l (map fst (@nil (cell * list F))) -> ~ In l (map fst claims).
Proof. intros []. Qed.

(** ** A free end. *)
Section FreeEnd.
Hypothesis puts_are_takes : Permutation (starts ends [] ++ map row_puts leaf_rows)
                                        (finishes ends claims ++ map row_takes leaf_rows).

Theorem a_run_from_a_root_is_consistent : consistent m0 (logs segs).
Proof.
  apply (the_run_is_consistent T T_range most bits n bits_range few_segments leaf_rows ends [] claims);
    try assumption; try apply NoDup_nil.
  - apply ends_once.
  - exact nothing_given.
  - exact start_in_range.
  - exact start_in_m0.
Qed.

Theorem revealed_at_a_free_end l v s : In (l, (v, s)) claims -> has_leaf (apply m0 (logs segs)) l v.
Proof.
  intros H. unfold has_leaf.
  apply (finishes_are_right T T_range most bits n bits_range few_segments leaf_rows ends [] claims) with (s := s);
    try assumption; try apply NoDup_nil.
  - apply ends_once.
  - exact nothing_given.
  - exact start_in_range.
  - exact start_in_m0.
  - apply in_or_app. now right.
Qed.
End FreeEnd.

(** ** A final root: each row's end is under it, and what is revealed is handed on. *)
Section FinalRoot.
Hypothesis behind_is_opened : Forall (opens_behind root under) parts.
Hypothesis puts_are_takes : Permutation (starts ends [] ++ map hand_on claims ++ map row_puts leaf_rows)
                                        (finishes ends claims ++ map row_takes leaf_rows).

Notation without := (ends_without ends claims).

Lemma rest_is_taken : Permutation (starts without [] ++ map row_puts leaf_rows)
                                  (finishes without claims ++ map row_takes leaf_rows).
Proof. eapply the_rest_is_taken; try eassumption. apply ends_once. Qed.

Lemma starts_same : starts without [] = starts ends [].
Proof. apply starts_without. Qed.

Theorem a_run_between_roots_is_consistent : consistent m0 (logs segs).
Proof.
  apply (the_run_is_consistent T T_range most bits n bits_range few_segments leaf_rows without [] claims);
    try assumption; try apply NoDup_nil.
  - apply ends_without_once, ends_once.
  - exact nothing_given.
  - exact rest_is_taken.
  - rewrite starts_same. exact start_in_range.
  - rewrite starts_same. exact start_in_m0.
Qed.

Lemma finish_right l v s : In (l, (v, s)) (finishes without claims) -> has_leaf (apply m0 (logs segs)) l v.
Proof.
  intros H. unfold has_leaf.
  apply (finishes_are_right T T_range most bits n bits_range few_segments leaf_rows without [] claims) with (s := s);
    try assumption; try apply NoDup_nil.
  - apply ends_without_once, ends_once.
  - exact nothing_given.
  - exact rest_is_taken.
  - rewrite starts_same. exact start_in_range.
  - rewrite starts_same. exact start_in_m0.
Qed.

(** The row of a revealed leaf has the revealed values as its end. *)
Lemma claimed_row e v s : In e ends -> In (e_leaf e, (v, s)) claims -> e_revealed e = false /\ e_final e = v.
Proof.
  intros He Hc.
  edestruct (handed_on_is_taken bits n) as (e' & He' & El & Er & Ef & _); try eassumption.
  assert (E : e' = e) by (apply (one_row ends); auto using ends_once). subst e'. auto.
Qed.

(** Every row of the ends takes, and the memory at the end has what it hashes. *)
Theorem the_end_is_what_rows_hash e : In e ends ->
  e_revealed e = false /\ has_leaf (apply m0 (logs segs)) (e_leaf e) (e_final e).
Proof.
  intros He. destruct (in_dec cell_dec (e_leaf e) (map fst claims)) as [Hc|Hc].
  - apply in_map_iff in Hc. destruct Hc as ([l [v s]] & E & Hc). cbn [fst] in E. subst l.
    destruct (claimed_row e v s He Hc) as (Er & ->). split; [exact Er|].
    apply (finish_right _ _ s). apply in_or_app. now right.
  - assert (Er : e_revealed e = false).
    { destruct (e_revealed e) eqn:Er; [exfalso|reflexivity].
      assert (Hs : of_cell (e_leaf e) (starts without []) <> []).
      { intros E. assert (Hin : In (e_start e, Fz 0) (of_cell (e_leaf e) (starts without []))).
        { apply of_cell_in. rewrite starts_same. unfold starts. apply in_or_app. left. apply in_flat_map.
          exists e. split; [assumption|]. unfold end_puts. rewrite none_given by assumption. now left. }
        rewrite E in Hin. contradiction. }
      assert (Hlen : length (starts_of without [] (e_leaf e)) = length (finishes_of without claims (e_leaf e))).
      { eapply (leaf_ends_match bits n); try eassumption. exact rest_is_taken. }
      unfold starts_of, finishes_of in Hlen. rewrite !map_length in Hlen.
      destruct (of_cell (e_leaf e) (finishes without claims)) as [|[v s] r] eqn:Ef.
      - destruct (of_cell (e_leaf e) (starts without [])); [congruence|discriminate].
      - assert (Hin : In (v, s) (of_cell (e_leaf e) (finishes without claims))) by (rewrite Ef; now left).
        apply of_cell_in in Hin. unfold finishes in Hin. apply in_app_or in Hin. destruct Hin as [Hin|Hin].
        + apply in_flat_map in Hin. destruct Hin as (e1 & He1 & Hin). unfold ends_without in He1.
          apply in_map_iff in He1. destruct He1 as (e2 & <- & He2). unfold end_takes, as_revealed in Hin.
          cbn [e_revealed e_leaf e_final e_last] in Hin.
          destruct (e_revealed e2 || is_claimed claims (e_leaf e2))%bool eqn:Eb; [contradiction|].
          destruct Hin as [E|[]]. injection E as El _ _.
          assert (E : e2 = e) by (apply (one_row ends); auto using ends_once). subst e2. rewrite Er in Eb. discriminate.
        + apply Hc. apply (in_map fst) in Hin. exact Hin. }
    split; [exact Er|]. apply (finish_right _ _ (e_last e)). apply in_or_app. left. apply in_flat_map.
    exists e. split; [now apply kept|]. unfold end_takes. rewrite Er. now left.
Qed.

(** The memory at the end is the one under the final root. *)
Theorem the_end_is_under_the_final_root l v : under stop l v -> has_leaf (apply m0 (logs segs)) l v.
Proof.
  intros Hu. destruct (in_dec cell_dec l (map e_leaf ends)) as [Hl|Hl].
  - apply in_map_iff in Hl. destruct Hl as (e & <- & He).
    assert (Hf : under stop (e_leaf e) (e_final e)).
    { apply (proj2 (roots_of_rows root under parts first stop chained before_is_opened others_keep ends_once e He)).
      exact behind_is_opened. }
    rewrite (one_value _ _ _ _ Hu Hf). exact (proj2 (the_end_is_what_rows_hash e He)).
  - assert (Hu0 : under first l v) by (apply (others_kept root under parts first stop l); assumption).
    destruct (leaves_of_trees _ _ _ Hu0) as (Hb & H8). intros c x t Hin.
    rewrite <- (m0_is_under_the_root l v Hu0 c x t Hin).
    apply (other_cells_stay T T_range most bits n bits_range few_segments leaf_rows without [] claims);
      try assumption; try apply NoDup_nil.
    + apply ends_without_once, ends_once.
    + exact nothing_given.
    + exact rest_is_taken.
    + rewrite starts_same. exact start_in_range.
    + intros l' v' s' x' Hst Hin'. rewrite starts_same in Hst.
      destruct (start_in_range _ _ _ Hst) as (Hb' & H8').
      assert (E : l' = l) by (eapply one_leaf; [| | | |exact Hin'|exact Hin]; assumption).
      subst l'. apply Hl. destruct (started_by_a_row ends l v' s' none_given Hst) as (e & He & <- & _).
      now apply in_map.
Qed.

(** What is revealed is under the final root. *)
Theorem revealed_is_under_the_final_root l v s : In (l, (v, s)) claims ->
  under stop l v /\ has_leaf (apply m0 (logs segs)) l v.
Proof.
  intros Hc. edestruct (handed_on_is_taken bits n) as (e & He & <- & _ & <- & _); try eassumption.
  split; [|exact (proj2 (the_end_is_what_rows_hash e He))].
  apply (proj2 (roots_of_rows root under parts first stop chained before_is_opened others_keep ends_once e He)).
  exact behind_is_opened.
Qed.
End FinalRoot.
End RunOnRoots.
