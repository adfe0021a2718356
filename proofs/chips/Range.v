(** The range checker's table: every key that it offers is in range (Lemma 3 of docs/spec/memory-argument.md). *)
From Coq Require Import ZArith Lia List Bool.
From Zkmem Require Import Field Balance Clock Air Trace Speaks.
From Zkmem Require Import VariableRangeCheckerAir.
Import ListNotations.
Open Scope Z_scope.

(** What the constraints say of a row and the next. *)
Lemma range_row e : holds VariableRangeCheckerAir e ->
  let value o := at_cell e 0 o 0 in let bits o := at_cell e 0 o 1 in let power o := at_cell e 0 o 2 in
  (is_first e = Fz 1 -> value 0%nat = Fz 0 /\ bits 0%nat = Fz 0 /\ power 0%nat = Fz 1) /\
  (is_transition e = Fz 1 -> exists step, is_bit step /\ bits 1%nat = (bits 0%nat + step)%F /\
     power 1%nat = (power 0%nat * (1 + step))%F /\
     (value 1%nat = Fz 0 \/ value 1%nat = (value 0%nat + 1)%F) /\
     (value 0%nat + power 0%nat + 1 = value 1%nat + power 1%nat)%F) /\
  (is_last e = Fz 1 -> value 0%nat = Fz 0 /\ bits 0%nat = Fz 18).
Proof.
  intros H. unfold_air_in H. destruct H as (H1 & H2 & H3 & H4 & H5 & H6 & H7 & H8 & H9 & _). cbn zeta.
  split; [|split]; intros E; rewrite E in *.
  - repeat split; [rewrite <- H1; ring|rewrite <- H2; ring|apply F_sub_zero; rewrite <- H3; ring].
  - exists (at_cell e 0 1 1 - at_cell e 0 0 1)%F. repeat split.
    + apply bit_of. rewrite <- H4. ring.
    + ring.
    + apply F_sub_zero. rewrite <- H6. ring.
    + assert (H5' : (at_cell e 0 1 0 * (at_cell e 0 1 0 - (at_cell e 0 0 0 + 1)) = 0)%F) by (rewrite <- H5; ring).
      apply F_integral in H5'. destruct H5' as [|H5']; [auto|right]. now apply F_sub_zero.
    + apply F_sub_zero. rewrite <- H7. ring.
  - split; [rewrite <- H8; ring|apply F_sub_zero; rewrite <- H9; ring].
Qed.

Section Range.
Variable t : trace.
Hypothesis all_hold : trace_holds VariableRangeCheckerAir t.
Hypothesis not_empty : (0 < height t)%nat.
Hypothesis height_bound : Z.of_nat (height t) < p.

Notation value := (cells t 0 0).
Notation bits := (cells t 0 1).
Notation power := (cells t 0 2).
Notation h := (Z.of_nat (height t)).

Lemma first_row : value 0%nat = Fz 0 /\ bits 0%nat = Fz 0 /\ power 0%nat = Fz 1.
Proof.
  destruct (range_row _ (all_hold 0%nat not_empty)) as (H & _). rewrite !here in H by assumption. now apply H.
Qed.

Lemma step_row i : (S i < height t)%nat -> exists step, is_bit step /\ bits (S i) = (bits i + step)%F /\
  power (S i) = (power i * (1 + step))%F /\ (value (S i) = Fz 0 \/ value (S i) = (value i + 1)%F) /\
  (value i + power i + 1 = value (S i) + power (S i))%F.
Proof.
  intros Hi. destruct (range_row _ (all_hold i ltac:(lia))) as (_ & H & _).
  rewrite !here, !next in H by lia. apply H. unfold row_env. cbn [is_transition].
  destruct (Nat.eqb_spec (S i) (height t)); [lia|reflexivity].
Qed.

Lemma last_row i : S i = height t -> value i = Fz 0 /\ bits i = Fz 18.
Proof.
  intros E. destruct (range_row _ (all_hold i ltac:(lia))) as (_ & _ & H). rewrite !here in H by lia. apply H.
  unfold row_env. cbn [is_last]. now rewrite E, Nat.eqb_refl.
Qed.

(** Bits as integers, which only go up; their power of two; value + 2^bits counts the rows. *)
Lemma rows_count i : (i < height t)%nat ->
  val (bits i) <= Z.of_nat i /\ power i = Fz (2 ^ val (bits i)) /\ (value i + power i)%F = Fz (Z.of_nat i + 1).
Proof.
  induction i as [|i IH]; intros Hi.
  - destruct first_row as (-> & -> & ->). repeat split; cbn; try lia; try ring.
  - destruct (IH ltac:(lia)) as (Hb & Hp & Hv). clear IH.
    destruct (step_row i Hi) as (step & Hs & Eb & Ep & _ & Ev).
    assert (Evi : (value (S i) + power (S i))%F = Fz (Z.of_nat (S i) + 1)).
    { rewrite <- Ev, Hv, Fz_add. f_equal. lia. }
    pose proof (val_range (bits i)).
    destruct Hs as [-> | ->].
    + rewrite Eb. replace (bits i + 0)%F with (bits i) by ring. repeat split; [lia|rewrite Ep, Hp; ring|exact Evi].
    + assert (E1 : val (bits (S i)) = val (bits i) + 1) by (rewrite Eb; apply val_one_more; lia).
      rewrite E1. repeat split; [lia| |exact Evi].
      rewrite Ep, Hp. replace (1 + 1)%F with (Fz 2) by ring. rewrite Fz_mul. f_equal.
      rewrite Z.pow_add_r by lia. reflexivity.
Qed.

Lemma bits_go_up i j : (i <= j)%nat -> (j < height t)%nat -> val (bits i) <= val (bits j).
Proof.
  induction 1 as [|j Hij IH]; intros Hj; [lia|]. specialize (IH ltac:(lia)).
  destruct (step_row j Hj) as (step & Hs & Eb & _). destruct (rows_count j ltac:(lia)) as (Hb & _).
  pose proof (val_range (bits j)). rewrite Eb. destruct Hs as [-> | ->].
  - replace (bits j + 0)%F with (bits j) by ring. lia.
  - rewrite val_one_more by lia. lia.
Qed.

Definition top := (height t - 1)%nat.

Lemma bits_at_most i : (i < height t)%nat -> val (bits i) <= 18.
Proof.
  intros Hi. destruct (last_row top ltac:(unfold top; lia)) as (_ & Hb).
  pose proof (bits_go_up i top ltac:(unfold top; lia) ltac:(unfold top; lia)) as H. rewrite Hb in H. exact H.
Qed.

Lemma powers i : (i < height t)%nat -> 1 <= 2 ^ val (bits i) <= 262144.
Proof.
  intros Hi. pose proof (bits_at_most i Hi). pose proof (val_range (bits i)). split.
  - change 1 with (2 ^ 0). apply Z.pow_le_mono_r; lia.
  - change 262144 with (2 ^ 18). apply Z.pow_le_mono_r; lia.
Qed.

Lemma the_height : h = 262144.
Proof.
  destruct (last_row top ltac:(unfold top; lia)) as (Hv & Hb).
  destruct (rows_count top ltac:(unfold top; lia)) as (_ & Hp & Hs). rewrite Hp, Hv, Hb in Hs.
  change (val (Fz 18)) with 18 in Hs. replace (0 + Fz (2 ^ 18))%F with (Fz 262144) in Hs by (change (2 ^ 18) with 262144; ring).
  apply Fz_eq in Hs. destruct Hs as (k & Hs). unfold top, p in *. lia.
Qed.

(** A row that has counted past its bits is followed by such rows, and the last is none. *)
Lemma not_past n : forall i, (i < height t)%nat -> (height t - i <= n)%nat -> Z.of_nat i + 1 < 2 * 2 ^ val (bits i).
Proof.
  induction n as [|n IH]; intros i Hi Hn; [lia|].
  destruct (Z_lt_le_dec (Z.of_nat i + 1) (2 * 2 ^ val (bits i))) as [|Hbad]; [assumption|exfalso].
  pose proof the_height as Hh. pose proof (powers i Hi) as Hpi.
  destruct (Nat.eq_dec (S i) (height t)) as [E|E].
  - destruct (last_row i E) as (_ & Hb). rewrite Hb in Hbad. change (2 ^ val (Fz 18)) with 262144 in Hbad. lia.
  - assert (Hi' : (S i < height t)%nat) by lia. specialize (IH (S i) Hi' ltac:(lia)).
    destruct (step_row i Hi') as (step & Hs & Eb & Ep & Hv & _).
    destruct (rows_count i Hi) as (Hbi & Hpw & Hsum). destruct (rows_count (S i) Hi') as (_ & Hpw' & Hsum').
    pose proof (powers (S i) Hi'). destruct Hs as [-> | ->].
    + replace (bits i + 0)%F with (bits i) in Eb by ring. rewrite Eb in IH. lia.
    + assert (E1 : val (bits (S i)) = val (bits i) + 1) by (rewrite Eb; apply val_one_more; lia).
      assert (E2 : 2 ^ val (bits (S i)) = 2 * 2 ^ val (bits i)).
      { rewrite E1, Z.pow_add_r by (pose proof (val_range (bits i)); lia). change (2 ^ 1) with 2. lia. }
      rewrite E2 in *. rewrite Hpw in *. rewrite Hpw' in *.
      destruct Hv as [Hv|Hv]; rewrite Hv in Hsum'.
      * replace (0 + Fz (2 * 2 ^ val (bits i)))%F with (Fz (2 * 2 ^ val (bits i))) in Hsum' by ring.
        apply Fz_eq in Hsum'. destruct Hsum' as (k & Hk). unfold p in *. lia.
      * assert (Ez : Fz (Z.of_nat i + 1) = Fz (Z.of_nat (S i) + 1 - 1 - 2 ^ val (bits i))).
        { rewrite <- Hsum. replace (Z.of_nat (S i) + 1 - 1 - 2 ^ val (bits i)) with
            (Z.of_nat (S i) + 1 - (1 + 2 ^ val (bits i))) by lia. rewrite <- Fz_sub, <- Hsum', <- Fz_add.
          replace (Fz (2 * 2 ^ val (bits i))) with (Fz 2 * Fz (2 ^ val (bits i)))%F by apply Fz_mul. ring. }
        apply Fz_eq in Ez. destruct Ez as (k & Hk). unfold p in *. lia.
Qed.

Lemma not_behind i : (i < height t)%nat -> 2 ^ val (bits i) <= Z.of_nat i + 1.
Proof.
  induction i as [|i IH]; intros Hi.
  - destruct first_row as (_ & -> & _). cbn. lia.
  - specialize (IH ltac:(lia)). destruct (step_row i Hi) as (step & Hs & Eb & Ep & Hv & _).
    destruct (rows_count i ltac:(lia)) as (Hbi & Hpw & Hsum). destruct (rows_count (S i) Hi) as (_ & Hpw' & Hsum').
    pose proof (powers (S i) Hi). pose proof (powers i ltac:(lia)). pose proof the_height.
    destruct Hs as [-> | ->].
    + replace (bits i + 0)%F with (bits i) in Eb by ring. rewrite Eb. lia.
    + rewrite Hpw' in Hsum'. destruct Hv as [Hv|Hv].
      * rewrite Hv in Hsum'. replace (0 + Fz (2 ^ val (bits (S i))))%F with (Fz (2 ^ val (bits (S i)))) in Hsum' by ring.
        apply Fz_eq in Hsum'. destruct Hsum' as (k & Hk). unfold p in *. lia.
      * exfalso. rewrite Hv in Hsum'. rewrite Hpw in *. rewrite <- Hpw', Ep in Hsum'.
        assert (Ez : Fz (2 ^ val (bits i)) = Fz 0).
        { replace (Fz (2 ^ val (bits i))) with
            ((value i + 1 + Fz (2 ^ val (bits i)) * (1 + 1)) - (value i + Fz (2 ^ val (bits i))) - 1)%F by ring.
          rewrite Hsum', Hsum. rewrite !Fz_sub. f_equal. lia. }
        apply Fz_eq in Ez. destruct Ez as (k & Hk). unfold p in *. lia.
Qed.

Theorem range_table i m : (i < height t)%nat ->
  In m (map fst (says VariableRangeCheckerAir (row_env t i) Bus.range)) -> in_range m.
Proof.
  intros Hi H. assert (E : map fst (says VariableRangeCheckerAir (row_env t i) Bus.range) =
    [[at_cell (row_env t i) 0 0 0; at_cell (row_env t i) 0 0 1]]) by reflexivity.
  rewrite E in H. destruct H as [<-|[]]. rewrite !here by assumption. cbn [in_range].
  destruct (rows_count i Hi) as (_ & Hp & Hs). rewrite Hp in Hs.
  pose proof (not_past (height t) i Hi ltac:(lia)). pose proof (not_behind i Hi). pose proof (powers i Hi).
  pose proof the_height. pose proof (val_range (value i)). to_Z Hs k. unfold p in *. lia.
Qed.
End Range.
