(** Parts of the ends: Lemmas 13 and 14 of docs/spec/global-memory.md. *)
From Coq Require Import ZArith Lia List Permutation Bool Sorted.
From Zkmem Require Import Lists Field Clock Cell Segment Ledger.
Import ListNotations.
Open Scope Z_scope.

(** ** Lemma 13: a leaf has a row in one part at most. *)

(** Where a leaf is, in the order of rows. *)
Definition leaf_place (l : leaf) : Z := (val (fst l) - 1) * 2 ^ 26 + val (snd l).

(** A leaf of a space that there may be. *)
Definition is_leaf (l : leaf) : Prop := 1 <= val (fst l) <= 8 /\ below (2 ^ 26) (snd l).

Lemma place_names_leaf l l' : is_leaf l -> is_leaf l' -> leaf_place l = leaf_place l' -> l = l'.
Proof.
  unfold is_leaf, below, leaf_place. change (2 ^ 26) with 67108864. intros (Hs & Hl) (Hs' & Hl') E.
  destruct l as [s b], l' as [s' b']. cbn [fst snd] in *. pose proof (val_range b). pose proof (val_range b').
  f_equal; apply F_eq; lia.
Qed.

(** first, last: what the part says of its rows' places; from, to: its roots, if it has any. *)
Record part {root : Type} := Part { p_first : Z; p_last : Z; p_rows : list end_row; p_from : root; p_to : root }.
Arguments part : clear implicits.

Definition places (rows : list end_row) : list Z := map (fun e => leaf_place (e_leaf e)) rows.

(** What a part's chip shows: its rows ascend, the first one and the last one are where it says. *)
Record part_ascends {root} (q : part root) : Prop := {
  part_leaves : forall e, In e (p_rows q) -> is_leaf (e_leaf e);
  part_sorted : StronglySorted Z.lt (places (p_rows q));
  part_first : p_rows q <> [] -> hd 0 (places (p_rows q)) = p_first q;
  part_last : p_rows q <> [] -> last (places (p_rows q)) 0 = p_last q }.

(** What the verifier compares (check 2). *)
Fixpoint parts_in_order {root} (parts : list (part root)) : Prop :=
  match parts with
  | [] => True
  | q :: r => p_first q <= p_last q /\ match r with [] => True | q' :: _ => p_last q < p_first q' end /\ parts_in_order r
  end.

Lemma sorted_within (l : list Z) : StronglySorted Z.lt l -> forall x, In x l -> hd 0 l <= x <= last l 0.
Proof.
  induction 1 as [|y l Hs IH Hf]; [intros ? []|]. rewrite Forall_forall in Hf.
  assert (El : forall x, In x l -> last (y :: l) 0 = last l 0) by (destruct l; [contradiction|reflexivity]).
  intros x [<-|Hx]; cbn [hd].
  - split; [lia|]. destruct l as [|z l]; [cbn; lia|]. rewrite (El z) by now left.
    pose proof (IH z (or_introl eq_refl)). specialize (Hf z (or_introl eq_refl)). lia.
  - rewrite (El x Hx). specialize (IH x Hx). specialize (Hf x Hx). lia.
Qed.

Lemma sorted_nodup (l : list Z) : StronglySorted Z.lt l -> NoDup l.
Proof.
  induction 1 as [|y l Hs IH Hf]; constructor; [|assumption]. rewrite Forall_forall in Hf. intros H.
  specialize (Hf y H). lia.
Qed.

Lemma places_of_parts {root} (parts : list (part root)) : Forall part_ascends parts -> parts_in_order parts ->
  NoDup (places (flat_map p_rows parts)) /\
  (forall x, In x (places (flat_map p_rows parts)) -> match parts with [] => False | q :: _ => p_first q <= x end).
Proof.
  induction parts as [|q r IH]; intros Ha Ho; [split; [constructor|auto]|].
  inversion Ha as [|? ? Hq Hr]; subst. destruct Ho as (Hfl & Hnext & Ho). destruct (IH Hr Ho) as (H1 & H2). clear IH.
  destruct Hq as [_ Hs Hf Hl]. unfold places in *. cbn [flat_map]. rewrite map_app.
  assert (Hin : forall x, In x (map (fun e => leaf_place (e_leaf e)) (p_rows q)) -> p_first q <= x <= p_last q).
  { intros x Hx. assert (Hne : p_rows q <> []) by (intros E; rewrite E in Hx; contradiction).
    rewrite <- (Hf Hne), <- (Hl Hne). now apply sorted_within. }
  assert (Hbehind : forall x, In x (map (fun e => leaf_place (e_leaf e)) (flat_map p_rows r)) -> p_last q < x).
  { intros x Hx. specialize (H2 x Hx). destruct r; [contradiction|lia]. }
  split.
  - apply sorted_nodup in Hs. clear -Hs H1 Hin Hbehind. revert Hs Hin.
    generalize (map (fun e => leaf_place (e_leaf e)) (p_rows q)). induction l as [|x l IH]; intros Hs Hin; [exact H1|].
    inversion Hs as [|? ? Hn Hd]; subst. cbn [app]. constructor; [|apply IH; auto; intros; apply Hin; now right].
    intros H. apply in_app_or in H. destruct H as [H|H]; [auto|]. specialize (Hin x (or_introl eq_refl)).
    specialize (Hbehind x H). lia.
  - intros x Hx. apply in_app_or in Hx. destruct Hx as [Hx|Hx]; [now apply Hin|]. specialize (Hbehind x Hx). lia.
Qed.

Theorem one_row_in_all_parts {root} (parts : list (part root)) : Forall part_ascends parts -> parts_in_order parts ->
  NoDup (map e_leaf (flat_map p_rows parts)).
Proof.
  intros Ha Ho. destruct (places_of_parts parts Ha Ho) as (H & _). unfold places in H.
  rewrite <- (map_map e_leaf leaf_place) in H. now apply NoDup_map_inv in H.
Qed.

(** ** Lemma 14: roots chain. *)
Section Roots.
Variable root : Type.
(** What a leaf holds under a root. *)
Variable under : root -> leaf -> list F -> Prop.

Fixpoint roots_chain (first : root) (parts : list (part root)) (stop : root) : Prop :=
  match parts with
  | [] => first = stop
  | q :: r => p_from q = first /\ roots_chain (p_to q) r stop
  end.

(** What a part shows with its Merkle chip: before, and behind; and of other leaves. *)
Definition opens_before (q : part root) : Prop := forall e, In e (p_rows q) -> under (p_from q) (e_leaf e) (e_start e).
Definition opens_behind (q : part root) : Prop := forall e, In e (p_rows q) -> under (p_to q) (e_leaf e) (e_final e).
Definition keeps_others (q : part root) : Prop :=
  forall l, ~ In l (map e_leaf (p_rows q)) -> forall v, under (p_from q) l v <-> under (p_to q) l v.

Lemma others_kept parts first stop l : roots_chain first parts stop -> Forall keeps_others parts ->
  ~ In l (map e_leaf (flat_map p_rows parts)) -> forall v, under first l v <-> under stop l v.
Proof.
  revert first. induction parts as [|q r IH]; intros first Hc Hk Hn v; cbn [roots_chain flat_map] in *; [now subst|].
  destruct Hc as (<- & Hc). inversion Hk as [|? ? Hq Hr]; subst. rewrite map_app, in_app_iff in Hn.
  rewrite (Hq l) by tauto. apply IH; tauto.
Qed.

Theorem roots_of_rows parts first stop : roots_chain first parts stop ->
  Forall opens_before parts -> Forall keeps_others parts -> NoDup (map e_leaf (flat_map p_rows parts)) ->
  forall e, In e (flat_map p_rows parts) ->
    under first (e_leaf e) (e_start e) /\ (Forall opens_behind parts -> under stop (e_leaf e) (e_final e)).
Proof.
  revert first. induction parts as [|q r IH]; intros first Hc Hb Hk Hn e He; [contradiction|].
  cbn [roots_chain flat_map] in *. destruct Hc as (<- & Hc). inversion Hb as [|? ? Hbq Hbr]; subst.
  inversion Hk as [|? ? Hkq Hkr]; subst. rewrite map_app in Hn.
  assert (Hr : NoDup (map e_leaf (flat_map p_rows r))).
  { clear -Hn. induction (map e_leaf (p_rows q)); [assumption|]. cbn [app] in Hn. inversion Hn. auto. }
  assert (Hdis : forall l, In l (map e_leaf (p_rows q)) -> ~ In l (map e_leaf (flat_map p_rows r))).
  { clear -Hn. induction (map e_leaf (p_rows q)) as [|x l IH]; intros y Hy H; [contradiction|].
    cbn [app] in Hn. inversion Hn as [|? ? Hx Hd]; subst. destruct Hy as [->|Hy].
    - apply Hx, in_or_app. now right.
    - exact (IH Hd y Hy H). }
  apply in_app_or in He. destruct He as [He|He].
  - split; [now apply Hbq|]. intros Hf. inversion Hf as [|? ? Hfq Hfr]; subst.
    apply (others_kept r (p_to q) stop); auto. apply Hdis. now apply in_map.
  - destruct (IH (p_to q) Hc Hbr Hkr Hr e He) as (H1 & H2). split.
    + apply (Hkq (e_leaf e)); [|assumption]. intros H. apply (Hdis _ H). now apply in_map.
    + intros Hf. inversion Hf. auto.
Qed.
End Roots.
