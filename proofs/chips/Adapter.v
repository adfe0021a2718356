(** The access adapters: a split or a merge of a block, or padding (Lemmas 2 and 9 of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Speaks.
Import ListNotations.
Open Scope Z_scope.

(** The chip for any number of cells: what its constraints and look-ups are, by name. *)
Section Adapter.
Variables valid split sp pt lt rt right_larger low high : F.
Variables l r : list F.
Hypothesis split_bit : (split * (split - 1) = 0)%F.
Hypothesis valid_bit : (valid * (valid - 1) = 0)%F.
Hypothesis right_larger_bit : (right_larger * (right_larger - 1) = 0)%F.
Hypothesis split_keeps_time : (split * (lt - rt) = 0)%F.
Hypothesis compared : (valid * (rt - lt + Fz 536870911 - (low + high * Fz 131072 + right_larger * Fz 536870912)) = 0)%F.
Definition whole_time := (right_larger * rt + (1 - right_larger) * lt)%F.
Definition direction := (valid * (Fz 2 * split - 1))%F.
Hypothesis limbs_in_range : valid = Fz 1 -> val low < 2 ^ 17 /\ val high < 2 ^ 12.
Hypothesis time_in_range : (valid * (1 - split))%F = Fz 1 -> below (2 ^ time_bits) whole_time.
Hypothesis halves_in_range : l <> [] /\ r <> [] /\ (length l + length r <= largest_block)%nat.

Definition adapter_says : list (list F * F) :=
  [ (message_of (Block sp pt (l ++ r) whole_time), (Fz 2013265920 * direction)%F);
    (message_of (Block sp pt l lt), direction);
    (message_of (Block sp (behind pt l) r rt), direction) ].

Lemma adapter_rows : exists rows,
  (forall x, In x rows -> row_ok time_bits largest_block x) /\
  Forall is_signed adapter_says /\
  sent adapter_says = map message_of (flat_map sends rows) /\
  received adapter_says = map message_of (flat_map receives rows) /\
  flat_map ticks rows = [] /\ flat_map incs rows = [] /\ shown rows = silent.
Proof.
  unfold adapter_says, sent, received. rewrite minus_one.
  destruct (bit_of valid valid_bit) as [Hv|Hv].
  - exists []. assert (Hd : direction = Fz 0) by (unfold direction; rewrite Hv; ring). rewrite Hd.
    replace (Fz (-1) * 0)%F with (Fz 0) by ring. split; [intros x []|].
    repeat split; try (count; fail). signed.
  - destruct (limbs_in_range Hv) as (Hlow & Hhigh).
    destruct (two_limbs low high Hlow Hhigh) as (d & Hd & Ed).
    destruct (bit_of split split_bit) as [Hs|Hs].
    + exists [Merge sp pt l r lt rt whole_time].
      assert (Hdir : direction = Fz (-1)) by (unfold direction; rewrite Hv, Hs; ring). rewrite Hdir.
      replace (Fz (-1) * Fz (-1))%F with (Fz 1) by ring. split; [|repeat split; try (count; fail)].
      * intros x [<-|[]]. cbn [row_ok]. split; [apply time_in_range; rewrite Hv, Hs; ring|].
        rewrite Hv, Ed in compared.
        assert (E : (rt - lt + Fz 536870911 = Fz d + right_larger * Fz 536870912)%F).
        { apply F_sub_zero. rewrite <- compared. ring. }
        unfold whole_time, time_bits.
        destruct (bit_of right_larger right_larger_bit) as [Hr|Hr]; rewrite Hr in *.
        -- exists d, false. split; [assumption|]. change (2 ^ 29 - 1) with 536870911.
           rewrite E. split; [|ring]. rewrite Z.add_0_r. ring.
        -- exists d, true. split; [assumption|]. change (2 ^ 29 - 1) with 536870911. change (2 ^ 29) with 536870912.
           rewrite E, <- Fz_add. split; ring.
      * signed.
    + exists [Split sp pt l r lt].
      assert (Hdir : direction = Fz 1) by (unfold direction; rewrite Hv, Hs; ring). rewrite Hdir.
      replace (Fz (-1) * 1)%F with (Fz (-1)) by ring.
      assert (Et : lt = rt) by (apply F_sub_zero; rewrite <- split_keeps_time, Hs; ring).
      assert (Ew : whole_time = lt) by (unfold whole_time; rewrite Et; ring). rewrite Ew, <- Et.
      split; [|repeat split; try (count; fail)].
      * intros x [<-|[]]. exact halves_in_range.
      * signed.
Qed.
End Adapter.

(** For the proof about each chip's exported term: columns and messages are where the constraints have them. *)
Ltac adapter n :=
  intros H Hrange Htime; unfold_air_in H; unfold looks in Hrange, Htime;
  destruct H as (H1 & H2 & H3 & H4 & H5 & _);
  match goal with |- exists rows, speaks ?a ?e ?s rows =>
    destruct (adapter_rows (at_cell e 0 0 0) (at_cell e 0 0 1) (at_cell e 0 0 2) (at_cell e 0 0 3)
      (at_cell e 0 0 (4 + 2 * n)) (at_cell e 0 0 (5 + 2 * n)) (at_cell e 0 0 (6 + 2 * n)) (at_cell e 0 0 (7 + 2 * n))
      (at_cell e 0 0 (8 + 2 * n)) (map (at_cell e 0 0) (seq 4 n)) (map (at_cell e 0 0) (seq (4 + n) n)))
      as (rows & Hok & Hsigned & Hsent & Hreceived & Hticks & Hincs & Hinit);
    [ exact H1 | exact H2 | exact H3 | exact H4
    | transitivity (Fz 0); [|reflexivity]; rewrite <- H5; cbn [Nat.add Nat.mul]; ring
    | intros Hv; split;
      [ apply (Hrange [at_cell e 0 0 (7 + 2 * n); Fz 17]) | apply (Hrange [at_cell e 0 0 (8 + 2 * n); Fz 12]) ];
      rewrite <- Hv; unfold_air; tauto
    | intros Hv; apply (Htime [_]); rewrite <- Hv; unfold_air; tauto
    | repeat split; try discriminate; vm_compute; lia
    | exists rows; constructor;
      [ exact Hok | exact Hsigned | exact Hsent | exact Hreceived
      | exact nothing_signed | rewrite Hticks, Hincs; reflexivity | rewrite Hticks, Hincs; reflexivity | exact Hinit ] ]
  end.

(** Its look-ups are counted 0 or 1. *)
Ltac adapter_counts :=
  intros H; unfold_air_in H; destruct H as (H1 & H2 & _); apply bit_of in H1, H2;
  split; unfold_air; repeat (apply Forall_cons; [cbn [snd]|]); try apply Forall_nil; try exact H2;
  destruct H1 as [->| ->], H2 as [->| ->]; first [left; ring | right; ring].
