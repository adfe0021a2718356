(** One cell: Lemma 10 of docs/spec/memory-argument.md.

    An event takes a token (value, time) of the cell and gives one. Tokens that are given, with the initial one, are
    those that are taken, with the final one. Then every access finds the value of the last write before it. *)
From Coq Require Import ZArith Lia List Permutation Bool.
From Zkmem Require Import Lists.
Import ListNotations.
Open Scope Z_scope.

Section Cell.
Context {V : Type} (V_dec : forall a b : V, {a = b} + {a <> b}).

Inductive kind := adapts | reads | writes.
Record event := Event { what : kind; value_before : V; time_before : Z; value : V; time : Z }.

Definition taken (e : event) : V * Z := (value_before e, time_before e).
Definition given (e : event) : V * Z := (value e, time e).

(** Lemma 9 shows this of every event of a cell. *)
Definition event_ok (e : event) :=
  0 <= time_before e <= time e /\
  (what e <> adapts -> time_before e < time e) /\
  (what e <> writes -> value e = value_before e).

Variable events : list event.
Hypothesis events_ok : forall e, In e events -> event_ok e.

Definition crosses (t : Z) (e : event) := time_before e <= t < time e.
Definition crossing (t : Z) (e : event) : Z :=
  (if t <? time e then 1 else 0) - (if t <? time_before e then 1 else 0).

Lemma crossing_spec t e : In e events -> 0 <= crossing t e /\ (crosses t e -> crossing t e = 1).
Proof.
  intros H. destruct (events_ok e H) as (Ht & _). unfold crossing, crosses.
  destruct (Z.ltb_spec t (time e)), (Z.ltb_spec t (time_before e)); lia.
Qed.

Definition late (t : Z) (x : V * Z) : Z := if t <? snd x then 1 else 0.

Lemma crossings t : sumZ (crossing t) events = sumZ (late t) (map given events) - sumZ (late t) (map taken events).
Proof. rewrite !sumZ_map. rewrite <- sumZ_sub. reflexivity. Qed.

(** *** A cell that nothing starts: no access touches it. *)
Theorem untouched :
  Permutation (map given events) (map taken events) -> forall e, In e events -> what e = adapts.
Proof.
  intros bal e Hin. destruct (what e) eqn:E; [reflexivity|exfalso|exfalso].
  all: destruct (events_ok e Hin) as (Ht & Hs & _); assert (time_before e < time e) by (apply Hs; congruence);
    pose proof (crossings (time_before e)) as Hc; rewrite (sumZ_perm _ _ _ bal) in Hc;
    assert (Hm : crossing (time_before e) e <= sumZ (crossing (time_before e)) events)
      by (apply sumZ_member; [intros; now apply crossing_spec|assumption]);
    destruct (crossing_spec (time_before e) e Hin) as (_ & H1);
    rewrite H1 in Hm by (unfold crosses; lia); lia.
Qed.

(** *** A cell with one initial token, of time 0, and one final token. *)
Variable v0 vf : V.
Variable tf : Z.
Hypothesis bal : Permutation ((v0, 0) :: map given events) ((vf, tf) :: map taken events).

