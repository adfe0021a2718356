(** The connector: the clock starts at 1 and ends in range (Lemmas 2 and 7 of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks.
From Zkmem Require Import ClockConnectorAir.
Import ListNotations.
Open Scope Z_scope.

(** The connector's first row sends 1, its last receives the public end, in range; rows between say nothing. *)
Definition end_of e := at_public e 2.

Theorem connector_row e : holds ClockConnectorAir e -> looks ClockConnectorAir e Bus.range in_range ->
  is_bit (is_first e) -> is_bit (is_last e) ->
  says ClockConnectorAir e Bus.memory = [] /\
  Forall is_signed (says ClockConnectorAir e Bus.clock) /\
  sent (says ClockConnectorAir e Bus.clock) = (if F_eq_dec (is_first e) (Fz 1) then [[Fz 1]] else []) /\
  received (says ClockConnectorAir e Bus.clock) = (if F_eq_dec (is_last e) (Fz 1) then [[end_of e]] else []) /\
  (is_last e = Fz 1 -> below (2 ^ time_bits) (end_of e)).
Proof.
  intros H Hrange Hfirst Hlast. unfold_air_in H. unfold looks in Hrange. unfold end_of.
  destruct H as (H1 & H2 & H3 & _). set (c := at_cell e 0 0) in *.
  assert (Ef : is_first e = Fz 1 -> (c 0%nat + c 1%nat * Fz 131072)%F = Fz 1).
  { intros E. rewrite E in H1. apply F_sub_zero. rewrite <- H1. ring. }
  assert (El : is_last e = Fz 1 -> (c 0%nat + c 1%nat * Fz 131072)%F = at_public e 2).
  { intros E. rewrite E in H3. apply F_sub_zero. rewrite <- H3. ring. }
  repeat split.
  - unfold_air. fold c. destruct Hfirst as [->| ->], Hlast as [->| ->];
      rewrite ?Fz_opp; signed.
  - unfold sent. unfold_air. fold c. destruct Hfirst as [Hf|Hf]; rewrite Hf.
    + destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|].
      destruct Hlast as [Hl|Hl]; rewrite Hl; rewrite ?Fz_opp; count.
    + destruct (F_eq_dec (Fz 1) (Fz 1)) as [_|E]; [|congruence]. rewrite (Ef Hf).
      destruct Hlast as [Hl|Hl]; rewrite Hl; rewrite ?Fz_opp; count.
  - unfold received. unfold_air. fold c. destruct Hlast as [Hl|Hl]; rewrite Hl.
    + destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|].
      destruct Hfirst as [Hf|Hf]; rewrite Hf; rewrite ?Fz_opp; count.
    + destruct (F_eq_dec (Fz 1) (Fz 1)) as [_|E]; [|congruence]. rewrite (El Hl).
      destruct Hfirst as [Hf|Hf]; rewrite Hf; rewrite ?Fz_opp; count.
  - intros Hl. rewrite <- (El Hl). apply limbs_below.
    + apply (Hrange [c 0%nat; Fz 17]). rewrite <- Hl. unfold_air. fold c. tauto.
    + apply (Hrange [c 1%nat; Fz 12]). rewrite <- Hl. unfold_air. fold c. tauto.
Qed.

Theorem connector_counts e : is_bit (is_last e) -> counts_bits (says ClockConnectorAir e Bus.range).
Proof. intros H. unfold_air. repeat (apply Forall_cons; [exact H|]). apply Forall_nil. Qed.
