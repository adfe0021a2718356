(** The theorem of docs/spec/memory-argument.md for one segment: the accesses, in the order of their timestamps,
    are a log in which every access finds what was last written, or the initial value.

    The supposition [starts_once] is what Lemma 11 (persistent memory), Lemma 12 (volatile memory) and Lemma 7 of
    docs/spec/global-memory.md provide. *)
From Coq Require Import ZArith Lia List Permutation Bool Sorted.
From Zkmem Require Import Lists Field Clock Cell Rows Segment.
Import ListNotations.
Open Scope Z_scope.

(** ** What a log does to a memory, without any field or bus. *)

Definition memory := cell -> F.

Definition put (m : memory) (x : cell * token) : memory :=
  fun c => if cell_dec (fst x) c then fst (snd x) else m c.

(** A write sets its cells; a read sets nothing. *)
Definition written (a : access) : list (cell * token) := if is_write a then tokens_of (block_after a) else [].

Definition apply (m : memory) (log : list access) : memory := fold_left put (flat_map written log) m.

(** What the access finds is what the memory holds, and if it reads, what it says is what it finds. *)
Definition finds (m : memory) (a : access) : Prop :=
  (forall c v t, In (c, (v, t)) (tokens_of (block_before a)) -> m c = v) /\
  length (before a) = length (after a) /\ (is_write a = false -> after a = before a).

(** Every access of the log finds what the accesses before it have left of the memory m. *)
Fixpoint consistent (m : memory) (log : list access) : Prop :=
  match log with
  | [] => True
  | a :: r => finds m a /\ consistent (apply m [a]) r
  end.

Lemma apply_app m l r : apply m (l ++ r) = apply (apply m l) r.
Proof. unfold apply. rewrite flat_map_app. apply fold_left_app. Qed.

Lemma consistent_app m l r : consistent m l -> consistent (apply m l) r -> consistent m (l ++ r).
Proof.
  revert m. induction l as [|a l IH]; intros m Hl Hr; [exact Hr|]. destruct Hl as (Ha & Hl). split; [assumption|].
  apply IH; [assumption|]. rewrite <- (apply_app m [a] l). exact Hr.
Qed.

Lemma consistent_by_prefix m log :
  (forall l a r, log = l ++ a :: r -> finds (apply m l) a) -> consistent m log.
Proof.
  revert m. induction log as [|a log IH]; intros m H; [exact I|]. split.
  - apply (H [] a log). reflexivity.
  - apply IH. intros l b r E. rewrite <- (apply_app m [a] l). apply (H (a :: l) b r). cbn. now rewrite E.
Qed.