(** v is in the cell after time t: what the last write up to t has left, or the initial value. *)
Definition holds_at (t : Z) (v : V) :=
  (v = v0 /\ forall w, In w events -> what w = writes -> t < time w) \/
  (exists w, In w events /\ what w = writes /\ time w <= t /\ v = value w /\
     forall w', In w' events -> what w' = writes -> time w' <= t -> time w' <= time w).

Lemma crossings_before_the_end t : 0 <= t -> sumZ (crossing t) events = if t <? tf then 1 else 0.
Proof.
  intros Ht. pose proof (crossings t) as Hsum. pose proof (sumZ_perm (late t) _ _ bal) as Hp. cbn [sumZ] in Hp.
  unfold late at 1 3 in Hp. cbn [snd] in Hp. destruct (Z.ltb_spec t 0); lia.
Qed.

Lemma at_most_one_crosses t : 0 <= t -> sumZ (crossing t) events <= 1.
Proof. intros Ht. rewrite crossings_before_the_end by assumption. destruct (_ <? _); lia. Qed.

Lemma one_crosses t e e' : 0 <= t -> In e events -> In e' events -> crosses t e -> crosses t e' -> e = e'.
Proof.
  intros Ht Hin Hin' Hc Hc'.
  assert (dec : {e = e'} + {e <> e'}) by (repeat decide equality).
  destruct dec as [|Hne]; [assumption|exfalso]. pose proof (at_most_one_crosses t Ht).
  assert (H2 : crossing t e + crossing t e' <= sumZ (crossing t) events)
    by (apply sumZ_two; auto; intros; now apply crossing_spec).
  destruct (crossing_spec t e Hin) as (_ & H1). destruct (crossing_spec t e' Hin') as (_ & H1').
  rewrite H1, H1' in H2 by assumption. lia.
Qed.

Lemma none_crosses_after t e : tf <= t -> 0 <= t -> In e events -> ~ crosses t e.
Proof.
  intros Htf Ht Hin Hc. pose proof (crossings_before_the_end t Ht) as Hsum.
  assert (Hm : crossing t e <= sumZ (crossing t) events)
    by (apply sumZ_member; [intros; now apply crossing_spec|assumption]).
  destruct (crossing_spec t e Hin) as (_ & H1). rewrite H1 in Hm by assumption.
  destruct (Z.ltb_spec t tf); lia.
Qed.

Definition token_dec (x y : V * Z) : {x = y} + {x <> y}.
Proof. decide equality. apply Z.eq_dec. Defined.
Definition matches (x y : V * Z) : Z := if token_dec y x then 1 else 0.

(** Time passes at an event that is not flat; who takes a token there, or at the end, takes what another such event
    gave, or the initial token. *)
Definition moves (e : event) := time_before e < time e.

Lemma predecessor v t :
  (exists e, In e events /\ moves e /\ taken e = (v, t)) \/ (v, t) = (vf, tf) ->
  (v, t) = (v0, 0) \/ exists e, In e events /\ moves e /\ given e = (v, t).
Proof.
  intros H. set (x := (v, t)).
  pose proof (sumZ_perm (matches x) _ _ bal) as Hp. cbn [sumZ] in Hp. rewrite !sumZ_map in Hp.
  destruct (token_dec (v0, 0) x) as [Hx|Hx]; [left; symmetry; exact Hx|right].
  unfold matches at 1 in Hp. destruct (token_dec (v0, 0) x); [congruence|].
  assert (Hpos : 0 < sumZ (fun e => if time_before e <? time e then matches x (given e) else 0) events).
  { set (G e := if time_before e <? time e then matches x (given e) else 0).
    set (K e := if time_before e <? time e then matches x (taken e) else 0).
    assert (Hd : sumZ (fun e => G e - K e) events =
                 sumZ (fun e => matches x (given e) - matches x (taken e)) events).
    { apply sumZ_ext. intros e Hin. unfold G, K. destruct (Z.ltb_spec (time_before e) (time e)); [lia|].
      destruct (events_ok e Hin) as (Hle & Hst & Hval).
      assert (Hw : what e <> writes).
      { intros E. assert (time_before e < time e) by (apply Hst; congruence). lia. }
      assert (E : given e = taken e).
      { unfold given, taken. rewrite (Hval Hw). f_equal. lia. }
      rewrite E. lia. }
    rewrite !sumZ_sub in Hd. assert (HK : 0 <= sumZ K events).
    { apply sumZ_nonneg. intros e _. unfold K, matches.
      destruct (_ <? _); [destruct (token_dec _ _)|]; lia. }
    assert (Hm01 : forall y, 0 <= matches x y) by (intros; unfold matches; destruct (token_dec _ _); lia).
    assert (Hm1 : matches x x = 1) by (unfold matches; destruct (token_dec x x); congruence).
    pose proof (Hm01 (vf, tf)).
    destruct H as [(e & Hin & Hm & He)|He].
    - assert (HK1 : K e <= sumZ K events).
      { apply sumZ_member; [|assumption]. intros e' _. unfold K. pose proof (Hm01 (taken e')).
        destruct (_ <? _); lia. }
      unfold K at 1 in HK1. unfold moves in Hm. rewrite He in HK1. fold x in HK1.
      destruct (Z.ltb_spec (time_before e) (time e)); lia.
    - fold x in He. rewrite <- He in *. lia. }
  apply sumZ_pos_in in Hpos. destruct Hpos as (e & Hin & Hg). exists e.
  destruct (Z.ltb_spec (time_before e) (time e)); [|lia].
  unfold matches in Hg. destruct (token_dec (given e) x); [|lia].
  repeat split; assumption.
Qed.

Lemma given_holds e : holds_at (time_before e) (value_before e) -> In e events -> moves e ->
  holds_at (time e) (value e).
Proof.
  intros Hb Hin Hm. destruct (events_ok e Hin) as (Ht & Hs & Hval). unfold moves in Hm.
  assert (Hclose : forall w, In w events -> what w = writes -> time_before e < time w <= time e -> w = e).
  { intros w Hw Ew Htw. destruct (events_ok w Hw) as (Htw' & Hsw & _).
    assert (time_before w < time w) by (apply Hsw; congruence).
    apply (one_crosses (time w - 1)); unfold crosses; try assumption; lia. }
  destruct (what e) eqn:E.
  3: { right. exists e. repeat split; try assumption; try lia. }
  all: rewrite Hval by congruence; destruct Hb as [(Hv & Hno)|(w & Hw & Ew & Htw & Hv & Hlast)];
    [ left; split; [assumption|]; intros w Hw Ew; pose proof (Hno w Hw Ew);
      destruct (Z_lt_le_dec (time e) (time w)); [assumption|];
      assert (w = e) by (apply Hclose; auto; lia); congruence
    | right; exists w; repeat split; try assumption; try lia; intros w' Hw' Ew' Htw';
      destruct (Z_lt_le_dec (time_before e) (time w')); [|now apply Hlast];
      assert (w' = e) by (apply Hclose; auto; lia); congruence ].
Qed.

Lemma taken_holds_upto n : forall e, In e events -> moves e -> time e < n ->
  holds_at (time_before e) (value_before e).
Proof.
  destruct (Z_lt_le_dec n 0) as [Hn|Hn].
  { intros e Hin Hm Hlt. destruct (events_ok e Hin). unfold moves in Hm. lia. }
  revert n Hn. apply (natlike_ind (fun n => forall e, In e events -> moves e -> time e < n ->
    holds_at (time_before e) (value_before e))).
  - intros e Hin Hm Hlt. destruct (events_ok e Hin). unfold moves in Hm. lia.
  - intros n Hn IH e Hin Hm Hlt. unfold moves in Hm.
    destruct (predecessor (value_before e) (time_before e)) as [H0|(e' & Hin' & Hm' & He')].
    + left. exists e. repeat split; assumption.
    + injection H0 as Hv Ht0. left. rewrite Hv, Ht0. split; [reflexivity|].
      intros w Hw Ew. destruct (events_ok w Hw) as (Hle & Hst & _).
      assert (time_before w < time w) by (apply Hst; congruence). lia.
    + unfold given in He'. injection He' as Hv Ht'. rewrite <- Hv, <- Ht'.
      apply given_holds; auto. apply IH; auto. lia.
Qed.

(** Lemma 10, and the sentence behind it: each access finds the value of the last write before it, or the initial
    value. *)
Theorem access_finds_last_write e :
  In e events -> what e <> adapts -> holds_at (time e - 1) (value_before e).
Proof.
  intros Hin Hk. destruct (events_ok e Hin) as (Ht & Hs & _). specialize (Hs Hk).
  assert (Hb : holds_at (time_before e) (value_before e))
    by (apply (taken_holds_upto (time e + 1)); unfold moves; auto; lia).
  assert (Hclose : forall w, In w events -> what w = writes -> time_before e < time w <= time e - 1 -> False).
  { intros w Hw Ew Htw. destruct (events_ok w Hw) as (Htw' & Hsw & _).
    assert (time_before w < time w) by (apply Hsw; congruence).
    assert (w = e) by (apply (one_crosses (time w - 1)); unfold crosses; try assumption; lia).
    subst. lia. }
  destruct Hb as [(Hv & Hno)|(w & Hw & Ew & Htw & Hv & Hlast)].
  - left. split; [assumption|]. intros w Hw Ew. specialize (Hno w Hw Ew).
    destruct (Z_lt_le_dec (time e - 1) (time w)); [assumption|]. exfalso. apply (Hclose w); auto; lia.
  - right. exists w. split; [|split; [|split; [|split]]]; try assumption; try lia. intros w' Hw' Ew' Htw'.
    destruct (Z_lt_le_dec (time_before e) (time w')); [exfalso; apply (Hclose w'); auto|now apply Hlast].
Qed.

(** What the cell holds when the segment ends. *)
Theorem final_value : (forall w, In w events -> what w = writes -> time w <= tf) /\ holds_at tf vf.
Proof.
  split.
  - intros w Hw Ew. destruct (events_ok w Hw) as (Hle & Hst & _).
    assert (time_before w < time w) by (apply Hst; congruence).
    destruct (Z_lt_le_dec tf (time w)); [|assumption]. exfalso.
    destruct (Z_lt_le_dec (time w - 1) tf).
    + lia.
    + apply (none_crosses_after (time w - 1) w); auto; unfold crosses; lia.
  - destruct (predecessor vf tf) as [H0|(e & Hin & Hm & He)]; [now right| |].
    + injection H0 as Hv Ht. rewrite Hv, Ht. left. split; [reflexivity|]. intros w Hw Ew.
      destruct (events_ok w Hw) as (Hle & Hst & _).
      assert (time_before w < time w) by (apply Hst; congruence). lia.
    + unfold given in He. injection He as Hv Ht'. rewrite <- Hv, <- Ht'. apply given_holds; auto.
      apply (taken_holds_upto (time e + 1)); auto. lia.
Qed.

(** Two accesses are not at one time. *)
Theorem accesses_differ e e' : In e events -> In e' events -> what e <> adapts -> what e' <> adapts ->
  time e = time e' -> e = e'.
Proof.
  intros Hin Hin' Hk Hk' Ht. destruct (events_ok e Hin) as (H0 & Hs & _), (events_ok e' Hin') as (H0' & Hs' & _).
  specialize (Hs Hk). specialize (Hs' Hk').
  apply (one_crosses (time e - 1)); auto; unfold crosses; lia.
Qed.
End Cell.
