(** The theorem of docs/spec/global-memory.md: the segments' logs, one behind the other, are one log in which every
    access finds what was last written, in its segment or an earlier one, or what the memory held at the start.

    Lemma 7 (within a segment) is here: the ledger's rows start a segment's cells, each once. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Clock Cell Rows Segment Log Ledger.
Import ListNotations.
Open Scope Z_scope.

(** ** The cells of a leaf. *)

Definition leaf_tokens (l : cell) (v : list F) : list (cell * token) := tokens (fst l) (Fz 8 * snd l)%F v 0.

(** A cell is in one leaf. *)
Lemma one_leaf l l' v v' c x x' : length v = 8%nat -> length v' = 8%nat ->
  below (2 ^ 26) (snd l) -> below (2 ^ 26) (snd l') ->
  In (c, x) (leaf_tokens l v) -> In (c, x') (leaf_tokens l' v') -> l = l'.
Proof.
  unfold below. intros Hv Hv' Hl Hl' H H'. apply token_place in H, H'. rewrite Hv in H. rewrite Hv' in H'.
  destruct H as (i & Hi & ->), H' as (j & Hj & E). change (2 ^ 26) with 67108864 in *.
  pose proof (f_equal fst E) as E1. apply (f_equal snd) in E. cbn [fst snd] in *.
  destruct l as [sp lab], l' as [sp' lab']. cbn [fst snd] in *. subst sp'. f_equal. apply F_eq.
  pose proof (val_range lab). pose proof (val_range lab'). to_Z E k. unfold p in *. lia.
Qed.

(** ** A segment that satisfies its premises, but for what starts its cells. *)

Record segment_ok (T : Z) (most : nat) (rows : list row) (stop : F) : Prop := {
  ok_rows : forall r, In r rows -> row_ok T most r;
  ok_memory : Permutation (flat_map sends rows) (flat_map receives rows);
  ok_clock : Permutation (Fz 1 :: map (fun t => t + 1)%F (flat_map ticks rows) ++ map snd (flat_map incs rows))
                         (stop :: flat_map ticks rows ++ map fst (flat_map incs rows));
  ok_few : 2 * Z.of_nat (length (flat_map ticks rows)) < p;
  ok_stop : below (2 ^ T) stop }.

Section Run.
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.
Variable most : nat.

(** The premises of Ledger.v. *)
Variable bits n : Z.
Hypothesis bits_range : 0 <= bits <= 24.
Hypothesis few_segments : n <= 2 ^ bits.
Variable leaf_rows : list leaf_row.
Variable ends : list end_row.
Variable image : list (cell * list F).
Variable claims : list (cell * (list F * F)).
Hypothesis numbers : forall r, In r leaf_rows -> 1 <= r_segment r <= n.
Hypothesis from_is_checked : forall r, In r leaf_rows ->
  exists d, 0 <= d < 2 ^ bits /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Hypothesis ends_once : NoDup (map e_leaf ends).
Hypothesis image_once : NoDup (map fst image).
Hypothesis claims_once : NoDup (map fst claims).
Hypothesis revealed_is_not_given : forall l, In l (map fst image) -> ~ In l (map fst claims).
Notation starts := (Ledger.starts ends image).
Notation finishes := (Ledger.finishes ends claims).
Hypothesis puts_are_takes :
  Permutation (starts ++ map row_puts leaf_rows) (finishes ++ map row_takes leaf_rows).

(** Leaves that start are leaves of the tree; leaves have eight cells. *)
Hypothesis leaves_in_range : forall l v s, In (l, (v, s)) starts -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Hypothesis leaves_of_eight : forall r, In r leaf_rows -> length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat.

(** The segments: rows and end of the clock, in order; what their boundary chips say is what the ledger's rows say. *)
Variable segs : list (list row * F).
Hypothesis all_segments : Z.of_nat (length segs) = n.

Definition of_segment (k : Z) := filter (fun r => r_segment r =? k) leaf_rows.
Definition without_time (x : cell * token) : cell * F := (fst x, fst (snd x)).

Definition linked (k : Z) (rows : list row) : Prop :=
  Permutation (initial_tokens rows) (flat_map (fun r => leaf_tokens (r_leaf r) (r_initial r)) (of_segment k)) /\
  Permutation (map without_time (final_tokens rows))
    (map without_time (flat_map (fun r => leaf_tokens (r_leaf r) (r_final r)) (of_segment k))).

Hypothesis segments_ok : forall pre rows stop post, segs = pre ++ (rows, stop) :: post ->
  segment_ok T most rows stop /\ linked (Z.of_nat (length pre) + 1) rows.

(** The memory at the start: what the image holds, what the ends start. *)
Variable m0 : memory.
Hypothesis m0_is_the_start : forall l v s, In (l, (v, s)) starts ->
  forall c x t, In (c, (x, t)) (leaf_tokens l v) -> m0 c = x.

Notation visits := (Ledger.visits leaf_rows).
Notation starts_of := (Ledger.starts_of ends image).
Definition start (l : cell) : list F := match starts_of l with (v, _) :: _ => v | [] => [] end.

Lemma start_is_the_token l v s : In (v, s) (starts_of l) -> start l = v.
Proof.
  intros H. unfold start.
  assert (H1 : (length (starts_of l) <= 1)%nat) by (eapply leaf_starts_once; eassumption).
  destruct (starts_of l) as [|[v' s'] [|? ?]]; cbn [length] in H1; try lia; [contradiction|].
  destruct H as [E|[]]. now injection E.
Qed.

Lemma started l : starts_of l <> [] -> exists s, In (l, (start l, s)) starts.
Proof.
  intros H. destruct (starts_of l) as [|[v s] r] eqn:E; [congruence|].
  assert (Hin : In (v, s) (starts_of l)) by (rewrite E; now left).
  rewrite (start_is_the_token l v s Hin). unfold Ledger.starts_of in Hin. apply in_map_iff in Hin.
  destruct Hin as ([v' s'] & E' & Hin). apply of_cell_in in Hin. injection E' as -> _. eauto.
Qed.

Lemma row_started r : In r leaf_rows -> starts_of (r_leaf r) <> [].
Proof. intros Hr. eapply row_leaf_is_started; eassumption. Qed.

Lemma label_in_range l : starts_of l <> [] -> below (2 ^ 26) (snd l).
Proof. intros H. destruct (started l H) as (s & Hs). exact (proj1 (leaves_in_range _ _ _ Hs)). Qed.

(** One row of a leaf in a segment, counted. *)
Lemma rows_of_a_leaf k l : 1 <= k ->
  sumZ (fun r => if cell_dec (r_leaf r) l then 1 else 0) (of_segment k) <= 1.
Proof.
  intros Hk. destruct (visits l) as [|e0 es] eqn:Ev.
  - assert (H0 : sumZ (fun r => if cell_dec (r_leaf r) l then 1 else 0) (of_segment k) = 0).
    { transitivity (sumZ (fun _ : leaf_row => 0) (of_segment k)).
      - apply sumZ_ext. intros r Hr. apply filter_In in Hr. destruct Hr as (Hr & _).
        destruct (cell_dec (r_leaf r) l) as [<-|]; [|reflexivity].
        pose proof (visit_of_row leaf_rows r Hr) as H. rewrite Ev in H. contradiction.
      - clear. induction (of_segment k); cbn [sumZ]; lia. }
    lia.
  - assert (He : In e0 (visits l)) by (rewrite Ev; now left). clear Ev.
    edestruct (leaf_has_ends bits n) as (vf & sf & _ & Hb); try eassumption.
    { exact start_is_the_token. }
    assert (Hok : forall e, In e (visits l) -> event_ok e) by (intros; eapply (visit_ok bits n); eassumption).
    pose proof (at_most_one_crosses (visits l) _ _ _ Hb (k - 1) ltac:(lia)) as Hc.
    apply Z.le_trans with (sumZ (crossing (k - 1)) (visits l)); [|exact Hc].
    assert (Hpos : forall r, In r leaf_rows -> 0 <= val (r_from r) < r_segment r)
      by (intros; eapply (from_is_before bits n); eassumption).
    clear -Hpos Hk. unfold of_segment, Ledger.visits.
    induction leaf_rows as [|r rs IH]; [cbn; lia|].
    cbn [filter map touches of_cell].
    assert (IH' := IH (fun r' H => Hpos r' (or_intror H))). clear IH.
    pose proof (Hpos r (or_introl eq_refl)) as Hr.
    unfold crossing in *.
    destruct (Z.eqb_spec (r_segment r) k) as [E|E]; cbn [sumZ];
      destruct (cell_dec (r_leaf r) l); cbn [sumZ time time_before];
      repeat match goal with |- context [?a <? ?b] => destruct (Z.ltb_spec a b) end; lia.
Qed.

Lemma length_of_cell {A B} (f : A -> list (cell * B)) c l :
  Z.of_nat (length (of_cell c (flat_map f l))) = sumZ (fun x => Z.of_nat (length (of_cell c (f x)))) l.
Proof.
  induction l as [|x l IH]; [reflexivity|]. cbn [flat_map sumZ]. rewrite of_cell_app, app_length, <- IH. lia.
Qed.

(** Lemma 7 (within a segment): a cell starts once. *)
Lemma segment_starts_once k rows c : 1 <= k -> linked k rows ->
  (length (of_cell c (initial_tokens rows)) <= 1)%nat.
Proof.
  intros Hk (Hi & _).
  rewrite (Permutation_length (of_cell_perm c _ _ Hi)).
  set (f := fun r => leaf_tokens (r_leaf r) (r_initial r)).
  assert (H : Z.of_nat (length (of_cell c (flat_map f (of_segment k)))) <= 1); [|lia].
  rewrite length_of_cell.
  destruct (of_cell c (flat_map f (of_segment k))) as [|x xs] eqn:E.
  - rewrite <- length_of_cell, E. cbn. lia.
  - assert (Hx : In x (of_cell c (flat_map f (of_segment k)))) by (rewrite E; now left). clear E.
    apply of_cell_in in Hx. apply in_flat_map in Hx. destruct Hx as (r0 & Hr0 & Hx).
    apply filter_In in Hr0. destruct Hr0 as (Hr0 & _).
    apply Z.le_trans with (sumZ (fun r => if cell_dec (r_leaf r) (r_leaf r0) then 1 else 0) (of_segment k));
      [|now apply rows_of_a_leaf].
    assert (Hin : forall r, In r (of_segment k) -> In r leaf_rows) by (intros r Hr; now apply filter_In in Hr).
    clear Hi. induction (of_segment k) as [|r rs IH]; cbn [sumZ]; [lia|].
    assert (IH' := IH (fun r' H => Hin r' (or_intror H))). clear IH.
    pose proof (Hin r (or_introl eq_refl)) as Hr.
    assert (H1 : (length (of_cell c (f r)) <= 1)%nat).
    { apply tokens_once. rewrite (proj1 (leaves_of_eight r Hr)). unfold p. lia. }
    destruct (cell_dec (r_leaf r) (r_leaf r0)) as [|Hne]; [lia|].
    destruct (of_cell c (f r)) as [|y ys] eqn:Ey; [cbn [length]; lia|exfalso].
    assert (Hy : In y (of_cell c (f r))) by (rewrite Ey; now left). apply of_cell_in in Hy.
    apply Hne. eapply one_leaf; [| | | |exact Hy|exact Hx]; try apply leaves_of_eight; auto;
      apply label_in_range, row_started; assumption.
Qed.

(** *** The memory between segments. *)

Definition logs (l : list (list row * F)) : list access := flat_map (fun s => the_log (fst s)) l.

(** After k segments the memory m holds in each leaf what the last of them that touched it has left. *)
Definition up_to (k : Z) (m : memory) : Prop := forall l v, starts_of l <> [] -> holds_at (visits l) (start l) k v ->
  forall c x t, In (c, (x, t)) (leaf_tokens l v) -> m c = x.

Lemma visit_number l e : In e (visits l) -> exists r, In r leaf_rows /\ r_leaf r = l /\
  e = Event writes (r_initial r) (val (r_from r)) (r_final r) (r_segment r).
Proof.
  unfold Ledger.visits. intros H. apply of_cell_in in H. apply in_map_iff in H.
  destruct H as (r & E & Hr). injection E as <- <-. eauto.
Qed.

Lemma at_the_start : up_to 0 m0.
Proof.
  intros l v Hs Hold c x t Hin. destruct (started l Hs) as (s & Hstart).
  destruct Hold as [(-> & _)|(w & Hw & _ & Ht & _)].
  - eapply m0_is_the_start; eassumption.
  - apply visit_number in Hw. destruct Hw as (r & Hr & _ & ->). cbn in Ht. pose proof (numbers r Hr). lia.
Qed.

Section Step.
Variable k : Z.
Hypothesis k_counts : 0 <= k.
Variable m : memory.
Hypothesis before_it : up_to k m.
Variable rows : list row.
Variable stop : F.
Hypothesis ok : segment_ok T most rows stop.
Hypothesis link : linked (k + 1) rows.

Lemma memory_is_initial c v t : In (c, (v, t)) (initial_tokens rows) -> m c = v.
Proof.
  intros H. destruct link as (Hi & _). apply (Permutation_in _ Hi) in H. apply in_flat_map in H.
  destruct H as (r & Hr & Hin). apply filter_In in Hr. destruct Hr as (Hr & Ek). apply Z.eqb_eq in Ek.
  apply (before_it (r_leaf r) (r_initial r) (row_started r Hr)) with (t := t); [|exact Hin].
  replace k with (r_segment r - 1) by lia.
  eapply (row_finds_what_was_left bits n); try eassumption. exact start_is_the_token.
Qed.

Lemma step_consistent : consistent m (the_log rows).
Proof.
  apply (the_log_is_consistent T T_range most rows stop); try apply ok.
  - intros c. apply (segment_starts_once (k + 1)); [lia|exact link].
  - exact memory_is_initial.
Qed.

Lemma step_up_to : up_to (k + 1) (apply m (the_log rows)).
Proof.
  intros l v Hs Hold c x t Hin.
  destruct (existsb (fun r => if cell_dec (r_leaf r) l then true else false) (of_segment (k + 1))) eqn:Ex.
  - apply existsb_exists in Ex. destruct Ex as (r & Hr & El). destruct (cell_dec (r_leaf r) l) as [<-|]; [|discriminate].
    assert (Hr' := Hr). apply filter_In in Hr'. destruct Hr' as (Hr' & Ek). apply Z.eqb_eq in Ek.
    pose proof (visit_of_row leaf_rows r Hr') as He.
    assert (Hv : v = r_final r).
    { destruct Hold as [(_ & Hno)|(w & Hw & Ew & Htw & -> & Hlast)].
      - specialize (Hno _ He eq_refl). cbn in Hno. lia.
      - specialize (Hlast _ He eq_refl ltac:(cbn; lia)). cbn in Hlast.
        apply visit_number in Hw. destruct Hw as (r' & Hr2 & El2 & ->). cbn in *.
        destruct (one_row_a_segment bits n) with (rows := leaf_rows) (ends := ends) (image := image)
          (claims := claims) (start := start) (r := r') (r' := r) as (_ & Hf); try assumption; try lia.
        exact start_is_the_token. }
    subst v.
    assert (Hfin : In (c, x) (map without_time (final_tokens rows))).
    { destruct link as (_ & Hf). apply (Permutation_in _ (Permutation_sym Hf)).
      apply in_map_iff. exists (c, (x, t)). split; [reflexivity|]. apply in_flat_map. eauto. }
    apply in_map_iff in Hfin. destruct Hfin as ([c' [x' t']] & E & Hfin). unfold without_time in E. cbn in E.
    injection E as -> ->.
    apply (final_rows_are_right T T_range most rows stop) with (t := t'); try apply ok; try assumption.
    + intros c'. apply (segment_starts_once (k + 1)); [lia|exact link].
    + exact memory_is_initial.
  - assert (Hnone : forall r, In r leaf_rows -> r_leaf r = l -> r_segment r <> k + 1).
    { intros r Hr <- Ek. assert (Hr' : In r (of_segment (k + 1))).
      { apply filter_In. split; [assumption|]. now apply Z.eqb_eq. }
      assert (Et : existsb (fun r0 => if cell_dec (r_leaf r0) (r_leaf r) then true else false)
        (of_segment (k + 1)) = true).
      { apply existsb_exists. exists r. split; [assumption|]. destruct (cell_dec (r_leaf r) (r_leaf r)); congruence. }
      congruence. }
    rewrite (unstarted_cells_stay T T_range most rows stop); try apply ok.
    + apply (before_it l v Hs) with (t := t); [|exact Hin].
      destruct Hold as [(Hv & Hno)|(w & Hw & Ew & Htw & Hv & Hlast)].
      * left. split; [assumption|]. intros w Hw Ew. specialize (Hno w Hw Ew). lia.
      * right. exists w. repeat split; try assumption.
        -- apply visit_number in Hw. destruct Hw as (r & Hr & El & ->). cbn in *.
           pose proof (Hnone r Hr El). lia.
        -- intros w' Hw' Ew' Ht'. apply Hlast; try assumption. lia.
    + destruct (of_cell c (initial_tokens rows)) as [|[y s] r] eqn:E; [reflexivity|exfalso].
      assert (Hy : In (y, s) (of_cell c (initial_tokens rows))) by (rewrite E; now left).
      apply of_cell_in in Hy. destruct link as (Hi & _). apply (Permutation_in _ Hi) in Hy.
      apply in_flat_map in Hy. destruct Hy as (r0 & Hr0 & Hy). apply filter_In in Hr0.
      destruct Hr0 as (Hr0 & Ek). apply Z.eqb_eq in Ek. apply (Hnone r0 Hr0); [|assumption].
      assert (Hv8 : length v = 8%nat).
      { destruct Hold as [(-> & _)|(w & Hw & _ & _ & -> & _)].
        - destruct (started l Hs) as (s' & Hstart). exact (proj2 (leaves_in_range _ _ _ Hstart)).
        - apply visit_number in Hw. destruct Hw as (r1 & Hr1 & _ & ->). exact (proj2 (leaves_of_eight r1 Hr1)). }
      eapply one_leaf; [| | | |exact Hy|exact Hin]; try assumption; try apply leaves_of_eight; auto;
        apply label_in_range; auto using row_started.
Qed.
End Step.

Lemma segments_in_order post : forall pre m, segs = pre ++ post -> up_to (Z.of_nat (length pre)) m ->
  consistent m (logs post) /\ up_to n (apply m (logs post)).
Proof.
  induction post as [|[rows stop] post IH]; intros pre m E Hm.
  - split; [exact I|]. rewrite app_nil_r in E. subst pre. rewrite all_segments in Hm. exact Hm.
  - destruct (segments_ok pre rows stop post E) as (Hok & Hlink).
    assert (Hk : 0 <= Z.of_nat (length pre)) by lia.
    pose proof (step_consistent _ Hk m Hm rows stop Hok Hlink) as Hc.
    pose proof (step_up_to _ Hk m Hm rows stop Hok Hlink) as Hu.
    destruct (IH (pre ++ [(rows, stop)]) (apply m (the_log rows))) as (H1 & H2).
    + rewrite E, <- app_assoc. reflexivity.
    + rewrite app_length. cbn [length]. replace (Z.of_nat (length pre + 1)) with (Z.of_nat (length pre) + 1) by lia.
      exact Hu.
    + unfold logs in *. cbn [flat_map fst]. split; [now apply consistent_app|]. now rewrite apply_app.
Qed.

(** The theorem. *)
Theorem the_run_is_consistent : consistent m0 (logs segs).
Proof. exact (proj1 (segments_in_order segs [] m0 eq_refl at_the_start)). Qed.

(** What somebody ends, somebody starts. *)
Lemma finished_is_started l v s : In (l, (v, s)) finishes -> starts_of l <> [].
Proof.
  intros Hf E. assert (Hlen : length (starts_of l) = length (Ledger.finishes_of ends claims l)) by (eapply leaf_ends_match; eassumption).
  assert (Hin : In (v, val s) (Ledger.finishes_of ends claims l)).
  { unfold Ledger.finishes_of. apply in_map_iff. exists (v, s). split; [reflexivity|]. now apply of_cell_in. }
  rewrite E in Hlen. destruct (Ledger.finishes_of ends claims l); [contradiction|discriminate].
Qed.

(** Revealed leaves hold at the end what the claim says; so does the row of each leaf of the ends. *)
Theorem finishes_are_right l v s : In (l, (v, s)) finishes ->
  forall c x t, In (c, (x, t)) (leaf_tokens l v) -> apply m0 (logs segs) c = x.
Proof.
  intros Hf. pose proof (finished_is_started l v s Hf) as Hs.
  destruct (segments_in_order segs [] m0 eq_refl at_the_start) as (_ & Hu).
  apply (Hu l v Hs).
  assert (Hin : In (v, val s) (Ledger.finishes_of ends claims l)).
  { unfold Ledger.finishes_of. apply in_map_iff. exists (v, s). split; [reflexivity|]. now apply of_cell_in. }
  edestruct (finish_is_what_was_left bits n) as (Hlate & Hold); try eassumption; [exact start_is_the_token|].
  destruct Hold as [(Hv & Hno)|(w & Hw & Ew & Htw & Hv & Hlast)].
  - left. split; [assumption|]. intros w Hw Ew. specialize (Hno w Hw Ew). specialize (Hlate w Hw). lia.
  - right. exists w. repeat split; try assumption.
    + apply visit_number in Hw. destruct Hw as (r & Hr & _ & ->). cbn. now apply numbers.
    + intros w' Hw' Ew' _. apply Hlast; auto.
Qed.

(** A cell of no leaf that starts stays as it was. *)
Theorem other_cells_stay c : (forall l v s x, In (l, (v, s)) starts -> ~ In (c, x) (leaf_tokens l v)) ->
  apply m0 (logs segs) c = m0 c.
Proof.
  intros Hc. assert (H : forall post pre m, segs = pre ++ post -> apply m (logs post) c = m c);
    [|exact (H segs [] m0 eq_refl)].
  induction post as [|[rows stop] post IH]; intros pre m E; [reflexivity|].
  unfold logs in *. cbn [flat_map fst]. rewrite apply_app.
  rewrite (IH (pre ++ [(rows, stop)]) _ ltac:(rewrite E, <- app_assoc; reflexivity)).
  destruct (segments_ok pre rows stop post E) as (Hok & Hlink).
  apply (unstarted_cells_stay T T_range most rows stop); try apply Hok.
  destruct (of_cell c (initial_tokens rows)) as [|y r] eqn:Ey; [reflexivity|exfalso].
  assert (Hy : In y (of_cell c (initial_tokens rows))) by (rewrite Ey; now left).
  apply of_cell_in in Hy. destruct Hlink as (Hi & _). apply (Permutation_in _ Hi) in Hy.
  apply in_flat_map in Hy. destruct Hy as (r0 & Hr0 & Hy). apply filter_In in Hr0. destruct Hr0 as (Hr0 & _).
  destruct (started (r_leaf r0) (row_started r0 Hr0)) as (s & Hs).
  destruct (leaves_of_eight r0 Hr0) as (H8 & _). destruct (leaves_in_range _ _ _ Hs) as (_ & H8').
  destruct y as [x t]. unfold leaf_tokens in Hy. apply token_place in Hy. destruct Hy as (i & Hi8 & ->). rewrite H8 in Hi8.
  assert (Hex : exists z, In ((fst (r_leaf r0), (Fz 8 * snd (r_leaf r0) + Fz i)%F), z) (leaf_tokens (r_leaf r0) (start (r_leaf r0)))).
  { unfold leaf_tokens. rewrite <- H8' in Hi8. clear -Hi8. generalize (Fz 8 * snd (r_leaf r0))%F as pt. revert i Hi8.
    induction (start (r_leaf r0)) as [|v l IH]; intros i Hi pt; cbn [length] in Hi; [lia|]. cbn [tokens].
    destruct (Z.eq_dec i 0) as [->|Hne].
    - exists (v, 0). left. now replace (pt + Fz 0)%F with pt by ring.
    - destruct (IH (i - 1) ltac:(lia) (pt + 1)%F) as (z & Hz). exists z. right.
      replace (pt + Fz i)%F with (pt + 1 + Fz (i - 1))%F; [exact Hz|]. rewrite <- Fz_sub. ring. }
  destruct Hex as (z & Hz). exact (Hc _ _ _ _ Hs Hz).
Qed.
End Run.
