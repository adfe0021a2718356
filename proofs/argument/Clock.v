(** The clock: Lemmas 4 to 7 of docs/spec/memory-argument.md.

    The page follows trails of time; here the same comes from cuts. For a number v let the weight of an element be
    1 above v and 0 else. Equal multisets have equal weights, so the arrows that cross v upwards are as many as
    those that cross it downwards, but for the connector's. Only a tick from p - 1 to 0 goes down. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists Field.
Import ListNotations.
Open Scope Z_scope.

(** An element is in range: as an integer below 2^T. *)
Definition below (n : Z) (x : F) := val x < n.

(** Lemma 4 (comparing). d stands for the sum of the limbs. *)
Lemma comparing T a b d : 0 <= T <= 29 -> below (2 ^ T) a -> below (2 ^ T) b -> 0 <= d < 2 ^ T ->
  (b - a - 1)%F = Fz d -> val a < val b.
Proof.
  unfold below. intros HT Ha Hb Hd H. to_Z H k.
  assert (2 ^ T <= 2 ^ 29) by (apply Z.pow_le_mono_r; lia). change (2 ^ 29) with 536870912 in *.
  pose proof (val_range a). pose proof (val_range b). unfold p in *. lia.
Qed.

Section Clock.
Variable T : Z.
Hypothesis T_range : 0 <= T <= 29.

(** Lemma 5 (inc rows ascend). *)
Lemma inc_rows_ascend s e step : below (2 ^ T) s -> below (2 ^ T) e -> below (2 ^ T) step ->
  (s + step)%F = e -> val s <= val e < 2 ^ T.
Proof.
  unfold below. intros Hs He Hstep H.
  assert (2 ^ T <= 2 ^ 29) by (apply Z.pow_le_mono_r; lia). change (2 ^ 29) with 536870912 in *.
  pose proof (val_range s). pose proof (val_range e). pose proof (val_range step).
  to_Z H k. unfold p in *. lia.
Qed.

Variable ticks : list F.
Variable incs : list (F * F).
Variable stop : F.
Hypothesis incs_ascend : forall s e, In (s, e) incs -> val s <= val e < 2 ^ T.
Hypothesis stop_in_range : below (2 ^ T) stop.
Hypothesis few_ticks : 2 * Z.of_nat (length ticks) < p.
Hypothesis bus : Permutation (Fz 1 :: map (fun t => t + 1)%F ticks ++ map snd incs)
                             (stop :: ticks ++ map fst incs).

Definition above (v : Z) (x : F) : Z := if v <? val x then 1 else 0.
Definition at_ (v : Z) (x : F) : Z := if v =? val x then 1 else 0.
Definition times_at v := sumZ (at_ v) ticks.
Definition incs_over v := sumZ (fun a : F * F => above v (snd a) - above v (fst a)) incs.

Lemma T_small : 2 ^ T <= 536870912.
Proof. change 536870912 with (2 ^ 29). apply Z.pow_le_mono_r; lia. Qed.

Lemma val_succ t : val (t + 1)%F = if val t =? p - 1 then 0 else val t + 1.
Proof.
  pose proof (val_range t). unfold Fadd. rewrite val_Fz, (val_small 1) by (unfold p; lia).
  destruct (Z.eqb_spec (val t) (p - 1)) as [->|]; [reflexivity|].
  apply Z.mod_small. lia.
Qed.

Lemma tick_step v t : 0 <= v < p - 1 -> above v (t + 1)%F - above v t = at_ v t - at_ (p - 1) t.
Proof.
  intros Hv. pose proof (val_range t). unfold above, at_. rewrite val_succ.
  destruct (Z.eqb_spec (val t) (p - 1)), (Z.eqb_spec (p - 1) (val t)), (Z.eqb_spec v (val t));
    repeat match goal with |- context [?a <? ?b] => destruct (Z.ltb_spec a b) end; lia.
Qed.

Lemma cut v : 0 <= v < p - 1 ->
  times_at v - times_at (p - 1) + incs_over v + above v (Fz 1) = above v stop.
Proof.
  intros Hv. pose proof (sumZ_perm (above v) _ _ bus) as H. cbn [sumZ] in H.
  rewrite !sumZ_app, !sumZ_map in H.
  assert (Ht : sumZ (fun t => above v (t + 1)%F - above v t) ticks = times_at v - times_at (p - 1)).
  { unfold times_at. rewrite <- sumZ_sub. apply sumZ_ext. intros. now apply tick_step. }
  rewrite sumZ_sub in Ht. unfold incs_over. rewrite sumZ_sub. lia.
Qed.

Lemma incs_over_nonneg v : 0 <= incs_over v.
Proof.
  apply sumZ_nonneg. intros [s e] Hin. apply incs_ascend in Hin. cbn [fst snd]. unfold above.
  destruct (Z.ltb_spec v (val s)), (Z.ltb_spec v (val e)); lia.
Qed.

Lemma incs_over_high v : 2 ^ T <= v -> incs_over v = 0.
Proof.
  intros Hv. unfold incs_over. clear bus. induction incs as [|[s e] l IH]; [reflexivity|].
  cbn [sumZ fst snd]. rewrite IH by (intros; apply incs_ascend; now right).
  destruct (incs_ascend s e (or_introl eq_refl)). unfold above.
  destruct (Z.ltb_spec v (val s)), (Z.ltb_spec v (val e)); lia.
Qed.

Lemma times_at_nonneg v : 0 <= times_at v.
Proof. apply sumZ_nonneg. intros. unfold at_. destruct (_ =? _); lia. Qed.

Lemma times_at_in v : 0 < times_at v -> In v (map val ticks).
Proof.
  intros H. apply sumZ_pos_in in H. destruct H as (t & Hin & Ht). unfold at_ in Ht.
  destruct (Z.eqb_spec v (val t)); [|lia]. subst. now apply in_map.
Qed.

Lemma times_at_member t : In t ticks -> 1 <= times_at (val t).
Proof.
  intros Hin. unfold times_at.
  assert (H : at_ (val t) t <= sumZ (at_ (val t)) ticks).
  { apply sumZ_member; auto. intros. unfold at_. destruct (_ =? _); lia. }
  unfold at_ in H at 1. rewrite Z.eqb_refl in H. exact H.
Qed.

(** Lemma 6 (no loops in time): a tick from p - 1 would need one at each point from 2^T on, which are more than
    the key's bound lets be. *)
Lemma no_tick_at_the_top : times_at (p - 1) = 0.
Proof.
  pose proof (times_at_nonneg (p - 1)). pose proof T_small.
  destruct (Z.eq_dec (times_at (p - 1)) 0) as [|Hne]; [assumption|exfalso].
  assert (Hall : forall v, 2 ^ T <= v < p -> In v (map val ticks)).
  { intros v Hv. apply times_at_in. destruct (Z.eq_dec v (p - 1)) as [->|]; [lia|].
    assert (Hv0 : 0 <= v < p - 1) by (pose proof (Z.pow_nonneg 2 T); lia).
    pose proof (cut v Hv0) as Hc. rewrite (incs_over_high v) in Hc by lia.
    unfold below in stop_in_range. unfold above in Hc. rewrite (val_small 1) in Hc by (unfold p; lia).
    destruct (Z.ltb_spec v 1), (Z.ltb_spec v (val stop)); pose proof (times_at_nonneg v); lia. }
  apply interval_length in Hall. rewrite map_length in Hall. unfold p in *. lia.
Qed.

Lemma times_at_bound v : 0 <= v < p - 1 -> times_at v <= (if (1 <=? v) && (v <? val stop) then 1 else 0).
Proof.
  intros Hv. pose proof (cut v Hv) as Hc. rewrite no_tick_at_the_top in Hc.
  pose proof (incs_over_nonneg v). unfold above in Hc. rewrite (val_small 1) in Hc by (unfold p; lia).
  destruct (Z.leb_spec 1 v), (Z.ltb_spec v (val stop)), (Z.ltb_spec v 1); cbn [andb]; lia.
Qed.

Lemma tick_below_top t : In t ticks -> 0 <= val t < p - 1.
Proof.
  intros Hin. pose proof (val_range t). pose proof (times_at_member t Hin) as H1.
  destruct (Z.eq_dec (val t) (p - 1)) as [E|]; [|lia].
  rewrite E, no_tick_at_the_top in H1. lia.
Qed.

(** Lemma 7 (timestamps are an order): all in [1, end), none twice. *)
Theorem timestamps_in_range t : In t ticks -> 1 <= val t < val stop.
Proof.
  intros Hin. pose proof (times_at_member t Hin). pose proof (times_at_bound (val t) (tick_below_top t Hin)).
  destruct (Z.leb_spec 1 (val t)), (Z.ltb_spec (val t) (val stop)); cbn [andb] in *; lia.
Qed.

Theorem timestamps_differ : NoDup ticks.
Proof.
  apply (NoDup_count_occ F_eq_dec). intros t.
  destruct (in_dec F_eq_dec t ticks) as [Hin|Hout].
  - pose proof (times_at_bound (val t) (tick_below_top t Hin)) as Hb.
    assert (He : times_at (val t) = Z.of_nat (count_occ F_eq_dec ticks t)).
    { clear. unfold times_at. induction ticks as [|x l IH]; [reflexivity|].
      cbn [sumZ count_occ]. rewrite IH. unfold at_.
      destruct (F_eq_dec x t) as [->|Hne].
      - rewrite Z.eqb_refl. lia.
      - destruct (Z.eqb_spec (val t) (val x)) as [E|]; [|lia]. exfalso. apply Hne. now apply F_eq. }
    destruct (_ && _) in Hb; lia.
  - apply (count_occ_not_In F_eq_dec) in Hout. lia.
Qed.
End Clock.
