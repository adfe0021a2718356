(** What the proof about a chip shows: a row whose constraints hold, and whose look-ups are in their tables, says on the
    memory bus and the clock what rows of argument/Rows.v say that are as they should be. *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Rows Segment Log Air.
Import ListNotations.
Open Scope Z_scope.

(** timestamp_max_bits and the largest block, of the configurations in exported/. *)
Definition time_bits := 29.
Definition largest_block := 32%nat.

Module Bus.
  Definition memory := 1%nat.
  Definition range := 3%nat.
  Definition merkle := 4%nat.
  Definition hash := 5%nat.
  Definition clock := 8%nat.
  Definition spaces := 9%nat.
  Definition block_times := 10%nat.
End Bus.

Definition message_of (b : block) : list F := b_space b :: b_pointer b :: b_values b ++ [b_time b].

Lemma message_of_injective a b : message_of a = message_of b -> a = b.
Proof.
  destruct a as [s q v t], b as [s' q' v' t']. unfold message_of. cbn. intros E.
  injection E as -> -> E. apply app_inj_tail in E. destruct E as (-> & ->). reflexivity.
Qed.

(** What the tables say: Range.v and BlockTime.v show it of the tables, Key.v of what is looked up in them. *)
Definition in_range (m : list F) : Prop :=
  match m with [x; bits] => val x < 2 ^ val bits | _ => False end.
Definition is_block_time (m : list F) : Prop := match m with [t] => below (2 ^ time_bits) t | _ => False end.

Definition is_bit (c : F) := c = Fz 0 \/ c = Fz 1.
Definition counts_bits (l : list (list F * F)) := Forall (fun e => is_bit (snd e)) l.

(** What a row shows of memory: the blocks that it starts, those that it ends, the accesses of the log. *)
Record shows := Shows { begun : list block; ended : list block; accessed : list access }.
Definition silent := Shows [] [] [].
Definition shown (rows : list row) := Shows (flat_map initials rows) (flat_map finals rows) (accesses rows).

Record speaks (a : air) (e : env) (s : shows) (rows : list row) : Prop := {
  rows_are_ok : forall r, In r rows -> row_ok time_bits largest_block r;
  memory_signed : Forall is_signed (says a e Bus.memory);
  memory_sent : sent (says a e Bus.memory) = map message_of (flat_map sends rows);
  memory_received : received (says a e Bus.memory) = map message_of (flat_map receives rows);
  clock_signed : Forall is_signed (says a e Bus.clock);
  clock_sent : sent (says a e Bus.clock) =
    map (fun t => [t]) (map (fun t => t + 1)%F (flat_map ticks rows) ++ map snd (flat_map incs rows));
  clock_received : received (says a e Bus.clock) =
    map (fun t => [t]) (flat_map ticks rows ++ map fst (flat_map incs rows));
  shown_is : shown rows = s }.

(** Computes what a row says, down to sums and products of its cells. *)
Ltac unfold_air :=
  cbv -[Fadd Fmul Fsub Fopp Fz at_cell at_public is_first is_last is_transition counted F_eq_dec].
Ltac unfold_air_in H :=
  cbv -[Fadd Fmul Fsub Fopp Fz at_cell at_public is_first is_last is_transition counted F_eq_dec] in H.

(** ** Bits and limbs. *)

Lemma minus_one : Fz 2013265920 = Fz (-1).
Proof. apply Fz_eq. exists 1. reflexivity. Qed.

Lemma bit_of x : (x * (x - 1) = 0)%F -> is_bit x.
Proof. apply F_bit. Qed.

Lemma limbs_sum high_bits a b : 0 <= high_bits <= 12 -> val a < 2 ^ 17 -> val b < 2 ^ high_bits ->
  exists d, 0 <= d < 2 ^ (17 + high_bits) /\ (a + b * Fz 131072)%F = Fz d /\ val (a + b * Fz 131072)%F = d.
Proof.
  intros Hh Ha Hb. pose proof (val_range a). pose proof (val_range b).
  rewrite Z.pow_add_r by lia. change (2 ^ 17) with 131072 in *.
  assert (2 ^ high_bits <= 4096) by (change 4096 with (2 ^ 12); apply Z.pow_le_mono_r; lia).
  assert (E : (a + b * Fz 131072)%F = Fz (val a + val b * 131072)).
  { eapply rep_eq_inv; [solve_rep|solve_rep|]. exists 0. lia. }
  exists (val a + val b * 131072). repeat split; [nia|nia|exact E|].
  rewrite E, val_small; [reflexivity|]. unfold p. nia.
Qed.

Lemma two_limbs a b : val a < 2 ^ 17 -> val b < 2 ^ 12 ->
  exists d, 0 <= d < 2 ^ 29 /\ (a + b * Fz 131072)%F = Fz d.
Proof. intros Ha Hb. destruct (limbs_sum 12 a b ltac:(lia) Ha Hb) as (d & Hd & E & _). eauto. Qed.

Lemma limbs_below a b : val a < 2 ^ 17 -> val b < 2 ^ 12 -> below (2 ^ time_bits) (a + b * Fz 131072)%F.
Proof.
  intros Ha Hb. destruct (limbs_sum 12 a b ltac:(lia) Ha Hb) as (d & Hd & _ & E).
  unfold below. rewrite E. apply Hd.
Qed.

(** Decides what is counted when the counts are constants. *)
Lemma counted_cons_eq c m (l : list (list F * F)) : counted c ((m, c) :: l) = m :: counted c l.
Proof. cbn [counted]. destruct (F_eq_dec c c); congruence. Qed.
Lemma counted_cons_ne c c' m (l : list (list F * F)) : c' <> c -> counted c ((m, c') :: l) = counted c l.
Proof. intros H. cbn [counted]. destruct (F_eq_dec c' c); congruence. Qed.

Ltac differ := let H := fresh in intros H; apply (f_equal val) in H; discriminate H.
Ltac count := repeat first [rewrite counted_cons_eq | rewrite counted_cons_ne by differ]; try reflexivity.

Lemma nothing_signed : Forall (@is_signed (list F)) [].
Proof. constructor. Qed.

Ltac signed := repeat apply Forall_cons; try apply Forall_nil; unfold is_signed; cbn [snd]; auto.
Ltac differ_in H := exfalso; apply (f_equal val) in H; discriminate H.