(** A cell's value is the last that was put there. *)
Lemma fold_put l : forall m c, fold_left put l m c = last (map fst (of_cell c l)) (m c).
Proof.
  induction l as [|[c' [v t]] l IH]; intros m c; [reflexivity|].
  cbn [fold_left of_cell]. rewrite IH. unfold put at 1. cbn [fst snd].
  destruct (cell_dec c' c); [|reflexivity]. cbn [map fst].
  destruct (map fst (of_cell c l)) as [|w r] eqn:E; [reflexivity|].
  clear. revert v w. induction r as [|x r IH]; intros; [reflexivity|]. cbn [last] in *. apply IH.
Qed.

(** ** Sorting by timestamp. *)

Definition earlier (a b : access) := val (timestamp a) < val (timestamp b).

Fixpoint insert (a : access) (l : list access) : list access :=
  match l with
  | [] => [a]
  | b :: r => if val (timestamp a) <? val (timestamp b) then a :: b :: r else b :: insert a r
  end.

Fixpoint sort (l : list access) : list access := match l with [] => [] | a :: r => insert a (sort r) end.

Lemma insert_perm a l : Permutation (insert a l) (a :: l).
Proof.
  induction l as [|b l IH]; [reflexivity|]. cbn [insert]. destruct (_ <? _); [reflexivity|].
  rewrite IH. constructor.
Qed.

Lemma sort_perm l : Permutation (sort l) l.
Proof. induction l as [|a l IH]; [constructor|]. cbn [sort]. rewrite insert_perm. now constructor. Qed.

Lemma insert_sorted a l : (forall b, In b l -> timestamp a <> timestamp b) ->
  StronglySorted earlier l -> StronglySorted earlier (insert a l).
Proof.
  intros Hne Hs. induction Hs as [|b l Hs IH Hb]; [repeat constructor|]. cbn [insert].
  assert (Hab : val (timestamp a) <> val (timestamp b)).
  { intros E. apply (Hne b (or_introl eq_refl)). now apply F_eq. }
  destruct (Z.ltb_spec (val (timestamp a)) (val (timestamp b))).
  - constructor; [constructor; assumption|]. constructor; [assumption|].
    eapply Forall_impl; [|exact Hb]. unfold earlier. intros; lia.
  - constructor.
    + apply IH. intros c Hc. apply Hne. now right.
    + eapply Permutation_Forall; [symmetry; apply insert_perm|]. constructor; [unfold earlier; lia|assumption].
Qed.

Lemma sort_sorted l : NoDup (map timestamp l) -> StronglySorted earlier (sort l).
Proof.
  induction l as [|a l IH]; intros H; [constructor|]. inversion H; subst. cbn [sort].
  apply insert_sorted; [|auto]. intros b Hb E. apply (Permutation_in _ (sort_perm l)) in Hb.
  apply H2. rewrite E. now apply in_map.
Qed.

Lemma sorted_split l a r : StronglySorted earlier (l ++ a :: r) ->
  (forall b, In b l -> earlier b a) /\ (forall b, In b r -> earlier a b) /\ StronglySorted earlier l.
Proof.
  induction l as [|x l IH]; cbn [app]; intros H; inversion H as [|? ? Hs Hf]; subst.
  - split; [intros ? []|]. split; [|constructor]. now apply Forall_forall.
  - destruct (IH Hs) as (H1 & H2 & H3). rewrite Forall_forall in Hf. repeat split.
    + intros b [<-|Hb]; [apply Hf, in_or_app; right; now left|auto].
    + assumption.
    + constructor; [assumption|]. apply Forall_forall. intros b Hb. apply Hf, in_or_app. now left.
Qed.

(** ** The segment's log. *)

Definition logged (r : row) : list access := match r with Log a => [a] | _ => [] end.
Definition accesses (rows : list row) := flat_map logged rows.
Definition the_log (rows : list row) := sort (accesses rows).

Lemma in_accesses a rows : In a (accesses rows) <-> In (Log a) rows.
Proof.
  unfold accesses. rewrite in_flat_map. split.
  - intros (r & Hr & Hin). destruct r; try contradiction. now destruct Hin as [<-|[]].
  - intros H. exists (Log a). split; [assumption|now left].
Qed.

Lemma in_the_log a rows : In a (the_log rows) <-> In (Log a) rows.
Proof.
  rewrite <- in_accesses. unfold the_log. split; apply Permutation_in; [|symmetry]; apply sort_perm.
Qed.

Section Theorem_of_a_segment.
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.
Variable most : nat.
Variable rows : list row.
Variable stop : F.
Hypothesis rows_ok : forall r, In r rows -> row_ok T most r.
Hypothesis memory_bus : Permutation (flat_map sends rows) (flat_map receives rows).
Hypothesis clock_bus :
  Permutation (Fz 1 :: map (fun t => t + 1)%F (flat_map ticks rows) ++ map snd (flat_map incs rows))
              (stop :: flat_map ticks rows ++ map fst (flat_map incs rows)).
Hypothesis few_rows : 2 * Z.of_nat (length (flat_map ticks rows)) < p.
Hypothesis stop_in_range : below (2 ^ T) stop.

(** The supposition of Lemma 10: no cell starts twice. *)
Hypothesis starts_once : forall c, (length (of_cell c (initial_tokens rows)) <= 1)%nat.

Notation events := (Segment.events rows).
Notation time_of a := (val (timestamp a)).

Lemma the_log_is_sorted : StronglySorted earlier (the_log rows).
Proof.
  apply sort_sorted.
  assert (Hsub : forall l : list row, NoDup (flat_map ticks l) -> NoDup (map timestamp (accesses l)) /\
    (forall t, In t (map timestamp (accesses l)) -> In t (flat_map ticks l))).
  { induction l as [|r l IH]; [split; [constructor|auto]|]. intros H. cbn [flat_map accesses].
    assert (Hl : NoDup (flat_map ticks l)).
    { cbn [flat_map] in H. clear -H. induction (ticks r); [assumption|]. inversion H. auto. }
    destruct (IH Hl) as (H1 & H2). destruct r; cbn [logged ticks app map flat_map] in *;
      try (split; [assumption|intros; try right; now apply H2]).
    split.
    - constructor; [|assumption]. intros Hin. inversion H as [|? ? Hn _]; subst. apply Hn, H2, Hin.
    - intros t [<-|Ht]; [now left|right; auto]. }
  apply Hsub. apply (timestamps_are_distinct T T_range most rows stop); assumption.
Qed.

(** Which events are accesses. *)
Lemma access_moves_kind k sp pt old u new t c e : In (c, e) (access_moves k sp pt old u new t) ->
  what e = k /\ time e = t /\ time_before e = u.
Proof.
  revert pt new. induction old as [|x old IH]; intros pt [|y new] H; try contradiction.
  destruct H as [E|H]; [injection E as <- <-; auto|eauto].
Qed.

Lemma event_of_before a c v t : In (Log a) rows -> In (c, (v, t)) (tokens_of (block_before a)) ->
  exists e, In e (events c) /\ what e = kind_of a /\ time e = time_of a /\ value_before e = v.
Proof.
  intros Ha H. destruct (rows_ok _ Ha) as (Hl & _).
  unfold tokens_of, block_before in H. cbn [b_space b_pointer b_values b_time] in H.
  rewrite <- (access_moves_taken (kind_of a) _ _ _ _ (after a) (time_of a) Hl) in H.
  apply in_map_iff in H. destruct H as ([c' e] & E & Hin). unfold on_second in E. cbn [fst snd] in E.
  injection E as -> Hv _. exists e. apply access_moves_kind in Hin as Hk. destruct Hk as (Hk & Ht & _).
  repeat split; try assumption. unfold Segment.events, all_moves. rewrite of_cell_in.
  apply in_flat_map. exists (Log a). auto.
Qed.

Lemma event_of_write a c v t : In (Log a) rows -> In (c, (v, t)) (written a) ->
  exists e, In e (events c) /\ what e = writes /\ time e = t /\ value e = v /\ t = time_of a.
Proof.
  intros Ha H. destruct (rows_ok _ Ha) as (Hl & _). unfold written in H.
  destruct (is_write a) eqn:E; [|contradiction].
  unfold tokens_of, block_after in H. cbn [b_space b_pointer b_values b_time] in H.
  rewrite <- (access_moves_given (kind_of a) _ _ (before a) (val (time_was a)) (after a) (time_of a) Hl) in H.
  apply in_map_iff in H. destruct H as ([c' e] & E' & Hin). unfold on_second in E'. cbn [fst snd] in E'.
  unfold given in E'. injection E' as -> Hv Ht. exists e.
  apply access_moves_kind in Hin as Hk. destruct Hk as (Hk & Ht' & _). unfold kind_of in Hk. rewrite E in Hk.
  repeat split; try assumption; try congruence. unfold Segment.events, all_moves. rewrite of_cell_in.
  apply in_flat_map. exists (Log a). auto.
Qed.

Lemma write_of_event c e : In e (events c) -> what e = writes ->
  exists a, In (Log a) rows /\ In (c, (value e, time e)) (written a) /\ time e = time_of a.
Proof.
  unfold Segment.events, all_moves. rewrite of_cell_in. intros H Hw. apply in_flat_map in H.
  destruct H as (r & Hr & Hin).
  destruct r as [a|ptr v t|sp pt l r t|sp pt l r lt rt t|b0|b0|s0 e0]; cbn [moves] in Hin; try contradiction.
  - exists a. apply access_moves_kind in Hin as Hk. destruct Hk as (Hk & Ht & _).
    unfold kind_of in Hk. assert (Hwr : is_write a = true) by (destruct (is_write a); congruence).
    repeat split; try assumption. unfold written. rewrite Hwr.
    destruct (rows_ok _ Hr) as (Hl & _). unfold tokens_of, block_after. cbn [b_space b_pointer b_values b_time].
    rewrite <- (access_moves_given (kind_of a) _ _ (before a) (val (time_was a)) (after a) (time_of a) Hl).
    apply in_map_iff. exists (c, e). split; [reflexivity|assumption].
  - apply in_map_iff in Hin. destruct Hin as ([c' [v u]] & E & _). unfold on_second in E.
    injection E as _ <-. discriminate.
  - apply in_map_iff in Hin. destruct Hin as ([c' [v u]] & E & _). unfold on_second in E.
    injection E as _ <-. discriminate.
Qed.

(** The last of a cell's writes in a part of the log that is complete up to a time. *)
Lemma written_in_order l c : StronglySorted earlier l -> (forall a, In a l -> In (Log a) rows) ->
  StronglySorted (fun x y : token => snd x <= snd y) (of_cell c (flat_map written l)).
Proof.
  intros Hs. induction Hs as [|a l Hs IH Ha]; intros Hin; [constructor|].
  cbn [flat_map]. rewrite of_cell_app.
  assert (Htl : StronglySorted (fun x y : token => snd x <= snd y) (of_cell c (flat_map written l)))
    by (apply IH; intros; apply Hin; now right).
  assert (Hhd : forall x, In x (of_cell c (written a)) -> snd x = time_of a).
  { intros x Hx. rewrite of_cell_in in Hx. unfold written in Hx. destruct (is_write a); [|contradiction].
    apply tokens_time in Hx. exact Hx. }
  assert (Hlt : forall x, In x (of_cell c (flat_map written l)) -> time_of a < snd x).
  { intros x Hx. rewrite of_cell_in in Hx. apply in_flat_map in Hx. destruct Hx as (b & Hb & Hx).
    rewrite Forall_forall in Ha. specialize (Ha b Hb). unfold earlier in Ha.
    unfold written in Hx. destruct (is_write b); [|contradiction]. apply tokens_time in Hx. cbn in Hx. lia. }
  induction (of_cell c (written a)) as [|x w IHw]; [assumption|]. cbn [app]. constructor.
  - apply IHw. intros; apply Hhd; now right.
  - apply Forall_forall. intros y Hy. apply in_app_or in Hy.
    rewrite (Hhd x) by now left. destruct Hy as [Hy|Hy].
    + rewrite (Hhd y) by now right. lia.
    + specialize (Hlt y Hy). lia.
Qed.

Lemma last_is_last (l : list token) x : StronglySorted (fun x y : token => snd x <= snd y) (l ++ [x]) ->
  forall y, In y (l ++ [x]) -> snd y <= snd x.
Proof.
  induction l as [|z l IH]; cbn [app]; intros H y Hy.
  - destruct Hy as [<-|[]]. lia.
  - inversion H as [|? ? Hs Hf]; subst. destruct Hy as [<-|Hy]; [|auto].
    rewrite Forall_forall in Hf. apply Hf, in_or_app. right. now left.
Qed.

(** A cell that the segment does not start stays as it was. *)
Theorem unstarted_cells_stay m c : of_cell c (initial_tokens rows) = [] -> apply m (the_log rows) c = m c.
Proof.
  intros E. pose proof (cell_balance T most rows rows_ok memory_bus c) as Hb.
  pose proof (ends_match T most rows rows_ok memory_bus c) as Hlen. rewrite E in Hb, Hlen.
  destruct (of_cell c (final_tokens rows)); cbn [length] in Hlen; [|lia].
  unfold apply. rewrite fold_put.
  destruct (of_cell c (flat_map written (the_log rows))) as [|[v t] r] eqn:E'; [reflexivity|exfalso].
  assert (Hin : In (v, t) (of_cell c (flat_map written (the_log rows)))) by (rewrite E'; now left).
  apply of_cell_in in Hin. apply in_flat_map in Hin. destruct Hin as (a & Ha & Hin). apply in_the_log in Ha.
  destruct (event_of_write a c v t Ha Hin) as (e & He & Hw & _).
  assert (Hk : what e = adapts).
  { apply (untouched (events c)); try assumption. intros e' He'. eapply events_are_ok; eassumption. }
  congruence.
Qed.

Variable m0 : memory.
(** m0 has in each cell what the segment starts it with. *)
Hypothesis m0_is_initial : forall c v t, In (c, (v, t)) (initial_tokens rows) -> m0 c = v.

Lemma memory_at l c t v tf vf :
  Permutation ((m0 c, 0) :: map given (events c)) ((vf, tf) :: map taken (events c)) ->
  StronglySorted earlier l -> (forall a, In a l <-> In (Log a) rows /\ time_of a <= t) ->
  holds_at (events c) (m0 c) t v -> apply m0 l c = v.
Proof.
  intros Hbal Hs Hl Hold. unfold apply. rewrite fold_put.
  assert (Hin : forall a, In a l -> In (Log a) rows) by (intros a Ha; now apply Hl).
  pose proof (written_in_order l c Hs Hin) as Hord.
  assert (HW : forall v' t', In (v', t') (of_cell c (flat_map written l)) ->
            exists e, In e (events c) /\ what e = writes /\ time e = t' /\ value e = v' /\ t' <= t).
  { intros v' t' H. rewrite of_cell_in in H. apply in_flat_map in H. destruct H as (a & Ha & H).
    apply Hl in Ha. destruct Ha as (Ha & Hta).
    destruct (event_of_write a c v' t' Ha H) as (e & H1 & H2 & H3 & H4 & H5). exists e.
    repeat split; try assumption. lia. }
  assert (HE : forall e, In e (events c) -> what e = writes -> time e <= t ->
            In (value e, time e) (of_cell c (flat_map written l))).
  { intros e He Hw Ht. destruct (write_of_event c e He Hw) as (a & Ha & Hwa & Hta).
    rewrite of_cell_in. apply in_flat_map. exists a. split; [|assumption]. apply Hl. split; [assumption|lia]. }
  destruct Hold as [(Hv & Hno)|(w & Hw & Ew & Htw & Hv & Hlast)].
  - destruct (of_cell c (flat_map written l)) as [|[v' t'] r] eqn:E; [now rewrite Hv|exfalso].
    destruct (HW v' t') as (e & He & Hwe & Hte & _ & Hle); [now left|].
    specialize (Hno e He Hwe). lia.
  - pose proof (HE w Hw Ew Htw) as Hmem.
    destruct (exists_last (l := of_cell c (flat_map written l))) as (r & [v' t'] & E).
    { intros E. rewrite E in Hmem. contradiction. }
    rewrite E in *. rewrite map_app. cbn [map fst]. rewrite last_last.
    assert (Hlt := last_is_last r (v', t') Hord (value w, time w) Hmem). cbn [snd] in Hlt.
    destruct (HW v' t') as (e & He & Hwe & Hte & Hve & Hle); [apply in_or_app; right; now left|].
    assert (Hle' := Hlast e He Hwe ltac:(lia)).
    assert (e = w).
    { apply (accesses_differ F_eq_dec (events c)) with (v0 := m0 c) (vf := vf) (tf := tf);
        try assumption; try congruence; try lia.
      intros e' He'. eapply events_are_ok; eassumption. }
    subst. reflexivity.
Qed.

(** A cell that an access touches is started, once; with that the balance has the form that Cell.v wants. *)
Lemma cell_has_ends c e : In e (events c) -> what e <> adapts ->
  exists vf tf, of_cell c (final_tokens rows) = [(vf, tf)] /\
    Permutation ((m0 c, 0) :: map given (events c)) ((vf, tf) :: map taken (events c)).
Proof.
  intros He Hk.
  pose proof (cell_balance T most rows rows_ok memory_bus c) as Hb.
  pose proof (ends_match T most rows rows_ok memory_bus c) as Hlen.
  pose proof (starts_once c) as H1.
  destruct (of_cell c (initial_tokens rows)) as [|[v t] [|? ?]] eqn:Ei; cbn [length] in H1; try lia.
  - destruct (of_cell c (final_tokens rows)) as [|? ?]; cbn [length] in Hlen; try lia.
    exfalso. apply Hk. apply (untouched (events c)); try assumption.
    intros e' He'. eapply events_are_ok; eassumption.
  - destruct (of_cell c (final_tokens rows)) as [|[vf tf] [|? ?]]; cbn [length] in Hlen; try lia.
    exists vf, tf. split; [reflexivity|].
    assert (Hin : In (v, t) (of_cell c (initial_tokens rows))) by (rewrite Ei; now left).
    assert (Ht : t = 0) by (eapply initial_time; eassumption).
    rewrite of_cell_in in Hin. rewrite (m0_is_initial c v t Hin). subst t. exact Hb.
Qed.

(** Every read returns what was last written, or the initial value. *)
Theorem the_log_is_consistent : consistent m0 (the_log rows).
Proof.
  apply consistent_by_prefix. intros l a r E.
  assert (Ha : In (Log a) rows) by (apply in_the_log; rewrite E; apply in_or_app; right; now left).
  destruct (rows_ok _ Ha) as (Hsame & Hread & _). split; [|now split]. intros c v t Hv.
  destruct (event_of_before a c v t Ha Hv) as (e & He & Hk & Ht & Hval).
  assert (Hna : what e <> adapts) by (rewrite Hk; unfold kind_of; destruct (is_write a); discriminate).
  destruct (cell_has_ends c e He Hna) as (vf & tf & _ & Hb).
  pose proof the_log_is_sorted as Hsort. rewrite E in Hsort.
  destruct (sorted_split _ _ _ Hsort) as (Hbefore & Hafter & Hsl).
  apply (memory_at l c (time_of a - 1) v tf vf); try assumption.
  - intros b. split.
    + intros Hb'. split.
      * apply in_the_log. rewrite E. apply in_or_app. now left.
      * specialize (Hbefore b Hb'). unfold earlier in Hbefore. lia.
    + intros (Hb' & Hle). apply in_the_log in Hb'. rewrite E in Hb'. apply in_app_or in Hb'.
      destruct Hb' as [Hb'|[->|Hb']]; [assumption|lia|]. specialize (Hafter b Hb'). unfold earlier in Hafter. lia.
  - rewrite <- Ht, <- Hval. apply (access_finds_last_write F_eq_dec (events c)) with (vf := vf) (tf := tf);
      try assumption. intros e' He'. eapply events_are_ok; eassumption.
Qed.

(** What the final rows say is what the log leaves. *)
Theorem final_rows_are_right c v t :
  In (c, (v, t)) (final_tokens rows) -> apply m0 (the_log rows) c = v.
Proof.
  intros Hin.
  pose proof (cell_balance T most rows rows_ok memory_bus c) as Hb.
  pose proof (ends_match T most rows rows_ok memory_bus c) as Hlen.
  pose proof (starts_once c) as H1. apply (proj2 (of_cell_in (A := token) c (v, t) _)) in Hin.
  destruct (of_cell c (initial_tokens rows)) as [|[v0 t0] [|? ?]] eqn:Ei; cbn [length] in H1; try lia.
  - destruct (of_cell c (final_tokens rows)); [now destruct Hin|cbn [length] in Hlen; lia].
  - destruct (of_cell c (final_tokens rows)) as [|[vf tf] [|? ?]]; cbn [length] in Hlen; try lia.
    destruct Hin as [E|[]]. injection E as -> ->.
    assert (Hin0 : In (v0, t0) (of_cell c (initial_tokens rows))) by (rewrite Ei; now left).
    assert (Ht : t0 = 0) by (eapply initial_time; eassumption).
    rewrite of_cell_in in Hin0. rewrite <- (m0_is_initial c v0 t0 Hin0), Ht in Hb. cbn [app] in Hb.
    destruct (final_value F_eq_dec (events c)) with (v0 := m0 c) (vf := v) (tf := t) as (Hlate & Hold);
      try assumption.
    { intros e' He'. eapply events_are_ok; eassumption. }
    assert (Hold' : holds_at (events c) (m0 c) (Z.max t (val stop)) v).
    { destruct Hold as [(Hv & Hno)|(w & Hw & Ew & Htw & Hv & Hlast)].
      - left. split; [assumption|]. intros w Hw Ew. specialize (Hno w Hw Ew). specialize (Hlate w Hw Ew). lia.
      - right. exists w. repeat split; try assumption; try lia. intros w' Hw' Ew' _. auto. }
    apply (memory_at (the_log rows) c (Z.max t (val stop)) v t v); try assumption.
    + apply the_log_is_sorted.
    + intros a. rewrite in_the_log. split; [|tauto]. intros Ha. split; [assumption|].
      pose proof (access_time T T_range most rows stop rows_ok clock_bus few_rows stop_in_range a Ha). lia.
Qed.

(** Lemma 14 (immediates): a log row of space 0 reads its pointer. *)
Theorem immediates_read_their_pointer ptr v t : In (Immediate ptr v t) rows -> v = ptr.
Proof. intros H. exact (rows_ok _ H). Qed.

End Theorem_of_a_segment.
