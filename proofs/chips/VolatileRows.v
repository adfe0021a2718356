(** The volatile boundary chips: a row starts a block with zeros at time 0 and ends it, and rows ascend, so that no block is
    in a chip twice (Lemma 12 of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Air Trace Speaks Spaces.
Import ListNotations.
Open Scope Z_scope.

(** ** Two adjacent rows, by name. *)
Section Order.
Variables bits : Z.
Hypothesis bits_range : 0 <= bits <= 29.
Variables valid next_valid marker1 marker2 space next_space number next_number low high : F.
Hypothesis valid_bit : (valid * (valid - 1) = 0)%F.
Hypothesis used_first : (next_valid * (1 - valid) = 0)%F.
Hypothesis marker1_bit : (marker1 * (marker1 - 1) = 0)%F.
Hypothesis space_same : (next_valid * ((1 - marker1) * (next_space - space)) = 0)%F.
Hypothesis some_marker : (next_valid * (1 - (marker1 + marker2)) = 0)%F.
Hypothesis compared : (next_valid * ((next_space - space) * marker1 + (next_number - number) * marker2 + Fz (2 ^ bits - 1)
  - (low + high * Fz 131072 + Fz (2 ^ bits))) = 0)%F.
Hypothesis in_use : next_valid = Fz 1.
Hypothesis limbs : exists d, 0 <= d < 2 ^ bits /\ (low + high * Fz 131072)%F = Fz d.
Hypothesis space_range : 1 <= val space <= 8.
Hypothesis next_space_range : 1 <= val next_space <= 8.
Hypothesis number_range : val number < 2 ^ 29.
Hypothesis next_number_range : val next_number < 2 ^ 29.

Lemma rows_ascend : val space < val next_space \/ space = next_space /\ val number < val next_number.
Proof.
  destruct limbs as (d & Hd & Ed).
  assert (2 ^ bits <= 536870912) by (change 536870912 with (2 ^ 29); apply Z.pow_le_mono_r; lia).
  pose proof number_range as Hn. pose proof next_number_range as Hnn. change (2 ^ 29) with 536870912 in Hn, Hnn.
  pose proof (val_range number). pose proof (val_range next_number).
  pose proof compared as C. rewrite in_use, Ed in C. pose proof some_marker as M. rewrite in_use in M.
  pose proof space_same as S. rewrite in_use in S.
  assert (E : ((next_space - space) * marker1 + (next_number - number) * marker2 - 1 = Fz d)%F).
  { apply F_sub_zero. rewrite <- C. rewrite <- Fz_sub. ring. }
  assert (E2 : marker2 = (1 - marker1)%F).
  { apply F_sub_zero. replace (marker2 - (1 - marker1))%F with (0 - 1 * (1 - (marker1 + marker2)))%F by ring.
    rewrite M. ring. }
  rewrite E2 in E. destruct (F_bit _ marker1_bit) as [Hm|Hm]; rewrite Hm in E, S.
  - right. assert (Es : space = next_space) by (symmetry; apply F_sub_zero; rewrite <- S; ring).
    split; [assumption|]. assert (E' : (next_number - number - 1 = Fz d)%F) by (rewrite <- E; ring).
    to_Z E' k. unfold p in *. lia.
  - left. assert (E' : (next_space - space - 1 = Fz d)%F) by (rewrite <- E; ring).
    to_Z E' k. unfold p in *. lia.
Qed.

Lemma in_use_before : valid = Fz 1.
Proof.
  destruct (F_bit _ valid_bit) as [H|H]; [|assumption]. pose proof used_first as U. rewrite in_use, H in U.
  exfalso. apply F_one_not_zero. rewrite <- U. ring.
Qed.
End Order.

(** ** One row on the memory bus. *)
Section Row.
Variables valid space pointer time : F.
Variables zeros data : list F.
Hypothesis valid_bit : (valid * (valid - 1) = 0)%F.

Definition boundary_says : list (list F * F) :=
  [ (message_of (Block space pointer zeros (Fz 0)), valid); (message_of (Block space pointer data time), (Fz 2013265920 * valid)%F) ].
Definition boundary_rows : list row :=
  if F_eq_dec valid (Fz 1) then [Initial (Block space pointer zeros (Fz 0)); Final (Block space pointer data time)] else [].

Lemma boundary_row : (forall x, In x boundary_rows -> row_ok time_bits largest_block x) /\
  Forall is_signed boundary_says /\
  sent boundary_says = map message_of (flat_map sends boundary_rows) /\
  received boundary_says = map message_of (flat_map receives boundary_rows) /\
  flat_map ticks boundary_rows = [] /\ flat_map incs boundary_rows = [] /\
  shown boundary_rows = (if F_eq_dec valid (Fz 1) then Shows [Block space pointer zeros (Fz 0)] [Block space pointer data time] [] else silent).
Proof.
  unfold boundary_says, boundary_rows, sent, received. rewrite minus_one.
  destruct (F_bit _ valid_bit) as [Hv|Hv]; rewrite Hv.
  - destruct (F_eq_dec (Fz 0) (Fz 1)) as [E|_]; [differ_in E|]. replace (Fz (-1) * 0)%F with (Fz 0) by ring.
    split; [intros x []|]. repeat split; try (count; fail). signed.
  - destruct (F_eq_dec (Fz 1) (Fz 1)) as [_|E]; [|congruence]. replace (Fz (-1) * 1)%F with (Fz (-1)) by ring.
    split; [|repeat split; try (count; fail); signed].
    intros x [<-|[<-|[]]]; cbn [row_ok]; [reflexivity|exact I].
Qed.
End Row.

Definition start_block (e : env) (size : nat) (valid : F) : list block :=
  if F_eq_dec valid (Fz 1)
  then [Block (at_cell e 0 0 0)
         (if Nat.eqb size 1 then at_cell e 0 0 1 + at_cell e 0 0 2 * Fz 131072
          else (at_cell e 0 0 1 + at_cell e 0 0 2 * Fz 131072) * Fz (Z.of_nat size))%F
         (repeat (Fz 0) size) (Fz 0)]
  else [].

(** What a row of blocks of that size shows. *)
Definition volatile_shows (e : env) (size : nat) (valid : F) : shows :=
  Shows (start_block e size valid)
    (if F_eq_dec valid (Fz 1)
     then [Block (at_cell e 0 0 0)
            (if Nat.eqb size 1 then at_cell e 0 0 1 + at_cell e 0 0 2 * Fz 131072
             else (at_cell e 0 0 1 + at_cell e 0 0 2 * Fz 131072) * Fz (Z.of_nat size))%F
            (map (at_cell e 0 0) (seq 3 size)) (at_cell e 0 0 (3 + size))]
     else []) [].

(** For the proof about an exported term: b cells a block. *)
Ltac volatile_chip b :=
  intros H; unfold_air_in H; destruct H as (H1 & _);
  match goal with |- exists rows, speaks ?a ?e ?s rows =>
    destruct (boundary_row (at_cell e 0 0 (4 + b)) (at_cell e 0 0 0)
      (if Nat.eqb b 1 then at_cell e 0 0 1 + at_cell e 0 0 2 * Fz 131072
       else (at_cell e 0 0 1 + at_cell e 0 0 2 * Fz 131072) * Fz (Z.of_nat b))%F
      (at_cell e 0 0 (3 + b)) (repeat (Fz 0) b) (map (at_cell e 0 0) (seq 3 b)) H1)
      as (Hok & Hsigned & Hsent & Hreceived & Hticks & Hincs & Hinit);
    eexists; constructor;
    [ exact Hok | exact Hsigned | exact Hsent | exact Hreceived
    | exact nothing_signed | rewrite Hticks, Hincs; reflexivity | rewrite Hticks, Hincs; reflexivity
    | rewrite Hinit; unfold volatile_shows, start_block; destruct (F_eq_dec _ _); reflexivity ]
  end.

Lemma looked a e b ok m c : looks a e b ok -> c = Fz 1 -> In (m, c) (says a e b) -> ok m.
Proof. intros H -> Hin. exact (H m Hin). Qed.

(** ** What a row in use says of its address, and of the next row's. *)

Definition space_of (e : env) (offset : nat) := at_cell e 0 offset 0.
Definition number_of (e : env) (offset : nat) := (at_cell e 0 offset 1 + at_cell e 0 offset 2 * Fz 131072)%F.

(** An address: space 1 to 8, and a block whose cells are below 2^29. *)
Definition is_address (size : Z) (e : env) (offset : nat) : Prop :=
  1 <= val (space_of e offset) <= 8 /\ val (number_of e offset) < 2 ^ 29 / size.

Definition lower (e : env) : Prop :=
  val (space_of e 0) < val (space_of e 1) \/
  space_of e 0 = space_of e 1 /\ val (number_of e 0) < val (number_of e 1).

Lemma space_range s : val (s - 1)%F < 2 ^ val (Fz 3) -> 1 <= val s <= 8.
Proof.
  change (2 ^ val (Fz 3)) with 8. intros H. pose proof (val_range s). pose proof (val_range (s - 1)%F).
  assert (E : (s - 1)%F = Fz (val (s - 1)%F)) by (symmetry; apply Fz_val).
  remember (val (s - 1)%F) as d. to_Z E k. unfold p in *. lia.
Qed.

Ltac volatile_address b high_bits :=
  intros Hrange Hv;
  match goal with |- is_address _ ?e 0 => split;
    [ apply space_range; apply (looked _ _ _ _ [(at_cell e 0 0 0 - 1)%F; Fz 3] _ Hrange Hv); unfold_air; tauto
    | destruct (limbs_sum high_bits (at_cell e 0 0 1) (at_cell e 0 0 2)) as (d & Hd & _ & E);
      [ lia
      | apply (looked _ _ _ _ [at_cell e 0 0 1; Fz 17] _ Hrange Hv); unfold_air; tauto
      | apply (looked _ _ _ _ [at_cell e 0 0 2; Fz high_bits] _ Hrange Hv); unfold_air; tauto
      | unfold number_of; rewrite E; exact (proj2 Hd) ] ]
  end.

(** The constraints that order rows, by number; the first one is [H1]. *)
Ltac volatile_order b high_bits address :=
  intros H Hrange Htr Hnext Hnaddr; pose proof H as H'; unfold_air_in H';
  destruct H' as (H1 & H2 & H3 & _ & H5 & _ & _ & _ & _ & _ & H11 & H12 & _);
  rewrite Htr in H2, H3, H5, H11, H12;
  match goal with |- ?valid = Fz 1 /\ lower ?e =>
    assert (Hv : valid = Fz 1);
    [ apply (in_use_before valid (at_cell e 0 1 (4 + b)) H1); [rewrite <- H2; cbn [Nat.add]; ring|exact Hnext]
    | split; [exact Hv|];
      pose proof (address Hrange Hv) as (Hs & Hn); destruct Hnaddr as (Hns & Hnn);
      apply (rows_ascend (17 + high_bits) ltac:(lia) (at_cell e 0 1 (4 + b)) (at_cell e 0 0 (5 + b)) (at_cell e 0 0 (6 + b))
        (space_of e 0) (space_of e 1) (number_of e 0) (number_of e 1) (at_cell e 0 0 (8 + b)) (at_cell e 0 0 (9 + b)));
      [ rewrite <- H3; cbn [Nat.add]; ring
      | rewrite <- H5; cbn [Nat.add]; unfold space_of; ring
      | rewrite <- H11; cbn [Nat.add]; ring
      | let power := eval vm_compute in (2 ^ (17 + high_bits)) in change (2 ^ (17 + high_bits)) with power;
        let less := eval vm_compute in (power - 1) in change (power - 1) with less;
        rewrite <- H12; cbn [Nat.add]; unfold space_of, number_of; ring
      | exact Hnext
      | destruct (limbs_sum high_bits (at_cell e 0 0 (8 + b)) (at_cell e 0 0 (9 + b))) as (d & Hd & E & _);
        [ lia
        | apply (looked _ _ _ _ [at_cell e 0 0 (8 + b); Fz 17] _ Hrange Hnext); unfold_air; tauto
        | apply (looked _ _ _ _ [at_cell e 0 0 (9 + b); Fz high_bits] _ Hrange Hnext); unfold_air; tauto
        | exists d; split; [exact Hd|exact E] ]
      | exact Hs | exact Hns | eapply Z.lt_le_trans; [exact Hn|vm_compute; discriminate]
      | eapply Z.lt_le_trans; [exact Hnn|vm_compute; discriminate] ] ]
  end.
