(** The memory that a program starts on: Lemma 9 of docs/spec/global-memory.md.

    A row of the image is an arrow from the zeros that the ends have put to a value, both of segment 0: a row of the ledger like
    others, but for its number. What is left without these rows is a ledger whose ends start with what the image holds, and Run.v
    says the rest. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field Clock Cell Rows Segment Log Ledger HandedOn Run Leaves.
Import ListNotations.
Open Scope Z_scope.

Definition zero_leaf : list F := repeat (Fz 0) 8.
Definition image_row (i : cell * list F) : leaf_row := LeafRow (fst i) zero_leaf (Fz 0) (snd i) 0.
Definition image_takes (i : cell * list F) : cell * (list F * F) := (fst i, (zero_leaf, Fz 0)).

(** A row of zeros is an arrow from a token to itself. *)
Definition is_filled (i : cell * list F) : bool := if values_dec (snd i) zero_leaf then false else true.
Definition filled (image : list (cell * list F)) : list (cell * list F) := filter is_filled image.

(** The memory that the image says: zeros but for its leaves. *)
Definition image_memory (image : list (cell * list F)) : memory := with_leaves (filled image) (fun _ => Fz 0).

(** ** Steps that are not about images. *)
Lemma filter_split {A} (f : A -> bool) l : Permutation l (filter f l ++ filter (fun x => negb (f x)) l).
Proof.
  induction l as [|x l IH]; [constructor|]. cbn [filter]. destruct (f x); cbn [negb app]; [now constructor|].
  rewrite IH at 1. apply Permutation_middle.
Qed.

Lemma filter_perm {A} (f : A -> bool) l r : Permutation l r -> Permutation (filter f l) (filter f r).
Proof.
  induction 1 as [|x l r Hp IH|x y l|]; cbn [filter]; [constructor| | |etransitivity; eassumption].
  - destruct (f x); [now constructor|assumption].
  - destruct (f x), (f y); try constructor; reflexivity.
Qed.

Lemma filter_map_fst {A B} (f : A * B -> bool) l : NoDup (map fst l) -> NoDup (map fst (filter f l)).
Proof.
  induction l as [|x l IH]; intros H; [constructor|]. inversion H as [|? ? Hn Hd]; subst. cbn [filter].
  destruct (f x); [|auto]. constructor; [|auto]. intros Hin. apply Hn. apply in_map_iff in Hin. destruct Hin as (y & E & Hy).
  apply filter_In in Hy. apply in_map_iff. exists y. tauto.
Qed.

Lemma nodup_right {A} (l r : list A) : NoDup (l ++ r) -> NoDup r.
Proof. induction l as [|x l IH]; intros H; [exact H|]. inversion H. auto. Qed.
Lemma nodup_left {A} (l r : list A) : NoDup (l ++ r) -> NoDup l.
Proof.
  induction l as [|x l IH]; intros H; [constructor|]. inversion H as [|? ? Hn Hd]; subst. constructor; [|auto].
  intros Hx. apply Hn, in_or_app. now left.
Qed.

Lemma puts_once (l : list end_row) : NoDup (map e_leaf l) -> NoDup (map fst (flat_map end_puts l)).
Proof.
  intros H. assert (Hsub : NoDup (map fst (flat_map end_puts l)) /\ forall x, In x (map fst (flat_map end_puts l)) -> In x (map e_leaf l)); [|tauto].
  induction l as [|e l IH]; [split; [constructor|auto]|]. inversion H as [|? ? Hn Hd]; subst. destruct (IH Hd) as (H1 & H2).
  cbn [flat_map map]. unfold end_puts at 1 3. destruct (e_given e); cbn [app map fst].
  - split; [assumption|]. intros; right; auto.
  - split; [constructor; auto|]. intros x [<-|Hx]; [now left|right; auto].
Qed.

Section Image.
Variable bits n : Z.
Hypothesis bits_range : 0 <= bits <= 24.
Hypothesis few_segments : n <= 2 ^ bits.
Variable rows : list leaf_row.
Variable ends : list end_row.
Variable image : list (cell * list F).
Variable claims : list (cell * (list F * F)).
Hypothesis numbers : forall r, In r rows -> 1 <= r_segment r <= n.
Hypothesis ends_once : NoDup (map e_leaf ends).
Hypothesis ends_start_at_zero : forall e, In e ends -> e_start e = zero_leaf.

(** Lemma 5, with the image's rows. *)
Hypothesis puts_are_takes : Permutation (starts ends [] ++ map row_puts (rows ++ map image_row image))
                                        (finishes ends claims ++ map row_takes (rows ++ map image_row image)).

Lemma rows_put : map row_puts (map image_row image) = map image_puts image.
Proof. rewrite map_map. reflexivity. Qed.
Lemma rows_take : map row_takes (map image_row image) = map image_takes image.
Proof. rewrite map_map. reflexivity. Qed.

(** Rows of zeros cancel. *)
Lemma without_zeros : Permutation (flat_map end_puts ends ++ map image_puts (filled image) ++ map row_puts rows)
                                  (map image_takes (filled image) ++ finishes ends claims ++ map row_takes rows).
Proof.
  set (blank := filter (fun i => negb (is_filled i)) image).
  assert (Eb : map image_puts blank = map image_takes blank).
  { apply map_ext_in. intros i Hi. apply filter_In in Hi. destruct Hi as (_ & Hi). unfold is_filled in Hi.
    destruct (values_dec (snd i) zero_leaf) as [E|]; [|discriminate]. unfold image_puts, image_takes. now rewrite E. }
  apply (Permutation_app_inv_l (map image_takes blank)).
  rewrite <- Eb at 1.
  pose proof puts_are_takes as H. rewrite !map_app, rows_put, rows_take in H.
  pose proof (filter_split is_filled image) as Hs. fold (filled image) blank in Hs.
  rewrite (Permutation_map image_puts Hs), (Permutation_map image_takes Hs), !map_app in H.
  unfold starts in H. cbn [map] in H. rewrite app_nil_r in H.
  transitivity (flat_map end_puts ends ++ map row_puts rows ++ map image_puts (filled image) ++ map image_puts blank).
  - rewrite (Permutation_app_comm (map image_puts blank)), <- !app_assoc. apply Permutation_app_head.
    rewrite (app_assoc (map row_puts rows)), (app_assoc (map image_puts (filled image))). apply Permutation_app_tail, Permutation_app_comm.
  - rewrite H. rewrite (Permutation_app_comm (map image_takes (filled image)) (map image_takes blank)).
    rewrite (app_assoc (finishes ends claims)), (Permutation_app_comm (finishes ends claims ++ map row_takes rows)), <- !app_assoc. reflexivity.
Qed.

(** Only the ends put zeros of segment 0. *)
Definition is_start (t : cell * (list F * F)) : bool :=
  if values_dec (fst (snd t)) zero_leaf then if F_eq_dec (snd (snd t)) (Fz 0) then true else false else false.

Lemma few : 2 ^ bits <= 16777216.
Proof. change 16777216 with (2 ^ 24). apply Z.pow_le_mono_r; lia. Qed.

Lemma no_row_puts_it : filter is_start (map image_puts (filled image) ++ map row_puts rows) = [].
Proof.
  assert (H : forall t, In t (map image_puts (filled image) ++ map row_puts rows) -> is_start t = false).
  { intros t Ht. apply in_app_or in Ht. unfold is_start. destruct Ht as [Ht|Ht]; apply in_map_iff in Ht; destruct Ht as (x & <- & Hx).
    - apply filter_In in Hx. destruct Hx as (_ & Hx). unfold is_filled in Hx. cbn [image_puts fst snd].
      destruct (values_dec (snd x) zero_leaf); [discriminate|reflexivity].
    - cbn [row_puts fst snd]. destruct (values_dec _ _); [|reflexivity]. destruct (F_eq_dec _ _) as [E|]; [exfalso|reflexivity].
      pose proof (numbers x Hx). pose proof few. apply Fz_eq in E. destruct E as (k & E). unfold p in *. lia. }
  induction (map image_puts (filled image) ++ map row_puts rows) as [|t l IH]; [reflexivity|]. cbn [filter].
  rewrite (H t (or_introl eq_refl)). apply IH. intros; apply H; now right.
Qed.

Lemma starts_of_image : Permutation (filter is_start (flat_map end_puts ends))
  (map image_takes (filled image) ++ filter is_start (finishes ends claims ++ map row_takes rows)).
Proof.
  pose proof (filter_perm is_start _ _ without_zeros) as H. rewrite !filter_app in H. rewrite <- filter_app, no_row_puts_it, app_nil_r, <- filter_app in H.
  rewrite H. apply Permutation_app_tail. assert (E : forall l, filter is_start (map image_takes l) = map image_takes l).
  { induction l as [|i l IH]; [reflexivity|]. cbn [map filter]. unfold is_start at 1. cbn [image_takes fst snd].
    destruct (values_dec zero_leaf zero_leaf); [|congruence]. destruct (F_eq_dec (Fz 0) (Fz 0)); [|congruence]. now rewrite IH. }
  now rewrite E.
Qed.

(** The image has a leaf once, and the ends have put its zeros. *)
Theorem image_leaf_once : NoDup (map fst (filled image)).
Proof.
  pose proof (filter_map_fst is_start _ (puts_once ends ends_once)) as H.
  apply (Permutation_NoDup (Permutation_map fst starts_of_image)) in H. rewrite map_app, map_map in H. exact (nodup_left _ _ H).
Qed.

Lemma ends_have_it i : In i (filled image) -> exists e, In e ends /\ e_leaf e = fst i /\ e_given e = false.
Proof.
  intros Hi. assert (H : In (image_takes i) (filter is_start (flat_map end_puts ends))).
  { apply (Permutation_in _ (Permutation_sym starts_of_image)). apply in_or_app. left. now apply in_map. }
  apply filter_In in H. destruct H as (H & _). apply in_flat_map in H. destruct H as (e & He & H). unfold end_puts in H.
  destruct (e_given e) eqn:Eg; [contradiction|]. destruct H as [E|[]]. injection E as E _. eauto.
Qed.

(** ** The ledger without the image: its ends start with what the image holds. *)
Definition image_value (l : cell) (other : list F) : list F := hd other (of_cell l (filled image)).
Definition started_row (e : end_row) : end_row :=
  EndRow (e_leaf e) (e_given e) (e_revealed e) (image_value (e_leaf e) (e_start e)) (e_final e) (e_last e).
Definition started_ends : list end_row := map started_row ends.

Lemma value_of_image l v other : In (l, v) (filled image) -> image_value l other = v.
Proof.
  intros H. unfold image_value. pose proof (of_cell_once bits l (filled image) image_leaf_once) as H1.
  apply of_cell_in in H. destruct (of_cell l (filled image)) as [|x [|? ?]]; cbn [length] in H1; [contradiction| |lia].
  destruct H as [->|[]]. reflexivity.
Qed.

Lemma value_of_other l other : ~ In l (map fst (filled image)) -> image_value l other = other.
Proof. intros H. unfold image_value. now rewrite (of_cell_none l (filled image) H). Qed.

Lemma started_once : NoDup (map e_leaf started_ends).
Proof. unfold started_ends. rewrite map_map. exact ends_once. Qed.

Definition in_image (e : end_row) : bool := if in_dec cell_dec (e_leaf e) (map fst (filled image)) then true else false.

Lemma in_image_is e : in_image e = true <-> In (e_leaf e) (map fst (filled image)).
Proof. unfold in_image. destruct (in_dec _ _ _); split; intros; try assumption; try reflexivity; [discriminate|contradiction]. Qed.

Lemma filtered_once {A} (f : end_row -> bool) (g : end_row -> A) l : NoDup (map g l) -> NoDup (map g (filter f l)).
Proof.
  induction l as [|x l IH]; intros H; [constructor|]. inversion H as [|? ? Hn Hd]; subst. cbn [filter].
  destruct (f x); [|auto]. constructor; [|auto]. intros Hin. apply Hn. apply in_map_iff in Hin. destruct Hin as (y & E & Hy).
  apply filter_In in Hy. apply in_map_iff. exists y. tauto.
Qed.

Lemma nodup_by_fst {A B} (l : list (A * B)) : NoDup (map fst l) -> NoDup l.
Proof. apply NoDup_map_inv. Qed.

Lemma starts_with_image : Permutation (flat_map end_puts ends ++ map image_puts (filled image))
                                      (flat_map end_puts started_ends ++ map image_takes (filled image)).
Proof.
  pose proof (filter_split in_image ends) as Hs. set (own := filter in_image ends) in *. set (other := filter (fun e => negb (in_image e)) ends) in *.
  unfold started_ends. rewrite (Permutation_flat_map end_puts Hs), (Permutation_flat_map end_puts (Permutation_map started_row Hs)).
  rewrite map_app, !flat_map_app.
  assert (Eo : flat_map end_puts (map started_row other) = flat_map end_puts other).
  { rewrite flat_map_map, !flat_map_concat_map. f_equal. apply map_ext_in. intros e He. apply filter_In in He. destruct He as (_ & He). unfold end_puts. cbn [started_row e_given e_leaf e_start].
    rewrite value_of_other; [reflexivity|]. intros Hin. apply in_image_is in Hin. rewrite Hin in He. discriminate. }
  assert (Hown : NoDup (map e_leaf own)) by (apply filtered_once, ends_once).
  assert (E1 : Permutation (flat_map end_puts own) (map image_takes (filled image))).
  { apply NoDup_Permutation.
    - apply nodup_by_fst, puts_once, Hown.
    - apply nodup_by_fst. rewrite map_map. exact image_leaf_once.
    - intros t. rewrite in_flat_map, in_map_iff. split.
      + intros (e & He & Ht). apply filter_In in He. destruct He as (He & Hi). apply in_image_is, in_map_iff in Hi. destruct Hi as (i & Ei & Hi).
        unfold end_puts in Ht. destruct (e_given e); [contradiction|]. destruct Ht as [<-|[]]. exists i. split; [|assumption].
        unfold image_takes. now rewrite Ei, ends_start_at_zero.
      + intros (i & <- & Hi). destruct (ends_have_it i Hi) as (e & He & El & Eg). exists e. split.
        * apply filter_In. split; [assumption|]. apply in_image_is. rewrite El. now apply in_map.
        * unfold end_puts. rewrite Eg, El, ends_start_at_zero by assumption. now left. }
  assert (E2 : Permutation (flat_map end_puts (map started_row own)) (map image_puts (filled image))).
  { apply NoDup_Permutation.
    - apply nodup_by_fst, puts_once. rewrite map_map. exact Hown.
    - apply nodup_by_fst. rewrite map_map. exact image_leaf_once.
    - intros t. rewrite flat_map_map, in_flat_map, in_map_iff. split.
      + intros (e & He & Ht). apply filter_In in He. destruct He as (He & Hi). apply in_image_is, in_map_iff in Hi. destruct Hi as ([l v] & Ei & Hi).
        cbn [fst] in Ei. subst l. unfold end_puts in Ht. cbn [started_row e_given e_leaf e_start] in Ht. destruct (e_given e); [contradiction|].
        destruct Ht as [<-|[]]. exists (e_leaf e, v). split; [|assumption]. unfold image_puts. cbn [fst snd]. now rewrite (value_of_image _ v).
      + intros ([l v] & <- & Hi). destruct (ends_have_it _ Hi) as (e & He & El & Eg). cbn [fst] in El. subst l. exists e. split.
        * apply filter_In. split; [assumption|]. apply in_image_is. now apply (in_map fst) in Hi.
        * unfold end_puts. cbn [started_row e_given e_leaf e_start]. rewrite Eg, (value_of_image _ v) by assumption. now left. }
  rewrite Eo, E1, E2. rewrite <- !app_assoc.
  rewrite (Permutation_app_comm (flat_map end_puts other)), (Permutation_app_comm (map image_takes (filled image)) (map image_puts (filled image) ++ _)), <- app_assoc.
  reflexivity.
Qed.

Theorem the_ledger_without_image : Permutation (starts started_ends [] ++ map row_puts rows) (finishes started_ends claims ++ map row_takes rows).
Proof.
  assert (Ef : finishes started_ends claims = finishes ends claims).
  { unfold finishes, started_ends. rewrite flat_map_map. reflexivity. }
  rewrite Ef. unfold starts. cbn [map]. rewrite app_nil_r.
  apply (Permutation_app_inv_l (map image_takes (filled image))). rewrite <- without_zeros.
  rewrite (app_assoc _ (map image_puts (filled image))), starts_with_image.
  rewrite (app_assoc (map image_takes (filled image))). apply Permutation_app_tail, Permutation_app_comm.
Qed.

(** ** What the memory of the image has. *)
Hypothesis labels_in_range : forall e, In e ends -> below (2 ^ 26) (snd (e_leaf e)).
Hypothesis image_of_eight : forall l v, In (l, v) image -> length v = 8%nat.

Lemma filled_leaf l v : In (l, v) (filled image) -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Proof.
  intros H. destruct (ends_have_it _ H) as (e & He & El & _). cbn [fst] in El. rewrite <- El. split; [now apply labels_in_range|].
  apply filter_In in H. exact (image_of_eight l v (proj1 H)).
Qed.

(** In its leaves, the image's values. *)
Theorem image_memory_has l v : In (l, v) (filled image) -> forall c x t, In (c, (x, t)) (leaf_tokens l v) -> image_memory image c = x.
Proof. exact (leaves_written (filled image) image_leaf_once filled_leaf _ l v). Qed.

Lemma zeros_said l c x t : In (c, (x, t)) (leaf_tokens l zero_leaf) -> x = Fz 0.
Proof.
  unfold leaf_tokens, zero_leaf. generalize (Fz 8 * snd l)%F as q. generalize 8%nat as k. induction k as [|k IH]; intros q H; [contradiction|].
  cbn [repeat tokens] in H. destruct H as [E|H]; [now injection E|exact (IH _ H)].
Qed.

Lemma started_leaf l v s : In (l, (v, s)) (starts started_ends []) -> below (2 ^ 26) (snd l) /\ length v = 8%nat /\
  (In (l, v) (filled image) \/ v = zero_leaf /\ ~ In l (map fst (filled image))).
Proof.
  intros H. unfold starts in H. cbn [map] in H. rewrite app_nil_r in H. apply in_flat_map in H. destruct H as (e' & He' & H).
  apply in_map_iff in He'. destruct He' as (e & <- & He). unfold end_puts in H. cbn [started_row e_given e_leaf e_start] in H.
  destruct (e_given e); [contradiction|]. destruct H as [E|[]]. injection E as <- <- _. split; [now apply labels_in_range|].
  destruct (in_dec cell_dec (e_leaf e) (map fst (filled image))) as [Hi|Hi].
  - apply in_map_iff in Hi. destruct Hi as ([l v] & El & Hi). cbn [fst] in El. subst l. rewrite (value_of_image _ v) by assumption.
    split; [apply (filled_leaf _ _ Hi)|now left].
  - rewrite value_of_other, ends_start_at_zero by assumption. split; [reflexivity|right; now split].
Qed.

Lemma image_is_the_start l v s : In (l, (v, s)) (starts started_ends []) ->
  forall c x t, In (c, (x, t)) (leaf_tokens l v) -> image_memory image c = x.
Proof.
  intros H c x t Hin. destruct (started_leaf l v s H) as (Hb & H8 & [Hi|(-> & Hi)]); [exact (image_memory_has l v Hi c x t Hin)|].
  rewrite (zeros_said _ _ _ _ Hin). exact (other_leaf_stays (filled image) filled_leaf _ l zero_leaf c _ Hi Hb H8 Hin).
Qed.

(** ** The theorem of a run that starts on the image. *)
Section Run.
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.
Variable most : nat.
Hypothesis from_is_checked : forall r, In r rows -> exists d, 0 <= d < 2 ^ bits /\ (Fz (r_segment r) - 1 - r_from r)%F = Fz d.
Hypothesis leaves_of_eight : forall r, In r rows -> length (r_initial r) = 8%nat /\ length (r_final r) = 8%nat.
Variable segs : list (list row * F).
Hypothesis all_segments : Z.of_nat (length segs) = n.
Hypothesis segments_ok : forall pre r stop post, segs = pre ++ (r, stop) :: post ->
  segment_ok T most r stop /\ linked rows (Z.of_nat (length pre) + 1) r.

Lemma started_in_range l v s : In (l, (v, s)) (starts started_ends []) -> below (2 ^ 26) (snd l) /\ length v = 8%nat.
Proof. intros H. destruct (started_leaf l v s H) as (H1 & H2 & _). now split. Qed.

Theorem a_run_on_an_image_is_consistent : consistent (image_memory image) (logs segs).
Proof.
  apply (the_run_is_consistent T T_range most bits n bits_range few_segments rows started_ends [] claims);
    try assumption; [exact started_once|intros l []|exact the_ledger_without_image|exact started_in_range|exact image_is_the_start].
Qed.

(** Revealed leaves (of a program, its public values) hold at the end what the claim says: Lemma 10. *)
Theorem revealed_at_the_end l v s : In (l, (v, s)) claims ->
  forall c x t, In (c, (x, t)) (leaf_tokens l v) -> apply (image_memory image) (logs segs) c = x.
Proof.
  intros H. apply (finishes_are_right T T_range most bits n bits_range few_segments rows started_ends [] claims) with (s := s);
    try assumption; [exact started_once|intros l' []|exact the_ledger_without_image|exact started_in_range|exact image_is_the_start|].
  apply in_or_app. now right.
Qed.
End Run.
End Image.
